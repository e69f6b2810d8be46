//! Links between what a Go test run printed: failures and assertions to tests, tests to one another, the number of races
//! found to the number said.
//!
//! Relations of races are not made here, nor anything causal: that is for the rules.

use crate::formats::{GoRun, Records};
use crate::model::{Failure, FailureKind, Span, TestResult, TestStatus, Text};
use std::collections::BTreeMap;

/// Places of equal failures that are kept.
const MAX_ALSO_AT: usize = 20;

/// Completes the records of one source.
pub fn join(records: &mut Records) {
    for failure in &mut records.failures {
        if failure.test.is_none() {
            failure.test = test_of(failure);
        }
    }
    merge_failures(&mut records.failures);
    merge_tests(&mut records.tests);
    let mut run = std::mem::take(&mut records.go);
    check_found_races(&std::mem::take(&mut run.found_races), records);
    say_races(&run, records);
    for (text, first) in run.beyond() {
        records.note("limit", first, text);
    }
    records.tests.extend(run.counted());
}

/// What testing says of races besides their reports (docs/spec/go-reports.md §1.6, §1.7).
fn say_races(run: &GoRun, records: &mut Records) {
    const OUTSIDE: &str = "a race was detected outside of test execution: in TestMain or between tests";
    const IN_TEST: &str = "a race was detected during a test";
    const LOST: &str = "; its report is not in the log (GORACE=log_path writes reports to files)";
    let lost = records.race_starts.is_empty();
    for (span, text) in [(run.raced_outside, OUTSIDE), (run.raced_in_test.filter(|_| lost), IN_TEST)] {
        let Some(span) = span else { continue };
        if lost {
            records.plain_miss("cut", span, format!("{text}{LOST}"), "race", "the report itself is missing");
        } else {
            records.note("race", span, text);
        }
    }
}

/// The test whose function stands in the first dump, or that was the only one running.
fn test_of(failure: &Failure) -> Option<Text> {
    if let [running] = failure.running_tests.as_slice() {
        return Some(running.split(" (").next().unwrap_or(running).into());
    }
    if failure.kind == FailureKind::TestTimeout {
        return None;
    }
    let first = failure.goroutines.first()?;
    let frames = first.frames.iter().rev();
    let mut functions = frames.filter_map(|frame| test_function(&frame.function));
    functions.next().map(Text::from)
}

/// `TestGrow` of `example.com/store_test.TestGrow.func1`; methods of suites too.
fn test_function(function: &str) -> Option<&str> {
    let name = function.rsplit('/').next()?;
    let (_, name) = name.split_once('.')?;
    let name = name.strip_prefix("(*").map_or(name, |method| method.split_once(").").map_or(name, |(_, name)| name));
    let name = name.split('.').next()?;
    let rest = ["Test", "Benchmark", "Fuzz", "Example"].iter().find_map(|begin| name.strip_prefix(begin))?;
    (!rest.starts_with(|c: char| c.is_ascii_lowercase())).then_some(name)
}

/// A failure that is printed again without a stack (by other threads, by a supervisor, in a summary) is one entry with a
/// count. Those with stacks of their own stay: each is a failure to look at.
fn merge_failures(failures: &mut Vec<Failure>) {
    let mut known: BTreeMap<(FailureKind, Text, Option<Text>, Option<Text>), usize> = BTreeMap::new();
    let mut kept: Vec<Failure> = Vec::with_capacity(failures.len());
    for mut failure in std::mem::take(failures) {
        let first = failure.message.lines().next().unwrap_or_default();
        let key = (failure.kind, Text::from(first), failure.test.clone(), failure.package.clone());
        let known_at = known.get(&key).copied();
        match known_at.and_then(|at| kept.get_mut(at)) {
            Some(same) if is_bare(&failure) => again(same, &failure),
            Some(same) if is_bare(same) => {
                again(&mut failure, same);
                *same = failure;
            }
            Some(_) => kept.push(failure),
            None => {
                known.insert(key, kept.len());
                kept.push(failure);
            }
        }
    }
    *failures = kept;
}

/// Nothing but a message of the runtime.
fn is_bare(failure: &Failure) -> bool {
    use FailureKind::{Deadlock, Fatal, Panic, Runtime, TestKilled};
    matches!(failure.kind, Panic | Fatal | Deadlock | Runtime | TestKilled)
        && failure.goroutine_count == 0
        && failure.nested.is_empty()
        && failure.signal.is_none()
        && failure.message.lines().count() <= 1
}

/// The failure stands there once more, as `other`.
fn again(failure: &mut Failure, other: &Failure) {
    failure.count = Some(failure.times() + other.times());
    let spans = std::iter::once(&other.span).chain(&other.also_at).copied();
    let room = MAX_ALSO_AT.saturating_sub(failure.also_at.len());
    failure.also_at.extend(spans.take(room));
}

/// A failed test is one entry: a package's summary and a tool's list name it again.
fn merge_tests(tests: &mut Vec<TestResult>) {
    let mut known: BTreeMap<Text, usize> = BTreeMap::new();
    let mut kept: Vec<TestResult> = Vec::with_capacity(tests.len());
    for test in std::mem::take(tests) {
        let Some(name) = test.name.clone().filter(|_| test.status == TestStatus::Fail) else {
            kept.push(test);
            continue;
        };
        let first = known.get(&name).and_then(|at| kept.get_mut(*at));
        match first {
            Some(first) if first.package.is_none() || test.package.is_none() || first.package == test.package => {
                first.package = first.package.take().or(test.package);
                first.seconds = first.seconds.or(test.seconds);
                first.detail = first.detail.take().or(test.detail);
                if first.output.is_empty() {
                    first.output = test.output;
                }
            }
            _ => {
                known.insert(name, kept.len());
                kept.push(test);
            }
        }
    }
    *tests = kept;
}

/// `Found N data race(s)` is what the process itself counted: fewer reports mean that some were lost.
fn check_found_races(found: &[(Span, u64)], records: &mut Records) {
    // Processes that ran side by side print their sums among one another's reports: what counts is the sum.
    let lost = (records.race_starts.len() as u64) < found.iter().map(|(_, said)| said).sum();
    let mut from = 0;
    for (span, said) in found {
        let here = records.race_starts.iter().filter(|start| (from..span.byte).contains(*start)).count() as u64;
        from = span.byte;
        if here != *said {
            let text = format!("the process says it found {said} data races, the log before this line holds {here}");
            if here < *said && lost {
                records.plain_miss("cut", *span, text, "race", "reports are missing");
            } else {
                records.note("cut", *span, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(function: &str, expected: Option<&str>) {
        assert_eq!(test_function(function), expected, "{function}");
    }

    #[test]
    fn the_test_a_function_belongs_to() {
        check("example.com/store_test.TestGrow", Some("TestGrow"));
        check("example.com/store.TestGrow.func1.2", Some("TestGrow"));
        check("example.com/store.(*suite).TestGrow", Some("TestGrow"));
        check("testing.tRunner", None);
        check("example.com/store.Testify", None);
        check("main.main", None);
    }

    #[test]
    fn an_equal_failure_is_told_once_with_a_count() {
        let failure =
            |message: &str, goroutine_count| Failure { message: message.into(), goroutine_count, ..Failure::default() };
        let merged = |list: &[(&str, u64)]| {
            let mut failures: Vec<Failure> = list.iter().map(|(message, dump)| failure(message, *dump)).collect();
            merge_failures(&mut failures);
            let line = |one: &Failure| format!("{} x{} g{}", one.message, one.times(), one.goroutine_count);
            failures.iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(merged(&[("a", 0), ("b", 0), ("a", 0)]), ["a x2 g0", "b x1 g0"]);
        assert_eq!(merged(&[("a", 0), ("a", 0), ("a", 3), ("a", 0)]), ["a x4 g3"]);
        // Each dump is a failure of its own.
        assert_eq!(merged(&[("a", 2), ("a", 3)]), ["a x1 g2", "a x1 g3"]);
    }

    #[test]
    fn a_failed_test_is_listed_once() {
        let test = |package: Option<&str>| TestResult {
            name: Some("TestA".into()),
            package: package.map(Text::from),
            ..TestResult::default()
        };
        let mut tests = vec![test(None), test(Some("a")), test(Some("b"))];
        merge_tests(&mut tests);
        assert_eq!(tests, [test(Some("a")), test(Some("b"))]);
    }
}
