//! Texts that are copied out of cards: stacks as Go prints them, words to search for in an issue tracker.

use super::name::label;
use crate::model::race::{AccessKind, RaceReport};
use crate::model::{Failure, FailureKind, Frame, Goroutine, RaceGroup};
use std::fmt::Write;

/// The report as the race detector prints it, repaired.
pub fn race_report(report: &RaceReport) -> String {
    let mut text = String::from("==================\nWARNING: DATA RACE\n");
    for (at, access) in report.accesses.iter().enumerate() {
        let kind = match (access.kind, at) {
            (AccessKind::Read, 0) => "Read",
            (AccessKind::Write, 0) => "Write",
            (AccessKind::Read, _) => "Previous read",
            (AccessKind::Write, _) => "Previous write",
        };
        let address = access.address.as_deref().map_or(String::new(), |address| format!(" at {address}"));
        let by = match access.goroutine.as_deref() {
            Some("main") => " by main goroutine".to_owned(),
            Some(id) => format!(" by goroutine {id}"),
            None => String::new(),
        };
        let _ = writeln!(text, "{kind}{address}{by}:");
        if access.restored {
            frames(&mut text, &access.frames);
        } else {
            text.push_str("  [failed to restore the stack]\n");
        }
        text.push('\n');
    }
    for creation in report.goroutines.iter().chain(&report.ancestors) {
        let _ = writeln!(text, "Goroutine {} ({}) created at:", creation.goroutine, creation.state);
        frames(&mut text, &creation.frames);
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push_str("\n==================\n");
    text
}

/// Goroutines of a failure that are worth a place in an issue.
const GOROUTINES: usize = 5;

/// A failure as Go prints it, the first goroutines of its dump alone.
pub fn failure(failure: &Failure) -> String {
    let word = match failure.kind {
        FailureKind::Panic | FailureKind::TestTimeout => "panic: ",
        FailureKind::Fatal | FailureKind::Deadlock => "fatal error: ",
        _ => "",
    };
    let mut text = format!("{word}{}\n", failure.message.trim_end());
    for nested in &failure.nested {
        let _ = writeln!(text, "\tpanic: {nested}");
    }
    if let Some(signal) = &failure.signal {
        let _ = writeln!(text, "[signal {signal}]");
    }
    if !failure.running_tests.is_empty() {
        let _ = writeln!(text, "\trunning tests:\n\t\t{}", failure.running_tests.join("\n\t\t"));
    }
    for place in &failure.locks {
        let _ = writeln!(text, "\n{}\ngoroutine {} lock {}", place.heading, place.goroutine, place.lock);
        frames(&mut text, &place.frames);
    }
    for one in failure.goroutines.iter().take(GOROUTINES) {
        text.push('\n');
        text.push_str(&goroutine(one));
    }
    let shown: u64 = failure.goroutines.iter().take(GOROUTINES).map(|one| one.count.max(1)).sum();
    let left = failure.goroutine_count.saturating_sub(shown);
    if left > 0 {
        let _ = writeln!(text, "\n(goroutines left out here: {left})");
    }
    text
}

/// A goroutine as the runtime prints it.
pub fn goroutine(one: &Goroutine) -> String {
    let wait = one.wait_minutes.map_or(String::new(), |minutes| format!(", {minutes} minutes"));
    let locked = if one.locked { ", locked to thread" } else { "" };
    let mut text = format!("goroutine {} [{}{wait}{locked}]:\n", one.id, one.state);
    stack(&mut text, &one.frames, one.created_by.as_ref());
    for ancestor in &one.ancestors {
        let _ = writeln!(text, "[originating from goroutine {}]:", ancestor.goroutine);
        stack(&mut text, &ancestor.frames, ancestor.created_by.as_ref());
    }
    text
}

fn stack(text: &mut String, frames: &[Frame], creator: Option<&Frame>) {
    for frame in frames {
        let _ = writeln!(text, "{}(...)\n\t{}", frame.function, place(frame));
    }
    if let Some(frame) = creator {
        let _ = writeln!(text, "created by {}\n\t{}", frame.function, place(frame));
    }
}

/// `"DATA RACE" SetAlloc newBaseExecutor`: for the search box of an issue tracker.
pub fn known_issue_search(group: &RaceGroup) -> String {
    let mut words = String::from("\"DATA RACE\"");
    for access in group.reports.first().into_iter().flat_map(|report| &report.accesses) {
        let culprit = access.culprit.and_then(|at| access.frames.get(at as usize)).or(access.frames.first());
        if let Some(frame) = culprit {
            let name = label(&frame.function);
            let name = name.split('.').find(|part| part.len() > 1 && !frame.function.contains(&format!("(*{part})")));
            if let Some(name) = name.filter(|name| !words.contains(name)) {
                let _ = write!(words, " {name}");
            }
        }
    }
    words
}

fn frames(text: &mut String, frames: &[Frame]) {
    for frame in frames {
        let _ = writeln!(text, "  {}()\n      {}", frame.function, place(frame));
    }
}

fn place(frame: &Frame) -> String {
    let line = frame.line.map_or(String::new(), |line| format!(":{line}"));
    let offset = frame.offset.as_deref().map_or(String::new(), |offset| format!(" +{offset}"));
    format!("{}{line}{offset}", frame.file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Ancestor;
    use crate::model::race::{Access, Creation};
    use crate::page::present::fold::tests::frames;

    fn access(kind: AccessKind, goroutine: &str, words: &str) -> Access {
        Access {
            kind,
            previous: false,
            address: Some("0x00c0".into()),
            goroutine: Some(goroutine.into()),
            frames: frames(words),
            restored: !words.is_empty(),
            culprit: Some(0),
            culprit_from: None,
        }
    }

    #[test]
    fn a_failure_as_go_prints_it() {
        let one = |id: &str| Goroutine {
            id: id.into(),
            state: "running".into(),
            frames: frames("a.b"),
            count: 1,
            ..Goroutine::default()
        };
        let led = Ancestor { goroutine: "1".into(), frames: frames("a.go"), ..Ancestor::default() };
        let it = Failure {
            message: "oops".into(),
            nested: vec!["again".into()],
            goroutines: vec![one("1"), Goroutine { ancestors: vec![led], ..one("7") }],
            goroutine_count: 4,
            ..Failure::default()
        };
        let expected = "panic: oops\n\tpanic: again\n\ngoroutine 1 [running]:\na.b(...)\n\tx.go:1\n\n\
             goroutine 7 [running]:\na.b(...)\n\tx.go:1\n\
             [originating from goroutine 1]:\na.go(...)\n\tx.go:1\n\n(goroutines left out here: 2)\n";
        assert_eq!(failure(&it), expected);
    }

    #[test]
    fn as_go_prints_it() {
        let report = RaceReport {
            accesses: vec![access(AccessKind::Write, "main", "v.(*Vars).SetAlloc"), access(AccessKind::Read, "7", "")],
            goroutines: vec![Creation { goroutine: "7".into(), state: "running".into(), frames: frames("a.b") }],
            ..RaceReport::default()
        };
        let expected = "==================\nWARNING: DATA RACE\nWrite at 0x00c0 by main goroutine:\n  v.(*Vars).SetAlloc()\n      x.go:1\n\n\
             Previous read at 0x00c0 by goroutine 7:\n  [failed to restore the stack]\n\n\
             Goroutine 7 (running) created at:\n  a.b()\n      x.go:1\n==================\n";
        assert_eq!(race_report(&report), expected);
        let group = RaceGroup { reports: vec![report], ..RaceGroup::default() };
        assert_eq!(known_issue_search(&group), "\"DATA RACE\" SetAlloc");
    }
}
