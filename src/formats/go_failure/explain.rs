//! One sentence on what a failure means, where that is certain.

use super::signal;
use crate::model::{Failure, FailureKind, Text};

/// Begin of the message, and what it means.
const MESSAGES: &[(&str, &str)] = &[
    (
        "concurrent map",
        "Two goroutines used one map at the same time and at least one of them wrote: a data race, caught without the race detector; only one of the two sides is shown.",
    ),
    ("all goroutines are asleep", "Every goroutine waits for another one, so none can ever go on."),
    (
        "no goroutines (main called runtime.Goexit)",
        "The main goroutine ended with runtime.Goexit and no other goroutine was left.",
    ),
    ("stack overflow", "A goroutine's stack grew beyond its limit, nearly always by endless recursion."),
    ("runtime: out of memory", "The operating system gave the process no more memory."),
    ("runtime: cannot allocate memory", "The operating system gave the process no more memory."),
    ("out of memory", "The operating system gave the process no more memory."),
    ("newosproc", "The operating system gave the process no further thread; the lines above name the limit."),
    ("thread exhaustion", "The process has more threads than Go allows (10,000 unless set otherwise)."),
    (
        "found bad pointer in Go heap",
        "The garbage collector met a pointer to memory that is not in use: mostly unsafe or C code kept it, or a data race tore a value.",
    ),
    (
        "found pointer to free object",
        "The garbage collector met a pointer to memory that had been freed: mostly unsafe or C code kept it, or a data race tore a value.",
    ),
    (
        "invalid pointer found on stack",
        "The runtime met a pointer on a stack that cannot be one: mostly unsafe code or a value that was overwritten.",
    ),
    ("sync: unlock of unlocked", "A mutex was unlocked that nobody held."),
    ("sync: Unlock of unlocked", "A mutex was unlocked that nobody held."),
    ("sync: RUnlock of unlocked", "A mutex was unlocked that nobody held."),
    ("sync: negative WaitGroup counter", "WaitGroup.Done was called more often than Add allowed."),
    ("sync: WaitGroup misuse", "WaitGroup.Add and Wait ran at the same time: their order is not fixed by anything."),
    ("sync: WaitGroup is reused", "A WaitGroup was used again before the previous Wait had returned."),
    ("send on closed channel", "One goroutine closed a channel that another one still sends on."),
    ("close of closed channel", "A channel was closed twice."),
    ("close of nil channel", "A channel was closed that had never been made."),
    ("Log in goroutine after ", "A goroutine outlived its test and logged to it."),
    ("assignment to entry in nil map", "A map was written that had never been made."),
    ("checkptr: ", "An unsafe.Pointer was used against the rules; -race and -d=checkptr check this."),
    (
        "race: limit on ",
        "The race detector of Go 1.18 and before keeps track of 8128 goroutines at most; the run ended there and its results are incomplete.",
    ),
    ("runtime error: integer divide by zero", "An integer was divided by zero."),
];

/// What the failure means; `sigcode` is that of its `PC=0x… sigcode=…` line.
pub fn explanation(failure: &Failure, sigcode: Option<&str>) -> Option<Text> {
    if let Some(tool) = failure.tool() {
        return Some(format!("Go's own {tool} crashed; this is no failure of the program it worked on.").into());
    }
    certain(failure, sigcode).map(Text::from)
}

fn certain(failure: &Failure, sigcode: Option<&str>) -> Option<&'static str> {
    let message = &*failure.message;
    if let Some((_, text)) = MESSAGES.iter().find(|(begin, _)| message.starts_with(begin)) {
        return Some(text);
    }
    if let Some(signal) = failure.signal.as_deref().filter(|signal| signal.contains("code=0x")) {
        return signal::fault(signal, failure.kind == FailureKind::Panic);
    }
    match failure.kind {
        FailureKind::TestTimeout => {
            Some("The test binary ran longer than -timeout allows; all goroutines at that moment are shown.")
        }
        FailureKind::TestKilled => {
            Some("go test ended the test binary because it did not end by itself after its time-out.")
        }
        FailureKind::BazelTimeout => {
            Some("Bazel ended the test at its time-out; what would have come after is missing.")
        }
        FailureKind::GoroutineLeak => Some("These goroutines were still there after the tests had ended."),
        FailureKind::Runtime if message.contains("ThreadSanitizer") => {
            Some("The race detector itself failed, a matter of memory or address space: this is no race.")
        }
        FailureKind::Runtime => signal::ended_by(message, sigcode),
        _ if message.starts_with("runtime error: invalid memory address") => Some("A nil pointer was dereferenced."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: FailureKind, message: &str, signal: Option<&str>) -> String {
        let failure = Failure { kind, message: message.into(), signal: signal.map(Text::from), ..Failure::default() };
        explanation(&failure, None).map(|text| text.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_fault_is_explained_by_its_code() {
        let nil = "runtime error: invalid memory address or nil pointer dereference";
        let signal =
            |code: &str, addr: &str| Some(format!("SIGSEGV: segmentation violation code={code} addr={addr} pc=0x4"));
        let of = |kind, message, signal: Option<String>| of(kind, message, signal.as_deref());
        assert!(of(FailureKind::Panic, nil, signal("0x1", "0x0")).starts_with("A nil pointer was dereferenced"));
        assert!(of(FailureKind::Fatal, "fault", signal("0x80", "0x0")).contains("not the use of a nil pointer"));
        assert!(!of(FailureKind::Panic, nil, signal("0x1", "0xc000012345")).contains("nil pointer was"));
        assert_eq!(of(FailureKind::Panic, nil, None), "A nil pointer was dereferenced.");
    }
}
