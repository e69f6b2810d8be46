//! What Go prints when it fails: panics, fatal errors, time-outs, leaks, lock reports and goroutine dumps.
//!
//! Defined by the Go runtime and the testing package, and by go.uber.org/goleak and github.com/sasha-s/go-deadlock; see
//! docs/spec/go-reports.md §2.
//!
//! ```text
//! panic: runtime error: index out of range [3] with length 2
//! goroutine 1 [running]:
//! ```
//!
//! Odd: a dump needs no failure above it, a failure no dump below it; the words that start one also stand in prose and in
//! log messages, so they count at the start of a line only.

mod anchor;
mod below;
mod crash;
mod dump;
mod ending;
mod escaped;
mod explain;
mod fatal;
mod header;
mod leak;
mod line;
mod lock;
mod once;
mod signal;
mod start;
mod value;

use super::{Format, Opened, Records};
use crate::text::Line;
use anchor::Anchor;
use crash::{Around, Crash};

pub struct GoFailure;

impl Format for GoFailure {
    fn name(&self) -> &'static str {
        "go_failure"
    }

    fn open(&self, line: Line<'_>, records: &mut Records) -> Opened {
        if let Some(text) = escaped::unescape(line.text) {
            records.note("repaired", line.span, "a dump or the output of tests written as one escaped string");
            records.nested.push(super::Nested { text, span: line.span, time: None });
            return Opened::Done;
        }
        let Some(anchor) = anchor::read(line.text) else { return Opened::No };
        let test = records.running(line.stream);
        match anchor {
            Anchor::BazelTimeout(at) => once::bazel_timeout(at, line.span, test, records),
            Anchor::Kcsan(_) => return Opened::Block(Box::new(once::Kcsan)),
            Anchor::CRace(_) => return Opened::Block(Box::new(once::CRace::open())),
            Anchor::Leak(_) => return Opened::Block(Box::new(leak::Leak::open(line.text, test))),
            Anchor::LockReport(_) => return Opened::Block(Box::new(lock::Lock::open(line.text, test))),
            anchor => match Crash::open(line.text, anchor, Around { test, compiled: records.go.compiled(line.stream) })
            {
                Some(crash) => return Opened::Block(Box::new(crash)),
                None => return Opened::No,
            },
        }
        Opened::Done
    }

    fn samples(&self) -> &'static [&'static str] {
        &[
            "panic: first\n\tpanic: second\n\ngoroutine 1 [running]:\nmain.main()\n\t/a/main.go:7 +0x55\n",
            "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/a/main.go:7 +0x55\n",
            "panic: test timed out after 2s\nrunning tests:\n\tTestHang (2s)\n\ngoroutine 5 [running]:\nmain.main()\n\t/a/main.go:7 +0x55\n",
            "goleak: Errors on successful test run: found unexpected goroutines:\n[Goroutine 9 in state select, with a.f on top of the stack:\na.f(0x1)\n\t/a/f.go:1 +0x2\ncreated by a.g\n\t/a/g.go:3 +0x4\n]\n",
            "POTENTIAL DEADLOCK:\nPrevious place where the lock was grabbed\ngoroutine 4 lock 0xc00\na/b.go:3 a.(*T).Get { t.mu.Lock() } <<<<<\n",
            "-- Test timed out at 2024-07-02 15:07:07 UTC --\n",
        ]
    }
}
