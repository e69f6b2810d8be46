//! One field line into its fields.

use super::fields::{Unit, find, lookup};
use super::{joint, shape};
use crate::model::Fields;
use crate::text::bytes::{Needle, text};

/// Reads `Name: value Name: value`. What follows the last value and is none (a statement, in a text flattened into one
/// line) is given back. Words that somebody wrote behind a value (`54.5 <-- slow!`) go to `remarks`.
pub fn split<'a>(line: &'a [u8], fields: &mut Fields, remarks: &mut Vec<&'a [u8]>) -> &'a [u8] {
    let mut rest = line.trim_ascii();
    while let Some((name, after)) = shape::name(rest) {
        let Ok(key) = std::str::from_utf8(name) else { return rest };
        let field = find(key);
        let value = after.trim_ascii_start();
        let length = match field {
            Some((field, _)) if field.rest_of_line => whole_length(value, field.unit),
            Some((field, _)) if is_one_word(field.unit) => word_length(value),
            _ => free_length(value),
        };
        let (value, tail) = value.split_at_checked(length).unwrap_or((value, b""));
        let unit = field.as_ref().map(|(field, _)| field.unit);
        let (value, remark) = apart(key, unit, value.trim_ascii_end());
        remarks.extend(Some(remark.trim_ascii()).filter(|remark| !remark.is_empty()));
        let name = field.map_or_else(|| key.into(), |(_, name)| name);
        fields.0.push((name, text(value)));
        rest = tail.trim_ascii_start();
        if unit.is_some_and(|unit| is_complete(unit, value)) {
            let (remark, next) = remark_before(rest);
            if unit.is_some_and(joint::is_number) && joint::is_decimal(remark) {
                // No words of somebody: the number was broken in two.
                if let Some((_, value)) = fields.0.last_mut() {
                    *value = format!("{value} {}", text(remark)).into();
                }
            } else {
                remarks.extend(Some(remark).filter(|remark| !remark.is_empty()));
            }
            rest = next;
        }
    }
    rest
}

/// Whether nothing but another field, or the statement, can follow the value.
fn is_complete(unit: Unit, value: &[u8]) -> bool {
    match unit {
        Unit::Bool => matches!(value, b"true" | b"false"),
        Unit::Hex => value.len() == 64,
        Unit::Plan => value.ends_with(b"')"),
        _ => joint::is_number(unit) && joint::is_decimal(value),
    }
}

/// What somebody wrote behind a value, and what follows it.
fn remark_before(rest: &[u8]) -> (&[u8], &[u8]) {
    let next_field = memchr::memchr_iter(b' ', rest).map(|at| at + 1).find(|at| is_field(rest.get(*at..)));
    let is_other = |rest: &[u8]| {
        shape::begins_statement(rest) || rest.ends_with(b";") || shape::is_elision(rest) || shape::is_half_name(rest)
    };
    match next_field {
        _ if rest.is_empty() || shape::name(rest).is_some() => (b"", rest),
        // A statement, where all of an entry stands on one line, may hold anything.
        _ if shape::begins_statement(rest) => (b"", rest),
        Some(at) => {
            let (remark, next) = rest.split_at_checked(at).unwrap_or((b"", rest));
            if shape::is_elision(remark.trim_ascii()) { (b"", rest) } else { (remark.trim_ascii_end(), next) }
        }
        None if is_other(rest) => (b"", rest),
        None => (rest, b""),
    }
}

fn is_field(text: Option<&[u8]>) -> bool {
    let name = text.and_then(shape::name).and_then(|(name, _)| std::str::from_utf8(name).ok());
    name.is_some_and(|name| lookup(name).is_some())
}

/// A value, and what somebody wrote behind it: an arrow behind any value, brackets behind an address, and marks around a
/// number that made it stand out.
fn apart<'a>(name: &str, unit: Option<Unit>, value: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let split = |at: usize| value.split_at_checked(at).unwrap_or((value, b""));
    match unit {
        Some(unit) if joint::is_number(unit) => {
            let marks = value.iter().take_while(|byte| matches!(byte, b'*' | b'`')).count();
            let inner = value.get(marks..).unwrap_or_default();
            let length = inner.iter().take_while(|byte| is_of_number(**byte)).count();
            let (number, tail) = inner.split_at_checked(length).unwrap_or((inner, b""));
            // Letters of its own make it something else than a number and a remark.
            let remark = tail.first().is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b':'));
            if remark && joint::is_decimal(number) {
                let stars = tail.iter().take_while(|byte| matches!(byte, b'*' | b'`')).count();
                return (number, tail.get(stars..).unwrap_or_default());
            }
            (value, b"")
        }
        Some(Unit::Json | Unit::Plan | Unit::Hex | Unit::Bool) | None => (value, b""),
        Some(_) if name == "Prev_stmt" => (value, b""),
        Some(_) => {
            let arrow = shape::ARROWS.iter().filter_map(|arrow| memchr::memmem::find(value, arrow)).min();
            let bracket = memchr::memmem::find(value, b" (").filter(|_| name.ends_with("_addr"));
            let (value, remark) = split(arrow.into_iter().chain(bracket).min().unwrap_or(value.len()));
            (value.trim_ascii_end(), remark)
        }
    }
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')
}

fn is_one_word(unit: Unit) -> bool {
    matches!(unit, Unit::Seconds | Unit::Bytes | Unit::Count | Unit::Bool | Unit::Tso | Unit::Id | Unit::Units)
}

/// Of a value that is the rest of the line: all of it, but a plan ends with its call and a digest with its last digit.
fn whole_length(value: &[u8], unit: Unit) -> usize {
    match unit {
        Unit::Plan => PLAN_END.find(value).map_or(value.len(), |at| at + 2),
        Unit::Hex => word_length(value),
        _ => value.len(),
    }
}

const PLAN_END: Needle = Needle::new(b"')", 1);

/// Up to the next blank; 0 when the next name, or the statement, follows at once.
fn word_length(value: &[u8]) -> usize {
    let none = shape::name(value).is_some() || shape::begins_statement(value);
    if none { 0 } else { memchr::memchr(b' ', value).unwrap_or(value.len()) }
}

/// Up to the next name outside brackets and braces: a value may hold blanks (`store 1:20160`). The last one of a line
/// that begins with a bracket ends with it; what follows is half a name, dots or the statement.
fn free_length(value: &[u8]) -> usize {
    if shape::name(value).is_some_and(|(name, _)| lookup(&text(name)).is_some()) {
        return 0;
    }
    let mut depth = 0u32;
    let mut closed = None;
    for (at, byte) in value.iter().enumerate() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                closed = closed.or((depth == 0).then_some(at + 1));
            }
            b' ' if depth == 0 && value.get(at + 1..).and_then(shape::name).is_some() => return at,
            _ => {}
        }
    }
    let listed = matches!(value.first(), Some(b'[' | b'{'));
    closed.filter(|end| listed && value.get(*end) == Some(&b' ')).unwrap_or(value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(&str, &str)], rest: &str) {
        let mut fields = Fields::default();
        let left = split(line.as_bytes(), &mut fields, &mut Vec::new());
        assert_eq!(fields.iter().collect::<Vec<_>>(), expected, "{line}");
        assert_eq!(String::from_utf8_lossy(left), rest, "{line}");
    }

    #[test]
    fn several_fields_on_a_line() {
        check(
            "Cop_proc_avg: 0 Cop_proc_p90: 7.7e-06 Cop_proc_addr: store 1:20160 Cop_wait_avg: 0",
            &[
                ("Cop_proc_avg", "0"),
                ("Cop_proc_p90", "7.7e-06"),
                ("Cop_proc_addr", "store 1:20160"),
                ("Cop_wait_avg", "0"),
            ],
            "",
        );
        check(
            "Cop_proc_addr: Cop_wait_avg: 0 Cop_wait_addr:",
            &[("Cop_proc_addr", ""), ("Cop_wait_avg", "0"), ("Cop_wait_addr", "")],
            "",
        );
        check(
            "Backoff_types: [a b a] Slowest_prewrite_rpc_detail: {total:0.002s, region_id: 312, time_detail: {x: 1}} Write_keys: 3",
            &[
                ("Backoff_types", "[a b a]"),
                ("Slowest_prewrite_rpc_detail", "{total:0.002s, region_id: 312, time_detail: {x: 1}}"),
                ("Write_keys", "3"),
            ],
            "",
        );
        check(
            "Cop_process: Avg_time: 2s P90_time: 3s Max_time: 5s",
            &[("Cop_process", "Avg_time: 2s P90_time: 3s Max_time: 5s")],
            "",
        );
        check("New_field: some words Other_new: 3", &[("New_field", "some words"), ("Other_new", "3")], "");
    }

    #[test]
    fn remarks_behind_values_are_no_part_of_them() {
        let check = |line: &str, expected: &[(&str, &str)], remarks: &[&str]| {
            let (mut fields, mut found) = (Fields::default(), Vec::new());
            let left = split(line.as_bytes(), &mut fields, &mut found);
            assert_eq!(fields.iter().collect::<Vec<_>>(), expected, "{line}");
            assert_eq!(found, remarks.iter().map(|remark| remark.as_bytes()).collect::<Vec<_>>(), "{line}");
            assert!(left.is_empty(), "{line}");
        };
        check("Query_time: 54.5 <-- slow!", &[("Query_time", "54.5")], &["<-- slow!"]);
        check("Process_keys: 123 (why?)", &[("Process_keys", "123")], &["(why?)"]);
        check("Query_time: **54.5**", &[("Query_time", "54.5")], &[]);
        check("Query_time: 54.5<--", &[("Query_time", "54.5")], &["<--"]);
        check("Query_time: 7.7e-06, ok", &[("Query_time", "7.7e-06")], &[",", "ok"]);
        check(
            "Cop_time: 1.5 (long!) Process_time: 0.3 Process_keys: 1 ???",
            &[("Cop_time", "1.5"), ("Process_time", "0.3"), ("Process_keys", "1")],
            &["(long!)", "???"],
        );
        check("Succ: false <== !", &[("Succ", "false")], &["<== !"]);
        check("DB: test <-- here", &[("DB", "test")], &["<-- here"]);
        check("Cop_proc_addr: tikv 1:20160 (slow one)", &[("Cop_proc_addr", "tikv 1:20160")], &["(slow one)"]);
        check("Prev_stmt: select a <-- b (c)", &[("Prev_stmt", "select a <-- b (c)")], &[]);
        check("Query_time: 54.5x", &[("Query_time", "54.5x")], &[]);
        check("Query_time: 48.9 11207713", &[("Query_time", "48.9 11207713")], &[]);
    }

    #[test]
    fn a_statement_after_the_last_field() {
        check("Succ: true select 1;", &[("Succ", "true")], "select 1;");
        check("Backoff_types: [txnLock] select 1;", &[("Backoff_types", "[txnLock]")], "select 1;");
        check("Plan: tidb_decode_plan('ab') select 1;", &[("Plan", "tidb_decode_plan('ab')")], "select 1;");
    }
}
