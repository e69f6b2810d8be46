//! Which lines belong to one entry.

use super::entry;
use super::joint::{self, Rest};
use super::shape::{self, Ends, FieldLine, Sign, StatementEnd};
use crate::formats::{Machine, More, Records};
use crate::text::column::{Joint, MIN_COLUMN, letters};
use crate::text::hash::Words;
use crate::text::{Block, Line};
use std::hash::BuildHasher;

/// What `grep -C` puts between lines that did not stand together.
const GREP_GAP: &[u8] = b"--";
/// Lines of one entry at most; TiDB writes about fifty.
const MAX_LINES: usize = 10_000;
/// A line shorter than this was not wrapped by a terminal, where nothing else tells.
pub const MIN_WIDTH: usize = 60;
/// Bytes of a field line that are looked at again for its continuation.
const MAX_LOGICAL: usize = 64 << 10;

/// Beginnings of lines that are neither fields nor SQL.
const OTHERS: &[&[u8]] = &[
    b"```",
    b"~~~",
    b"==",
    b"--- ",
    b"=== ",
    b"WARNING: DATA RACE",
    b"panic:",
    b"goroutine ",
    b"FAIL",
    b"ok  ",
    b"</",
    b"## ",
    b"- [",
    b"* ",
    b"[20",
    b"[INFO]",
    b"[WARN]",
    b"[ERROR]",
    b"mysql>",
];

/// What a line of an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Field,
    /// Like a field nobody knows, in an entry without marks: one where a field or the statement follows.
    Perhaps,
    /// Goes on where the line before was broken.
    Continued(Joint),
    /// Words of somebody between the fields: `^^^ here`.
    Remark,
    /// Dots for lines left out.
    Elision,
    Use,
    Statement,
}

/// An open entry.
#[allow(clippy::struct_excessive_bools)] // independent observations over the lines so far
pub struct Entry {
    parts: Vec<Part>,
    /// First names of the field lines so far, as hashes: an entry is not held up by a copy of each.
    names: Vec<u64>,
    has_time: bool,
    strong: bool,
    hash: bool,
    /// How a line of the fields ended: with an open bracket, and how many letters it had.
    open_end: bool,
    /// The open value is an encoded plan.
    in_plan: bool,
    last_width: usize,
    /// Letters of the longest line so far.
    widest: usize,
    /// The field line so far, put together of its pieces.
    logical: Vec<u8>,
    /// Letters of the lines that a terminal broke.
    width: Option<usize>,
    blanks: u32,
    statement: Option<StatementEnd>,
    /// The last line of the statement may have ended it.
    perhaps: bool,
    /// The statement ended, or something else came: the text does not end inside the entry.
    pub ended: bool,
    /// It ended behind a line that was perhaps broken, with one that is not its rest.
    cut_off: bool,
}

impl Entry {
    pub fn new(text: &[u8], field: &FieldLine<'_>) -> Self {
        let mut entry = Self {
            parts: Vec::new(),
            names: Vec::new(),
            has_time: false,
            strong: false,
            hash: field.hash,
            open_end: false,
            in_plan: false,
            last_width: 0,
            widest: 0,
            logical: Vec::new(),
            width: None,
            blanks: 0,
            statement: None,
            perhaps: false,
            ended: false,
            cut_off: false,
        };
        entry.field(text, field);
        entry
    }

    fn field(&mut self, text: &[u8], field: &FieldLine<'_>) {
        self.strong |= field.sign == Sign::Strong;
        self.names.push(Words::default().hash_one(field.name));
        self.has_time |= field.name == b"Time";
        self.take(Part::Field, text);
        // Flattened into one line: the statement stands behind the last field.
        if text.ends_with(b";") && entry::flattened(text) {
            self.strong = true;
            self.ended = true;
        }
    }

    fn take(&mut self, part: Part, text: &[u8]) {
        if matches!(part, Part::Field | Part::Use | Part::Statement) {
            let before = self.parts.iter_mut().rev().take_while(|before| **before == Part::Perhaps);
            before.for_each(|before| *before = Part::Field);
        }
        self.parts.push(part);
        self.blanks = 0;
        self.last_width = letters(text);
        self.widest = self.widest.max(self.last_width);
        self.open_end = match part {
            Part::Field => shape::is_open(text),
            Part::Continued(_) => self.open_end && !closes(text),
            _ => false,
        };
        match part {
            Part::Continued(Joint::Blank) => self.logical.push(b' '),
            Part::Continued(_) => {}
            _ => self.logical.clear(),
        }
        if matches!(part, Part::Field | Part::Continued(_)) {
            let room = MAX_LOGICAL.saturating_sub(self.logical.len());
            self.logical.extend_from_slice(text.get(..room).unwrap_or(text));
        }
        self.in_plan = self.open_end && (self.in_plan || part == Part::Field && shape::holds_plan(text));
    }

    /// Takes a line that is the rest of the field line before it, where it can be nothing else.
    fn rest(&mut self, line: &[u8], text: &[u8]) -> Option<More> {
        if !self.hash || self.open_end || !self.follows() {
            return None;
        }
        let Rest::Of(joint) = joint::rest(joint::tail(&self.logical), line) else { return None };
        if let Some((name, _)) = shape::name(text).filter(|_| joint == Joint::Blank) {
            let name_hash = Words::default().hash_one(name);
            if name == b"Time" || self.names.contains(&name_hash) {
                return Some(self.before());
            }
            self.names.push(name_hash);
        }
        self.width = self.width.or(Some(self.last_width));
        self.take(Part::Continued(joint), line);
        self.open_end = shape::is_open(&self.logical);
        self.in_plan = self.open_end && shape::holds_plan(&self.logical);
        Some(More::Mine)
    }

    /// Whether the line before was one of the fields.
    fn follows(&self) -> bool {
        let after_field = matches!(self.parts.last(), Some(Part::Field | Part::Continued(_)));
        self.blanks == 0 && after_field
    }

    /// Whether the line before may have been broken, since this one's first word did not fit on it.
    fn is_full(&self, text: &[u8]) -> bool {
        let word = letters(text.split(|byte| *byte == b' ').next().unwrap_or_default());
        self.widest >= MIN_COLUMN && self.last_width >= MIN_COLUMN / 2 && self.last_width + 1 + word > self.widest
    }

    fn in_fields(&mut self, line: &[u8], text: &[u8]) -> More {
        if !text.starts_with(b"#")
            && let Some(more) = self.rest(line, text)
        {
            return more;
        }
        // Somebody who broke a line between its fields left the second half without a mark.
        let broken_off = |field: &FieldLine<'_>| field.sign == Sign::Strong && !self.open_end;
        let marked = shape::field_line(text).filter(|field| field.hash || !self.hash || broken_off(field));
        let unmarked = || shape::unmarked_field(text).filter(|_| !self.hash && self.strong && !self.open_end);
        if let Some(field) = marked.or_else(unmarked) {
            if self.names.contains(&Words::default().hash_one(field.name)) || field.name == b"Time" {
                return self.before();
            }
            self.field(text, &field);
            return More::Mine;
        }
        if shape::is_elision(text) {
            self.take(Part::Elision, text);
            return More::Mine;
        }
        if shape::is_remark(text) {
            self.take(Part::Remark, text);
            return More::Mine;
        }
        let perhaps = matches!(self.parts.last(), Some(Part::Field | Part::Perhaps)) && !self.open_end;
        if perhaps && !self.hash && self.strong && self.blanks == 0 && shape::is_new_field(text) {
            self.take(Part::Perhaps, text);
            return More::Mine;
        }
        let other = text == GREP_GAP || OTHERS.iter().any(|start| text.starts_with(start));
        let follows = self.follows();
        if follows && !other && self.open_end {
            self.width = Some(self.last_width);
            self.take(Part::Continued(if self.in_plan { Joint::Same } else { Joint::Open }), line);
            return More::Mine;
        }
        if other || !self.strong && !self.has_time {
            return self.before();
        }
        if shape::use_line(text).is_some() && self.statement.is_none() {
            self.take(Part::Use, text);
            return More::Mine;
        }
        if text.starts_with(b"#") {
            // Half a field name, where the text was cut; or a remark inside the fields.
            self.take(Part::Elision, text);
            return More::Mine;
        }
        let may_go_on = follows && joint::rest(joint::tail(&self.logical), line) == Rest::Perhaps;
        let at_column = self.width == Some(self.last_width) || self.width.is_none() && self.last_width >= MIN_WIDTH;
        let begins = shape::begins_statement(text);
        if begins && !(may_go_on && self.width == Some(self.last_width)) {
            return self.statement_line(text);
        }
        if may_go_on && (at_column && !text.ends_with(b";") || self.is_full(text)) {
            self.width = self.width.or(Some(self.last_width));
            self.take(Part::Continued(Joint::Open), line);
            return More::Mine;
        }
        if begins || text.ends_with(b";") {
            return self.statement_line(text);
        }
        self.cut_off = follows && self.last_width >= MIN_COLUMN && self.last_width == self.widest;
        self.before()
    }

    fn in_statement(&mut self, line: &[u8], text: &[u8]) -> More {
        let fields = shape::field_line(text);
        let time = fields.is_some_and(|field| field.hash && field.name == b"Time") && shape::tells_time(text);
        if time || OTHERS.iter().any(|start| text.starts_with(start)) {
            return self.before();
        }
        // After an empty line, or a semicolon in a remark, only what looks like SQL goes on with the statement.
        let over = self.blanks > 0 && !shape::goes_on(line);
        let ended = self.perhaps && !self.statement.is_some_and(|statement| statement.goes_on(line));
        if over || ended {
            return self.before();
        }
        self.statement_line(line)
    }

    fn statement_line(&mut self, text: &[u8]) -> More {
        self.take(Part::Statement, text);
        let ends = self.statement.get_or_insert_default().line(text);
        self.perhaps = ends == Ends::Perhaps;
        self.ended = ends == Ends::Yes;
        if self.ended { More::End } else { More::Mine }
    }

    fn before(&mut self) -> More {
        self.ended = true;
        More::Before
    }
}

impl Machine for Entry {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = shape::bare(line.text);
        if self.ended || self.parts.len() >= MAX_LINES {
            return More::Before;
        }
        if text.is_empty() {
            self.blanks += 1;
            return if self.blanks > 2 { self.before() } else { More::Foreign };
        }
        if self.statement.is_some() {
            return self.in_statement(line.text.trim_ascii_end(), text);
        }
        self.in_fields(shape::unquoted(line.text), text)
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let lines: Vec<(Part, &[u8])> = self.parts.iter().copied().zip(block.lines().map(|line| line.text)).collect();
        let whole = entry::Whole {
            lines: &lines,
            width: self.width,
            ended: self.ended,
            cut_off: self.cut_off,
            strong: self.strong,
        };
        entry::read(&whole, block, records);
    }
}

fn closes(text: &[u8]) -> bool {
    let balance = text.iter().fold(0i32, |depth, byte| match byte {
        b'{' | b'[' => depth + 1,
        b'}' | b']' => depth - 1,
        _ => depth,
    });
    balance < 0 || text.ends_with(b"')")
}
