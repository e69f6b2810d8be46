//! Two reports side by side: what is new, gone, still there. Races by the id of their group, failures by kind and first
//! line without its numbers, digests by digest.

mod logged;

use crate::model::{Failure, Report, Text, Understood};
use crate::text::order::Order;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use logged::{Logged, MORE_OFTEN, StatementChange};

/// What two reports have in common and what not. Lists are in the order of their key, the present report's facts first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub races: Vec<Change>,
    pub failures: Vec<Change>,
    pub tests: Vec<Change>,
    pub digests: Vec<DigestChange>,
    pub findings: Vec<Change>,
    /// What the programs logged, by statement: those that are new, gone, or logged much more often. None where a report of
    /// an older version does not list its statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statements_logged: Option<Logged>,
    /// Sources of which not all was understood, in sentences: what is new or gone may stand in what was not read.
    #[serde(default)]
    pub not_understood: Vec<Text>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    New,
    Gone,
    #[default]
    Both,
}

/// Something counted in both reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub state: State,
    /// The fingerprint by which it was found again.
    pub key: Text,
    pub title: Text,
    pub before: u64,
    pub after: u64,
}

/// A statement in both reports. Times in nanoseconds; 0 where there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DigestChange {
    pub state: State,
    pub digest: Text,
    pub title: Text,
    pub count_before: u64,
    pub count_after: u64,
    pub median_before_nanos: u64,
    pub median_after_nanos: u64,
    /// Median after by median before; None where one is missing.
    pub ratio: Option<f64>,
}

impl Comparison {
    /// Whether anything is new, gone, or differs in its count.
    pub fn is_empty(&self) -> bool {
        let same = |list: &[Change]| list.iter().all(|change| change.before == change.after);
        same(&self.races)
            && same(&self.failures)
            && same(&self.tests)
            && same(&self.findings)
            && self.statements_logged.as_ref().is_none_or(|logged| logged.changes.is_empty())
            && self.digests.iter().all(|digest| {
                digest.state == State::Both
                    && digest.count_before == digest.count_after
                    && digest.ratio.is_none_or(|ratio| (ratio - 1.0).abs() < 1e-9)
            })
    }
}

/// Compares an earlier report with a later one.
pub fn compare(before: &Report, after: &Report) -> Comparison {
    Comparison {
        races: changes(races(before), races(after)),
        failures: changes(failures(before), failures(after)),
        tests: changes(tests(before), tests(after)),
        digests: digests(before, after),
        findings: changes(findings(before), findings(after)),
        statements_logged: logged::compare(before, after),
        not_understood: [("before", before), ("after", after)]
            .into_iter()
            .flat_map(|(side, it)| missed(side, it))
            .collect(),
    }
}

/// Sources of a side that were not wholly understood.
fn missed<'a>(side: &'a str, report: &'a Report) -> impl Iterator<Item = Text> + 'a {
    let sources = report.sources.iter().filter(|source| source.understood != Understood::All);
    sources.map(move |source| {
        let why = source.why.first().map_or("a part of it was not understood", |why| why.trim_end_matches('.'));
        let what = if source.understood == Understood::Not { "was not read" } else { "was not wholly understood" };
        format!("{side}: {} {what}: {why}", source.name).into()
    })
}

/// Per key: title and count.
type Counts = BTreeMap<Text, (Text, u64)>;

fn count(counts: &mut Counts, key: Text, title: Text, number: u64) {
    counts.entry(key).or_insert((title, 0)).1 += number;
}

fn races(report: &Report) -> Counts {
    let mut counts = Counts::new();
    for group in &report.races {
        let key = if group.id.is_empty() { group.title.clone() } else { group.id.clone() };
        count(&mut counts, key, group.title.clone(), group.count);
    }
    counts
}

fn failures(report: &Report) -> Counts {
    let mut counts = Counts::new();
    for failure in &report.failures {
        let title = failure.message.lines().next().unwrap_or_default();
        count(&mut counts, failure_key(failure).into(), title.into(), failure.times());
    }
    for assertion in &report.assertions {
        let test = assertion.test_name().map_or("assertion", |test| &**test);
        // "Received unexpected error:" says nothing; the line after it does.
        let mut lines = assertion.error.lines().map(str::trim).filter(|line| !line.is_empty() && !line.ends_with(':'));
        let error = lines.next().unwrap_or_default();
        count(
            &mut counts,
            format!("assertion {test} {}", without_numbers(error)).into(),
            format!("{test}: {error}").into(),
            1,
        );
    }
    counts
}

/// Kind, test and first line of the message; numbers differ from run to run.
fn failure_key(failure: &Failure) -> String {
    let kind = serde_json::to_string(&failure.kind).unwrap_or_default();
    let first = failure.message.lines().next().unwrap_or_default();
    format!("{} {} {}", kind.trim_matches('"'), failure.test.as_deref().unwrap_or_default(), without_numbers(first))
}

/// Runs of digits, and hexadecimal numbers, as one `#`.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut number = false;
    for letter in text.chars() {
        let digit = letter.is_ascii_digit() || number && matches!(letter, 'a'..='f' | 'A'..='F' | 'x' | '.');
        if digit && !number {
            out.push('#');
        }
        number = digit;
        if !digit {
            out.push(letter);
        }
    }
    out
}

fn tests(report: &Report) -> Counts {
    let mut counts = Counts::new();
    for test in report.tests.iter().filter(|test| test.status == crate::model::TestStatus::Fail) {
        if let Some(name) = &test.name {
            let package = test.package.as_deref().unwrap_or_default();
            count(&mut counts, format!("{package} {name}").trim().into(), name.clone(), 1);
        }
    }
    counts
}

/// Leading findings above a note, by rule and what they are about.
fn findings(report: &Report) -> Counts {
    let mut counts = Counts::new();
    let leading = |finding: &&crate::model::Finding| {
        finding.part == crate::model::Part::Leading && finding.severity > crate::model::Severity::Note
    };
    for finding in report.findings.iter().filter(leading) {
        let key = format!("{} {}", finding.rule, without_numbers(&finding.title));
        count(&mut counts, key.into(), finding.title.clone(), 1);
    }
    counts
}

fn state(before: bool, after: bool) -> State {
    match (before, after) {
        (false, _) => State::New,
        (true, false) => State::Gone,
        (true, true) => State::Both,
    }
}

fn changes(before: Counts, mut after: Counts) -> Vec<Change> {
    let mut list = Vec::new();
    for (key, (title, number)) in before {
        let (title, now) = after.remove(&key).unwrap_or((title, 0));
        list.push(Change { state: state(true, now > 0), key, title, before: number, after: now });
    }
    list.extend(after.into_iter().map(|(key, (title, number))| Change {
        state: State::New,
        key,
        title,
        before: 0,
        after: number,
    }));
    list.order_by_key(|change| change.state);
    list
}

fn digests(before: &Report, after: &Report) -> Vec<DigestChange> {
    let mut list: BTreeMap<Text, DigestChange> = BTreeMap::new();
    for (report, later) in [(before, false), (after, true)] {
        for summary in &report.digests {
            let Some(digest) = &summary.digest else { continue };
            let change = list.entry(digest.clone()).or_default();
            change.digest = digest.clone();
            if let Some(title) = summary.normalised.as_ref().or(summary.sample.as_ref()) {
                change.title = title.clone();
            }
            let (count, median) = if later {
                (&mut change.count_after, &mut change.median_after_nanos)
            } else {
                (&mut change.count_before, &mut change.median_before_nanos)
            };
            *count += summary.count;
            *median = summary.median_nanos;
        }
    }
    let mut list: Vec<DigestChange> = list.into_values().collect();
    for change in &mut list {
        change.state = state(change.count_before > 0, change.count_after > 0);
        if change.median_before_nanos > 0 && change.median_after_nanos > 0 {
            change.ratio = Some(change.median_after_nanos as f64 / change.median_before_nanos as f64);
        }
    }
    // Of those in both, the one that lost most time first.
    let lost = |change: &DigestChange| {
        (change.median_before_nanos as i64 - change.median_after_nanos as i64).saturating_mul(change.count_after as i64)
    };
    list.order_by(|a, b| a.state.cmp(&b.state).then(lost(a).cmp(&lost(b))).then(a.digest.cmp(&b.digest)));
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DigestSummary, FailureKind, RaceGroup};

    fn report(races: &[&str], failures: &[&str], digests: &[(&str, u64)]) -> Report {
        Report {
            races: races
                .iter()
                .map(|id| RaceGroup { id: (*id).into(), title: (*id).into(), count: 1, ..RaceGroup::default() })
                .collect(),
            failures: failures
                .iter()
                .map(|message| Failure { kind: FailureKind::Panic, message: (*message).into(), ..Failure::default() })
                .collect(),
            digests: digests
                .iter()
                .map(|(digest, median)| DigestSummary {
                    digest: Some((*digest).into()),
                    count: 4,
                    median_nanos: *median,
                    ..DigestSummary::default()
                })
                .collect(),
            ..Report::default()
        }
    }

    fn states(changes: &[Change]) -> Vec<(State, &str)> {
        changes.iter().map(|change| (change.state, &*change.key)).collect()
    }

    #[test]
    fn new_gone_and_still_there() {
        let before = report(&["a", "b"], &["index out of range [5] with length 3"], &[("x", 10), ("y", 10)]);
        let after = report(&["b", "c"], &["index out of range [7] with length 4", "boom"], &[("x", 30), ("z", 10)]);
        let found = compare(&before, &after);
        assert_eq!(states(&found.races), [(State::New, "c"), (State::Gone, "a"), (State::Both, "b")]);
        assert_eq!(
            states(&found.failures),
            [(State::New, "panic  boom"), (State::Both, "panic  index out of range [#] with length #")]
        );
        let digests: Vec<_> = found.digests.iter().map(|one| (one.state, &*one.digest, one.ratio)).collect();
        assert_eq!(digests, [(State::New, "z", None), (State::Gone, "y", None), (State::Both, "x", Some(3.0))]);
        assert!(!found.is_empty());
    }

    #[test]
    fn a_report_does_not_differ_from_itself() {
        let report = report(&["a"], &["boom 0xc000123456"], &[("x", 10)]);
        assert!(compare(&report, &report).is_empty());
    }
}
