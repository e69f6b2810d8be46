//! Tables for a spreadsheet (RFC 4180): the digest table.

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

/// In quotes where it has to be; an apostrophe keeps a spreadsheet from running a text as a formula.
pub fn push_cell(out: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@']);
    if !formula && !cell.contains(['"', ',', '\r', '\n']) {
        out.push_str(cell);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
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
        let mut out = String::new();
        push_cell(&mut out, "=1+1");
        assert_eq!(out, "\"'=1+1\"");
    }
}
