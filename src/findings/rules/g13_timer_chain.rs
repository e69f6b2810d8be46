//! G13: stall → timer of the test → FailNow → deferred call → race.

use super::{g04_stall, g06_gap};
use crate::findings::facts::number;
use crate::findings::joins::{evidence, file_name, in_brackets, place};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::{Access, AccessKind, Assertion, EvidenceKind, FailureKind, Frame, RaceReport, Severity};

/// How long TiDB's stepped test kit waits for a background statement (testkit/stepped.go).
const STEP: Limit = Limit::seconds("G13.step_timer", 10.0, Source::Code);

pub static RULE: Rule = Rule {
    id: "G13",
    title: "Timer chain",
    says: "A test gave up waiting (\"send msg timeout\", \"context deadline exceeded\", \"test timed out after\") in a source that \
           shows a stall longer than the timer (medium where the log does not say how long that is); a race whose stack holds FailNow and a deferred call then follows from \
           the failure.",
    why: "The steps from the failure on are certain from the stacks; that the stall made the timer run out is an inference.",
    severity: Severity::High,
    limits: &[&STEP],
    check,
};

/// Texts with which tests give up waiting.
const TEXTS: [&str; 3] = ["send msg timeout", "context deadline exceeded", "test timed out after"];

/// A test that gave up waiting.
struct GaveUp<'a> {
    text: &'static str,
    /// The timer, where it is known.
    timer: Option<i64>,
    /// `stepped.go:65`.
    place: String,
    assertion: Option<&'a Assertion>,
    evidence: (EvidenceKind, u32),
}

/// A stall before it: how long at most, what it is called, its evidence.
struct Stall {
    nanos: i64,
    draft: Draft,
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let waits = gave_up(facts);
    if waits.is_empty() {
        return Vec::new();
    }
    let stalls = stalls(facts);
    let mut found = Vec::new();
    for wait in waits.iter().take(10) {
        // Of the source in which the test failed: what stood still elsewhere did not keep it waiting.
        let of = facts.processes.of_evidence(facts, &evidence(wait.evidence.0, wait.evidence.1));
        let long_enough = |stall: &&Stall| wait.timer.is_none_or(|timer| stall.nanos > timer);
        let here = |stall: &&Stall| {
            stall.draft.finding.evidence.first().is_some_and(|first| facts.processes.of_evidence(facts, first) == of)
        };
        let stall = stalls.iter().filter(here).filter(long_enough).max_by_key(|stall| stall.nanos);
        if let Some(stall) = stall {
            found.push(failure_follows(wait, stall));
        }
        found.extend(race_follows(facts, wait, stall.is_some()));
    }
    found
}

fn stalls(facts: &Facts<'_>) -> Vec<Stall> {
    let drafts = (g04_stall::RULE.check)(facts).into_iter().chain((g06_gap::RULE.check)(facts));
    drafts.map(|draft| Stall { nanos: draft.explains_nanos, draft }).collect()
}

fn gave_up<'a>(facts: &Facts<'a>) -> Vec<GaveUp<'a>> {
    let text_in = |message: &str| TEXTS.iter().copied().find(|text| message.contains(text));
    let mut list = Vec::new();
    for (index, assertion) in (0..).zip(&facts.report.assertions) {
        let Some(text) = text_in(&assertion.error) else { continue };
        let frame = assertion.stack.first();
        let stepped = frame.is_some_and(|frame| frame.function.contains("steppedTestKit"));
        list.push(GaveUp {
            text,
            timer: stepped.then(|| facts.limits.nanos(&STEP)),
            place: frame.map(place).or_else(|| first_place(assertion)).unwrap_or_default(),
            assertion: Some(assertion),
            evidence: (EvidenceKind::Assertion, index),
        });
    }
    for (index, failure) in (0..).zip(&facts.report.failures) {
        let Some(text) = text_in(&failure.message).filter(|_| failure.kind != FailureKind::BazelTimeout) else {
            continue;
        };
        let timer =
            failure.message.split(text).nth(1).and_then(|rest| {
                number::duration(rest.trim_start().split([' ', '\n', ',']).next().unwrap_or_default())
            });
        let evidence = (EvidenceKind::Failure, index);
        list.push(GaveUp { text, timer, place: String::new(), assertion: None, evidence });
    }
    list
}

fn first_place(assertion: &Assertion) -> Option<String> {
    let place = assertion.trace.first().or(assertion.at.as_ref())?;
    Some(match place.line {
        Some(line) => format!("{}:{line}", file_name(&place.file)),
        None => file_name(&place.file).to_owned(),
    })
}

fn failure_follows(wait: &GaveUp<'_>, stall: &Stall) -> Draft {
    let who = if wait.place.is_empty() { "The test" } else { &wait.place };
    let limit = match wait.timer {
        Some(timer) if wait.text == "send msg timeout" => format!(
            "{who} waits at most {} for the background statement to reach its next stop; the text '{}' is also used for \
             receiving",
            whole_seconds(timer),
            wait.text
        ),
        Some(timer) => format!("{who} waits at most {} ('{}')", whole_seconds(timer), wait.text),
        None => format!("{who} gave up waiting ('{}')", wait.text),
    };
    let length = whole_seconds(stall.nanos);
    let text = match wait.timer {
        Some(_) => format!("{limit}. The stall ({length} at most) is longer than that limit."),
        None => format!(
            "{limit}. How long it waits at most is not known; the log shows a stall of {length} at most, which may have used \
             that up."
        ),
    };
    let title = match wait.timer {
        Some(_) => "The test failure follows from the stall",
        None => "The test failure may follow from the stall",
    };
    let mut draft = RULE
        .found(title, text)
        .explains(stall.nanos)
        .confidence(if wait.timer.is_some() { Confidence::Likely } else { Confidence::Guess })
        .severity(if wait.timer.is_some() { Severity::High } else { Severity::Medium })
        .at(wait.evidence.0, wait.evidence.1)
        .figure("timeout text", wait.text)
        .figure("stall at most", say::time(stall.nanos))
        .chain([
            stall.draft.finding.title.to_string(),
            match wait.timer {
                Some(timer) => format!("the timer of the test, {}, runs out: '{}'", whole_seconds(timer), wait.text),
                None => format!("the timer of the test runs out: '{}'", wait.text),
            },
            "the test fails".to_owned(),
        ]);
    if let Some(timer) = wait.timer {
        draft = draft.figure("timer", whole_seconds(timer));
    }
    if let Some(test) = wait.assertion.and_then(|assertion| assertion.test_name().cloned()) {
        draft = draft.figure("test", test);
    }
    draft
}

fn whole_seconds(nanos: i64) -> String {
    format!("{} s", (nanos + 500_000_000) / 1_000_000_000)
}

/// Races of which one stack runs a deferred call of a test that has failed.
fn race_follows(facts: &Facts<'_>, wait: &GaveUp<'_>, stalled: bool) -> Vec<Draft> {
    let mut found = Vec::new();
    for (index, group) in (0..).zip(&facts.report.races) {
        let linked = facts.joins.links.iter().any(|link| link.race == index && (link.to, link.index) == wait.evidence);
        let torn = group.reports.iter().find_map(|race| Some((race, TearDown::of(race)?)));
        let Some((race, torn)) = torn else { continue };
        // Without a link by places or name it must share the place that failed.
        let shares = wait.assertion.is_some_and(|assertion| {
            assertion.trace.iter().any(|trace| {
                torn.access
                    .frames
                    .iter()
                    .any(|frame| frame.line == trace.line && file_name(&frame.file) == file_name(&trace.file))
            })
        });
        if linked || shares {
            found.push(describe(wait, race, &torn, stalled).at(EvidenceKind::Race, index));
        }
    }
    found
}

/// An access whose stack runs a deferred call because of FailNow.
struct TearDown<'a> {
    access: &'a Access,
    other: &'a Access,
    fail: &'a Frame,
    defer: &'a Frame,
    /// The deferred function.
    deferred: Option<&'a Frame>,
    /// Who called FailNow, through the assertion library.
    caller: Option<&'a Frame>,
}

impl<'a> TearDown<'a> {
    fn of(race: &'a RaceReport) -> Option<Self> {
        let (first, second) = (race.accesses.first()?, race.accesses.get(1)?);
        Self::in_access(first, second).or_else(|| Self::in_access(second, first))
    }

    fn in_access(access: &'a Access, other: &'a Access) -> Option<Self> {
        let frames = &access.frames;
        let at = frames
            .iter()
            .position(|frame| frame.function.ends_with("FailNow") || &*frame.function == "runtime.Goexit")?;
        let defer = frames.iter().take(at).position(|frame| {
            frame.function.starts_with("runtime.deferCall") || &*frame.function == "runtime.deferreturn"
        })?;
        let library = |frame: &&Frame| {
            frame.function.contains("testify") || frame.function.contains("FailNow") || frame.function.contains("Fatal")
        };
        Some(Self {
            access,
            other,
            fail: frames.get(at)?,
            defer: frames.get(defer)?,
            deferred: defer.checked_sub(1).and_then(|at| frames.get(at)),
            caller: frames.iter().skip(at + 1).find(|frame| !library(frame)),
        })
    }
}

/// ` at stepped.go:140`; empty where the file is not known.
fn at(frame: &Frame) -> String {
    if frame.file.is_empty() { String::new() } else { format!(" at {}", place(frame)) }
}

fn describe(wait: &GaveUp<'_>, race: &RaceReport, torn: &TearDown<'_>, stalled: bool) -> Draft {
    let verb = |access: &Access| match access.kind {
        AccessKind::Read => ("reading", "reads"),
        AccessKind::Write => ("writing", "writes"),
    };
    let number = |access: &Access| access.goroutine.clone().unwrap_or_else(|| "unknown".into());
    let deferred = torn
        .deferred
        .map_or_else(|| "a call".to_owned(), |frame| format!("`{}`{}", short(&frame.function), in_brackets(frame)));
    let mut steps = vec![format!("`{}`", torn.defer.function), format!("`{}`", short(&torn.fail.function))];
    if let Some(caller) = torn.caller {
        steps.push(format!("`{}`{}", short(&caller.function), at(caller)));
    }
    let started = race
        .goroutines
        .iter()
        .find(|creation| Some(&creation.goroutine) == torn.other.goroutine.as_ref())
        .and_then(|creation| creation.frames.first())
        .filter(|frame| !frame.file.is_empty())
        .map_or_else(String::new, |frame| format!(", started at {},", place(frame)));
    let doing = statement(torn.other)
        .map_or_else(|| "is still running".to_owned(), |what| format!("is still executing {what} on the same session"));
    let top = torn
        .other
        .frames
        .first()
        .map_or_else(String::new, |frame| format!(" ({} in `{}`)", verb(torn.other).1, method(&frame.function)));
    let what = if statement_of_test(torn.access) { "deferred statement" } else { "deferred call" };
    let order = if stalled {
        format!("stall → timer → FailNow → {what} → race")
    } else {
        format!("timer → FailNow → {what} → race")
    };
    let text = format!(
        "The {} stack runs {deferred} from a deferred call ({}) on goroutine {} while goroutine {}{started} {doing}{top}. The \
         race is real code, but it was reached only because the test gave up early. Order: {order}; {}the steps from the \
         failure on are certain from the stacks.",
        verb(torn.access).0,
        steps.join(", "),
        number(torn.access),
        number(torn.other),
        if stalled { "the first is inferred from the figures, " } else { "" }
    );
    let mut chain = vec![format!("the timer of the test runs out: '{}'", wait.text)];
    if stalled {
        chain.insert(0, "the whole process stands still".to_owned());
    }
    let caller =
        torn.caller.map_or_else(String::new, |frame| format!(", called by `{}`{}", short(&frame.function), at(frame)));
    chain.extend([
        format!("FailNow ends the test (`{}`{caller})", short(&torn.fail.function)),
        format!("the {what} runs: {deferred}, through `{}`", torn.defer.function),
        "the data race with the goroutine that is still at work".to_owned(),
    ]);
    RULE.found("The data race follows from the failure", text)
        .confidence(Confidence::Certain)
        .chain(chain)
        .at(wait.evidence.0, wait.evidence.1)
        .figure("timeout text", wait.text)
        .figure("stack", format!("{}, {}", torn.fail.function, torn.defer.function))
        .figure("goroutine that tears down", number(torn.access))
        .figure("goroutine still at work", number(torn.other))
}

/// What a TiDB session is executing, from the names of its frames.
fn statement(access: &Access) -> Option<&'static str> {
    let names = [
        ("buildUpdate", "an UPDATE"),
        ("UpdateExec", "an UPDATE"),
        ("buildInsert", "an INSERT"),
        ("InsertExec", "an INSERT"),
        ("buildDelete", "a DELETE"),
        ("DeleteExec", "a DELETE"),
        ("buildSelectInto", "a SELECT"),
        ("ExecuteStmt", "a statement"),
    ];
    names
        .iter()
        .find(|(name, _)| access.frames.iter().any(|frame| frame.function.contains(name)))
        .map(|(_, words)| *words)
}

/// The deferred call runs SQL through a test kit.
fn statement_of_test(access: &Access) -> bool {
    access.frames.iter().any(|frame| frame.function.contains(".MustExec") || frame.function.contains("ollback"))
}

/// A function without the path of its package.
fn short(function: &str) -> &str {
    function.rsplit('/').next().unwrap_or(function)
}

/// The last part of a function's name.
fn method(function: &str) -> &str {
    short(function).rsplit('.').next().unwrap_or(function)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::{Place, RaceGroup, Report, Role};

    fn frame(text: &str) -> Frame {
        let (function, place) = text.split_once(' ').unwrap();
        let (file, line) = place.split_once(':').unwrap();
        let (function, file) = (function.into(), file.into());
        Frame { function, file, line: line.parse().ok(), offset: None, role: Role::App, ghost: false }
    }

    fn access(goroutine: &str, frames: &[&str]) -> Access {
        Access {
            kind: AccessKind::Write,
            previous: false,
            address: None,
            goroutine: Some(goroutine.into()),
            frames: frames.iter().map(|text| frame(text)).collect(),
            restored: true,
            culprit: None,
            culprit_from: None,
        }
    }

    fn titles(error: &str, stack: &[&str], stalled: bool) -> Vec<String> {
        let mut report = if stalled { stalled_report() } else { Report::default() };
        let race = RaceReport {
            accesses: vec![access("7", stack), access("8", &["app.use b.go:2"])],
            ..RaceReport::default()
        };
        report.races = vec![RaceGroup { reports: vec![race], ..RaceGroup::default() }];
        report.assertions = vec![Assertion {
            error: error.into(),
            trace: vec![Place { file: "/x/a_test.go".into(), line: Some(5) }],
            ..Assertion::default()
        }];
        testing::findings(&RULE, &report).iter().map(|finding| finding.title.to_string()).collect()
    }

    /// A test process that stood still for 30 s.
    fn stalled_report() -> Report {
        let entry = |digest, length, part| {
            format!(
                "time: 2024-05-14T08:00:40Z\nDigest: {digest}\nQuery_time: {length}\n{part}: {length}\n\
                 Cop_proc_addr: store1"
            )
        };
        testing::entries(&[
            &entry("a", "30", "LockKeys_time"),
            &entry("b", "29", "Prewrite_time"),
            &entry("c", "28", "Compile_time"),
        ])
    }

    #[test]
    fn stall_timer_and_deferred_call() {
        let torn = [
            "app.close a.go:1",
            "runtime.deferCallSave panic.go:1",
            "testing.(*T).FailNow t.go:1",
            "app.Test a_test.go:5",
        ];
        let plain = ["app.close a.go:1", "app.Test a_test.go:5"];
        let timeout = "Received unexpected error:\nsend msg timeout";
        let failure = "The test failure may follow from the stall";
        let race = "The data race follows from the failure";
        assert_eq!(titles(timeout, &torn, true), [failure, race]);
        assert_eq!(titles(timeout, &plain, true), [failure]);
        assert_eq!(titles(timeout, &torn, false), [race]);
        assert!(titles("not equal", &torn, true).is_empty());
        // The time-out of this kit is known.
        let mut report = stalled_report();
        report.failures = vec![crate::model::Failure {
            kind: FailureKind::TestTimeout,
            message: "test timed out after 20s".into(),
            ..crate::model::Failure::default()
        }];
        let said = |report: &Report| {
            testing::findings(&RULE, report)
                .iter()
                .map(|found| format!("{:?}: {}", found.severity, found.title))
                .collect::<Vec<_>>()
        };
        assert_eq!(said(&report), ["High: The test failure follows from the stall"]);
        report.failures[0].message = "test timed out after 10m0s".into();
        assert!(said(&report).is_empty());
        // Of another run.
        report.failures[0].message = "test timed out after 20s".into();
        report.failures[0].span.source = 1;
        assert!(said(&report).is_empty());
        assert!(titles(timeout, &["app.close a.go:1"], false).is_empty());
    }
}
