//! Answers that are small enough to be sent as they are.

use super::{CardId, Counts, Kind};
use crate::model::report::Sentence;
use crate::model::{Coverage, Finding, LogSummary, Note, Source, Stamp, Text};
use serde::{Deserialize, Serialize};

/// The report without its lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub sources: Vec<Source>,
    /// The page's ids of the sources, in the order of `sources`.
    pub ids: Vec<u32>,
    pub counts: Counts,
    pub coverage: Coverage,
    pub log: LogSummary,
    pub story: Vec<Sentence>,
    /// The three most important findings.
    pub leading: Vec<Finding>,
    /// False while a source is still read.
    pub complete: bool,
}

/// Everything the notes view shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Notes {
    pub notes: Vec<Note>,
    pub coverage: Coverage,
    pub sources: Vec<Source>,
}

/// A window of a source's lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawWindow {
    pub source: u32,
    /// Number of the first line, from 1.
    pub from: u64,
    pub lines: Vec<RawLine>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawLine {
    pub text: Text,
    /// Bytes of the line that `text` leaves out because it is very long.
    pub cut_bytes: u64,
    /// The record that claims the line.
    pub card: Option<CardId>,
}

/// Lines of a source that belong to a record.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    pub line: u64,
    pub end_line: u64,
    pub card: CardId,
}

/// Lines in which the text that was looked for occurs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub source: u32,
    /// At most [`Found::MAX`].
    pub lines: Vec<u64>,
    pub total: u64,
    /// Why the pattern cannot be used.
    pub error: Option<Text>,
}

impl Found {
    pub const MAX: usize = 10_000;
}

/// What a pasted text is, decoded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decoded {
    /// What it was taken for, in words: "execution plan", "TSO".
    pub what: Text,
    /// Named results, in order.
    pub rows: Vec<(Text, Text)>,
    /// A larger result, to be shown as it is.
    pub text: Option<Text>,
    pub error: Option<Text>,
}

/// The tables of the overview.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub digests: Vec<DigestRow>,
    pub tests: Vec<TestRow>,
    pub log: LogSummary,
    pub first: Option<Stamp>,
}

/// Slow queries with one digest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DigestRow {
    pub digest: Text,
    pub sql: Text,
    pub count: u64,
    pub sum_nanos: i64,
    pub median_nanos: i64,
    pub p95_nanos: i64,
    pub max_nanos: i64,
    pub plans: u64,
    /// Name of the largest part of the time.
    pub dominant: Text,
    /// The slowest entry, where the report holds it.
    pub card: Option<CardId>,
}

/// A test or package with how often it passed and failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TestRow {
    pub name: Text,
    pub package: Text,
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
    pub seconds: Option<f64>,
    pub card: Option<CardId>,
}

impl Summary {
    /// How many records of a kind there are.
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts.of(kind)
    }
}

/// A line of the engine's table of fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldHelp {
    pub name: Text,
    /// Letter of the group: B T X C S M P R N O.
    pub group: Text,
    /// `s`, `B`, `n`, `TSO`, …
    pub unit: Text,
    pub meaning: Text,
}
