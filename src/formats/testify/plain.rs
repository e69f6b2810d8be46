//! Other assertion libraries whose output cannot be taken for anything else: gotest.tools, go-cmp, Ginkgo.
//!
//! ```text
//!     pool_test.go:17: assertion failed: 1 (got int) != 2 (want int)
//!     pool_test.go:19: Get() mismatch (-want +got):
//!   [FAILED] Expected
//! ```

use super::label;
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Assertion, Place, Text};
use crate::text::{Block, Line, bytes};

/// Lines a Ginkgo failure may have before the line that says where it was.
const MAX_LINES: usize = 60;

/// Lines of a difference that are kept.
const MAX_DIFF_LINES: usize = 500;

pub struct Plain {
    test: Option<Text>,
    at: Option<Place>,
    column: usize,
    lines: Vec<Text>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    GotestTools,
    /// Lines below the first are the difference, as printed.
    Diff,
    /// Nothing is certain before the line `In [It] at: …`.
    Ginkgo,
}

impl Plain {
    pub fn open(line: &[u8], test: Option<Text>) -> Option<Self> {
        let column = label::column(line);
        if let Some(text) = line.trim_ascii().strip_prefix(b"[FAILED] ").filter(|text| !text.starts_with(b"in [")) {
            return Some(Self { test: None, at: None, column, lines: vec![bytes::text(text)], kind: Kind::Ginkgo });
        }
        let (at, text) = go_frame::log_prefix(line)?;
        let kind = match text.starts_with(b"assertion failed: ") {
            true => Kind::GotestTools,
            false if heads_diff(text) => Kind::Diff,
            false => return None,
        };
        let at = Some(Place { file: bytes::text(at.file), line: Some(at.line) });
        Some(Self { test, at, column, lines: vec![bytes::text(text.trim_ascii_end())], kind })
    }
}

/// Whether a difference follows: the text ends in `(-want +got):`, in words of the test's own.
fn heads_diff(text: &[u8]) -> bool {
    let Some(text) = text.trim_ascii_end().strip_suffix(b":").and_then(|text| text.strip_suffix(b")")) else {
        return false;
    };
    let Some(open) = memchr::memmem::rfind(text, b"(-") else { return false };
    let sides = text.get(open + 2..).unwrap_or_default();
    let word = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let (first, rest) = sides.split_at_checked(word(sides)).unwrap_or_default();
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b",").or_else(|| rest.strip_prefix(b"/")).unwrap_or(rest).trim_ascii_start();
    !first.is_empty()
        && rest.strip_prefix(b"+").is_some_and(|second| !second.is_empty() && word(second) == second.len())
}

impl Machine for Plain {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if text.is_empty() {
            return More::Foreign;
        }
        let ginkgo = self.kind == Kind::Ginkgo;
        if ginkgo
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
        let most = if self.kind == Kind::Diff { MAX_DIFF_LINES } else { MAX_LINES };
        if self.lines.len() >= most || !(deeper || ginkgo) || text.starts_with(b"--- FAIL:") {
            return More::Before;
        }
        // What is indented in a difference is its structure.
        let kept = if self.kind == Kind::Diff { without_indent(line.text, self.column + 4) } else { text };
        self.lines.push(bytes::text(kept.trim_ascii_end()));
        if ginkgo { More::Foreign } else { More::Mine }
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let Some(at) = self.at else { return };
        let diff = match self.lines.split_first() {
            Some((_, lines)) if self.kind == Kind::Diff && !lines.is_empty() => Some(lines.join("\n").into()),
            _ => None,
        };
        records.assertions.push(Assertion {
            reported_in: self.test,
            error: self.lines.join("\n").into(),
            at: Some(at),
            diff,
            span: block.span(),
            ..Assertion::default()
        });
    }
}

/// The line without blanks at its start, of `indent` columns at most.
fn without_indent(line: &[u8], indent: usize) -> &[u8] {
    let blanks = line.iter().take_while(|byte| **byte == b' ').count();
    line.get(blanks.min(indent)..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_differences() {
        for text in ["Get() mismatch (-want +got):", "differs (-got, +want):", "x (-expected/+actual):"] {
            assert!(heads_diff(text.as_bytes()), "{text}");
        }
        for text in ["sum (-1 + 2):", "want (-want +got)", "(- +):", "see (-v flag):", "(-want +got): {x}"] {
            assert!(!heads_diff(text.as_bytes()), "{text}");
        }
    }
}
