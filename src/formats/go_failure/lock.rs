//! Reports of github.com/sasha-s/go-deadlock, which TiDB's tests use (docs/spec/go-reports.md §2.2), and those of the
//! race detector's own runtime, which Go switches off (§1.2).
//!
//! ```text
//! POTENTIAL DEADLOCK:
//! Previous place where the lock was grabbed
//! goroutine 4658 lock 0xc000149250
//! store/cache.go:393 store.(*Cache).Get { c.mu.Lock() } <<<<<
//! ```
//!
//! Odd: a frame is one line, place first, with the source text in braces or `???` where it was not at hand. Dumps of the
//! goroutines follow in the runtime's own form. The race detector's report has its stacks in two lines per frame, below
//! `Goroutine 9 lock mutex 4 while holding mutex 5:` and `Mutex 5 was previously locked here:`.

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
    "happened before",
    "happened after",
    "in another goroutine:",
    "Other goroutines holding locks:",
    "Recursive locking:",
    "Inconsistent locking",
    "Duplicate locking",
    "saw this ordering in one goroutine:",
];

/// What the race detector's own report begins with.
const DETECTOR: &[u8] = b"WARNING: DEADLOCK";

const GO_DEADLOCK: &str = "go-deadlock saw an order of locking that can block forever, or a lock that was held too long; it need not have blocked this time.";

const INVERSION: &str = "The race detector's runtime saw mutexes locked in an order that can block forever; it need not have blocked this time.";

pub struct Lock {
    message: Text,
    test: Option<Text>,
    heading: Text,
    /// Nothing has been read below the heading yet.
    fresh: bool,
    places: Vec<LockPlace>,
    dump: Dump,
    foreign: u32,
    /// The race detector's own report.
    detector: bool,
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
            detector: line.trim_ascii().starts_with(DETECTOR),
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
        if let Some(place) = mutex(text) {
            self.places.push(place);
            return true;
        }
        if self.dump.line(text) {
            return true;
        }
        if self.detector {
            return self.detector_line(text);
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

    /// A function, or its place, of the race detector's report.
    fn detector_line(&mut self, text: &[u8]) -> bool {
        let Some(frames) = self.places.last_mut().map(|place| &mut place.frames) else { return false };
        if let Some(at) = go_frame::place(text) {
            let Some(frame) = frames.last_mut().filter(|frame| frame.file.is_empty()) else { return false };
            (frame.file, frame.line, frame.offset) = (bytes::text(at.file), Some(at.line), at.offset.map(bytes::text));
            return true;
        }
        let Some(function) = go_frame::function(text) else { return false };
        frames.push(go_frame::frame(bytes::text(function)));
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
        let whole = self.dump.finish().is_all();
        records.failures.push(Failure {
            kind: FailureKind::LockReport,
            message: self.message,
            span: block.span(),
            complete: whole && !self.places.is_empty() && self.places.iter().all(|place| !place.frames.is_empty()),
            test: self.test,
            goroutine_count: self.dump.count,
            goroutines: self.dump.goroutines,
            locks: self.places,
            explanation: Some(if self.detector { INVERSION } else { GO_DEADLOCK }.into()),
            ..Failure::default()
        });
    }
}

/// `goroutine 4658 lock 0xc000149250`, of recursive locking `current goroutine …`.
fn holder(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = text.strip_prefix(b"current ").unwrap_or(text).strip_prefix(b"goroutine ")?;
    let at = memchr::memmem::find(rest, b" lock 0x")?;
    let (id, lock) = rest.split_at_checked(at)?;
    id.iter().all(u8::is_ascii_digit).then(|| (id, lock.get(6..).unwrap_or_default()))
}

/// `Goroutine 9 lock mutex 4 while holding mutex 5:` and `Mutex 5 was previously locked here:`.
fn mutex(text: &[u8]) -> Option<LockPlace> {
    let text = text.strip_suffix(b":")?;
    let (goroutine, lock) = if let Some(lock) = text.strip_suffix(b" was previously locked here") {
        (b"".as_slice(), lock.strip_prefix(b"Mutex ")?)
    } else {
        let rest = text.strip_prefix(b"Goroutine ")?;
        let at = memchr::memmem::find(rest, b" lock mutex ")?;
        let (goroutine, lock) = rest.split_at_checked(at)?;
        let lock = lock.strip_prefix(b" lock mutex ")?;
        (goroutine, lock.get(..memchr::memmem::find(lock, b" while holding mutex ")?)?)
    };
    let lock = format!("mutex {}", String::from_utf8_lossy(lock)).into();
    Some(LockPlace { heading: bytes::text(text), goroutine: bytes::text(goroutine), lock, frames: Vec::new() })
}

/// `store/cache.go:393 store.(*Cache).Get { c.mu.Lock() } <<<<<`.
fn frame(text: &[u8]) -> Option<Frame> {
    // A path may hold blanks, `<autogenerated>` has no extension.
    let end = match memchr::memmem::find(text, b".go:") {
        Some(at) => at + 4 + text.get(at + 4..)?.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        None => memchr::memchr(b' ', text)?,
    };
    let (place, rest) = text.split_at_checked(end)?;
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
