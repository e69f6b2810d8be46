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
//! value only when a dump follows. Several threads may print the same fatal error before one of them prints its dump, and
//! the race detector its report between the two.

use super::anchor::{self, Anchor};
use super::dump::Dump;
use super::ending::Ending;
use super::value::Value;
use super::{ending, explain, fatal, header};
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Failure, FailureKind, Text};
use crate::text::{Block, Line, bytes};

/// Lines of other origin in a row after which a failure is taken to have ended.
const MAX_FOREIGN: u32 = 60;
/// Lines of a message behind a blank one after which no dump is waited for.
const MAX_WAIT: u32 = 1_000;
/// Panics of deferred calls that are kept.
const MAX_NESTED: usize = 100;

/// A failure as far as it has been read.
pub struct Crash {
    failure: Failure,
    dump: Dump,
    head: Head,
    /// Lines after the first that belong to the value if a dump follows.
    value: Value,
    /// Lines in a row that did not belong here, and those of them that are some log's.
    foreign: u32,
    logged: u32,
    /// The last panic line says `[recovered]`.
    recovered: bool,
    /// Blanks before the first line.
    indent: usize,
    /// Without a dump it was none: a header behind other text, a fatal error of somebody else.
    needs_dump: bool,
    /// A line said that it is over; otherwise the text ended within it.
    ended: bool,
    /// `-----`: the runtime goes on with the stack of another thread.
    relay: bool,
    /// Code of the signal that ended the process.
    sigcode: Option<Text>,
    /// The package that was compiled when this was printed.
    compiled: Option<Text>,
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

/// What was going on when a failure begins.
#[derive(Clone, Default)]
pub struct Around {
    pub test: Option<Text>,
    /// Package of the compiler's heading.
    pub compiled: Option<Text>,
}

impl Crash {
    /// The machine for a line with this anchor; None where the anchor belongs to another machine.
    pub fn open(line: &[u8], anchor: Anchor<'_>, around: Around) -> Option<Self> {
        if let Anchor::Panic(_) | Anchor::Fatal(_) = anchor
            && let Some(lines) = go_frame::unfold(line)
            && let Some((first, rest)) = lines.split_first()
            && let Some(anchor) = anchor::read(first)
        {
            let mut crash = Self::begin(first, anchor, around)?;
            for line in rest {
                crash.dump_line(line);
            }
            return Some(crash);
        }
        Self::begin(line, anchor, around)
    }

    fn begin(line: &[u8], anchor: Anchor<'_>, around: Around) -> Option<Self> {
        let (kind, message): (FailureKind, &[u8]) = match anchor {
            Anchor::Panic(value) if value.starts_with(b"test timed out after ") => (FailureKind::TestTimeout, value),
            Anchor::Panic(value) | Anchor::SuitePanic(value) | Anchor::TestingPanic(value) => {
                (FailureKind::Panic, value)
            }
            Anchor::Fatal(text) if text.ends_with(b"- deadlock!") => (FailureKind::Deadlock, text),
            Anchor::Fatal(text) => (FailureKind::Fatal, text),
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
        let (value, message_text) = Value::first(without_remark(message));
        let by: Option<&str> = match anchor {
            Anchor::SuitePanic(_) => Some("testify"),
            Anchor::TestingPanic(_) => Some("testing"),
            _ => None,
        };
        let mut crash = Self {
            failure: Failure {
                kind,
                message: message_text,
                test: around.test,
                recovered: by.is_some(),
                by: by.map(Text::from),
                ..Failure::default()
            },
            dump: Dump::default(),
            head: Head::Value,
            value,
            foreign: 0,
            logged: 0,
            recovered: is_recovered(message),
            indent: indent(line),
            needs_dump: match anchor {
                Anchor::Fatal(text) => !fatal::is_known(text),
                Anchor::Panic(value) => value.is_empty(),
                Anchor::Served(_) | Anchor::GoroutineAtEnd | Anchor::SignalAtEnd(_) => true,
                _ => false,
            },
            ended: false,
            relay: false,
            sigcode: None,
            compiled: around.compiled,
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
        self.failure.message = self.value.message(&self.failure.message);
    }

    /// A line with an anchor: part of this failure, or the next one.
    fn anchored(&mut self, anchor: Anchor<'_>, line: &[u8]) -> Option<More> {
        let ours = match anchor {
            Anchor::Goroutine | Anchor::Folded => {
                // So far below, only a dump of what just failed can belong here: others end there.
                let far = self.dump.is_empty() && self.foreign > MAX_FOREIGN;
                let running = header::read(line).is_some_and(|header| header.state == b"running");
                return (far && !running).then_some(More::Before);
            }
            Anchor::Panic(text) if self.head == Head::Value => self.nested(text, indent(line) > self.indent),
            Anchor::Fatal(text) if self.failure.kind == FailureKind::Runtime && self.dump.is_empty() => {
                self.turn_fatal(text);
                true
            }
            Anchor::Fatal(text) if self.dump.is_empty() && self.is_again(text) => true,
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
                (self.failure.kind, self.failure.signal) = (FailureKind::TestKilled, Some(signal));
                return Some(More::End);
            }
            // The signal is sent on from thread to thread, so that each prints what it did.
            Anchor::Signal(text) if self.relay && text.starts_with(b"SIGQUIT") => true,
            Anchor::Signal(text) if self.dump.is_empty() && self.failure.signal.is_none() && self.foreign == 0 => {
                self.failure.signal = Some(bytes::text(text));
                true
            }
            _ => false,
        };
        Some(if ours { More::Mine } else { More::Before })
    }

    /// The same fatal error: other threads print it before the first one prints its dump. The ruler of a race report may
    /// stand in the place of the message.
    fn is_again(&mut self, text: &[u8]) -> bool {
        let ruler = !text.is_empty() && text.iter().all(|byte| *byte == b'=');
        let fatal = matches!(self.failure.kind, FailureKind::Fatal | FailureKind::Deadlock);
        let again = fatal && (ruler || self.failure.message.as_bytes() == text);
        if again {
            self.failure.count = Some(self.failure.times() + 1);
        }
        again
    }

    /// A panic directly below a panic: one of a deferred call. The same one again is printed when it was recovered; when
    /// it was not, it is a deferred call's where it stands further in (`deeper`), and the same failure of another
    /// goroutine or process else.
    fn nested(&mut self, text: &[u8], deeper: bool) -> bool {
        let nested = bytes::text(without_remark(text));
        let known = nested == self.failure.message || self.failure.nested.contains(&nested);
        if known && !self.recovered && !deeper {
            let again = nested == self.failure.message && self.value.is_empty() && self.failure.nested.is_empty();
            if again {
                self.failure.count = Some(self.failure.times() + 1);
            }
            return again;
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

    /// Newer runtimes indent the further lines of a value: what stands further in directly below a panic is its text,
    /// whatever it looks like (a child's dump, say).
    fn is_value(&self, line: &[u8]) -> bool {
        self.head == Head::Value
            && self.failure.kind == FailureKind::Panic
            && line.starts_with(b"\t")
            && indent(line) > self.indent
    }

    fn head_line(&mut self, line: Line<'_>, text: &[u8]) -> Option<More> {
        if let Some(signal) = text.strip_prefix(b"[signal ") {
            self.failure.signal = Some(bytes::text(signal.strip_suffix(b"]").unwrap_or(signal)));
            self.head = Head::After;
            self.needs_dump &= self.failure.kind != FailureKind::Fatal;
            return Some(More::Mine);
        }
        if text.starts_with(b"PC=0x") {
            let code = memchr::memmem::find(text, b" sigcode=").and_then(|at| text.get(at + 9..));
            self.sigcode = code.map(|code| bytes::text(code.trim_ascii()));
            return Some(More::Mine);
        }
        if text.starts_with(b"signal arrived during ") || text.starts_with(b"instruction bytes:") {
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
        if self.head == Head::Value && self.failure.kind == FailureKind::Panic && !ending::is_logged(text) {
            // Others may read it as well, until the dump shows whose it is. However many there are, they are its message.
            self.value.push(line.text, false);
            return Some(More::Foreign);
        }
        None
    }

    /// Whether the dump that a failure of this kind has is still to come.
    fn waits(&self) -> bool {
        use FailureKind::{Deadlock, Fatal, Panic, TestTimeout};
        self.dump.is_empty() && matches!(self.failure.kind, Deadlock | Fatal | Panic | TestTimeout)
    }

    fn next(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if self.is_value(line.text) && !matches!(anchor::read(text), Some(Anchor::Panic(_) | Anchor::Signal(_))) {
            self.value.push(line.text, true);
            (self.foreign, self.logged) = (0, 0);
            return More::Mine;
        }
        if text.is_empty() {
            // A blank line may also stand between a panic and the nested one, in pastes that double line breaks.
            let doubled = self.failure.kind == FailureKind::Panic && self.value.is_empty();
            if self.head == Head::Value && !doubled {
                self.head = Head::After;
            }
            return More::Foreign;
        }
        let more = anchor::read(text).and_then(|anchor| self.anchored(anchor, line.text));
        self.relay = !self.dump.is_empty() && text == b"-----";
        if let Some(more) = more {
            return more;
        }
        let waits = self.waits();
        if anchor::ends(text) && !(waits && anchor::is_race(text)) {
            // The go command names the status of a program that ended right here.
            self.needs_dump &= !(self.foreign == 0 && text == b"exit status 2");
            return More::Before;
        }
        if self.dump_line(text) {
            (self.foreign, self.logged) = (0, 0);
            return More::Mine;
        }
        if self.head != Head::Dump
            && let Some(more) = self.head_line(line, text)
        {
            if more == More::Mine {
                (self.foreign, self.logged) = (0, 0);
            }
            return more;
        }
        self.foreign += 1;
        self.logged += u32::from(ending::is_logged(text));
        let limit = if waits { MAX_WAIT } else { MAX_FOREIGN };
        if self.foreign > limit || self.logged > MAX_FOREIGN { More::Before } else { More::Foreign }
    }
}

impl Machine for Crash {
    fn more(&mut self, line: Line<'_>) -> More {
        let more = self.next(line);
        self.ended |= matches!(more, More::Before | More::End);
        more
    }

    fn needs_lines(&self) -> bool {
        false
    }

    fn read(mut self: Box<Self>, block: &Block, records: &mut Records) {
        if self.dump.is_empty()
            && let Some(dump) = self.value.take_dump()
        {
            self.dump = dump;
            self.begin_dump();
        }
        let whole = self.dump.finish();
        let here = !self.ended && self.foreign == 0 && records.enclosing.is_none();
        let Self { mut failure, dump, value, .. } = *self;
        if self.needs_dump && !dump.goroutines.iter().any(|goroutine| !goroutine.frames.is_empty()) {
            return;
        }
        failure.span = block.span();
        failure.goroutine_count = dump.count;
        let alone = matches!(failure.kind, FailureKind::Runtime | FailureKind::TestKilled);
        let ending = Ending { here, needs_dump: !alone, goroutines: dump.count, whole };
        failure.missing = ending.missing();
        if let Some(missing) = value.missing() {
            records.note("limit", failure.span, missing.clone());
            failure.missing.push(missing);
        }
        failure.complete = failure.missing.is_empty();
        failure.goroutines = dump.goroutines;
        if failure.tool().is_some() {
            (failure.package, failure.test) = (self.compiled, None);
        }
        failure.explanation = explain::explanation(&failure, self.sigcode.as_deref());
        if dump.unlisted > 0 {
            let text = format!("{} goroutines with further stacks were counted and not listed", dump.unlisted);
            records.note("limit", failure.span, text);
        }
        records.failures.push(failure);
    }
}

/// How far in a line stands, in bytes.
fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// A panic's value without the remark behind it.
fn without_remark(text: &[u8]) -> &[u8] {
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
