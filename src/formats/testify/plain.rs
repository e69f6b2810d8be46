//! Other assertion libraries whose output cannot be taken for anything else: gotest.tools, quicktest, Ginkgo.
//!
//! ```text
//!     pool_test.go:17: assertion failed: 1 (got int) != 2 (want int)
//!   [FAILED] Expected
//! ```

use super::label;
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Assertion, Place, Text};
use crate::text::{Block, Line, bytes};

/// Lines a Ginkgo failure may have before the line that says where it was.
const MAX_LINES: usize = 60;

pub struct Plain {
    test: Option<Text>,
    at: Option<Place>,
    column: usize,
    lines: Vec<Text>,
    /// Ginkgo: nothing is certain before the line `In [It] at: …`.
    ginkgo: bool,
}

impl Plain {
    pub fn open(line: &[u8], test: Option<Text>) -> Option<Self> {
        let column = label::column(line);
        if let Some(text) = line.trim_ascii().strip_prefix(b"[FAILED] ").filter(|text| !text.starts_with(b"in [")) {
            return Some(Self { test: None, at: None, column, lines: vec![bytes::text(text)], ginkgo: true });
        }
        let (at, text) = go_frame::log_prefix(line)?;
        text.starts_with(b"assertion failed: ").then(|| Self {
            test,
            at: Some(Place { file: bytes::text(at.file), line: Some(at.line) }),
            column,
            lines: vec![bytes::text(text.trim_ascii_end())],
            ginkgo: false,
        })
    }
}

impl Machine for Plain {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if text.is_empty() {
            return More::Foreign;
        }
        if self.ginkgo
            && let Some(place) = text.strip_prefix(b"In [").and_then(|rest| {
                let at = memchr::memmem::find(rest, b"] at: ")?;
                let place = rest.get(at + 6..)?;
                go_frame::place(place.get(..memchr::memmem::find(place, b" @ ").unwrap_or(place.len()))?)
            })
        {
            self.at = Some(Place { file: bytes::text(place.file), line: Some(place.line) });
            return More::End;
        }
        let deeper = label::column(line.text) > self.column;
        if self.lines.len() >= MAX_LINES || !(deeper || self.ginkgo) || text.starts_with(b"--- FAIL:") {
            return More::Before;
        }
        self.lines.push(bytes::text(text));
        if self.ginkgo { More::Foreign } else { More::Mine }
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        if let Some(at) = self.at {
            records.assertions.push(Assertion {
                reported_in: self.test,
                error: self.lines.join("\n").into(),
                at: Some(at),
                span: block.span(),
                ..Assertion::default()
            });
        }
    }
}
