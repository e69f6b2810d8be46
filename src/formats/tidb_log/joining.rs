//! A record whose line ended inside a bracket: cut off, or wrapped hard by a terminal. The lines after it are joined
//! without a blank until the bracket closes (spec/tidb-logs.md §1.1, rule 4; §1.4).

use super::record::Record;
use super::{emit, exported, old, unified};
use crate::formats::{Machine, More, Nested, Records};
use crate::model::Stamp;
use crate::text::{Block, Line, Span};

/// Lines joined to one record at most.
const MAX_PIECES: u32 = 1_000;

/// Beginnings of lines that belong to something else, whatever the record before them lacks.
const OTHERS: &[&[u8]] = &[
    b"```",
    b"==",
    b"--- ",
    b"=== ",
    b"WARNING:",
    b"panic:",
    b"fatal error:",
    b"goroutine ",
    b"# Time:",
    b"FAIL",
    b"ok  ",
    b"</",
    b"##",
    b"- [",
    b"* ",
    b"| ",
    b"+-",
];

/// Whether a line begins something that is no log record, so that it goes on with none.
pub fn begins_something_else(text: &[u8]) -> bool {
    OTHERS.iter().any(|start| text.starts_with(start))
}

pub struct Joining {
    joined: Vec<u8>,
    /// Bytes of the record's first line: it may stand behind another record.
    first: usize,
    pieces: u32,
    /// The message is slow-query text, or a list of errors, whose line breaks are real: somebody took the escapes off.
    unescaped: bool,
}

impl Joining {
    /// `text` is the end of `line`; the blanks that end the line may be part of what was wrapped.
    pub fn new(text: &[u8], line: Line<'_>) -> Self {
        let lines = memchr::memmem::find(text, b"[\"# ").is_some() || super::message::lists_errors(text);
        let unescaped = lines && memchr::memmem::find(text, b"\\n").is_none();
        let text = text.trim_ascii_end();
        let blanks = line.text.get(line.text.trim_ascii_end().len()..).unwrap_or_default();
        let joined = [text, blanks].concat();
        Self { joined, first: text.len(), pieces: 1, unescaped }
    }

    fn add(&mut self, piece: &[u8]) {
        if self.unescaped {
            self.joined.push(b'\n');
        }
        self.joined.extend_from_slice(piece);
        self.pieces += 1;
    }

    fn record(text: &[u8], span: Span) -> Option<Record<'_>> {
        let header = unified::header(text, &mut Stamp::parse).or_else(|| exported::header(text))?;
        Some(Record::unified(&header, span))
    }
}

impl Machine for Joining {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        let begins = || unified::header(text, &mut Stamp::parse).is_some() || old::read(text, line.span).is_some();
        if text.is_empty() || begins_something_else(text) || self.pieces >= MAX_PIECES || begins() {
            return More::Before;
        }
        // A wrap may stand inside a quoted text: its blanks are part of it.
        self.add(line.text);
        let closed = text.ends_with(b"]") && Self::record(&self.joined, line.span).is_some_and(|record| !record.cut);
        if closed { More::End } else { More::Mine }
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let text = if self.pieces == 1 { self.joined.get(..self.first).unwrap_or_default() } else { &self.joined };
        let Some(record) = Self::record(text, block.span()) else { return };
        if !record.cut || self.pieces == 1 {
            if record.cut {
                records.note("cut", record.span, "The log line ends inside a bracket; what follows is unknown.");
            }
            emit(&record, records);
            return;
        }
        // Never closed: only the first line is sure to be the record's.
        let mut lines = block.lines();
        let Some(first) = lines.next() else { return };
        let rest: Vec<&[u8]> = lines.map(|line| line.text).collect();
        if let Some(record) = Self::record(self.joined.get(..self.first).unwrap_or_default(), first.span) {
            records.note("cut", first.span, "The log line ends inside a bracket; what follows is unknown.");
            emit(&record, records);
        }
        records.nested.push(Nested { text: rest.join(&b"\n"[..]), span: block.span(), time: None });
    }
}
