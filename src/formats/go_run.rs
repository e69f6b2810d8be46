//! What is known of a `go test` run while its output goes by: the results so far and what they belong to.
//!
//! Formats do not know one another; what the reader of test results learns, the readers of failures and assertions find
//! here.

use crate::model::{Span, TestResult, TestStatus, Text};
use crate::text::{bytes, figures};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Passing tests listed one by one, slowest first; the others are counted.
const LISTED_PASSES: usize = 20;
/// A passing test is worth listing from here on.
const SLOW_SECONDS: f64 = 1.0;

/// Messages of tests that are held until their result is known.
const MAX_LOGGED: usize = 1_000;
/// Results of sub-tests and the messages below them are indented so much more, in columns.
const LEVEL_COLUMNS: usize = 4;
/// Headings of failed packages remembered until the packages' own lines come, and results looked through for them.
const MAX_HEADED: usize = 1_000;

/// Messages kept of one failed test.
const MAX_MESSAGES: usize = 40;
/// Errors kept of one package.
const MAX_ERRORS: usize = 1_000;
/// Bytes of one message.
const MAX_MESSAGE: usize = 64 << 10;
/// Bytes of the messages kept of all failed tests.
const MAX_MESSAGE_BYTES: usize = 16 << 20;

/// Results listed; further ones are counted.
pub const MAX_LISTED: usize = 10_000;
/// Failed tests beyond them that are told apart, so that one that is printed again is not counted again.
const MAX_BEYOND: usize = 1 << 20;

/// The runs in one source, one per stream.
#[derive(Clone, Debug, Default)]
pub struct GoRun {
    streams: BTreeMap<u32, Stream>,
    /// Where a failed test of that name stands in the results.
    failed: BTreeMap<Text, usize>,
    passed: Counted,
    skipped: Counted,
    slowest: Vec<TestResult>,
    beyond: Beyond,
    message_bytes: usize,
    /// Packages that only a heading has called failed, with their places in the results.
    headed: Vec<(Text, usize)>,
    /// Processes that have ended, per stream.
    ended: BTreeMap<u32, u32>,
    /// `Found N data race(s)` lines.
    pub found_races: Vec<(Span, u64)>,
    /// The first `race detected during execution of test`.
    pub raced_in_test: Option<Span>,
    /// The first `race detected outside of test execution`.
    pub raced_outside: Option<Span>,
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
    /// The same until the next package has ended: what is printed below may be the compiler's own crash.
    compiled: Option<Text>,
    /// Status with which the last process ended.
    exit: Option<u64>,
    /// Messages of tests whose result is not known yet.
    logged: Vec<(Text, Text)>,
    /// Tests that passed, and that were skipped, told by lines and told by events: an event repeats what a line says, where
    /// there is one.
    told: [Told; 2],
    /// The failed test whose result was printed last, and the column of that line: what is logged below it and further
    /// in is its own.
    below: Option<(usize, usize)>,
}

/// Results beyond [`MAX_LISTED`].
#[derive(Clone, Debug, Default)]
struct Beyond {
    failed: Counted,
    /// Numbers that stand for the names of the failed tests.
    names: BTreeSet<u64>,
    /// Results of packages.
    packages: u64,
    /// Messages of failed tests.
    messages: u64,
    /// Where the first of all these stands.
    first: Option<Span>,
}

impl Beyond {
    fn add(&mut self, result: &TestResult) {
        self.first = self.first.or(result.span);
        let Some(name) = &result.name else {
            self.packages += 1;
            return;
        };
        let is_new = self.names.len() >= MAX_BEYOND || self.names.insert(number_of(name));
        if is_new {
            self.failed.add(result.span.unwrap_or_default());
        }
    }
}

/// A number that stands for a name: counting needs no names.
fn number_of(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// How often lines and events told a result of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    lines: u64,
    events: u64,
}

/// Who tells a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    Line,
    Event,
}

impl Told {
    /// Counts a result; whether it is a new one, and not the other's again.
    fn tell(&mut self, teller: Teller) -> bool {
        let (own, other) = match teller {
            Teller::Line => (&mut self.lines, self.events),
            Teller::Event => (&mut self.events, self.lines),
        };
        *own += 1;
        *own > other
    }
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

    /// A message that a test logged: above its result with `-v`, otherwise below it. Below the results of sub-tests and
    /// not further in, it is one of the test around them.
    pub fn log(&mut self, stream: u32, test: Option<&Text>, column: usize, message: Text, tests: &mut [TestResult]) {
        let below = self.streams.get(&stream).and_then(|stream| stream.below);
        let owner = below.and_then(|(at, result)| match result.checked_sub(column) {
            None => Some(at),
            Some(further_out) => {
                let name = tests.get(at)?.name.as_ref()?;
                let around =
                    (0..=further_out / LEVEL_COLUMNS).try_fold(&**name, |name, _| Some(name.rsplit_once('/')?.0));
                self.failed.get(around?).copied()
            }
        });
        if let Some(below) = owner.and_then(|at| tests.get_mut(at)) {
            self.add_message(below, message);
        } else if let Some(test) = test {
            let logged = &mut self.stream(stream).logged;
            if logged.len() < MAX_LOGGED {
                logged.push((test.clone(), message));
            }
        }
    }

    /// The column of the result that was printed last.
    pub fn indent(&mut self, stream: u32, column: usize) {
        if let Some((_, known)) = &mut self.stream(stream).below {
            *known = column;
        }
    }

    pub fn has_failed(&self, test: &Text) -> bool {
        self.failed.contains_key(test) || self.beyond.names.contains(&number_of(test))
    }

    /// What follows does not stand below a result any more.
    pub fn goes_on(&mut self, stream: u32) {
        self.stream(stream).below = None;
    }

    /// The messages of a test whose result is known now.
    fn take_logged(&mut self, stream: u32, test: &Text) -> Vec<Text> {
        let logged = &mut self.stream(stream).logged;
        let taken = logged.extract_if(.., |(of, _)| of == test);
        taken.map(|(_, message)| message).collect()
    }

    /// A process ended; the line that names its package follows.
    pub fn exit(&mut self, stream: u32, status: u64) {
        self.stream(stream).exit = Some(status);
    }

    /// A heading of gotestsum says that a package failed; the package's own line may stand before it or follow.
    pub fn head_failed(&mut self, package: Text, seconds: Option<f64>, span: Span, tests: &mut Vec<TestResult>) {
        let said = |test: &TestResult| test.name.is_none() && test.status == TestStatus::Fail;
        let mut recent = tests.iter().rev().take(MAX_HEADED);
        if recent.any(|test| said(test) && same_package(test.package.as_deref(), Some(&package))) {
            return;
        }
        let result = TestResult { package: Some(package.clone()), seconds, span: Some(span), ..TestResult::default() };
        let at = self.list(result, tests);
        if let Some(at) = at.filter(|_| self.headed.len() < MAX_HEADED) {
            self.headed.push((package, at));
        }
    }

    /// Where the result of a package stands that only a heading told, once its own line came.
    pub fn headed(&mut self, package: &Text) -> Option<usize> {
        let at = self.headed.iter().position(|(headed, _)| same_package(Some(headed), Some(package)))?;
        Some(self.headed.remove(at).1)
    }

    /// The process that printed the lines of a stream so far has ended.
    pub fn end_process(&mut self, stream: u32) {
        *self.ended.entry(stream).or_default() += 1;
    }

    /// A number for the process that prints the lines of a stream now.
    pub fn process(&self, stream: u32) -> u64 {
        u64::from(stream) << 32 | u64::from(self.ended.get(&stream).copied().unwrap_or_default())
    }

    pub fn take_exit(&mut self, stream: u32) -> Option<u64> {
        self.streams.get_mut(&stream).and_then(|stream| stream.exit.take())
    }

    pub fn heading(&self, stream: u32) -> Option<Text> {
        self.streams.get(&stream).and_then(|stream| stream.heading.clone())
    }

    pub fn head(&mut self, stream: u32, package: Option<Text>) {
        let stream = self.stream(stream);
        if package.is_some() {
            stream.compiled.clone_from(&package);
        }
        stream.heading = package;
    }

    /// The package that was being compiled, where nothing has been said of another since.
    pub fn compiled(&self, stream: u32) -> Option<Text> {
        self.streams.get(&stream).and_then(|stream| stream.compiled.clone())
    }

    /// A result of one test. Failed ones are listed once, others are counted once.
    pub fn result(&mut self, stream: u32, result: TestResult, teller: Teller, tests: &mut Vec<TestResult>) {
        let [passed, skipped] = &mut self.stream(stream).told;
        let is_new = match result.status {
            TestStatus::Pass => passed.tell(teller),
            TestStatus::Skip => skipped.tell(teller),
            TestStatus::Fail => true,
        };
        if !is_new && teller == Teller::Event {
            return;
        }
        let span = result.span.unwrap_or_default();
        let logged = result.name.as_ref().map(|name| self.take_logged(stream, name)).unwrap_or_default();
        self.stream(stream).below = None;
        match result.status {
            TestStatus::Fail => {
                let at = self.fail(stream, result, tests);
                self.stream(stream).below = at.map(|at| (at, 0));
                if let Some(test) = at.and_then(|at| tests.get_mut(at)) {
                    for message in logged {
                        self.add_message(test, message);
                    }
                }
            }
            TestStatus::Pass | TestStatus::Skip if !is_new => {}
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

    /// Lists a failed test; gives its place in the list.
    fn fail(&mut self, stream: u32, result: TestResult, tests: &mut Vec<TestResult>) -> Option<usize> {
        let Some(name) = result.name.clone() else {
            self.list(result, tests);
            return None;
        };
        if let Some(at) = self.failed.get(&name).copied()
            && let Some(known) = tests.get_mut(at)
            && same_package(known.package.as_deref(), result.package.as_deref())
        {
            known.seconds = known.seconds.or(result.seconds);
            known.package = known.package.take().or(result.package);
            return Some(at);
        }
        let has_package = result.package.is_some();
        let at = self.list(result, tests)?;
        if !has_package {
            self.stream(stream).unpacked.push(at);
        }
        self.failed.insert(name, at);
        Some(at)
    }

    /// Adds a result to the list while it has room, and gives its place there; otherwise counts it.
    pub fn list(&mut self, result: TestResult, tests: &mut Vec<TestResult>) -> Option<usize> {
        if tests.len() >= MAX_LISTED {
            self.beyond.add(&result);
            return None;
        }
        tests.push(result);
        Some(tests.len() - 1)
    }

    /// Lists of tools print the messages of a test again.
    fn add_message(&mut self, test: &mut TestResult, message: Text) {
        if !test.output.contains(&message) {
            self.add_output(test, message, MAX_MESSAGES);
        }
    }

    /// What the compiler or vet said of a package.
    pub fn add_error(&mut self, package: &mut TestResult, error: Text) {
        self.add_output(package, error, MAX_ERRORS);
    }

    fn add_output(&mut self, result: &mut TestResult, text: Text, most: usize) {
        let text = bytes::shortened(&text, MAX_MESSAGE).map_or(text, |(short, _)| short.into());
        if result.output.len() >= most || self.message_bytes + text.len() > MAX_MESSAGE_BYTES {
            self.beyond.messages += 1;
            self.beyond.first = self.beyond.first.or(result.span);
            return;
        }
        self.message_bytes += text.len();
        result.output.push(text);
    }

    /// What is counted and not listed, in words.
    pub fn beyond(&self) -> Vec<(String, Span)> {
        let Beyond { failed, packages, messages, first, .. } = &self.beyond;
        let (first, listed) = (first.unwrap_or_default(), figures::count(MAX_LISTED as u64));
        let said = [
            (failed.count, format!("failed tests beyond the first {listed} results are counted, not listed")),
            (*packages, format!("results of packages beyond the first {listed} results are not listed")),
            (*messages, "messages of failed tests and packages are left out, the first are kept".to_owned()),
        ];
        said.into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, text)| (format!("{} {text}", figures::count(count)), first))
            .collect()
    }

    fn list_slow(&mut self, result: TestResult) {
        let seconds = |result: &TestResult| result.seconds.unwrap_or_default();
        let fast = self.slowest.get(LISTED_PASSES - 1).is_some_and(|last| seconds(last) >= seconds(&result));
        if fast || seconds(&result) < SLOW_SECONDS || result.name.is_none() {
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
        stream.compiled = None;
        stream.below = None;
        stream.logged.clear();
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
        let failed = self.beyond.failed.result(TestStatus::Fail, 0);
        self.slowest.into_iter().chain(failed).chain(passed).chain(skipped).collect()
    }

    fn stream(&mut self, stream: u32) -> &mut Stream {
        self.streams.entry(stream).or_default()
    }
}

/// Tools print package paths relative to the module: `store/lock` is `example.com/db/store/lock`.
fn same_package(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            let (long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
            long.strip_suffix(short).is_some_and(|module| module.is_empty() || module.ends_with('/'))
        }
        _ => true,
    }
}
