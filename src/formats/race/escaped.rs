//! A whole report inside one string: a field of a logger, a JSON document (spec/go-reports.md §1.8 row 20).

use super::classify::WARNING;

/// The text of the quoted string (or of the whole line) that holds a report with its line breaks escaped.
/// None where no escaped line break follows the warning.
pub fn unescape(line: &[u8]) -> Option<Vec<u8>> {
    let at = memchr::memmem::find(line, WARNING)?;
    let (head, tail) = line.split_at_checked(at)?;
    let after = tail.get(WARNING.len()..)?;
    let slashes = after.iter().take_while(|byte| **byte == b'\\').count();
    if slashes == 0 || !matches!(after.get(slashes), Some(b'n' | b'r')) {
        return None;
    }
    let start = opening_quote(head).map_or(0, |quote| quote + 1);
    let end = at + closing_quote(tail).unwrap_or(tail.len());
    Some(crate::text::repair::escapes::unescape(line.get(start..end)?))
}

/// The last quote that no backslash precedes.
fn opening_quote(head: &[u8]) -> Option<usize> {
    memchr::memrchr_iter(b'"', head).find(|at| *at == 0 || head.get(at - 1) != Some(&b'\\'))
}

fn closing_quote(tail: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'"', tail).find(|at| tail.get(at.wrapping_sub(1)) != Some(&b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(unescape(line.as_bytes()).map(|text| String::from_utf8(text).unwrap()).as_deref(), expected);
    }

    #[test]
    fn the_string_around_the_warning() {
        check(
            r#"{"a":"x","m":"==\nWARNING: DATA RACE\nRead \"q\"\tend","z":1}"#,
            Some("==\nWARNING: DATA RACE\nRead \"q\"\tend"),
        );
        check(r"x=\nWARNING: DATA RACE\nRead", Some("x=\nWARNING: DATA RACE\nRead"));
        check(r#""WARNING: DATA RACE\\nRead\\n""#, Some(r"WARNING: DATA RACE\nRead\n"));
        check("WARNING: DATA RACE", None);
    }
}
