//! Panics, time-outs, leaks, dumps and failed assertions as cards.

use super::frames::{place as file_place, stack};
use super::{Card, Part, Tone, place, shortened};
use crate::model::{Assertion, Failure, FailureKind, Frame, Goroutine};
use crate::render::figures::plural;

/// Goroutines shown with their stacks.
const GOROUTINES: usize = 3;

pub fn failure(failure: &Failure) -> Card {
    let message = shortened(&failure.message, 160);
    let kind = kind(failure);
    let mut card = Card::new(if message.is_empty() { kind.to_owned() } else { format!("{kind}: {message}") });
    card.tone = Tone::Alarm;
    card.place = Some(failure.span);
    let mut about = vec![place(&failure.span)];
    about.extend(failure.test.iter().map(|test| format!("in {test}")));
    about.extend(failure.package.iter().map(|package| format!("package {package}")));
    about.extend(failure.time.map(|time| time.to_string()));
    about.extend((failure.times() > 1).then(|| format!("{} times", failure.times())));
    card.remark(about.join(", "));
    if !failure.complete {
        card.parts.push(Part::Sentence(Tone::Warning, missing(failure)));
    }
    if failure.message.trim().lines().count() > 1 {
        card.text("Message", "", &failure.message);
    }
    card.parts.extend(failure.signal.iter().map(|signal| Part::Sentence(Tone::Plain, format!("signal {signal}"))));
    if let Some(explanation) = &failure.explanation {
        card.say(explanation.to_string());
    }
    for nested in &failure.nested {
        card.say(format!("then: {}", shortened(nested, 160)));
    }
    if !failure.running_tests.is_empty() {
        card.say("Tests running:");
        card.parts.push(Part::List(failure.running_tests.iter().take(20).map(ToString::to_string).collect()));
    }
    for lock in &failure.locks {
        let by = [("goroutine", &lock.goroutine), ("lock", &lock.lock)];
        let by = by.iter().filter(|(_, id)| !id.is_empty()).map(|(what, id)| format!("{what} {id}"));
        let by = by.collect::<Vec<_>>().join(", ");
        let by = if by.is_empty() { by } else { format!(" ({by})") };
        card.block(format!("{}{by}", lock.heading), "", stack(&lock.frames, None));
    }
    for goroutine in failure.goroutines.iter().take(GOROUTINES) {
        let mut lines = stack(&goroutine.frames, None);
        lines.extend(created_by(goroutine.created_by.as_ref()));
        for ancestor in &goroutine.ancestors {
            lines.push((Tone::Dim, format!("  originating from goroutine {}", ancestor.goroutine)));
            lines.extend(stack(&ancestor.frames, None));
            lines.extend(created_by(ancestor.created_by.as_ref()));
        }
        card.block(heading(goroutine), "", lines);
    }
    let shown: u64 = failure.goroutines.iter().take(GOROUTINES).map(|goroutine| goroutine.count.max(1)).sum();
    let left = failure.goroutine_count.saturating_sub(shown);
    if left > 0 {
        card.remark(format!("{} more", plural(left, "goroutine")));
    }
    card
}

fn created_by(creator: Option<&Frame>) -> Option<(Tone, String)> {
    let creator = creator?;
    let place = file_place(&creator.file, creator.line);
    Some((Tone::Dim, format!("  created by {}  {place}", super::frames::short(&creator.function))))
}

fn heading(goroutine: &Goroutine) -> String {
    let wait = goroutine.wait_minutes.map_or_else(String::new, |minutes| format!(", {minutes} minutes"));
    let count = if goroutine.count > 1 { format!(" ({} like it)", goroutine.count) } else { String::new() };
    format!("Goroutine {} [{}{wait}]{count}", goroutine.id, goroutine.state)
}

/// What is not there of a failure that is not complete.
pub fn missing(failure: &Failure) -> String {
    match failure.missing.as_slice() {
        [] => "not all of the failure's text is there".to_owned(),
        missing => missing.join("; "),
    }
}

/// What a failure is called: by what the text says, where its kind alone does not tell.
fn kind(failure: &Failure) -> &'static str {
    match (failure.tool(), failure.kind) {
        (Some("compiler"), _) => return "Compiler crash",
        (Some("linker"), _) => return "Linker crash",
        (Some(_), _) => return "Crash of a Go tool",
        _ => {}
    }
    // The same words stand below a test binary and below any other program.
    let of_test = failure.test.is_some() || failure.package.is_some();
    match failure.kind {
        FailureKind::Panic => "Panic",
        FailureKind::Fatal => "Fatal error",
        FailureKind::Deadlock => "Deadlock",
        FailureKind::TestTimeout => "Test timed out",
        FailureKind::TestKilled if of_test || !failure.message.starts_with("signal: ") => "Test killed",
        FailureKind::TestKilled => "Process killed",
        FailureKind::BazelTimeout => "Bazel time-out",
        FailureKind::GoroutineLeak => "Goroutine leak",
        FailureKind::LockReport => "Lock report",
        FailureKind::Runtime if failure.message.starts_with("SIG") => "Ended by a signal",
        FailureKind::Runtime => "Runtime failure",
        FailureKind::GoroutineDump => "Goroutine dump",
        FailureKind::CRace => "C or C++ race",
    }
}

pub fn assertion(assertion: &Assertion) -> Card {
    let test = assertion.test_name().map_or("Assertion", |test| &**test);
    let mut card = Card::new(format!("{test}: {}", headline(&assertion.error)));
    card.tone = Tone::Alarm;
    card.place = Some(assertion.span);
    let at = assertion.at.iter().chain(assertion.trace.first()).next();
    let at = at.map_or_else(String::new, |at| format!(", at {}", file_place(&at.file, at.line)));
    card.remark(format!("{}{at}", place(&assertion.span)));
    if let Some(messages) = &assertion.messages {
        card.say(format!("Messages: {}", shortened(messages, 400)));
    }
    if assertion.stack.is_empty() && assertion.error.trim().lines().count() > 1 {
        card.text("Error", "", &assertion.error);
    }
    card.block("Stack of the error", "", stack(&assertion.stack, None));
    card
}

/// The first line; testify's `Received unexpected error:` says nothing without the next.
fn headline(error: &str) -> String {
    let mut lines = error.trim().lines();
    let first = lines.next().unwrap_or_default();
    match lines.next().filter(|_| first.trim_end().ends_with(':')) {
        Some(second) => shortened(&format!("{} {}", first.trim(), second.trim()), 160),
        None => shortened(first, 160),
    }
}
