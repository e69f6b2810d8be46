//! A record whose line ended inside a bracket, or before all of its brackets: cut off, or broken at a column by a terminal
//! or a mail program. The lines after it are joined until the bracket closes and no further one follows
//! (spec/tidb-logs.md §1.1, rule 4; §1.4).

use super::catalogue::{Class, classify};
use super::record::Record;
use super::unified::{self, Groups};
use super::{broken, emit, exported, old, read_record};
use crate::formats::{Machine, More, Nested, Records};
use crate::model::Stamp;
use crate::text::column::{Break, Joint, Way, letters};
use crate::text::{Block, Line, Span};

/// Lines joined to one record at most.
const MAX_PIECES: usize = 1_000;

/// Bytes of a prefix that counts for the column at which a line was broken.
const MAX_PREFIX_BYTES: usize = 64;

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
    /// Where each further piece begins in the text, and how it was broken off.
    breaks: Vec<(usize, Break)>,
    /// Letters of the longest line, and of the last one.
    widest: usize,
    last: usize,
    /// The message is slow-query text, or a list of errors, whose line breaks are real: somebody took the escapes off.
    unescaped: bool,
    /// All brackets are closed: only further ones go on.
    closed: bool,
    /// The first line was read as a record and counted; where it stands.
    counted: Option<Span>,
}

impl Joining {
    /// `text` is the end of `line`; the blanks that end the line may be part of what was wrapped.
    pub fn new(text: &[u8], line: Line<'_>) -> Self {
        let lines = memchr::memmem::find(text, b"[\"# ").is_some() || super::message::lists_errors(text);
        let unescaped = lines && memchr::memmem::find(text, b"\\n").is_none();
        let text = text.trim_ascii_end();
        let blanks = line.text.get(line.text.trim_ascii_end().len()..).unwrap_or_default();
        Self {
            joined: [text, blanks].concat(),
            first: text.len(),
            breaks: Vec::new(),
            widest: letters_of(line),
            last: letters_of(line),
            unescaped,
            closed: false,
            counted: None,
        }
    }

    /// Goes on with a record that looked whole: `text` of the line `span`, and the line after it.
    pub fn resumed(text: &[u8], span: Span, next: Line<'_>) -> Self {
        let first = Line { text, span, stream: next.stream };
        let mut joining = Self { counted: Some(span), closed: true, unescaped: false, ..Self::new(text, first) };
        joining.add(next);
        joining
    }

    fn add(&mut self, line: Line<'_>) {
        let piece = line.text;
        if self.unescaped {
            self.joined.push(b'\n');
            self.joined.extend_from_slice(piece);
            self.breaks.push((self.joined.len(), Break::new(b" ", piece, Joint::Same)));
        } else {
            let joint = if self.closed { Joint::Blank } else { broken::joint(&self.joined, piece) };
            let mut at = Break::new(&self.joined, piece, joint);
            at.letters = self.last;
            at.one_word = false;
            if at.joint == Joint::Blank {
                self.joined.push(b' ');
            }
            self.breaks.push((self.joined.len(), at));
            self.joined.extend_from_slice(piece);
        }
        self.last = letters_of(line);
        self.widest = self.widest.max(self.last);
        let text = piece.trim_ascii_end();
        self.closed = text.ends_with(b"]") && Self::record(&self.joined, line.span).is_some_and(|record| !record.cut);
    }

    fn record(text: &[u8], span: Span) -> Option<Record<'_>> {
        let header = unified::header(text, &mut Stamp::parse).or_else(|| exported::header(text))?;
        Some(Record::unified(&header, span))
    }

    /// The text with a blank at the breaks where one was lost, and whether all are known.
    fn whole(&self, records: &mut Records) -> (Vec<u8>, bool) {
        let breaks: Vec<Break> = self.breaks.iter().map(|(_, at)| *at).collect();
        if breaks.iter().all(|at| at.joint != Joint::Open) {
            return (self.joined.clone(), true);
        }
        let way = match Way::of(&breaks, self.widest) {
            Way::Unclear => self.way_of_known_text().or(records.broken),
            way => Some(way),
        };
        records.broken = way.or(records.broken);
        let (mut whole, mut from, mut clear) = (Vec::with_capacity(self.joined.len()), 0, true);
        for (at, one) in self.breaks.iter().filter(|(_, one)| one.joint == Joint::Open) {
            whole.extend_from_slice(self.joined.get(from..*at).unwrap_or_default());
            let gap = way.and_then(|way| way.gap(one));
            clear &= gap.is_some();
            whole.extend_from_slice(gap.unwrap_or_default().as_bytes());
            from = *at;
        }
        whole.extend_from_slice(self.joined.get(from..).unwrap_or_default());
        (whole, clear)
    }

    /// How the one break was made, where only one way gives a message that is known.
    fn way_of_known_text(&self) -> Option<Way> {
        let (at, _) = self.breaks.iter().find(|(_, at)| at.joint == Joint::Open)?;
        let (head, tail) = self.joined.split_at_checked(*at)?;
        let is_known = |text: &[u8]| {
            let record = Self::record(text, Span::default());
            record.is_some_and(|record| matches!(classify(&record.message), Class::Known(_)))
        };
        match (is_known(&[head, tail].concat()), is_known(&[head, b" ", tail].concat())) {
            (true, false) => Some(Way::Letters(self.widest)),
            (false, true) => Some(Way::Words(self.widest)),
            _ => None,
        }
    }

    fn emit(&self, record: &Record<'_>, records: &mut Records) {
        match self.counted {
            Some(first) => {
                if records.timings.last().is_some_and(|timing| timing.span == first) {
                    records.timings.pop();
                }
                read_record(record, classify(&record.message), records);
            }
            None => emit(record, records),
        }
    }
}

/// Letters of the line as it stood in the text, prefix and all: that is what was broken.
fn letters_of(line: Line<'_>) -> usize {
    let span = usize::try_from(line.span.len()).unwrap_or_default();
    let prefix = span.saturating_sub(line.text.len());
    letters(line.text) + if line.span.line == line.span.end_line && prefix <= MAX_PREFIX_BYTES { prefix } else { 0 }
}

/// Whether a line goes on with a record whose brackets are all closed: it begins with a field.
pub fn begins_with_field(text: &[u8]) -> bool {
    let named = |inner: &[u8]| {
        let name = inner.iter().take_while(|byte| !matches!(byte, b'=' | b']' | b'[')).count();
        inner.get(name) == Some(&b'=') && name > 0
    };
    text.strip_prefix(b"[").is_some_and(|inner| named(inner) || inner.starts_with(b"\"") && first_is_field(text))
}

fn first_is_field(text: &[u8]) -> bool {
    Groups::new(text).next().is_some_and(|group| group.key.is_some())
}

const CUT: &str = "The log line ends inside a bracket; what follows is unknown.";

impl Machine for Joining {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        let begins = || unified::header(text, &mut Stamp::parse).is_some() || old::read(text, line.span).is_some();
        let over = self.closed && !begins_with_field(text);
        if text.is_empty() || over || begins_something_else(text) || self.breaks.len() >= MAX_PIECES || begins() {
            return More::Before;
        }
        // A wrap may stand inside a quoted text: its blanks are part of it.
        self.add(line);
        More::Mine
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let span = self.counted.map_or(block.span(), |first| first.to(block.span()));
        let (whole, clear) = self.whole(records);
        let text = if self.breaks.is_empty() { self.joined.get(..self.first).unwrap_or_default() } else { &whole };
        let Some(record) = Self::record(text, span) else { return };
        let breaks: Vec<Break> = self.breaks.iter().map(|(_, at)| *at).collect();
        let at_column = breaks.len() > 1 && matches!(Way::of(&breaks, self.widest), Way::Letters(_)) && !self.unescaped;
        if !record.cut || breaks.is_empty() || at_column {
            if record.cut {
                records.note("cut", record.span, CUT);
            } else if !clear {
                let said = "A log line was broken here; it is not known whether a blank stood at the break.";
                records.note("cut", record.span, said);
            }
            self.emit(&record, records);
            records.log.remember(text, span);
            return;
        }
        // Never closed: only the first line is sure to be the record's.
        let mut lines = block.lines();
        let first_span = self.counted.or_else(|| lines.next().map(|line| line.span));
        let rest: Vec<&[u8]> = lines.map(|line| line.text).collect();
        if let Some(first_span) = first_span
            && let Some(record) = Self::record(self.joined.get(..self.first).unwrap_or_default(), first_span)
        {
            records.note("cut", first_span, CUT);
            if self.counted.is_none() {
                emit(&record, records);
            }
        }
        records.nested.push(Nested { text: rest.join(&b"\n"[..]), span: block.span(), time: None });
    }
}
