//! Goroutines that were left over when a test ended, as go.uber.org/goleak prints them (docs/spec/go-reports.md §2.2).
//!
//! ```text
//! goleak: Errors on successful test run: found unexpected goroutines:
//! [Goroutine 16 in state select, with example.com/stats.(*worker).start on top of the stack:
//! ```
//!
//! Odd: older versions print the goroutine's own header below their line, newer ones do not; the list is Go's `%v` of a
//! slice, so every further entry starts with a blank and the last one ends with `]`.

use super::anchor::{self, Anchor};
use super::dump::Dump;
use super::explain;
use super::header::{self, Header};
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Failure, FailureKind, Text};
use crate::text::{Block, Line, bytes};

/// Lines of other origin in a row after which the list is taken to have ended.
const MAX_FOREIGN: u32 = 40;

pub struct Leak {
    dump: Dump,
    foreign: u32,
    message: Text,
    test: Option<Text>,
    closed: bool,
}

impl Leak {
    pub fn open(line: &[u8], test: Option<Text>) -> Self {
        let line = line.trim_ascii();
        let mut leak = Self {
            dump: Dump::default(),
            foreign: 0,
            message: "found unexpected goroutines".into(),
            test,
            closed: false,
        };
        if let Some(entry) = entry(line) {
            leak.dump.start(entry);
        } else if let Some(at) = memchr::memmem::find(line, b"goleak: ") {
            leak.message = bytes::text(line.get(at..).unwrap_or(line));
        } else {
            let text = go_frame::log_prefix(line).map_or(line, |(_, text)| text);
            leak.message = bytes::text(text);
        }
        leak
    }
}

impl Machine for Leak {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if text.is_empty() {
            return More::Foreign;
        }
        if let Some(entry) = entry(text) {
            self.dump.start(entry);
            self.foreign = 0;
            return More::Mine;
        }
        if text == b"]" {
            self.closed = true;
            return More::End;
        }
        match anchor::read(text) {
            Some(Anchor::Goroutine) => {
                // The goroutine's own header below goleak's line.
                if header::read(text).is_some_and(|header| self.dump.reads(header.id)) {
                    return More::Mine;
                }
                return if self.dump.is_empty() && self.dump.line(text) { More::Mine } else { More::Before };
            }
            Some(_) => return More::Before,
            None if anchor::ends(text) => return More::Before,
            None => {}
        }
        let (last, text) = match text.strip_suffix(b"]").filter(|text| go_frame::place(text).is_some()) {
            Some(text) => (true, text),
            None => (false, text),
        };
        if self.dump.line(text) {
            self.foreign = 0;
            self.closed = last;
            return if last { More::End } else { More::Mine };
        }
        self.foreign += 1;
        if self.foreign > MAX_FOREIGN { More::Before } else { More::Foreign }
    }

    fn read(mut self: Box<Self>, block: &Block, records: &mut Records) {
        let whole = self.dump.finish().is_all();
        let mut failure = Failure {
            kind: FailureKind::GoroutineLeak,
            message: self.message,
            span: block.span(),
            complete: whole && self.closed,
            test: self.test,
            goroutine_count: self.dump.count,
            goroutines: self.dump.goroutines,
            ..Failure::default()
        };
        failure.explanation = explain::explanation(&failure, None);
        records.failures.push(failure);
    }
}

/// `[Goroutine 16 in state select, 1 minutes, with F on top of the stack:`.
fn entry(line: &[u8]) -> Option<Header<'_>> {
    let rest = line.strip_prefix(b"[").unwrap_or(line).strip_prefix(b"Goroutine ")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (id, rest) = rest.split_at_checked(digits).filter(|(id, _)| !id.is_empty())?;
    let rest = rest.strip_prefix(b" in state ")?;
    // A mail breaks the line behind the comma's word, where the name after it is long.
    let end = memchr::memmem::find(rest, b", with ").or_else(|| rest.strip_suffix(b", with").map(<[u8]>::len))?;
    Some(Header { id, ..header::state(rest.get(..end)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        let header = entry(b"[Goroutine 16 in state select, 2 minutes, with a.b on top of the stack:").unwrap();
        assert_eq!((header.id, header.state, header.wait_minutes), (b"16".as_slice(), b"select".as_slice(), Some(2)));
        assert_eq!(entry(b"Goroutine 16 in state chan receive, with").map(|header| header.id), Some(b"16".as_slice()));
        assert_eq!(entry(b"Goroutine 16 (running) created at:"), None);
        assert_eq!(entry(b"Goroutin"), None);
    }
}
