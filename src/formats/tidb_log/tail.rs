//! Lines behind a log record that nobody else claims belong to it (docs/spec/tidb-logs.md §1.1, rule 5): output of a
//! panic, a stack without its heading, a text whose line breaks were printed as they are.
//!
//! ```text
//! 2018/08/21 10:02:17.400 server.go:310: [error] con:12 dispatch error:
//! github.com/pingcap/errors.AddStack
//! \t/go/pkg/mod/github.com/pingcap/errors/errors.go:174
//! ```
//!
//! Odd: what a record says is in its brackets, or on its line; so such lines are no part of its message, only of its place.

use super::{joining, message};
use crate::formats::Records;
use crate::model::Span;
use crate::text::Line;
use crate::text::column::{MIN_COLUMN, letters};

/// Lines behind one record at most, and their bytes.
const MAX_LINES: u32 = 1_000;
const MAX_BYTES: u64 = 256 << 10;

/// The record before a line, with what follows it so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tail {
    span: Span,
    stream: u32,
    lines: u32,
    bytes: u64,
    /// Nothing closes the record, and its line is long enough to have been broken.
    open_end: bool,
    /// Its text ends with a sign that something follows.
    unfinished: bool,
}

impl Tail {
    /// A record ends with this line.
    pub fn follow(&mut self, line: Line<'_>) {
        let open_end = !line.text.trim_ascii_end().ends_with(b"]") && letters(line.text) >= MIN_COLUMN;
        let unfinished = open_end && matches!(line.text.trim_ascii_end().last(), Some(b':' | b','));
        *self = Self { span: line.span, stream: line.stream, lines: 0, bytes: 0, open_end, unfinished };
    }

    fn has_room(&self, line: Line<'_>) -> bool {
        // Lines count from 1: an end of 0 is none.
        let adjoins =
            self.span.end_line > 0 && self.span.end_line + 1 == line.span.line && self.span.source == line.span.source;
        adjoins && self.stream == line.stream && self.lines < MAX_LINES && self.bytes + line.span.len() <= MAX_BYTES
    }

    /// Adds the line, and gives the span before it.
    fn add(&mut self, line: Line<'_>) -> Span {
        self.lines += 1;
        self.bytes += line.span.len();
        let longer = self.span.to(line.span);
        std::mem::replace(&mut self.span, longer)
    }
}

/// Whether a line that nobody claimed belongs to the record before it, whose timing then reaches over both.
pub fn goes_on(line: Line<'_>, records: &mut Records) -> bool {
    let text = line.trimmed();
    if records.tail.unfinished && records.tail.has_room(line) && records.tail.lines == 0 && !text.is_empty() {
        let span = records.tail.span;
        if records.timings.last().is_some_and(|timing| timing.span == span) {
            records.note("cut", span, "The log line ends in the middle; what follows is unknown.");
        }
    }
    if !records.tail.has_room(line)
        || text.is_empty()
        || joining::begins_something_else(text)
        || message::begins_a_record(text, line)
    {
        return false;
    }
    let before = records.tail.add(line);
    let at_once =
        records.tail.lines == 1 && records.tail.open_end && !records.tail.unfinished && !line.text.starts_with(b"\t");
    if let Some(timing) = records.timings.last_mut().filter(|timing| timing.span == before) {
        timing.span = records.tail.span;
        if at_once {
            let said =
                "The next line may be the rest of this log line, broken at a column; it was not read as a part of it.";
            records.note("cut", records.tail.span, said);
        }
    }
    true
}
