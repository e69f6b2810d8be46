//! A whole report inside one string: a field of a logger, a JSON document (docs/spec/go-reports.md §1.8 row 20).

use super::classify::WARNING;
use crate::text::repair::escapes;

/// The text of the quoted string (or of the whole line) that holds a report with its line breaks escaped.
/// None where no escaped line break follows the warning.
pub fn unescape(line: &[u8]) -> Option<Vec<u8>> {
    let at = memchr::memmem::find(line, WARNING)?;
    let after = line.get(at + WARNING.len()..)?;
    let slashes = after.iter().take_while(|byte| **byte == b'\\').count();
    if slashes == 0 || !matches!(after.get(slashes), Some(b'n' | b'r')) {
        return None;
    }
    Some(escapes::unescape(escapes::string_around(line, at)?))
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
