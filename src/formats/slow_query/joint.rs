//! Whether a line is the rest of a field line that was broken at a column: where the two make what TiDB writes, a name of
//! the table or a value of its kind, and neither does alone.

use super::fields::{Unit, lookup};
use super::shape;
use crate::text::column::Joint;

/// What a line is to the field line before it; `tail` is that one from its last field on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It goes on with it.
    Of(Joint),
    /// It may, as far as the field's value tells.
    Perhaps,
    /// It does not.
    No,
}

/// Looks at the end of a field line and at the next line.
pub fn rest(tail: &[u8], next: &[u8]) -> Rest {
    let tail = tail.strip_prefix(b"#").unwrap_or(tail).trim_ascii_start();
    let piece = next.trim_ascii_start();
    if piece.is_empty() || piece.starts_with(b"#") {
        return Rest::No;
    }
    if ends_name(tail, next) {
        return Rest::Of(Joint::Same);
    }
    let Some((name, after)) = shape::name(tail) else { return Rest::No };
    let unit = std::str::from_utf8(name).ok().and_then(lookup).map(|field| (field.unit, field.rest_of_line));
    let value = after.trim_ascii();
    let known_next = shape::name(piece).is_some_and(|(name, _)| is_known(name));
    let free = matches!(unit, None | Some((Unit::Text | Unit::Json, _)));
    if known_next && !(free && unit.is_some_and(|(_, whole)| whole)) {
        return if is_whole(unit.map(|(unit, _)| unit), value) { Rest::Of(Joint::Blank) } else { Rest::No };
    }
    let Some((unit, _)) = unit else { return Rest::Perhaps };
    let word = piece.split(|byte| *byte == b' ').next().unwrap_or_default();
    if value.is_empty() {
        return if begins(unit, piece, word) { Rest::Of(Joint::Blank) } else { Rest::No };
    }
    if tail.ends_with(b" ") || next.starts_with(b" ") {
        // A blank ends a number: what follows would be a name.
        return if is_free(unit) { Rest::Perhaps } else { Rest::No };
    }
    let joined = [value, word].concat();
    match unit {
        _ if is_number(unit) => Rest::from(is_decimal(&joined) && !piece.starts_with(b"-")),
        Unit::Bool => Rest::from(joined == b"true" || joined == b"false"),
        Unit::Hex => Rest::from(joined.len() <= 64 && joined.iter().all(u8::is_ascii_hexdigit)),
        Unit::Plan => Rest::from(!value.ends_with(b"')")),
        _ => Rest::Perhaps,
    }
}

impl From<bool> for Rest {
    fn from(goes_on: bool) -> Self {
        if goes_on { Self::Of(Joint::Same) } else { Self::No }
    }
}

/// Whether a name was broken: `… Req` and `uest_count: 1`, `… Request_count` and `: 1`.
fn ends_name(tail: &[u8], next: &[u8]) -> bool {
    let first = tail.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    if first.is_empty() || first.contains(&b':') || !first.iter().all(|byte| is_letter(*byte)) {
        return false;
    }
    let length = next.iter().take_while(|byte| is_letter(**byte)).count();
    let (second, rest) = next.split_at_checked(length).unwrap_or((next, b""));
    rest.starts_with(b":") && is_known(&[first, second].concat())
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@')
}

fn is_known(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| lookup(name).is_some())
}

/// Whether a value may end here, so that the next field follows.
fn is_whole(unit: Option<Unit>, value: &[u8]) -> bool {
    match unit {
        Some(unit) if is_number(unit) => is_decimal(value),
        Some(Unit::Bool) => matches!(value, b"true" | b"false"),
        Some(Unit::Hex) => value.is_empty() || value.len() == 64,
        Some(Unit::Plan) => value.is_empty() || value.ends_with(b"')"),
        _ => true,
    }
}

/// Whether a text begins a value of that kind.
fn begins(unit: Unit, piece: &[u8], word: &[u8]) -> bool {
    match unit {
        _ if is_number(unit) => is_decimal(word),
        Unit::Bool => matches!(word, b"true" | b"false"),
        Unit::Hex => !word.is_empty() && word.len() <= 64 && word.iter().all(u8::is_ascii_hexdigit),
        Unit::Plan => piece.starts_with(b"tidb_decode_"),
        Unit::List | Unit::Detail => piece.starts_with(b"[") || piece.starts_with(b"{"),
        Unit::Json => piece.starts_with(b"[") || piece.starts_with(b"{"),
        _ => !shape::begins_statement(piece) && !shape::is_elision(piece) && shape::use_line(piece).is_none(),
    }
}

/// Whether a value of that kind may hold blanks.
fn is_free(unit: Unit) -> bool {
    matches!(unit, Unit::Text | Unit::Json | Unit::List | Unit::Detail | Unit::Stats | Unit::Time)
}

pub fn is_number(unit: Unit) -> bool {
    matches!(unit, Unit::Seconds | Unit::Bytes | Unit::Count | Unit::Tso | Unit::Id | Unit::Units)
}

/// `54.568269609`, `7.748e-06`, and the beginning of one (`7.748e-`).
pub fn is_decimal(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    text.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.')
        && text.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && text.iter().filter(|byte| **byte == b'.').count() <= 1
        && text.iter().filter(|byte| matches!(byte, b'e' | b'E')).count() <= 1
}

/// A field line from its last known field on.
pub fn tail(line: &[u8]) -> &[u8] {
    let starts = memchr::memchr_iter(b':', line).filter_map(|colon| {
        let head = line.get(..colon)?;
        let name = head.iter().rev().take_while(|byte| is_letter(**byte)).count();
        let start = colon - name;
        let apart = start == 0 || line.get(start - 1).is_some_and(|byte| matches!(byte, b' ' | b'#'));
        (apart && is_known(line.get(start..colon)?)).then_some(start)
    });
    let whole = |start: usize| {
        let name = line.get(start..).and_then(shape::name).map(|(name, _)| name).unwrap_or_default();
        std::str::from_utf8(name).ok().and_then(lookup).is_some_and(|field| field.rest_of_line && is_free(field.unit))
    };
    let mut last = 0;
    for start in starts {
        last = start;
        // Names in a text are text.
        if whole(start) {
            break;
        }
    }
    line.get(last..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tail: &str, next: &str, expected: Rest) {
        assert_eq!(rest(tail.as_bytes(), next.as_bytes()), expected, "{tail}|{next}");
    }

    #[test]
    fn names_and_values_that_were_broken() {
        let (same, blank) = (Rest::Of(Joint::Same), Rest::Of(Joint::Blank));
        check("# Txn_start_ts: 4503", "84887861477376", same);
        check("Local_latch_wait_time: 9.311e-", "06 Write_keys: 3", same);
        check("Query_time: 54", ".5", same);
        check("Cop_time: 51.6 Req", "uest_count: 1", same);
        check("Cop_time: 51.6 Request_count", ": 1", same);
        check("Prewrite_time: 1 Prewrite_", "Backoff_types: [a]", same);
        check("Cop_time: 51.6", "Request_count: 1", blank);
        check("Cop_time:", "51.6", blank);
        check("Cop_proc_addr:", "Cop_wait_avg: 0", blank);
        check("Succ: tr", "ue", same);
        check("Digest:", &"9".repeat(64), blank);
        check("Plan: tidb_decode_plan('ab", "cd')", same);
        check("Plan:", "tidb_decode_plan('abcd')", blank);
        check("DB:", "quay", blank);
    }

    #[test]
    fn what_is_no_rest() {
        for (tail, next) in [
            ("# Txn_start_ts: 4503", "select 1;"),
            ("Query_time: 54.5", "and so on"),
            ("Query_time: 54.5", "-- a remark"),
            ("Query_time: 54.5 ", "12"),
            ("Succ: true", "select 1;"),
            ("DB:", "select 1;"),
            ("DB:", "use quay;"),
            ("Plan: tidb_decode_plan('ab')", "commit;"),
            ("Digest:", "select 1;"),
        ] {
            check(tail, next, Rest::No);
        }
        check("Prev_stmt: update t set", "Succ: true", Rest::Perhaps);
        check("Cop_proc_addr: tikv-1", ":20160", Rest::Perhaps);
    }

    #[test]
    fn the_last_field_of_a_line() {
        for (line, expected) in [
            ("# Cop_time: 51.6 Request_count: 1", "Request_count: 1"),
            ("# Prev_stmt: update t # Succ: true", "Prev_stmt: update t # Succ: true"),
            ("Slowest_prewrite_rpc_detail: {total:1, store: a} Write_keys: 3 Wri", "Write_keys: 3 Wri"),
        ] {
            assert_eq!(tail(line.as_bytes()), expected.as_bytes());
        }
    }
}
