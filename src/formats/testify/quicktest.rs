//! Failures of github.com/frankban/quicktest: labels on lines of their own, what they name two columns deeper.
//!
//! ```text
//!     x_test.go:12:
//!         error:
//!           values are not equal
//!         got:
//!           "a"
//!         want:
//!           "b"
//! ```

use super::label;
use crate::formats::{More, Records};
use crate::model::{Assertion, Place, Text};
use crate::text::{Block, Line, bytes};

/// Lines of one failure that are kept.
const MAX_LINES: usize = 500;

pub struct Quicktest {
    at: Option<Place>,
    running: Option<Text>,
    /// Column of the labels.
    column: usize,
    /// Labels in their order, with the lines below them.
    parts: Vec<(Text, Vec<Text>)>,
    lines: usize,
}

impl Quicktest {
    /// A block whose first label is this line.
    pub fn open(line: &[u8], at: Option<Place>, running: Option<Text>) -> Option<Self> {
        (line.trim_ascii() == b"error:").then(|| Self {
            at,
            running,
            column: label::column(line),
            parts: vec![("error".into(), Vec::new())],
            lines: 0,
        })
    }

    pub fn more(&mut self, line: Line<'_>) -> More {
        if line.is_blank() {
            return More::Foreign;
        }
        let (column, text) = (label::column(line.text), line.trimmed());
        self.lines += 1;
        if column < self.column || self.lines > MAX_LINES {
            return More::Before;
        }
        if column > self.column {
            if let Some((_, lines)) = self.parts.last_mut() {
                lines.push(bytes::text(text));
            }
            return More::Mine;
        }
        match text.strip_suffix(b":") {
            Some(label) => {
                self.parts.push((bytes::text(label), Vec::new()));
                More::Mine
            }
            None => More::Before,
        }
    }

    pub fn read(self, block: &Block, records: &mut Records) {
        let mut assertion =
            Assertion { reported_in: self.running, at: self.at, span: block.span(), ..Assertion::default() };
        let mut error: Vec<Text> = Vec::new();
        for (label, lines) in self.parts {
            let text: Text = lines.join("\n").into();
            let filled = (!text.is_empty()).then_some(text);
            match &*label {
                "error" => error.extend(filled),
                "got" => assertion.actual = filled,
                "want" => assertion.expected = filled,
                "comment" => assertion.messages = filled,
                _ if label.starts_with("diff") => assertion.diff = filled,
                _ => error.extend(filled.map(|text| Text::from(format!("{label}:\n{text}")))),
            }
        }
        assertion.error = error.join("\n").into();
        records.assertions.push(assertion);
    }
}
