//! The whole report: the JSON contract's top level.

use super::{Assertion, Failure, Finding, LogSummary, Note, RaceGroup, SlowQuery, Span, TestResult, Text, Timing};
use crate::text::repair::Repair;
use serde::{Deserialize, Serialize};

/// Version of the JSON contract.
pub const SCHEMA: u32 = 1;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub schema: u32,
    pub generator: Generator,
    pub sources: Vec<Source>,
    /// Most frequent first, then input order.
    pub races: Vec<RaceGroup>,
    /// Different races met, where they are more than `races` lists; otherwise 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub race_count: u64,
    pub failures: Vec<Failure>,
    /// Failures met, where they are more than `failures` lists; otherwise 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failure_count: u64,
    pub tests: Vec<TestResult>,
    pub assertions: Vec<Assertion>,
    /// Failed assertions met, where they are more than `assertions` lists; otherwise 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub assertion_count: u64,
    pub slow_queries: Vec<SlowQuery>,
    /// Slow-log entries met; `slow_queries` holds the slowest of them.
    #[serde(default)]
    pub slow_query_count: u64,
    /// All slow-log entries by statement, the largest sum of time first.
    #[serde(default)]
    pub digests: Vec<super::DigestSummary>,
    pub timings: Vec<Timing>,
    /// Timings met; `timings` holds the longest of them.
    #[serde(default)]
    pub timing_count: u64,
    pub log: LogSummary,
    /// Ranked: most important first.
    pub findings: Vec<Finding>,
    /// Three to six sentences in causal order; empty where there is nothing to tell.
    #[serde(default)]
    pub story: Vec<Sentence>,
    /// Records that speak of the same statement, test or failure.
    #[serde(default)]
    pub joins: Vec<Join>,
    /// How the clocks of the sources stand to each other, as far as the records tell; of a single clock only what is odd.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<super::ClockOffset>,
    pub notes: Vec<Note>,
    pub coverage: Coverage,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            generator: Generator::default(),
            sources: Vec::new(),
            races: Vec::new(),
            race_count: 0,
            failures: Vec::new(),
            failure_count: 0,
            tests: Vec::new(),
            assertions: Vec::new(),
            assertion_count: 0,
            slow_queries: Vec::new(),
            slow_query_count: 0,
            digests: Vec::new(),
            timings: Vec::new(),
            timing_count: 0,
            log: LogSummary::default(),
            findings: Vec::new(),
            story: Vec::new(),
            joins: Vec::new(),
            clocks: Vec::new(),
            notes: Vec::new(),
            coverage: Coverage::default(),
        }
    }
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generator {
    pub name: Text,
    pub version: Text,
}

impl Default for Generator {
    fn default() -> Self {
        Self { name: "racecard".into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub name: Text,
    pub bytes: u64,
    pub lines: u64,
    /// `gzip`, `zip` or `zstd`.
    pub packing: Option<Text>,
    /// Names of the wrappers taken off its lines.
    pub wrappers: Vec<Text>,
    pub repairs: Vec<Repair>,
    /// Whether all of it was understood: what was read is told in the report, lines that concern nobody included.
    #[serde(default)]
    pub understood: Understood,
    /// Why it was not, in sentences, at most 20.
    #[serde(default)]
    pub why: Vec<Text>,
    /// What the part that was not understood may hold: `race`, `failure`, `high`, the words of `--fail-on`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_hold: Vec<Text>,
}

/// How much of a source was understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Understood {
    /// Nothing in it is known to be missing from the report.
    #[default]
    All,
    /// Something that plainly is a report of Go or TiDB could not be read, or a part of the source was not read.
    Partly,
    /// It holds something, and nothing of it could be read.
    Not,
}

/// One sentence of the story, with its evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    pub text: Text,
    /// False for what is inferred.
    pub certain: bool,
    pub evidence: Vec<super::Evidence>,
}

/// Two records that speak of the same thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Join {
    pub from: super::Evidence,
    pub to: super::Evidence,
    /// What they share, in words: `start timestamp and duration`.
    pub by: Text,
    /// False where the names agree and nothing more.
    pub certain: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    pub bytes: u64,
    /// Bytes of lines that a recogniser claimed, and of blank lines and the markup around the log.
    pub claimed_bytes: u64,
    /// Runs of lines nobody claimed, at most 1,000.
    pub unread: Vec<Span>,
}
