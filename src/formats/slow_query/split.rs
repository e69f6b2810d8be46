//! One field line into its fields.

use super::fields::{Unit, find, lookup};
use super::shape;
use crate::model::Fields;
use crate::text::bytes::{Needle, text};

/// Reads `Name: value Name: value`. What follows the last value and is none (a statement, in a text flattened into one
/// line) is given back.
pub fn split<'a>(line: &'a [u8], fields: &mut Fields) -> &'a [u8] {
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
        let name = field.map_or_else(|| key.into(), |(_, name)| name);
        fields.0.push((name, text(value.trim_ascii_end())));
        rest = tail.trim_ascii_start();
    }
    rest
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
        let left = split(line.as_bytes(), &mut fields);
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
    fn a_statement_after_the_last_field() {
        check("Succ: true select 1;", &[("Succ", "true")], "select 1;");
        check("Backoff_types: [txnLock] select 1;", &[("Backoff_types", "[txnLock]")], "select 1;");
        check("Plan: tidb_decode_plan('ab') select 1;", &[("Plan", "tidb_decode_plan('ab')")], "select 1;");
    }
}
