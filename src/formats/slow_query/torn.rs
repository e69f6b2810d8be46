//! What a line break tore: values with a blank inside that hold none, and names.

use super::fields::{Unit, lookup};
use super::joint;
use crate::model::{Fields, Text};
use crate::text::bytes::text;

/// Takes out the values that cannot be what TiDB wrote, since a blank, or what a line break left, stands in them: numbers,
/// digests, `true` and `false`, and the names of statistics hold none.
pub fn take_values(fields: &mut Fields) -> Vec<Text> {
    let is_torn = |name: &str, value: &str| {
        let Some(field) = lookup(name) else { return false };
        let mut words = value.split_ascii_whitespace();
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        match field.unit {
            Unit::Hex => {
                let half = |word: &str| is_hex(word.trim_end_matches('\\'));
                second.is_some_and(|second| first.len() < 64 && is_hex(first) && half(second))
            }
            Unit::Bool => {
                let (whole, start) = (matches!(first, "true" | "false"), first.trim_end_matches('\\'));
                let half = |word: &str| {
                    ["true", "false"].iter().any(|value| value.starts_with(start) && value.ends_with(word))
                };
                !whole && second.is_some_and(half) || value.starts_with("true\\") || value.starts_with("false\\")
            }
            Unit::Stats => second.is_some_and(|_| value.ends_with(']') && !value.contains(", ")),
            unit => {
                let rest = second.filter(|_| joint::is_number(unit));
                rest.is_some_and(|rest| joint::is_decimal(first.as_bytes()) && joint::is_decimal(rest.as_bytes()))
            }
        }
    };
    let torn = fields.iter().filter(|(name, value)| is_torn(name, value)).map(|(name, _)| name.into()).collect();
    fields.0.retain(|(name, value)| !is_torn(name, value));
    torn
}

fn is_hex(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a line is a field whose name has a blank in it: `# Compile_ti me: 2.7`.
pub fn is_name(line: &[u8]) -> bool {
    let body = line.strip_prefix(b"#").unwrap_or(line).trim_ascii_start();
    let Some((first, rest)) = memchr::memchr(b' ', body).and_then(|at| body.split_at_checked(at)) else { return false };
    let rest = rest.trim_ascii_start();
    let second = rest.get(..memchr::memchr(b':', rest).unwrap_or_default()).unwrap_or_default();
    !second.contains(&b' ') && lookup(&text(&[first, second].concat())).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_were_torn_are_left_out() {
        let whole = "ab".repeat(32);
        let fields = [
            ("Query_time", "48.9 11207713"),
            ("Succ", "fals e"),
            ("Is_internal", "true\\#"),
            ("Digest", "0394fe06 015a5e6f"),
            ("Stats", "berth:ps eudo[10000;0]"),
            ("Prepared", "false"),
            ("Plan_digest", &whole),
            ("Process_time", "0.5"),
            ("DB", "a b"),
        ];
        let mut fields = Fields(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect());
        assert_eq!(take_values(&mut fields).len(), 5);
        assert_eq!(
            fields.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            ["Prepared", "Plan_digest", "Process_time", "DB"]
        );
    }

    #[test]
    fn names_that_were_torn() {
        assert!(is_name(b"# Compile_ti me: 2.7"));
        assert!(!is_name(b"# Compile_time: 2.7"));
        assert!(!is_name(b"# see here: 2.7"));
    }
}
