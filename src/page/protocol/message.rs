//! Answers and announcements of the worker.

use super::{Found, Kind, Mark, RawWindow, Summary};
use crate::model::Text;

/// An answer to the request of that id; 0 for announcements.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub id: u32,
    pub tell: Tell,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Tell {
    /// The worker can be asked.
    Ready,
    /// How far a source is.
    Progress {
        source: u32,
        bytes: u64,
        total: u64,
        found: SoFar,
    },
    /// A source has been read.
    Done {
        source: u32,
        /// What was read of its file, where reading was stopped before its end.
        stopped: Option<u64>,
    },
    /// A source cannot be read; what was found in it stays.
    Failed {
        source: u32,
        reason: Text,
    },
    /// The report has changed.
    Report(Summary),
    /// The answer to `Heads`.
    Heads {
        /// What of the filter was not understood.
        problem: Option<Text>,
        /// [`super::Heads`] as bytes.
        rows: Vec<u8>,
    },
    /// The answer to `Panel`: the bytes of a [`super::Node`], none where its record does not exist (any more).
    Panel {
        tree: Vec<u8>,
    },
    Lines(RawWindow),
    Marks {
        source: u32,
        marks: Vec<Mark>,
    },
    Found(Found),
    /// The answer to `Export` and `Copied`.
    Export {
        text: Text,
    },
    /// The worker has run into a defect of its own while it worked on that source.
    Crashed {
        source: Option<u32>,
        text: Text,
    },
}

/// Records that a reader has counted in its source so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoFar {
    /// Of all kinds.
    pub records: u64,
    /// Race reports.
    pub races: u64,
    pub slow_queries: u64,
    pub timings: u64,
}

/// How many records of each kind a report holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub findings: u64,
    pub races: u64,
    /// Race reports in all groups.
    pub race_reports: u64,
    pub failures: u64,
    pub assertions: u64,
    pub slow_queries: u64,
    pub timings: u64,
    pub tests: u64,
    pub failed_tests: u64,
    pub notes: u64,
}

impl Counts {
    pub(super) const NUMBERS: usize = 10;

    pub(super) fn numbers(&self) -> [u64; Self::NUMBERS] {
        [
            self.findings,
            self.races,
            self.race_reports,
            self.failures,
            self.assertions,
            self.slow_queries,
            self.timings,
            self.tests,
            self.failed_tests,
            self.notes,
        ]
    }

    pub(super) fn from_numbers(numbers: [u64; Self::NUMBERS]) -> Self {
        let [findings, races, race_reports, failures, assertions, slow_queries, timings, tests, failed_tests, notes] =
            numbers;
        Self { findings, races, race_reports, failures, assertions, slow_queries, timings, tests, failed_tests, notes }
    }

    pub fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Finding => self.findings,
            Kind::Race => self.races,
            Kind::Failure => self.failures,
            Kind::Assertion => self.assertions,
            Kind::Slow => self.slow_queries,
            Kind::Timing => self.timings,
            Kind::Test => self.tests,
        }
    }
}
