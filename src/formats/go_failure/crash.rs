//! Panics, fatal errors, signals and the dumps below them (docs/spec/go-reports.md §2.1, §2.2).
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
use super::below::{self, Below};
use super::dump::Dump;
use super::ending::Ending;
use super::line::{indent, is_recovered, is_running_test, without_remark};
use super::start::Start;
use super::value::Value;
use super::{explain, header};
use crate::decode::go_frame;
use crate::formats::{Machine, More, Records};
use crate::model::{Failure, FailureKind, Text};
use crate::text::{Block, Line, bytes};

/// Panics of deferred calls that are kept.
const MAX_NESTED: usize = 100;

/// A failure as far as it has been read.
pub struct Crash {
    failure: Failure,
    dump: Dump,
    head: Head,
    /// Lines after the first that belong to the value if a dump follows.
    value: Value,
    below: Below,
    /// The last panic line says `[recovered]`.
    recovered: bool,
    /// Blanks before the first line.
    indent: usize,
    /// Without a dump it was none: a header behind other text, a fatal error of somebody else.
    needs_dump: bool,
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
        let start = Start::of(anchor)?;
        let (value, message) = Value::first(without_remark(start.message));
        let mut crash = Self {
            failure: Failure {
                kind: start.kind,
                message,
                test: around.test,
                recovered: start.by.is_some(),
                by: start.by.map(Text::from),
                ..Failure::default()
            },
            dump: Dump::default(),
            head: Head::Value,
            value,
            below: Below::default(),
            recovered: is_recovered(start.message),
            indent: indent(line),
            needs_dump: start.needs_dump,
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
                let far = self.dump.is_empty() && self.below.is_far();
                let running = header::read(line).is_some_and(|header| header.state == b"running");
                return (far && !running).then_some(More::Before);
            }
            Anchor::Panic(text) if self.head == Head::Value && self.is_panic() => {
                self.nested(text, indent(line) > self.indent)
            }
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
            // Its dump stands above, and only the line that named the signal is lost.
            Anchor::TestKilled(text)
                if self.failure.kind == FailureKind::GoroutineDump
                    && self.failure.message.is_empty()
                    && self.below.is_none() =>
            {
                (self.failure.kind, self.failure.message) = (FailureKind::TestKilled, bytes::text(text));
                return Some(More::End);
            }
            // The signal is sent on from thread to thread, so that each prints what it did.
            Anchor::Signal(text) if self.relay && text.starts_with(b"SIGQUIT") => true,
            Anchor::Signal(text) if self.dump.is_empty() && self.failure.signal.is_none() && self.below.is_none() => {
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
        // With other lines between them and no further in it is the next failure.
        if !deeper && !self.recovered && !self.value.is_empty() {
            return false;
        }
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
        // The kernel of FreeBSD says `panic: ` as well.
        self.needs_dump |= text.starts_with(b"cpuid = ") || text.starts_with(b"KDB: stack backtrace");
        if self.head == Head::Value && self.failure.kind == FailureKind::Panic && !below::is_logged(text) {
            // Others may read it as well, until the dump shows whose it is. However many there are, they are its message.
            self.value.push(line.text, false);
            self.below.message();
            return Some(More::Foreign);
        }
        None
    }

    fn is_panic(&self) -> bool {
        matches!(self.failure.kind, FailureKind::Panic | FailureKind::TestTimeout)
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
            self.below.ours();
            return More::Mine;
        }
        if text.is_empty() {
            // A blank line may also stand between a panic and the nested one, in pastes that double line breaks.
            self.below.blank();
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
            self.needs_dump &= !(self.below.is_none() && text == b"exit status 2");
            return More::Before;
        }
        if self.dump_line(text) {
            self.below.ours();
            return More::Mine;
        }
        if self.head != Head::Dump
            && let Some(more) = self.head_line(line, text)
        {
            if more == More::Mine {
                self.below.ours();
            }
            return more;
        }
        self.below.foreign(text, waits)
    }
}

impl Machine for Crash {
    fn more(&mut self, line: Line<'_>) -> More {
        let more = self.next(line);
        self.below.ends_with(more);
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
        let here = self.below.is_end_of_text() && records.enclosing.is_none();
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
