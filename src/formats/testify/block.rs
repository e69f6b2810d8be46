//! A testify block in any state of damage (docs/spec/go-reports.md §2.3).
//!
//! Undamaged, tabs tell labels and continuations from everything else. With tabs lost, indentation does; with that lost
//! too, nothing but the order of the labels.

use super::content;
use super::label::{self, Label, Labelled};
use super::quicktest::Quicktest;
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Assertion, Place, Text};
use crate::text::{Block, Line, bytes};

/// Lines of other origin that may stand inside an undamaged block.
const MAX_FOREIGN: u32 = 5;
/// Lines of a block that only its labels delimit.
const MAX_FLAT_LINES: usize = 2_000;
/// Bytes kept of a block, and of one of its lines.
const MAX_BYTES: usize = 256 << 10;
const MAX_LINE: usize = 16 << 10;
/// Places kept of a trace.
const MAX_TRACE: usize = 1_000;
/// Continuations are indented by at least this many columns more than their label.
const DEEPER_COLUMNS: usize = 8;

/// How the block is laid out, as far as is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Unknown,
    /// Tabs as printed.
    Pristine,
    /// Continuations are indented deeper than labels.
    Indented,
    /// Everything starts at one column.
    Flat,
}

pub struct Testify {
    at: Option<Place>,
    /// The test that was running.
    running: Option<Text>,
    shape: Shape,
    column: usize,
    label: Option<Label>,
    trace: Vec<Place>,
    error: Vec<Text>,
    /// Bytes of error and messages; a difference may print a whole database.
    bytes: usize,
    cut: bool,
    test: Option<Text>,
    messages: Vec<Text>,
    foreign: u32,
    /// The block turned out to be one of another library, which starts alike.
    quicktest: Option<Quicktest>,
}

impl Testify {
    /// A block that starts with the place that testing prints above it, or with a label.
    pub fn open(line: &[u8], running: Option<Text>) -> Option<Self> {
        let mut block = Self {
            at: None,
            running,
            shape: Shape::Unknown,
            column: 0,
            label: None,
            trace: Vec::new(),
            error: Vec::new(),
            bytes: 0,
            cut: false,
            test: None,
            messages: Vec::new(),
            foreign: 0,
            quicktest: None,
        };
        let line = match go_frame::log_prefix(line) {
            Some((at, rest)) => {
                block.at = Some(Place { file: bytes::text(at.file), line: Some(at.line) });
                if rest.is_empty() {
                    return Some(block);
                }
                rest
            }
            None => line,
        };
        let labelled = label::read(line).filter(|labelled| labelled.label == Label::Trace)?;
        (labelled.content.is_empty() || labelled.pristine || !content::places(first_word(labelled.content)).is_empty())
            .then_some(())?;
        block.begin(line, labelled);
        Some(block)
    }

    fn begin(&mut self, line: &[u8], labelled: Labelled<'_>) {
        self.column = labelled.column;
        match one_line(line) {
            Some(parts) => {
                for part in parts {
                    if let Some(labelled) = label::read(part) {
                        self.labelled(labelled);
                    }
                }
            }
            None => self.labelled(labelled),
        }
    }

    fn labelled(&mut self, labelled: Labelled<'_>) {
        self.label = Some(labelled.label);
        if labelled.pristine && labelled.label == Label::Error {
            self.shape = Shape::Pristine;
        }
        self.content(labelled.content);
    }

    fn content(&mut self, text: &[u8]) {
        match self.label {
            Some(Label::Trace) if self.trace.len() >= MAX_TRACE => {}
            Some(Label::Trace) => self.trace.extend(content::places(text)),
            Some(Label::Error) => {
                let line = self.kept(text);
                self.error.extend(line);
            }
            Some(Label::Test) => {
                self.test.get_or_insert_with(|| bytes::text(text.trim_ascii()));
            }
            Some(Label::Messages) => {
                let line = self.kept(text);
                self.messages.extend(line);
            }
            None => {}
        }
    }

    /// A line of the error or the messages as far as it is kept: of a long one the start, so that expected and actual value,
    /// which stand on one line each, are both seen.
    fn kept(&mut self, line: &[u8]) -> Option<Text> {
        let line = line.trim_ascii_end();
        let start = line.get(..MAX_LINE).unwrap_or(line);
        if self.bytes > MAX_BYTES {
            self.cut = true;
            return None;
        }
        self.bytes += start.len() + 16;
        if start.len() == line.len() {
            return Some(bytes::text(line));
        }
        self.cut = true;
        Some(format!("{}… ({} bytes more)", String::from_utf8_lossy(start), line.len() - start.len()).into())
    }

    /// A line without a label that is no undamaged continuation either.
    fn unlabelled(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if self.shape == Shape::Pristine {
            self.foreign += 1;
            let next = ends(text) && !text.starts_with(b"[20");
            let over = self.label >= Some(Label::Test) || self.foreign > MAX_FOREIGN || next;
            return if over { More::Before } else { More::Foreign };
        }
        if ends(text) {
            return More::Before;
        }
        let column = label::column(line.text);
        let deeper = column >= self.column + DEEPER_COLUMNS;
        if self.shape == Shape::Unknown {
            self.shape = if deeper { Shape::Indented } else { Shape::Flat };
        }
        let ours = match self.label {
            Some(Label::Test) => false,
            Some(Label::Messages) if self.shape == Shape::Flat => self.messages.iter().all(|text| text.is_empty()),
            _ if self.shape == Shape::Indented => column > self.column,
            Some(Label::Trace) => !content::places(text).is_empty(),
            _ => self.error.len() < MAX_FLAT_LINES,
        };
        if !ours {
            return More::Before;
        }
        let text = if self.shape == Shape::Indented { text } else { line.text };
        self.content(text);
        More::Mine
    }
}

impl Machine for Testify {
    fn more(&mut self, line: Line<'_>) -> More {
        if let Some(quicktest) = &mut self.quicktest {
            return quicktest.more(line);
        }
        if line.is_blank() {
            if self.label == Some(Label::Error) && !self.error.is_empty() {
                let blank = self.kept(b"");
                self.error.extend(blank);
            }
            return More::Foreign;
        }
        if let Some(labelled) = label::read(line.text) {
            if labelled.label == Label::Trace {
                if self.label.is_some() {
                    return More::Before;
                }
                self.begin(line.text, labelled);
                return More::Mine;
            }
            // By hand or by a tool a trace is left out; the place above it is enough.
            let in_order = match self.label {
                Some(label) => labelled.label > label,
                None => labelled.label == Label::Error && self.at.is_some(),
            };
            if self.label.is_none() && in_order {
                self.column = labelled.column;
            }
            if in_order && (labelled.pristine || self.shape != Shape::Pristine) {
                self.labelled(labelled);
                self.foreign = 0;
                return More::Mine;
            }
        }
        if self.label.is_none() {
            self.quicktest = Quicktest::open(line.text, self.at.clone(), self.running.clone());
            return if self.quicktest.is_some() { More::Mine } else { More::Before };
        }
        if let Some(content) = label::continuation(line.text) {
            self.foreign = 0;
            self.content(content);
            return More::Mine;
        }
        self.unlabelled(line)
    }

    fn read(mut self: Box<Self>, block: &Block, records: &mut Records) {
        if let Some(quicktest) = self.quicktest.take() {
            return quicktest.read(block, records);
        }
        if self.label.is_none() {
            return;
        }
        let error = joined(&self.error);
        let test = self.test.filter(|test| !test.is_empty());
        let mut assertion = Assertion {
            reported_in: self.running.filter(|_| test.is_none()),
            test,
            error: error.unwrap_or_default(),
            messages: joined(&self.messages),
            at: self.at,
            trace: self.trace,
            span: block.span(),
            ..Assertion::default()
        };
        if self.cut {
            let text = "the text of this assertion is too long to be kept whole; what is left out stands in the log";
            records.note("limit", assertion.span, text);
        }
        content::fill(&mut assertion);
        records.assertions.push(assertion);
    }
}

/// The lines as one text, without empty lines at both ends.
fn joined(lines: &[Text]) -> Option<Text> {
    let text = lines.join("\n");
    let text = text.trim_matches('\n').trim_end();
    (!text.is_empty()).then(|| text.into())
}

fn first_word(text: &[u8]) -> &[u8] {
    text.split(u8::is_ascii_whitespace).next().unwrap_or_default()
}

/// A whole block whose line breaks were lost: cut before each label.
fn one_line(line: &[u8]) -> Option<[&[u8]; 4]> {
    let error = memchr::memmem::find(line, b" Error: ")?;
    let (trace, rest) = line.split_at_checked(error)?;
    let (error, rest) = match memchr::memmem::rfind(rest, b" Test: ") {
        Some(at) => rest.split_at_checked(at)?,
        None => (rest, b"".as_slice()),
    };
    let (test, messages) = match memchr::memmem::find(rest, b" Messages: ") {
        Some(at) => rest.split_at_checked(at)?,
        None => (rest, b"".as_slice()),
    };
    Some([trace, error, test, messages])
}

/// Whether a line of damaged text is the next thing, not part of the block.
fn ends(text: &[u8]) -> bool {
    const STARTS: [&[u8]; 17] = [
        b"--- FAIL:",
        b"--- PASS:",
        b"--- SKIP:",
        b"=== ",
        b"====",
        b"FAIL\t",
        b"FAIL ",
        b"FAIL:",
        b"ok  ",
        b"exit status ",
        b"```",
        b"</",
        b"WARNING: DATA RACE",
        b"panic: ",
        b"-- Test timed out at ",
        b"[20",
        b"coverage: ",
    ];
    STARTS.iter().any(|start| text.starts_with(start))
        || matches!(text, b"FAIL" | b"PASS")
        || go_frame::log_prefix(text).is_some()
}
