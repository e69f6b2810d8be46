//! Entries of TiDB's slow-query log (docs/spec/tidb-logs.md §3), in the layout of the file and inside log lines.
//!
//! ```text
//! # Time: 2023-01-29T15:52:07.216000000+08:00
//! # Cop_time: 51.636181293 Request_count: 1
//! select * from t;
//! ```
//!
//! Odd: the time is that of writing, not of the start; several fields share a line; what is not written is unknown, not
//! zero; an entry below 300 ms is nothing wrong (rules and hints can ask for it).

mod breakdown;
mod details;
mod entry;
pub mod fields;
mod folded;
mod held;
mod joint;
mod machine;
mod one_line;
mod shape;
mod split;
mod torn;
mod vertical;

use super::{Format, Nested, Opened, Records};
use crate::text::Line;
use crate::text::bytes::contains;
use crate::text::escape::unescape;
pub use details::add_details;
use shape::Sign;

pub struct SlowQueryLog;

impl Format for SlowQueryLog {
    fn name(&self) -> &'static str {
        "slow_query"
    }

    fn open(&self, line: Line<'_>, records: &mut Records) -> Opened {
        let mut text = shape::bare(line.text);
        match text.first() {
            Some(b'#') => {}
            Some(b'[') => return one_line::open(text, records),
            Some(b'*') if vertical::is_heading(text) => return Opened::Block(Box::<vertical::Row>::default()),
            Some(b'{' | b'"') => return held::open(text, line, records),
            Some(b'c') if text.starts_with(b"cost_time:") => return one_line::open(text, records),
            first => {
                let at_margin = text.len() == line.text.trim_ascii_end().len();
                let from_time = shape::from_time(text);
                if from_time.len() < text.len() {
                    text = from_time;
                } else if !(first.is_some_and(u8::is_ascii_uppercase) && at_margin) {
                    // A line that lost its `# ` starts at the margin with a name that has an underscore, or is the time.
                    return Opened::No;
                }
            }
        }
        text = shape::out_of_json(text).unwrap_or(text);
        let Some(field) = shape::field_line(text) else { return Opened::No };
        if !field.known || shape::is_mysql(text) || (!field.hash && field.sign == Sign::Weak && field.name != b"Time") {
            return Opened::No;
        }
        // The message of a log line without the line around it: its line breaks are still escaped.
        if field.hash && contains(text, b"\\n# ") {
            let text = unescape(text.strip_suffix(b"\"]").unwrap_or(text)).into_owned();
            records.nested.push(Nested { text, span: line.span, time: None });
            return Opened::Done;
        }
        Opened::Block(Box::new(machine::Entry::new(text, &field)))
    }

    fn samples(&self) -> &'static [&'static str] {
        &[
            concat!(
                "# Time: 2019-11-06T08:14:51.730284196+02:00\n# Txn_start_ts: 412357987270131719\n# Query_time: 5.190418733\n",
                "# Cop_proc_avg: 0 Cop_proc_addr: \n# Succ: true\nCOMMIT;\n",
            ),
            "*************************** 1. row ***************************\n Query_time: 1.5\n      Query: select 1\n",
            "# Plan_digest: 53559772b25ad91ce565702bd6083bf2c52c11265bbdfe2ee51aa611d637ed6f\nselect 1;\n",
        ]
    }

    fn near_miss(&self, line: Line<'_>) -> Option<&'static str> {
        let text = line.trimmed();
        (text.starts_with(b"# ") && shape::is_mysql(text)).then_some("this is MySQL's slow log, not TiDB's")
    }
}
