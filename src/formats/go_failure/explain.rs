//! One sentence on what a failure means, where that is certain.

use crate::model::{Failure, FailureKind};

/// The first page of memory: Go takes a fault there for the use of a nil pointer.
const NIL_PAGE_BYTES: u64 = 0x1000;

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
    ("out of memory", "The operating system gave the process no more memory."),
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
    ("signal: killed", "The process was killed from outside; out of memory is the usual reason."),
];

/// What the failure means.
pub fn explanation(failure: &Failure) -> Option<&'static str> {
    if failure.signal.as_deref().and_then(fault_address).is_some_and(|address| address < NIL_PAGE_BYTES) {
        return Some("A nil pointer was dereferenced: the address lies in the first page of memory.");
    }
    if let Some((_, text)) = MESSAGES.iter().find(|(begin, _)| failure.message.starts_with(begin)) {
        return Some(text);
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
        FailureKind::Runtime if failure.message.contains("ThreadSanitizer") => {
            Some("The race detector itself failed, a matter of memory or address space: this is no race.")
        }
        _ if failure.message.starts_with("runtime error: invalid memory address") => {
            Some("A nil pointer was dereferenced.")
        }
        _ => None,
    }
}

/// `addr=0x18` of a signal line.
fn fault_address(signal: &str) -> Option<u64> {
    let (_, rest) = signal.split_once("addr=0x")?;
    let digits = rest.split(|c: char| !c.is_ascii_hexdigit()).next()?;
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_page_is_nil() {
        let signal = |addr: &str| Failure {
            signal: Some(format!("SIGSEGV: segmentation violation code=0x1 addr={addr} pc=0x47").into()),
            ..Failure::default()
        };
        assert!(explanation(&signal("0x0")).is_some());
        assert!(explanation(&signal("0xfff")).is_some());
        assert_eq!(explanation(&signal("0x1000")), None);
        assert_eq!(explanation(&signal("0xc000012345")), None);
    }
}
