//! A record whose line ended inside a bracket, or before all of its brackets: cut off, or broken at a column by a terminal
//! or a mail program. The lines after it are joined until the bracket closes and no further one follows
//! (docs/spec/tidb-logs.md §1.1, rule 4; §1.4).

use super::catalogue::{Class, classify};
use super::record::Record;
use super::unified::{self, Groups};
use super::{broken, emit, exported, old, read_record};
use crate::formats::{Machine, More, Nested, Records};
use crate::model::Stamp;
use crate::text::column::{Break, Joint, MIN_COLUMN, Way, letters, taken_off};
use crate::text::{Block, Line, Span};

/// Lines joined to one record at most.
const MAX_PIECES: usize = 1_000;

/// Bytes of a prefix that counts for the column at which a line was broken.
const MAX_PREFIX_BYTES: usize = 64;

/// Beginnings of lines that belong to something else, whatever the record before them lacks.
const OTHERS: &[&[u8]] = &[
    b"```",
    // Two of them may end the base64 text of a plan.
    b"====",
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
    /// The last line is one word.
    one_word: bool,
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
            one_word: is_one_word(line.text),
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
        // Behind a line break that was real the next field begins, or an error.
        let is_list = super::message::lists_errors(self.joined.trim_ascii_end());
        self.unescaped &= !self.breaks.is_empty() || is_list || piece.trim_ascii_start().starts_with(b"#");
        self.unescaped &= is_list || memchr::memmem::find(piece, b"\\n").is_none();
        if self.unescaped {
            self.joined.push(b'\n');
            self.joined.extend_from_slice(piece);
            self.breaks.push((self.joined.len(), Break::new(b" ", piece, Joint::Same)));
        } else {
            let joint = if self.closed { Joint::Blank } else { broken::joint(&self.joined, piece) };
            let mut at = Break::new(&self.joined, piece, joint);
            at.letters = self.last;
            at.one_word = self.one_word;
            if at.joint == Joint::Blank {
                self.joined.push(b' ');
            }
            self.breaks.push((self.joined.len(), at));
            self.joined.extend_from_slice(piece);
        }
        self.last = letters_of(line);
        self.one_word = is_one_word(piece);
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
        if self.breaks.iter().all(|(_, at)| at.joint != Joint::Open) {
            return (self.joined.clone(), true);
        }
        let breaks = self.at_column();
        let open = breaks.iter().filter(|at| at.joint == Joint::Open).count();
        // A message that is known tells more than lengths.
        let known = if open == 1 { self.way_of_known_text() } else { None };
        let way = known.or_else(|| match Way::of(&breaks, self.widest) {
            Way::Unclear => records.broken,
            way => Some(way),
        });
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

    /// The breaks that may tell the column: of a record that looked whole the blanks at its end are not known.
    fn at_column(&self) -> Vec<Break> {
        self.breaks.iter().map(|(_, at)| *at).skip(usize::from(self.counted.is_some())).collect()
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
            // Nothing is quoted without a reason.
            _ if self.is_quoted_for_a_blank() => Some(Way::Words(self.widest)),
            _ => None,
        }
    }

    /// Whether the text holds quotes around what needs none, unless a blank stood in it.
    fn is_quoted_for_a_blank(&self) -> bool {
        let Some(header) = unified::header(&self.joined, &mut Stamp::parse) else { return false };
        let needless = |part: unified::Raw<'_>| {
            part.quoted
                && !part.text.is_empty()
                && part.text.iter().all(|byte| *byte > b' ' && !b"\"=[]\\".contains(byte))
        };
        Groups::new(header.rest).any(|group| group.key.is_some_and(needless) || needless(group.value))
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
    let prefix = taken_off(line);
    letters(line.text) + if prefix <= MAX_PREFIX_BYTES { prefix } else { 0 }
}

fn is_one_word(line: &[u8]) -> bool {
    !line.trim_ascii().contains(&b' ')
}

/// Where a line ends inside the time of a record, behind a prefix: `host tidb-server[4120]: [2024/02/06 07:5`.
pub fn half_time_at(line: Line<'_>) -> Option<usize> {
    let at = memchr::memrchr(b'[', line.text).filter(|_| letters_of(line) >= MIN_COLUMN)?;
    let time = line.text.get(at + 1..)?;
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"/: .+-".contains(byte);
    let dated = time.starts_with(b"20") && time.get(4).is_none_or(|byte| *byte == b'/');
    (dated && time.len() >= 4 && time.len() < 30 && time.iter().all(is_part)).then_some(at)
}

/// Whether a line ends inside the time or the level that a record begins with, where that may be a column's doing.
pub fn is_half_header(text: &[u8], line: Line<'_>) -> bool {
    let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    let Some([b'[', year @ .., b'/']) = text.get(..6) else { return false };
    let rest = match memchr::memmem::find(text, b"] ") {
        Some(at) => text.get(at + 2..).unwrap_or_default(),
        None => b"",
    };
    let level = rest.strip_prefix(b"[").unwrap_or(rest);
    digits(year) && letters_of(line) >= MIN_COLUMN && level.len() < 10 && level.iter().all(u8::is_ascii_alphabetic)
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
        // Behind half a header its level follows.
        let half = self.breaks.is_empty() && Self::record(&self.joined, line.span).is_none();
        let header = || unified::header(text, &mut Stamp::parse).filter(|header| header.time.is_some() || !half);
        let begins = || header().is_some() || old::read(text, line.span).is_some();
        // Half a header and its rest have to make one.
        let no_record = !self.breaks.is_empty() && Self::record(&self.joined, line.span).is_none();
        let over = no_record || self.closed && !begins_with_field(text);
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
        let breaks = self.at_column();
        let at_column = breaks.len() > 1 && matches!(Way::of(&breaks, self.widest), Way::Letters(_)) && !self.unescaped;
        if !record.cut || self.breaks.is_empty() || at_column {
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
        // A piece of escaped slow-query text is none of a log's: its fields would end with the escapes of the next.
        let is_escaped = |text: &&[u8]| memchr::memmem::find(text, b"\\n#").is_some();
        let rest: Vec<&[u8]> = lines.map(|line| line.text).filter(|text| !is_escaped(text)).collect();
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
