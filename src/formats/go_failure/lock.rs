//! Reports of github.com/sasha-s/go-deadlock, which TiDB's tests use (spec/go-reports.md §2.2).
//!
//! ```text
//! POTENTIAL DEADLOCK:
//! Previous place where the lock was grabbed
//! goroutine 4658 lock 0xc000149250
//! store/cache.go:393 store.(*Cache).Get { c.mu.Lock() } <<<<<
//! ```
//!
//! Odd: a frame is one line, place first, with the source text in braces or `???` where it was not at hand. Dumps of the
//! goroutines follow in the runtime's own form.

use super::anchor::{self, Anchor};
use super::dump::Dump;
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Failure, FailureKind, Frame, LockPlace, Text};
use crate::text::{Block, Line, bytes};

/// Lines of other origin in a row after which the report is taken to have ended.
const MAX_FOREIGN: u32 = 40;

/// Headings of the sections that name places.
const HEADINGS: &[&str] = &[
    "Previous place where the lock was grabbed",
    "Have been trying to lock it again for more than",
    "current goroutine",
    "happened before",
    "happened after",
    "in another goroutine:",
    "Other goroutines holding locks:",
    "Recursive locking:",
    "Inconsistent locking",
    "Duplicate locking",
    "saw this ordering in one goroutine:",
];

pub struct Lock {
    message: Text,
    test: Option<Text>,
    heading: Text,
    /// Nothing has been read below the heading yet.
    fresh: bool,
    places: Vec<LockPlace>,
    dump: Dump,
    foreign: u32,
}

impl Lock {
    pub fn open(line: &[u8], test: Option<Text>) -> Self {
        Self {
            message: bytes::text(line.trim_ascii()),
            test,
            heading: Text::default(),
            fresh: false,
            places: Vec::new(),
            dump: Dump::default(),
            foreign: 0,
        }
    }

    fn line(&mut self, text: &[u8]) -> bool {
        if HEADINGS.iter().any(|heading| text.starts_with(heading.as_bytes())) {
            self.heading = bytes::text(text);
            self.fresh = true;
            return true;
        }
        if text.starts_with(b"Here is what goroutine ") || text == b"..." {
            return true;
        }
        if let Some((goroutine, lock)) = holder(text) {
            self.places.push(LockPlace {
                heading: self.heading.clone(),
                goroutine: bytes::text(goroutine),
                lock: bytes::text(lock),
                frames: Vec::new(),
            });
            self.fresh = false;
            return true;
        }
        if self.dump.line(text) {
            return true;
        }
        let Some(frame) = frame(text) else { return false };
        if self.fresh || self.places.is_empty() {
            // An order of locking names neither goroutine nor lock.
            self.places.push(LockPlace { heading: self.heading.clone(), ..LockPlace::default() });
            self.fresh = false;
        }
        if let Some(place) = self.places.last_mut() {
            place.frames.push(frame);
        }
        true
    }
}

impl Machine for Lock {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if text.is_empty() {
            return More::Foreign;
        }
        if !matches!(anchor::read(text), None | Some(Anchor::Goroutine)) || anchor::ends(text) {
            return More::Before;
        }
        if self.line(text) {
            self.foreign = 0;
            return More::Mine;
        }
        self.foreign += 1;
        if self.foreign > MAX_FOREIGN { More::Before } else { More::Foreign }
    }

    fn read(mut self: Box<Self>, block: &Block, records: &mut Records) {
        let whole = self.dump.finish();
        records.failures.push(Failure {
            kind: FailureKind::LockReport,
            message: self.message,
            span: block.span(),
            complete: whole && self.places.iter().all(|place| !place.frames.is_empty()),
            test: self.test,
            goroutine_count: self.dump.count,
            goroutines: self.dump.goroutines,
            locks: self.places,
            explanation: Some("go-deadlock saw an order of locking that can block forever, or a lock that was held too long; it need not have blocked this time.".into()),
            ..Failure::default()
        });
    }
}

/// `goroutine 4658 lock 0xc000149250`.
fn holder(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = text.strip_prefix(b"goroutine ")?;
    let at = memchr::memmem::find(rest, b" lock 0x")?;
    let (id, lock) = rest.split_at_checked(at)?;
    id.iter().all(u8::is_ascii_digit).then(|| (id, lock.get(6..).unwrap_or_default()))
}

/// `store/cache.go:393 store.(*Cache).Get { c.mu.Lock() } <<<<<`.
fn frame(text: &[u8]) -> Option<Frame> {
    let at = memchr::memmem::find(text, b".go:")?;
    let digits = text.get(at + 4..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (place, rest) = text.split_at_checked(at + 4 + digits)?;
    let place = go_frame::place(place)?;
    let rest = rest.strip_prefix(b" ")?;
    let end = [b" {".as_slice(), b" ???", b" <<<<<"].iter().filter_map(|end| memchr::memmem::find(rest, end)).min();
    let function = rest.get(..end.unwrap_or(rest.len()))?.trim_ascii();
    go_frame::is_function(function).then(|| Frame {
        file: bytes::text(place.file),
        line: Some(place.line),
        ..go_frame::frame(bytes::text(function))
    })
}
