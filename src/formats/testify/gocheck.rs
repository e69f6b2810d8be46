//! Failures of gopkg.in/check.v1, which TiDB's older tests use.
//!
//! ```text
//! FAIL: handler_test.go:78: testConfigSuite.TestHandler
//!
//! handler_test.go:136:
//!     c.Assert(max, Equals, uint64(123))
//! ... obtained uint64 = 0xe9
//! ... expected uint64 = 0x7b
//! ```

use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Assertion, Place, Text};
use crate::text::{Block, Line, bytes};

/// Lines the test itself may have printed between heading and assertion.
const MAX_FOREIGN: u32 = 300;

pub struct Gocheck {
    test: Text,
    at: Option<Place>,
    error: Vec<Text>,
    obtained: Option<Text>,
    expected: Option<Text>,
    /// `at` is the line of the assertion, not that of the test.
    placed: bool,
    /// The line above was a place: a line of code follows.
    code: bool,
    foreign: u32,
}

impl Gocheck {
    pub fn open(line: &[u8]) -> Option<Self> {
        let line = line.trim_ascii();
        let rest = line.strip_prefix(b"FAIL: ").or_else(|| line.strip_prefix(b"PANIC: "))?;
        let (at, test) = go_frame::log_prefix(rest)?;
        let is_method = test.contains(&b'.') && !test.iter().any(u8::is_ascii_whitespace);
        is_method.then(|| Self {
            test: bytes::text(test),
            at: Some(Place { file: bytes::text(at.file), line: Some(at.line) }),
            error: Vec::new(),
            obtained: None,
            expected: None,
            placed: false,
            code: false,
            foreign: 0,
        })
    }
}

impl Machine for Gocheck {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if text.is_empty() {
            return More::Foreign;
        }
        if text.starts_with(b"-----") || text.starts_with(b"OOPS: ") || text.starts_with(b"--- ") || text == b"FAIL" {
            return More::Before;
        }
        if Self::open(text).is_some() {
            return More::Before;
        }
        if let Some(said) = text.strip_prefix(b"... ") {
            let value = |name: &[u8]| {
                let at = memchr::memmem::find(said, b" = ")?;
                said.starts_with(name).then(|| bytes::text(said.get(at + 3..).unwrap_or_default()))
            };
            self.obtained = self.obtained.take().or_else(|| value(b"obtained"));
            self.expected = self.expected.take().or_else(|| value(b"expected"));
            self.error.push(bytes::text(text));
            return More::Mine;
        }
        if let Some((at, b"")) = go_frame::log_prefix(text) {
            // The test's own line comes first; those of functions it calls follow.
            if !std::mem::replace(&mut self.placed, true) {
                self.at = Some(Place { file: bytes::text(at.file), line: Some(at.line) });
            }
            self.code = true;
            return More::Mine;
        }
        if std::mem::take(&mut self.code) && text.contains(&b'(') {
            self.error.push(bytes::text(text));
            return More::Mine;
        }
        self.foreign += 1;
        if self.foreign > MAX_FOREIGN { More::Before } else { More::Foreign }
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        if self.error.is_empty() {
            return;
        }
        records.assertions.push(Assertion {
            test: Some(self.test),
            error: self.error.join("\n").into(),
            at: self.at,
            expected: self.expected,
            actual: self.obtained,
            span: block.span(),
            ..Assertion::default()
        });
    }
}
