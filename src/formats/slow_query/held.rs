//! A whole entry as one string of a JSON object, as log shippers hand it on (docs/spec/tidb-logs.md §1.4):
//!
//! ```text
//! {"stream":"stdout","message":"# Time: 2021-05-18T14:34:03.62477988Z\\n# Query_time: 0.5\\nselect 1;"}
//!   "message": "# Time: 2021-05-18T14:34:03.62477988Z\\n# Query_time: 0.5\\nselect 1;",
//! ```
//!
//! Odd: some escape the line breaks twice.

use crate::formats::{Nested, Opened, Records};
use crate::text::Line;
use crate::text::bytes::{Needle, contains};
use crate::text::escape::{closing_quote, unescape};

/// `# Time:` or `# Txn_start_ts:` behind an opening quote.
const START: Needle = Needle::new(b"\"# T", 1);

/// Offers the entry that a line holds to its reader.
pub fn open(text: &[u8], line: Line<'_>, records: &mut Records) -> Opened {
    let Some(at) = START.find(text) else { return Opened::No };
    let inner = text.get(at + 1..).unwrap_or_default();
    let string = inner.get(..closing_quote(inner).unwrap_or(inner.len())).unwrap_or_default();
    if !(string.starts_with(b"# Time: 2") || string.starts_with(b"# Txn_start_ts: ")) || !contains(string, b"\\n# ") {
        return Opened::No;
    }
    let mut text = unescape(string).into_owned();
    if contains(&text, b"\\n# ") {
        text = unescape(&text).into_owned();
    }
    records.nested.push(Nested { text, span: line.span, time: None });
    Opened::Done
}
