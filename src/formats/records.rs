//! Where recognisers put what they read.

use super::GoRun;
use super::tidb_log::tail::Tail;
use super::tidb_log::tally::Tally;
use crate::model::{Assertion, Failure, NearMiss, Note, RaceReport, SlowQuery, Span, Stamp, TestResult, Text, Timing};
use crate::text::column::Way;
use crate::text::intern::Interner;
use std::collections::BTreeMap;

/// Records of one source in the order of the text.
#[derive(Debug, Default)]
pub struct Records {
    /// Drained by the engine, which groups them while they come.
    pub races: Vec<RaceReport>,
    /// Where every race report of the source starts, in bytes.
    pub race_starts: Vec<u64>,
    pub failures: Vec<Failure>,
    pub tests: Vec<TestResult>,
    pub assertions: Vec<Assertion>,
    pub slow_queries: Vec<SlowQuery>,
    pub timings: Vec<Timing>,
    pub notes: Vec<Note>,
    pub log: Tally,
    /// The log record before this line.
    pub tail: Tail,
    /// The test run around the lines: which test is running, results that are only counted.
    pub go: GoRun,
    /// How lines of slow queries before this one were broken at a column.
    pub broken: Option<Way>,
    /// Texts found inside records, to be offered to all formats; drained by the engine after every line.
    pub nested: Vec<Nested>,
    /// One copy of every function name and file.
    pub intern: Interner,
    /// The test that runs in each stream, by the lines of go test.
    pub running: BTreeMap<u32, Text>,
    /// The record around the text that is being read; None outside of nested texts.
    pub enclosing: Option<Enclosing>,
    /// The Go package whose output a stream is (`go test -json`).
    pub packages: BTreeMap<u32, Text>,
}

/// The record that a nested text stands in.
#[derive(Clone, Copy, Debug)]
pub struct Enclosing {
    pub time: Option<Stamp>,
}

/// A text inside a record (the unescaped message of a log line, a field that holds a stack).
#[derive(Clone, Debug)]
pub struct Nested {
    pub text: Vec<u8>,
    /// Where the outer text stands: spans of what is found inside are this one.
    pub span: Span,
    /// Time of the line around it.
    pub time: Option<Stamp>,
}

/// A copy of what was read; what only matters for reading on is left out.
impl Clone for Records {
    fn clone(&self) -> Self {
        Self {
            races: self.races.clone(),
            race_starts: self.race_starts.clone(),
            failures: self.failures.clone(),
            tests: self.tests.clone(),
            assertions: self.assertions.clone(),
            slow_queries: self.slow_queries.clone(),
            timings: self.timings.clone(),
            notes: self.notes.clone(),
            log: self.log.clone(),
            go: self.go.clone(),
            ..Self::default()
        }
    }
}

impl Records {
    pub fn note(&mut self, kind: &str, span: Span, text: impl Into<Text>) {
        self.notes.push(Note { kind: kind.into(), span: Some(span), text: text.into(), near_miss: None });
    }

    /// Remembers what a wrapper said about a stream.
    pub fn name_stream(&mut self, stream: u32, package: Option<&str>, test: Option<&str>) {
        if let Some(package) = package
            && self.packages.get(&stream).is_none_or(|known| **known != *package)
        {
            let name = self.intern.text(package.as_bytes());
            self.packages.insert(stream, name);
        }
        if let Some(test) = test
            && self.running.get(&stream).is_none_or(|known| **known != *test)
        {
            let name = self.intern.text(test.as_bytes());
            self.running.insert(stream, name);
        }
    }

    /// The package that a heading or a wrapper named for the lines of a stream.
    pub fn package(&self, stream: u32) -> Option<Text> {
        self.go.package(stream).or_else(|| self.packages.get(&stream).cloned())
    }

    /// The test whose output the lines of a stream are, as far as anything says.
    pub fn running(&self, stream: u32) -> Option<Text> {
        self.running.get(&stream).cloned()
    }

    /// Remembers the test that runs now, or that none does.
    pub fn run(&mut self, stream: u32, test: Option<Text>) {
        match test {
            Some(test) => self.running.insert(stream, test),
            None => self.running.remove(&stream),
        };
    }

    pub fn near_miss(&mut self, span: Span, text: impl Into<Text>, format: &str, reason: &str) {
        self.miss(
            "not_understood",
            span,
            text,
            NearMiss { format: format.into(), reason: reason.into(), plain: false },
        );
    }

    /// A near miss of something that plainly is of its format: the report lacks what the log tells there.
    pub fn plain_miss(&mut self, kind: &str, span: Span, text: impl Into<Text>, format: &str, reason: &str) {
        self.miss(kind, span, text, NearMiss { format: format.into(), reason: reason.into(), plain: true });
    }

    fn miss(&mut self, kind: &str, span: Span, text: impl Into<Text>, near_miss: NearMiss) {
        let near_miss = Some(near_miss);
        self.notes.push(Note { kind: kind.into(), span: Some(span), text: text.into(), near_miss });
    }
}
