//! The report as JSON: the public contract.

use crate::model::Report;
use std::io;

/// Pretty-printed, with a line break at the end.
pub fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// The same, piece by piece: the text of a long report is larger than the report.
pub fn write_json(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}
