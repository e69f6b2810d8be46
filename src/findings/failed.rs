//! What a failure is in one sentence of the story: no more than its text bears.

use crate::model::{Failure, FailureKind};

/// The sentence; None for those that say too little of what happened.
pub fn sentence(failure: &Failure) -> Option<String> {
    let first = failure.message.lines().next().unwrap_or_default().trim();
    let times = if failure.times() > 1 { format!(" (printed {} times)", failure.times()) } else { String::new() };
    if let Some(tool) = failure.tool() {
        let said = if first.is_empty() { String::new() } else { format!(": {first}") };
        let of = failure.package.as_ref().map_or_else(String::new, |package| format!(", at work on {package}"));
        return Some(closed(format!("Go's own {tool} crashed{of}{said}")));
    }
    Some(match failure.kind {
        FailureKind::BazelTimeout => match failure.time {
            Some(time) => format!("Bazel ended the test at {time} because it ran too long; the log does not say why."),
            None => "Bazel ended the test because it ran too long; the log does not say why.".to_owned(),
        },
        FailureKind::TestTimeout => closed(format!("The test run ended because {first}")),
        // `panic("")`.
        FailureKind::Panic if first.is_empty() => format!("The program panicked with an empty message{times}."),
        FailureKind::Panic if failure.recovered => {
            let by = failure.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
            closed(format!("A panic was recovered{by}: {first}{times}"))
        }
        FailureKind::Panic => closed(format!("The program panicked: {first}{times}")),
        FailureKind::Deadlock if first.starts_with("all goroutines") => {
            format!("The program ended in a deadlock: all its goroutines were asleep{times}.")
        }
        FailureKind::Deadlock => closed(format!("The program ended in a deadlock: {first}{times}")),
        FailureKind::Fatal => closed(format!("The Go runtime ended the program: {first}{times}")),
        FailureKind::GoroutineLeak => "Goroutines were left over at the end of the test.".to_owned(),
        FailureKind::Runtime if first.starts_with("SIG") => {
            format!("The program was ended by a signal, {first}{times}.")
        }
        FailureKind::TestKilled if first.starts_with("*** Test killed") => {
            "go test ended the test binary because it ran too long.".to_owned()
        }
        FailureKind::TestKilled => format!("The process was killed from outside{times}."),
        FailureKind::Runtime | FailureKind::LockReport | FailureKind::GoroutineDump | FailureKind::CRace => {
            return None;
        }
    })
}

/// A sentence with its full stop.
fn closed(sentence: String) -> String {
    if sentence.ends_with(['.', '!', '?']) { sentence } else { sentence + "." }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: FailureKind, message: &str, count: Option<u64>, expected: &str) {
        let failure = Failure { kind, message: message.into(), count, ..Failure::default() };
        assert_eq!(sentence(&failure).as_deref(), Some(expected));
    }

    #[test]
    fn a_sentence_says_no_more_than_the_text() {
        check(FailureKind::Panic, "boom", None, "The program panicked: boom.");
        check(FailureKind::Panic, "boom!", Some(3), "The program panicked: boom (printed 3 times).");
        check(
            FailureKind::TestTimeout,
            "test timed out after 2s",
            None,
            "The test run ended because test timed out after 2s.",
        );
        check(
            FailureKind::Deadlock,
            "all goroutines are asleep - deadlock!",
            None,
            "The program ended in a deadlock: all its goroutines were asleep.",
        );
        check(FailureKind::Runtime, "SIGABRT: abort", None, "The program was ended by a signal, SIGABRT: abort.");
        check(FailureKind::TestKilled, "signal: killed", None, "The process was killed from outside.");
    }
}
