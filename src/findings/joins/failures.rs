//! Test ↔ assertion ↔ race ↔ panic ↔ time-out: by places of the trace contained in a stack (docs/spec/go-reports.md
//! §5.7), by the function in which both happened (§2.2), and by the name of the test.

use super::{concurrency, evidence};
use crate::model::report::Join;
use crate::model::{Access, EvidenceKind, Failure, FailureKind, Frame, Place, RaceReport, Report, Text};
use std::collections::BTreeSet;

/// A race and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Index into `Report::races`, and the report within the group.
    pub race: u32,
    pub report: u32,
    pub to: EvidenceKind,
    pub index: u32,
    pub by: By,
}

/// What a race and another record share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// So many places of the trace stand in an access stack, of so many.
    Places(u32, u32),
    /// The function in which both happened.
    Function(Text),
    Test,
}

impl Link {
    pub(super) fn join(&self) -> Join {
        let by = match &self.by {
            By::Places(found, all) => format!("{found} of {all} places of the trace stand in the stack").into(),
            By::Function(name) => format!("the same access in {name}").into(),
            By::Test => TEST.into(),
        };
        Join {
            from: evidence(EvidenceKind::Race, self.race),
            to: evidence(self.to, self.index),
            by,
            certain: matches!(self.by, By::Places(..)),
        }
    }
}

/// What joins records of one test.
const TEST: &str = "name of the test";

/// Races and assertions looked at; a log with more of them has one cause for most.
const MAX_COMPARED: usize = 300;

/// All links of a report; of a group the first report that has one to the same record.
///
/// Two sources are two runs: the same test fails in both for reasons of its own. Only a source of nothing but races, as the
/// detector writes them into a file of their own (`log_path`), belongs to what stands elsewhere, and only by places.
pub fn links(report: &Report) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let tested: BTreeSet<u32> = report
        .assertions
        .iter()
        .map(|assertion| assertion.span.source)
        .chain(report.failures.iter().map(|failure| failure.span.source))
        .collect();
    for (race, group) in (0..).zip(report.races.iter().take(MAX_COMPARED)) {
        for (at, race_report) in (0..).zip(group.reports.iter().take(10)) {
            let own = race_report.span.source;
            let alone = !tested.contains(&own);
            let mut add = |to, index, by| {
                let link = Link { race, report: at, to, index, by };
                if !links.iter().any(|known| known.race == race && known.to == to && known.index == index) {
                    links.push(link);
                }
            };
            for (index, assertion) in (0..).zip(report.assertions.iter().take(MAX_COMPARED)) {
                let here = assertion.span.source == own;
                if !here && !alone {
                    continue;
                }
                let places = contained(&assertion.trace, race_report).map(|(found, all)| By::Places(found, all));
                let same = || same_test(race_report, assertion.test_name().map(|test| &**test));
                let test = || (here && same()).then_some(By::Test);
                if let Some(by) = places.or_else(test) {
                    add(EvidenceKind::Assertion, index, by);
                }
            }
            for (index, failure) in (0..).zip(report.failures.iter().take(MAX_COMPARED)) {
                let here = failure.span.source == own;
                if !here && !alone {
                    continue;
                }
                let function = concurrency::shared_function(failure, race_report).map(By::Function);
                let same = || tests_of(failure).any(|test| same_test(race_report, Some(test)));
                let test = || (here && same()).then_some(By::Test);
                if let Some(by) = function.or_else(test) {
                    add(EvidenceKind::Failure, index, by);
                }
            }
        }
    }
    links
}

/// Failed assertions with the panics and time-outs of the same test.
pub fn of_one_test(report: &Report) -> Vec<Join> {
    let mut joins = Vec::new();
    for (index, assertion) in (0..).zip(report.assertions.iter().take(MAX_COMPARED)) {
        let Some(ours) = assertion.test_name().filter(|test| !test.is_empty()) else { continue };
        for (other, failure) in (0..).zip(report.failures.iter().take(MAX_COMPARED)) {
            let here = failure.span.source == assertion.span.source;
            if here && tests_of(failure).any(|test| top(test) == top(ours)) {
                let (from, to) = (evidence(EvidenceKind::Assertion, index), evidence(EvidenceKind::Failure, other));
                joins.push(Join { from, to, by: TEST.into(), certain: false });
            }
        }
    }
    joins
}

/// The test of a failure, and those that a time-out found running.
fn tests_of(failure: &Failure) -> impl Iterator<Item = &str> {
    let waits = matches!(failure.kind, FailureKind::TestTimeout | FailureKind::TestKilled);
    let running = failure.running_tests.iter().map(|test| test.split(' ').next().unwrap_or_default());
    failure.test.as_deref().into_iter().chain(running.filter(move |_| waits))
}

/// The test of a race, or one of its sub-tests.
fn same_test(race: &RaceReport, test: Option<&str>) -> bool {
    let (Some(ours), Some(theirs)) = (race.test.as_deref(), test) else { return false };
    !ours.is_empty() && top(ours) == top(theirs)
}

/// The test around sub-tests.
fn top(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

/// Whether all places of a trace, or all but one of several, stand in one access stack; how many do.
fn contained(trace: &[Place], race: &RaceReport) -> Option<(u32, u32)> {
    let best = race.accesses.iter().map(|access| count(trace, access)).max()?;
    let all = trace.len() as u32;
    (best > 0 && best == all || best >= 2 && best + 1 == all).then_some((best, all))
}

fn count(trace: &[Place], access: &Access) -> u32 {
    let stands = |place: &&Place| {
        access.frames.iter().any(|frame| frame.line == place.line && file_name(&frame.file) == file_name(&place.file))
    };
    trace.iter().filter(stands).count() as u32
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// ` (stepped.go:140)` behind a function; empty where the file is not known.
pub(crate) fn in_brackets(frame: &Frame) -> String {
    if frame.file.is_empty() { String::new() } else { format!(" ({})", place(frame)) }
}

/// `stepped.go:140`.
pub(crate) fn place(frame: &Frame) -> String {
    match frame.line {
        Some(line) => format!("{}:{line}", file_name(&frame.file)),
        None => file_name(&frame.file).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccessKind, Assertion, RaceGroup, Role};

    fn frame(place: &str) -> Frame {
        let (file, line) = place.split_once(':').unwrap();
        Frame {
            function: "f".into(),
            file: format!("pkg/{file}").into(),
            line: line.parse().ok(),
            offset: None,
            role: Role::App,
            ghost: false,
        }
    }

    fn linked(stack: &[&str], trace: &[&str]) -> Vec<Option<(u32, u32)>> {
        let access = Access {
            kind: AccessKind::Write,
            previous: false,
            address: None,
            goroutine: None,
            frames: stack.iter().map(|place| frame(place)).collect(),
            restored: true,
            culprit: None,
            culprit_from: None,
        };
        let race = RaceReport { accesses: vec![access], ..RaceReport::default() };
        let place = |place: &&str| {
            let frame = frame(place);
            Place { file: format!("/home/ci/{}", frame.file).into(), line: frame.line }
        };
        let report = Report {
            races: vec![RaceGroup { reports: vec![race], ..RaceGroup::default() }],
            assertions: vec![Assertion { trace: trace.iter().map(place).collect(), ..Assertion::default() }],
            ..Report::default()
        };
        let places = |link: Link| match link.by {
            By::Places(found, all) => Some((found, all)),
            _ => None,
        };
        links(&report).into_iter().map(places).collect()
    }

    /// Two runs of one test: the race of the one is not the reason of the failure of the other.
    #[test]
    fn the_same_test_of_two_sources_is_two_runs() {
        let race = |source| RaceReport {
            test: Some("TestA".into()),
            span: crate::model::Span { source, ..crate::model::Span::default() },
            ..RaceReport::default()
        };
        let failure = |source| Failure {
            test: Some("TestA".into()),
            span: crate::model::Span { source, ..crate::model::Span::default() },
            ..Failure::default()
        };
        let linked = |races: &[u32], failures: &[u32]| {
            let report = Report {
                races: races
                    .iter()
                    .map(|source| RaceGroup { reports: vec![race(*source)], ..RaceGroup::default() })
                    .collect(),
                failures: failures.iter().map(|source| failure(*source)).collect(),
                ..Report::default()
            };
            links(&report).into_iter().map(|link| (link.race, link.index)).collect::<Vec<_>>()
        };
        assert_eq!(linked(&[0, 1], &[0, 1]), [(0, 0), (1, 1)]);
        assert_eq!(linked(&[0], &[1]), []);
    }

    #[test]
    fn a_trace_contained_in_a_stack() {
        assert_eq!(linked(&["a.go:1", "b.go:2", "c.go:3"], &["a.go:1", "c.go:3"]), [Some((2, 2))]);
        assert_eq!(linked(&["a.go:1", "b.go:2"], &["a.go:1", "b.go:2", "x.go:9"]), [Some((2, 3))]);
        assert_eq!(linked(&["a.go:1"], &["a.go:1", "x.go:9"]), []);
        assert_eq!(linked(&["a.go:2"], &["a.go:1"]), []);
        assert_eq!(linked(&["a.go:1"], &[]), []);
    }
}
