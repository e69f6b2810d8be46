//! Panics, fatal errors, signals and the dumps below them (spec/go-reports.md §2.1, §2.2).
//!
//! ```text
//! panic: first
//!         panic: second [recovered]
//! [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47c5b2]
//!
//! goroutine 1 [running]:
//! ```
//!
//! The value of a panic may have several lines. Newer runtimes indent them; of older ones, lines count as part of the
//! value only when a dump follows.

use super::anchor::{self, Anchor};
use super::dump::Dump;
use super::explain;
use super::header;
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Failure, FailureKind, Text};
use crate::text::{Block, Line, bytes};

/// Lines of other origin in a row after which a failure is taken to have ended.
const MAX_FOREIGN: u32 = 60;
/// Panics of deferred calls that are kept.
const MAX_NESTED: usize = 100;
/// Lines a value may have.
const MAX_VALUE_LINES: usize = 200;

/// A failure as far as it has been read.
pub struct Crash {
    failure: Failure,
    dump: Dump,
    head: Head,
    /// Lines after the first that belong to the value if a dump follows.
    value: Vec<Text>,
    /// Lines in a row that did not belong here.
    foreign: u32,
    /// The last panic line says `[recovered]`.
    recovered: bool,
    /// Blanks before the first line.
    indent: usize,
    /// Without a dump it was none: a header behind other text, a fatal error of another language.
    needs_dump: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    /// Directly below the first line.
    Value,
    /// A blank line or a foreign one stood after it.
    After,
    RunningTests,
    Dump,
}

impl Crash {
    /// The machine for a line with this anchor; None where the anchor belongs to another machine.
    pub fn open(line: &[u8], anchor: Anchor<'_>, test: Option<Text>) -> Option<Self> {
        if let Anchor::Panic(_) | Anchor::Fatal(_) = anchor
            && let Some(lines) = go_frame::unfold(line)
            && let Some((first, rest)) = lines.split_first()
            && let Some(anchor) = anchor::read(first)
        {
            let mut crash = Self::begin(first, anchor, test)?;
            for line in rest {
                crash.dump_line(line);
            }
            return Some(crash);
        }
        Self::begin(line, anchor, test)
    }

    fn begin(line: &[u8], anchor: Anchor<'_>, test: Option<Text>) -> Option<Self> {
        let (kind, message): (FailureKind, &[u8]) = match anchor {
            Anchor::Panic(value) if value.starts_with(b"test timed out after ") => (FailureKind::TestTimeout, value),
            Anchor::Panic(value) | Anchor::SuitePanic(value) => (FailureKind::Panic, value),
            Anchor::Fatal(text) if text.ends_with(b"- deadlock!") => (FailureKind::Deadlock, text),
            Anchor::Fatal(text) => (FailureKind::Fatal, text),
            Anchor::Signal(text) | Anchor::SignalAtEnd(text) if text.starts_with(b"SIGQUIT") => {
                (FailureKind::TestKilled, text)
            }
            Anchor::Signal(text) | Anchor::SignalAtEnd(text) | Anchor::Runtime(text) | Anchor::RaceRuntime(text) => {
                (FailureKind::Runtime, text)
            }
            Anchor::TestKilled(text) => (FailureKind::TestKilled, text),
            Anchor::Served(text) => (FailureKind::GoroutineDump, text),
            Anchor::Goroutine | Anchor::Folded | Anchor::GoroutineAtEnd => (FailureKind::GoroutineDump, b""),
            Anchor::BazelTimeout(_) | Anchor::LockReport(_) | Anchor::Leak(_) | Anchor::CRace(_) | Anchor::Kcsan(_) => {
                return None;
            }
        };
        let mut crash = Self {
            failure: Failure { kind, message: bytes::text(value(message)), test, ..Failure::default() },
            dump: Dump::default(),
            head: Head::Value,
            value: Vec::new(),
            foreign: 0,
            recovered: is_recovered(message),
            indent: indent(line),
            needs_dump: match anchor {
                Anchor::Fatal(text) => !is_go_fatal(text),
                Anchor::Panic(value) => value.is_empty(),
                Anchor::Served(_) | Anchor::GoroutineAtEnd | Anchor::SignalAtEnd(_) => true,
                _ => false,
            },
        };
        match anchor {
            Anchor::Goroutine | Anchor::Folded => {
                crash.dump_line(line);
            }
            Anchor::GoroutineAtEnd => {
                if let Some(header) = header::read_at_end(line) {
                    crash.head = Head::Dump;
                    crash.dump.start(header);
                }
            }
            _ => {}
        }
        Some(crash)
    }

    /// A line of the dump, or a whole dump whose line breaks were lost.
    fn dump_line(&mut self, text: &[u8]) -> bool {
        if let Some(lines) = go_frame::unfold(text) {
            let before = self.dump.count;
            let taken = lines.iter().filter(|line| self.dump.line(line)).count();
            if self.dump.count > before {
                self.begin_dump();
            }
            return taken * 2 > lines.len();
        }
        if !self.dump.line(text) {
            return false;
        }
        self.begin_dump();
        true
    }

    /// The lines held back were part of the value.
    fn begin_dump(&mut self) {
        if self.head == Head::Dump {
            return;
        }
        self.head = Head::Dump;
        self.needs_dump &= self.failure.kind != FailureKind::Fatal;
        if !self.value.is_empty() {
            let mut message = self.failure.message.to_string();
            for line in self.value.drain(..) {
                if !message.is_empty() {
                    message.push('\n');
                }
                message.push_str(&line);
            }
            self.failure.message = message.into();
        }
    }

    /// A line with an anchor: part of this failure, or the next one.
    fn anchored(&mut self, anchor: Anchor<'_>, line: &[u8]) -> Option<More> {
        let ours = match anchor {
            Anchor::Goroutine | Anchor::Folded => return None,
            Anchor::Panic(text) if self.head == Head::Value => self.nested(text, indent(line) > self.indent),
            Anchor::Fatal(text) if self.failure.kind == FailureKind::Runtime && self.dump.is_empty() => {
                self.turn_fatal(text);
                true
            }
            // Said of a stack that is being printed.
            Anchor::Runtime(text) if text.starts_with(b"runtime: unexpected return pc for ") => true,
            Anchor::Runtime(text) if self.dump.is_empty() && self.failure.kind == FailureKind::Runtime => {
                if self.failure.nested.len() < MAX_NESTED {
                    self.failure.nested.push(bytes::text(text));
                }
                true
            }
            Anchor::TestKilled(text) if self.failure.message.starts_with("SIGQUIT") => {
                let signal = std::mem::replace(&mut self.failure.message, bytes::text(text));
                self.failure.signal = Some(signal);
                return Some(More::End);
            }
            Anchor::Signal(text) if self.dump.is_empty() && self.failure.signal.is_none() => {
                self.failure.signal = Some(bytes::text(text));
                true
            }
            _ => false,
        };
        Some(if ours { More::Mine } else { More::Before })
    }

    /// A panic directly below a panic: one of a deferred call. The same one again is printed when it was recovered;
    /// when it was not, it is a deferred call's where it stands further in (`deeper`), and another process's else.
    fn nested(&mut self, text: &[u8], deeper: bool) -> bool {
        let nested = bytes::text(value(text));
        let known = nested == self.failure.message || self.failure.nested.contains(&nested);
        if known && !self.recovered && !deeper {
            return false;
        }
        let again = known && self.recovered;
        self.recovered = is_recovered(text);
        if !again && !nested.is_empty() && self.failure.nested.len() < MAX_NESTED {
            self.failure.nested.push(nested);
        }
        true
    }

    /// `fatal error: stack overflow` below `runtime: goroutine stack exceeds …`.
    fn turn_fatal(&mut self, text: &[u8]) {
        self.failure.kind = if text.ends_with(b"- deadlock!") { FailureKind::Deadlock } else { FailureKind::Fatal };
        let said = std::mem::replace(&mut self.failure.message, bytes::text(text));
        self.failure.nested.insert(0, said);
    }

    /// Where no dump came, the one in the value was it: the whole paste is indented.
    fn read_indented_dump(&mut self) {
        let Some(from) = self.value.iter().position(|line| line.trim_ascii().starts_with("goroutine ")) else { return };
        for line in self.value.split_off(from) {
            self.dump_line(line.as_bytes().trim_ascii());
        }
    }

    /// Newer runtimes indent the further lines of a value: what stands further in directly below a panic is its text,
    /// whatever it looks like (a child's dump, say).
    fn is_value(&self, line: &[u8]) -> bool {
        self.head == Head::Value
            && self.failure.kind == FailureKind::Panic
            && line.starts_with(b"\t")
            && indent(line) > self.indent
            && self.value.len() < MAX_VALUE_LINES
    }

    fn head_line(&mut self, line: Line<'_>, text: &[u8]) -> Option<More> {
        if let Some(signal) = text.strip_prefix(b"[signal ") {
            self.failure.signal = Some(bytes::text(signal.strip_suffix(b"]").unwrap_or(signal)));
            self.head = Head::After;
            self.needs_dump &= self.failure.kind != FailureKind::Fatal;
            return Some(More::Mine);
        }
        if text.starts_with(b"PC=0x") || text.starts_with(b"signal arrived during ") {
            return Some(More::Mine);
        }
        if self.failure.kind == FailureKind::TestTimeout {
            if text == b"running tests:" || text == b"running tests" {
                self.head = Head::RunningTests;
                return Some(More::Mine);
            }
            if self.head == Head::RunningTests && is_running_test(text) {
                self.failure.running_tests.push(bytes::text(text));
                return Some(More::Mine);
            }
        }
        let room = self.value.len() < MAX_VALUE_LINES && !is_logged(text);
        if self.head == Head::Value && self.failure.kind == FailureKind::Panic && room {
            self.value.push(bytes::text(line.text.trim_ascii_end()));
        }
        None
    }
}

impl Machine for Crash {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if self.is_value(line.text) && !matches!(anchor::read(text), Some(Anchor::Panic(_) | Anchor::Signal(_))) {
            let text = bytes::text(line.text.trim_ascii_end());
            self.value.push(text);
            self.foreign = 0;
            return More::Mine;
        }
        if text.is_empty() {
            if self.head == Head::Value && self.failure.kind == FailureKind::Panic && self.value.is_empty() {
                // A blank line may also stand between a panic and the nested one, in pastes that double line breaks.
            } else if self.head == Head::Value {
                self.head = Head::After;
            }
            return More::Foreign;
        }
        if let Some(more) = anchor::read(text).and_then(|anchor| self.anchored(anchor, line.text)) {
            return more;
        }
        if anchor::ends(text) {
            return More::Before;
        }
        if self.dump_line(text) {
            self.foreign = 0;
            return More::Mine;
        }
        if self.head != Head::Dump
            && let Some(more) = self.head_line(line, text)
        {
            self.foreign = 0;
            return more;
        }
        self.foreign += 1;
        if self.foreign > MAX_FOREIGN { More::Before } else { More::Foreign }
    }

    fn read(mut self: Box<Self>, block: &Block, records: &mut Records) {
        if self.dump.is_empty() {
            self.read_indented_dump();
        }
        let whole = self.dump.finish();
        let Self { mut failure, dump, needs_dump, .. } = *self;
        if needs_dump && !dump.goroutines.iter().any(|goroutine| !goroutine.frames.is_empty()) {
            return;
        }
        failure.span = block.span();
        failure.goroutine_count = dump.count;
        failure.complete =
            whole && (dump.count > 0 || matches!(failure.kind, FailureKind::Runtime | FailureKind::TestKilled));
        failure.goroutines = dump.goroutines;
        failure.explanation = explain::explanation(&failure).map(Text::from);
        if dump.unlisted > 0 {
            let text = format!("{} goroutines with further stacks were counted and not listed", dump.unlisted);
            records.note("limit", failure.span, text);
        }
        records.failures.push(failure);
    }
}

/// A line of somebody's log, which starts with its date or with `time=`: no part of a value.
fn is_logged(text: &[u8]) -> bool {
    let date = text.get(..10).is_some_and(|head| {
        head.iter().zip(b"0000/00/00").all(|(byte, sign)| match sign {
            b'0' => byte.is_ascii_digit(),
            _ => matches!(byte, b'/' | b'-'),
        })
    });
    date || text.starts_with(b"time=") || text.starts_with(b"level=")
}

/// How far in a line stands, in bytes.
fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// A panic's value without the remark behind it.
fn value(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    RECOVERED.iter().find_map(|remark| text.strip_suffix(*remark)).unwrap_or(text)
}

/// What the runtime says behind the value of a panic that a deferred call recovered.
const RECOVERED: [&[u8]; 2] = [b" [recovered]", b" [recovered, repanicked]"];

fn is_recovered(text: &[u8]) -> bool {
    RECOVERED.iter().any(|remark| text.trim_ascii_end().ends_with(remark))
}

/// `TestX/sub (9m58s)`.
fn is_running_test(text: &[u8]) -> bool {
    let Some(open) = memchr::memmem::rfind(text, b" (") else { return false };
    let age = text.get(open + 2..).and_then(|age| age.strip_suffix(b")")).unwrap_or_default();
    age.first().is_some_and(u8::is_ascii_digit)
        && age
            .iter()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'h' | b'm' | b's' | b'.' | b'n' | 0xc2 | 0xb5))
        && !text.get(..open).unwrap_or_default().contains(&b' ')
}

/// Errors of Go's runtime come at the start of a line, and in some hundred wordings. Compilers say `fatal error: ` too,
/// mostly behind a file.
fn is_go_fatal(text: &[u8]) -> bool {
    const COMPILERS: [&[u8]; 8] = [
        b"No such file",
        b"not found",
        b"too many errors",
        b"linker command",
        b"cannot open",
        b"can't open",
        b"error generated",
        b"compilation",
    ];
    !text.is_empty() && !COMPILERS.iter().any(|said| bytes::contains(text, said))
}
