//! Tables for a spreadsheet (RFC 4180): the digest table, and the one writer of cells for all tables.

use super::outline;
use super::safe::visible;
use crate::model::DigestSummary;
use std::fmt::Write;

/// One row per digest, in the order of the report. Times in seconds.
pub fn digests(rows: &[DigestSummary]) -> String {
    let mut out = String::from(
        "digest,count,sum_s,median_s,p95_s,max_s,spread_s,first,last,plans,dominant,dominant_share,internal,statement\r\n",
    );
    for row in rows {
        let statement = row.normalised.as_deref().or(row.sample.as_deref()).unwrap_or_default();
        let time = |time: Option<crate::model::Stamp>| time.map(|time| time.to_string()).unwrap_or_default();
        let cells = [
            row.digest.as_deref().unwrap_or_default().to_owned(),
            row.count.to_string(),
            seconds(row.sum_nanos),
            seconds(row.median_nanos),
            seconds(row.p95_nanos),
            seconds(row.max_nanos),
            seconds(row.spread_nanos),
            time(row.first),
            time(row.last),
            row.plans.len().to_string(),
            row.dominant.as_deref().unwrap_or_default().to_owned(),
            format!("{:.3}", row.dominant_share),
            row.internal.to_string(),
            statement.to_owned(),
        ];
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            push_cell(&mut out, cell);
        }
        out.push_str("\r\n");
    }
    out
}

/// Nanoseconds as decimal seconds, exact.
fn seconds(nanos: u64) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _ = write!(text, "{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000);
    text
}

/// Characters of a cell; spreadsheets take no more than 32,767.
const CELL_CHARS: usize = 32_000;

/// One cell: what acts is made visible, an apostrophe keeps a spreadsheet from running a text as a formula, and there are
/// quotes where they have to be.
pub fn push_cell(out: &mut String, cell: &str) {
    let mut cell = visible(&cell.replace("\r\n", "\n")).into_owned();
    outline::shorten_text(&mut cell, CELL_CHARS);
    let formula = is_formula(&cell);
    if !formula && !cell.contains(['"', ',', '\n']) {
        out.push_str(&cell);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
}

/// Whether a spreadsheet may take a text for a formula: its first sign says so, also behind blanks and quotes, which some drop.
/// A number with a sign is none, nor is a dash alone.
fn is_formula(cell: &str) -> bool {
    if cell.starts_with(['\t', '\n']) {
        return true;
    }
    let text = cell.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\''));
    let signed = text.strip_prefix(['+', '-']);
    // `inf` and `nan` are words in a spreadsheet, so only digits make a number.
    let number = |rest: &str| {
        rest.starts_with(|digit: char| digit.is_ascii_digit() || digit == '.') && rest.parse::<f64>().is_ok()
    };
    text.starts_with(['=', '@', '＝', '＋', '－', '＠']) || signed.is_some_and(|rest| !rest.is_empty() && !number(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        let row = DigestSummary {
            digest: Some("ab".into()),
            sample: Some("select \"a\", 1".into()),
            count: 2,
            sum_nanos: 54_568_269_609,
            spread_nanos: 250_000_000,
            ..DigestSummary::default()
        };
        let text = digests(&[row]);
        let expected = "ab,2,54.568269609,0.000000000,0.000000000,0.000000000,0.250000000,,,0,,0.000,false,\"select \"\"a\"\", 1\"";
        assert_eq!(text.lines().nth(1), Some(expected));
    }

    fn cell(text: &str) -> String {
        let mut out = String::new();
        push_cell(&mut out, text);
        out
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in
            ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "  =1", "\t=1", "\n=1", "'=1", "\"=1", "＝1", "-", "-e1"]
        {
            let guarded = cell(text).starts_with("\"'");
            assert_eq!(guarded, text != "-", "{text}");
        }
        for text in ["-5", "+5", "-0.25", "-1e9", "-.5", "", "select 1", "a=b", "-"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn what_acts_in_a_cell_is_seen_and_a_long_cell_is_cut() {
        assert_eq!(cell("a\u{1b}\u{202e}b\r\nc"), "\"a\\u{1b}\\u{202e}b\nc\"");
        assert!(cell(&"x".repeat(40_000)).ends_with("x… (8,000 characters more)\""));
    }
}
