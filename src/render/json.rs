//! The report as JSON: the public contract.

use crate::model::Report;

/// Pretty-printed, with a line break at the end.
pub fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
