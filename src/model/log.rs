//! The log as a whole: how many lines, of which levels, from when to when.

use super::{Span, Stamp, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LogSummary {
    /// Physical lines of all sources.
    pub lines: u64,
    /// Log records per level, names in upper case.
    pub levels: BTreeMap<Text, u64>,
    pub first: Option<Stamp>,
    pub last: Option<Stamp>,
    /// Records over time, for the volume curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<Volume>,
    /// The longest times without a record, longest first, at most 20.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Median time between two records, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_gap_nanos: Option<i64>,
    /// The most frequent messages, most frequent first, at most 50.
    #[serde(default)]
    pub loudest: Vec<Loud>,
    /// What the program logged, by statement; None in reports of versions that did not list it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statements: Option<Statements>,
}

/// Statements of a program that log something: level, caller and message, with how often each did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statements {
    /// Warnings and errors first, the most frequent first; at most 1,000 of those and 200 of the others.
    pub listed: Vec<Statement>,
    /// Warnings and errors that are not in the list, by records.
    pub further_warnings: u64,
    /// Other records that are not in the list.
    pub further: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// In upper case.
    pub level: Text,
    /// `domain.go:2654`, or empty.
    pub caller: Text,
    /// The message with every run of digits as `#`; of a long one the beginning.
    pub message: Text,
    pub count: u64,
    /// The first record.
    pub span: Span,
}

impl Statement {
    /// Whether the level is that of a warning or worse.
    pub fn is_warning(&self) -> bool {
        is_warning(&self.level)
    }
}

/// Whether a level, in upper case, is that of a warning or worse.
pub fn is_warning(level: &str) -> bool {
    matches!(level, "WARN" | "ERROR" | "FATAL" | "PANIC" | "DPANIC")
}

/// Records per bucket of equal width.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Volume {
    pub start: Option<Stamp>,
    pub bucket_nanos: i64,
    pub counts: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    pub from: Stamp,
    pub to: Stamp,
    pub duration_nanos: i64,
    /// The median of all gaps of its source.
    #[serde(default)]
    pub median_nanos: i64,
    /// Records right before the gap that were looked at, at most 33, and the longest time between two of them: whether a
    /// silence of that length is unusual there.
    #[serde(default)]
    pub records_before: u32,
    #[serde(default)]
    pub longest_before_nanos: i64,
    /// The first record after the gap.
    pub span: Span,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Loud {
    pub message: Text,
    pub count: u64,
    pub span: Span,
}
