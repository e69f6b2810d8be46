//! Lines that a failure starts with. They count at the start of a line only: `panic:` inside a log message is none.

use super::header;
use crate::decode::go_frame;
use crate::text::bytes;

/// What a line begins; the text is what follows the words it was known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor<'a> {
    Panic(&'a [u8]),
    Fatal(&'a [u8]),
    /// `SIGQUIT: quit`.
    Signal(&'a [u8]),
    /// The same behind other text.
    SignalAtEnd(&'a [u8]),
    /// `runtime: goroutine stack exceeds …`: said before a fatal error.
    Runtime(&'a [u8]),
    /// `*** Test killed with quit: ran too long (11m0s).`
    TestKilled(&'a [u8]),
    /// Time of `-- Test timed out at 2024-07-02 15:07:07 UTC --`.
    BazelTimeout(&'a [u8]),
    /// `test panicked: …` of a testify suite.
    SuitePanic(&'a [u8]),
    /// `testing.go:1591: panic: …` of a fuzz target, recovered by testing.
    TestingPanic(&'a [u8]),
    /// `http: panic serving 127.0.0.1:4000: …`: recovered, with a dump below.
    Served(&'a [u8]),
    LockReport(&'a [u8]),
    Leak(&'a [u8]),
    /// The race detector's runtime died.
    RaceRuntime(&'a [u8]),
    CRace(&'a [u8]),
    Kcsan(&'a [u8]),
    Goroutine,
    /// A goroutine whose whole stack stands on one line.
    Folded,
    /// A goroutine's header behind other text.
    GoroutineAtEnd,
}

/// What this line begins, if anything. `line` may be indented: markdown and test output do that.
pub fn read(line: &[u8]) -> Option<Anchor<'_>> {
    let line = unquoted(line.trim_ascii());
    match line.first()? {
        b'p' => line.strip_prefix(b"panic:").and_then(value).map(Anchor::Panic),
        b'f' if line.starts_with(b"fatal error: ") => line.strip_prefix(b"fatal error: ").map(Anchor::Fatal),
        b'f' if line.starts_with(b"found unexpected goroutines:") => Some(Anchor::Leak(line)),
        b'r' if line.starts_with(b"race: limit on ") => Some(Anchor::RaceRuntime(line)),
        b'r' => line.strip_prefix(b"runtime: ").filter(|text| is_runtime(text)).map(|_| Anchor::Runtime(line)),
        b'u' if line.starts_with(b"unexpected fault address 0x") => Some(Anchor::Runtime(line)),
        b'S' => is_signal(line).then_some(Anchor::Signal(line)),
        b'*' => (line.starts_with(b"*** Test killed with ") || line.starts_with(b"*** Test killed: "))
            .then_some(Anchor::TestKilled(line)),
        b'-' => line.strip_prefix(b"-- Test timed out at ").map(|at| Anchor::BazelTimeout(at.trim_ascii_end())),
        b'P' => line.strip_prefix(b"POTENTIAL DEADLOCK").map(|_| Anchor::LockReport(line)),
        b't' => line.strip_prefix(b"test panicked: ").map(Anchor::SuitePanic),
        b'W' if line == b"WARNING: DEADLOCK" => Some(Anchor::LockReport(line)),
        b'W' => line.starts_with(b"WARNING: ThreadSanitizer:").then_some(Anchor::CRace(line)),
        b'B' => line.starts_with(b"BUG: KCSAN: ").then_some(Anchor::Kcsan(line)),
        b'F' if line.starts_with(b"FATAL: ThreadSanitizer") => Some(Anchor::RaceRuntime(line)),
        // The kernel's detector before KCSAN.
        b'T' if line.starts_with(b"ThreadSanitizer: data-race in ") => Some(Anchor::Kcsan(line)),
        b'T' if line.starts_with(b"ThreadSanitizer: CHECK failed") => Some(Anchor::RaceRuntime(line)),
        b'=' if line.starts_with(b"==") => race_runtime(line),
        b'g' if line.starts_with(b"goroutine ") => goroutine(line),
        b'[' | b'G' if is_leaked(line) => Some(Anchor::Leak(line)),
        b'[' => goroutine_at_end(line),
        // What a terminal shows of Ctrl-\ stands before it.
        b'^' => line.strip_prefix(b"^\\").filter(|line| is_signal(line)).map(Anchor::Signal),
        b'h' => is_served(line).then_some(Anchor::Served(line)),
        _ => None,
    }
    .or_else(|| inside(line))
}

/// The line without the quote mark of a quotation whose other lines have none, and without the backtick that starts or
/// ends a span of code of several lines, or both of one around it. A span within the line is a quotation in prose, and
/// stays.
fn unquoted(line: &[u8]) -> &[u8] {
    let line = line.strip_prefix(b"> ").unwrap_or(line).trim_ascii_start();
    let inner = line.strip_prefix(b"`").unwrap_or(line);
    let inner = inner.strip_suffix(b"`").unwrap_or(inner);
    if inner.contains(&b'`') { line } else { inner }
}

/// `[Goroutine 16 in state select, with F on top of the stack:`; the bracket stands before the first of a list only.
/// A mail may have broken the line before the name.
fn is_leaked(line: &[u8]) -> bool {
    line.strip_prefix(b"[").unwrap_or(line).starts_with(b"Goroutine ")
        && bytes::contains(line, b" in state ")
        && (bytes::contains(line, b" on top of the stack") || line.ends_with(b", with"))
}

/// What stands behind a log prefix.
fn inside(line: &[u8]) -> Option<Anchor<'_>> {
    if line.ends_with(b"found unexpected goroutines:") {
        return Some(Anchor::Leak(line));
    }
    // `2024/01/02 03:04:05 http: panic serving …`
    if let Some(text) = line.get(20..).filter(|text| is_served(text)) {
        return Some(Anchor::Served(text));
    }
    if let Some((at, text)) = go_frame::log_prefix(line) {
        if let Some(value) = text.strip_prefix(b"test panicked: ") {
            return Some(Anchor::SuitePanic(value));
        }
        // testing itself recovered it, in a fuzz target.
        if at.file.ends_with(b"testing.go")
            && let Some(value) = text.strip_prefix(b"panic: ")
        {
            return Some(Anchor::TestingPanic(value));
        }
    }
    // Printed by a test whose own line had no break yet.
    if line.ends_with(b" SIGQUIT: quit") {
        return Some(Anchor::SignalAtEnd(b"SIGQUIT: quit"));
    }
    goroutine_at_end(line)
}

/// A handler of the HTTP server panicked.
fn is_served(line: &[u8]) -> bool {
    line.starts_with(b"http: panic serving ") || line.starts_with(b"http2: panic serving ")
}

fn goroutine(line: &[u8]) -> Option<Anchor<'_>> {
    if header::read(line).is_some() {
        return Some(Anchor::Goroutine);
    }
    let lines = go_frame::unfold(line)?;
    header::read(lines.first()?).map(|_| Anchor::Folded)
}

fn goroutine_at_end(line: &[u8]) -> Option<Anchor<'_>> {
    header::read_at_end(line).map(|_| Anchor::GoroutineAtEnd)
}

/// The value of a panic: what follows `panic: `, or nothing at all.
fn value(rest: &[u8]) -> Option<&[u8]> {
    (rest.is_empty() || rest.starts_with(b" ")).then(|| rest.trim_ascii_start())
}

/// `SIGSEGV: segmentation violation`, alone on the line, in the runtime's words.
fn is_signal(line: &[u8]) -> bool {
    const SIGNALS: [&[u8]; 13] = [
        b"SIGQUIT: quit",
        b"SIGABRT: abort",
        b"SIGSEGV: segmentation violation",
        b"SIGBUS: bus error",
        b"SIGILL: illegal instruction",
        b"SIGFPE: floating-point exception",
        b"SIGTRAP: trace trap",
        b"SIGINT: interrupt",
        b"SIGTERM: termination",
        b"SIGHUP: terminal line hangup",
        b"SIGSYS: bad system call",
        b"SIGSTKFLT: stack fault",
        b"SIGEMT: emulate instruction executed",
    ];
    SIGNALS.contains(&line)
}

/// What the runtime says before it gives up. Container runtimes and others use the same first word.
fn is_runtime(text: &[u8]) -> bool {
    const SAID: [&[u8]; 15] = [
        b"sp=0x",
        b"goroutine stack exceeds ",
        b"out of memory",
        b"cannot allocate memory",
        b"program exceeds ",
        b"failed to create new OS thread",
        b"may need to increase max user processes",
        b"unexpected return pc",
        b"bad pointer",
        b"pointer ",
        b"found in object at *(",
        b"marked free object",
        b"split stack overflow",
        b"signal received on thread not created by Go",
        b"newstack ",
    ];
    SAID.iter().any(|said| text.starts_with(said))
}

/// `==4711==ERROR: ThreadSanitizer failed to allocate …`.
fn race_runtime(line: &[u8]) -> Option<Anchor<'_>> {
    let (_, rest) = bytes::number(line.strip_prefix(b"==")?)?;
    let rest = rest.strip_prefix(b"==")?;
    (bytes::contains(rest, b"ThreadSanitizer") && !rest.starts_with(b"WARNING: ThreadSanitizer: data race"))
        .then_some(Anchor::RaceRuntime(line))
}

/// Whether a race report begins or ends here: the detector prints one whenever it wants to, also within a failure.
pub fn is_race(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"WARNING: DATA RACE") || (16..=20).contains(&line.len()) && line.iter().all(|byte| *byte == b'=')
}

/// Whether the process whose failure is being read has ended before this line.
pub fn ends(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    match line.first() {
        Some(b'F') => line == b"FAIL" || line.starts_with(b"FAIL\t") || line.starts_with(b"FAIL "),
        Some(b'P') => line == b"PASS",
        Some(b'o') => line.starts_with(b"ok  ") || line.starts_with(b"ok\t"),
        Some(b'e') => line.starts_with(b"exit status "),
        Some(b'W') => line.starts_with(b"WARNING: DATA RACE"),
        Some(b'=') => line.starts_with(b"=== ") || (16..=20).contains(&line.len()) && line.iter().all(|b| *b == b'='),
        Some(b'-') => line.starts_with(b"--- ") || line.starts_with(b"-- Test timed out"),
        Some(b'`') => line.starts_with(b"```"),
        Some(b'<') => line.starts_with(b"</details>") || line.starts_with(b"</pre>"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<Anchor<'_>>) {
        assert_eq!(read(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn starts_of_failures() {
        check("panic: boom", Some(Anchor::Panic(b"boom")));
        check("    panic: boom [recovered]", Some(Anchor::Panic(b"boom [recovered]")));
        check("fatal error: concurrent map writes", Some(Anchor::Fatal(b"concurrent map writes")));
        check("SIGQUIT: quit", Some(Anchor::Signal(b"SIGQUIT: quit")));
        check(r"^\SIGQUIT: quit", Some(Anchor::Signal(b"SIGQUIT: quit")));
        check(
            "-- Test timed out at 2024-07-02 15:07:07 UTC --",
            Some(Anchor::BazelTimeout(b"2024-07-02 15:07:07 UTC --")),
        );
        check("suite.go:77: test panicked: boom", Some(Anchor::SuitePanic(b"boom")));
        check("goroutine 1 [running]:", Some(Anchor::Goroutine));
        check("Leaked goroutine: goroutine 5 [select]:", Some(Anchor::GoroutineAtEnd));
        check("test kill works SIGQUIT: quit", Some(Anchor::SignalAtEnd(b"SIGQUIT: quit")));
        let served = "http2: panic serving 10.0.0.1:3896: boom";
        check(&format!("2025/02/18 13:41:26 {served}"), Some(Anchor::Served(served.as_bytes())));
        check("`panic: boom", Some(Anchor::Panic(b"boom")));
        check("`panic: boom`", Some(Anchor::Panic(b"boom")));
        let leaked = " Goroutine 7 in state select, with a.f on top of the stack:";
        check(leaked, Some(Anchor::Leak(leaked.trim().as_bytes())));
    }

    #[test]
    fn text_that_mentions_failures_is_none() {
        for line in [
            "we saw panic: boom",
            "`panic: boom` is what we saw",
            "panics: boom",
            "level=error msg=\"panic: boom\"",
            "main.c:3:1: fatal error: x.h: No such file",
            "PHP Fatal error: x",
            "runtime: containerd 1.7",
            "SIGNAL: yes",
            "why a goroutine 7 in a dump is not always the culprit",
            "I found unexpected goroutines: seven",
            "[2023/01/01 00:00:00.000 +00:00] [ERROR] [x.go:1] [failed] [error=\"panic: boom\"]",
        ] {
            check(line, None);
        }
    }
}
