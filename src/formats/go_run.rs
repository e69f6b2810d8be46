//! What is known of a `go test` run while its output goes by: the results so far and what they belong to.
//!
//! Formats do not know one another; what the reader of test results learns, the readers of failures and assertions find
//! here.

use crate::model::{Span, TestResult, TestStatus, Text};
use std::collections::BTreeMap;

/// Passing tests listed one by one, slowest first; the others are counted.
const LISTED_PASSES: usize = 20;
/// A passing test is worth listing from here on.
const SLOW_SECONDS: f64 = 1.0;

/// The runs in one source, one per stream.
#[derive(Clone, Debug, Default)]
pub struct GoRun {
    streams: BTreeMap<u32, Stream>,
    /// Where a failed test of that name stands in the results.
    failed: BTreeMap<Text, usize>,
    passed: Counted,
    skipped: Counted,
    slowest: Vec<TestResult>,
    /// `Found N data race(s)` lines.
    pub found_races: Vec<(Span, u64)>,
}

#[derive(Clone, Debug, Default)]
struct Stream {
    package: Option<Text>,
    /// Failed tests whose package is not known yet, as indices into the results.
    unpacked: Vec<usize>,
    /// Failures read before the last line that named a package.
    pub failures: usize,
    /// Package of the compiler's `# pkg` line, while its errors follow.
    heading: Option<Text>,
    /// Status with which the last process ended.
    exit: Option<u64>,
}

/// Results that are counted and not listed.
#[derive(Clone, Debug, Default)]
struct Counted {
    count: u64,
    first: Option<Span>,
}

impl Counted {
    fn add(&mut self, span: Span) {
        self.count += 1;
        self.first.get_or_insert(span);
    }

    fn result(&self, status: TestStatus, listed: u64) -> Option<TestResult> {
        let count = self.count.saturating_sub(listed);
        (count > 0).then(|| TestResult { status, count: Some(count), span: self.first, ..TestResult::default() })
    }
}

impl GoRun {
    /// The package named by a heading above the lines.
    pub fn package(&self, stream: u32) -> Option<Text> {
        self.streams.get(&stream).and_then(|stream| stream.package.clone())
    }

    pub fn enter(&mut self, stream: u32, package: Option<Text>) {
        self.stream(stream).package = package;
    }

    /// A process ended; the line that names its package follows.
    pub fn exit(&mut self, stream: u32, status: u64) {
        self.stream(stream).exit = Some(status);
    }

    pub fn take_exit(&mut self, stream: u32) -> Option<u64> {
        self.streams.get_mut(&stream).and_then(|stream| stream.exit.take())
    }

    pub fn heading(&self, stream: u32) -> Option<Text> {
        self.streams.get(&stream).and_then(|stream| stream.heading.clone())
    }

    pub fn head(&mut self, stream: u32, package: Option<Text>) {
        self.stream(stream).heading = package;
    }

    /// A result of one test. Failed ones are listed once.
    pub fn result(&mut self, stream: u32, result: TestResult, tests: &mut Vec<TestResult>) {
        let span = result.span.unwrap_or_default();
        match result.status {
            TestStatus::Fail => self.fail(stream, result, tests),
            TestStatus::Skip => self.skipped.add(span),
            TestStatus::Pass => {
                self.passed.add(span);
                let failed = result.name.as_ref().and_then(|name| self.failed.get(name));
                if let Some(failed) = failed.and_then(|at| tests.get_mut(*at)) {
                    failed.detail = Some("passed in another run".into());
                }
                self.list_slow(result);
            }
        }
    }

    fn fail(&mut self, stream: u32, result: TestResult, tests: &mut Vec<TestResult>) {
        let Some(name) = result.name.clone() else { return tests.push(result) };
        if let Some(known) = self.failed.get(&name).and_then(|at| tests.get_mut(*at))
            && same_package(known.package.as_deref(), result.package.as_deref())
        {
            known.seconds = known.seconds.or(result.seconds);
            known.package = known.package.take().or(result.package);
            return;
        }
        let at = tests.len();
        if result.package.is_none() {
            self.stream(stream).unpacked.push(at);
        }
        self.failed.insert(name, at);
        tests.push(result);
    }

    fn list_slow(&mut self, result: TestResult) {
        let seconds = |result: &TestResult| result.seconds.unwrap_or_default();
        if seconds(&result) < SLOW_SECONDS || result.name.is_none() {
            return;
        }
        let at = self.slowest.partition_point(|listed| seconds(listed) >= seconds(&result));
        self.slowest.insert(at, result);
        self.slowest.truncate(LISTED_PASSES);
    }

    /// A line named the package of everything before it. Gives the number of failures that belonged to earlier ones.
    pub fn close_package(&mut self, stream: u32, package: &Text, tests: &mut [TestResult], failures: usize) -> usize {
        let stream = self.stream(stream);
        for at in stream.unpacked.drain(..) {
            if let Some(test) = tests.get_mut(at) {
                test.package.get_or_insert_with(|| package.clone());
            }
        }
        stream.heading = None;
        std::mem::replace(&mut stream.failures, failures)
    }

    /// Whether the source is one run, not several that were mixed.
    pub fn is_single(&self) -> bool {
        self.streams.len() == 1
    }

    /// Ends the run: passing and skipped tests that were counted.
    pub fn counted(self) -> Vec<TestResult> {
        let passed = self.passed.result(TestStatus::Pass, self.slowest.len() as u64);
        let skipped = self.skipped.result(TestStatus::Skip, 0);
        self.slowest.into_iter().chain(passed).chain(skipped).collect()
    }

    fn stream(&mut self, stream: u32) -> &mut Stream {
        self.streams.entry(stream).or_default()
    }
}

/// Tools print package paths relative to the module: `store/lock` is `example.com/db/store/lock`.
fn same_package(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.ends_with(other) || other.ends_with(one),
        _ => true,
    }
}
