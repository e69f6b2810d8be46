//! Rows of a table or box around the lines of a log: `| main.f() |` of Markdown, `│ main.f() │` of terminals; a number
//! may stand in a column before.

use super::indent;
use std::ops::Range;

/// Rows that make a table.
const MIN_ROWS: usize = 3;

/// Bars that begin and end a row.
const BARS: [&[u8]; 3] = [b"|", "│".as_bytes(), "┃".as_bytes()];

/// Line numbers (from 1) of the tables that hold lines of a log. Other tables stay: plans are printed in them.
pub fn tables(lines: &[&[u8]]) -> Vec<Range<u64>> {
    let mut tables = Vec::new();
    let (mut start, mut sure) = (0, false);
    for (at, line) in lines.iter().chain([&&b""[..]]).enumerate() {
        if let Some(text) = strip(line) {
            sure |= indent::is_anchor(text) || text.starts_with(b"--- FAIL: ");
            continue;
        }
        if sure && at - start >= MIN_ROWS {
            tables.push(start as u64 + 1..at as u64 + 1);
        }
        (start, sure) = (at + 1, false);
    }
    tables
}

/// The text of a row; None where the line is none.
pub fn strip(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let (bar, inner) = BARS.iter().find_map(|bar| Some((*bar, line.strip_prefix(*bar)?)))?;
    let inner = inner.strip_suffix(bar)?.trim_ascii_end();
    let inner = inner.strip_prefix(b" ").unwrap_or(inner);
    Some(after_number(inner, bar).unwrap_or(inner))
}

/// The second column where the first one is a number.
fn after_number<'a>(row: &'a [u8], bar: &[u8]) -> Option<&'a [u8]> {
    let (_, rest) = crate::text::bytes::number(row.trim_ascii_start())?;
    let rest = rest.trim_ascii_start().strip_prefix(bar)?;
    Some(rest.strip_prefix(b" ").unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(strip(line.as_bytes()), expected.map(str::as_bytes), "{line}");
        };
        check("|   main.f() |", Some("  main.f()"));
        check("│ main.f()      │", Some("main.f()"));
        check("| 7 |   a.go:1 +0x2 |", Some("  a.go:1 +0x2"));
        check("|  |", Some(""));
        check("api-1  | x", None);
        check("| x", None);
    }

    #[test]
    fn tables_of_a_log() {
        let check = |text: &str, expected: Option<Range<u64>>| {
            let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
            assert_eq!(tables(&lines), Vec::from_iter(expected), "{text}");
        };
        check("Log:\n| log |\n|---|\n| WARNING: DATA RACE |\nend\n", Some(2..5));
        check("| id | estRows |\n|---|---|\n| TableScan_5 | 10.00 |\n", None);
    }
}
