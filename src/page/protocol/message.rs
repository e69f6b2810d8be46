//! Requests of the page, answers and announcements of the worker.

use super::{CardId, Decoded, FieldHelp, Found, Kind, Mark, Notes, Overview, RawWindow, Sort, Summary, Timeline};
use crate::model::{Assertion, Failure, Finding, RaceGroup, SlowQuery, TestResult, Text, Timing};
use serde::{Deserialize, Serialize};

/// What the page posts: `id` is repeated in the answer, 0 where none is awaited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub id: u32,
    pub ask: Ask,
}

/// What the page asks for. Sources are named by the page's own numbers, which are never used twice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Read a source. Attachment: its `File` or `Blob`.
    Add {
        source: u32,
        name: Text,
    },
    /// Stop reading, keep what was found.
    Cancel {
        source: u32,
    },
    Remove {
        source: u32,
    },
    /// The list of cards. Attachment of the answer: a buffer of [`super::Heads`].
    Heads {
        filter: Text,
        sort: Sort,
    },
    Card(CardId),
    /// Lines `from` (from 1) to `to` (not included).
    Lines {
        source: u32,
        from: u64,
        to: u64,
    },
    /// Which lines of the source belong to records.
    Marks {
        source: u32,
    },
    /// Lines that hold a text; a regular expression where `regex`.
    Find {
        source: u32,
        pattern: Text,
        regex: bool,
    },
    /// The whole report, or only the cards named, as text.
    Export {
        format: ExportAs,
        cards: Vec<CardId>,
    },
    Decode {
        text: Text,
    },
    Notes,
    Overview,
    Timeline,
    /// What the fields of slow queries mean.
    Fields,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportAs {
    #[default]
    Markdown,
    Json,
    Csv,
    Html,
    Text,
}

/// An answer to the request of that id; 0 for announcements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    pub id: u32,
    pub tell: Tell,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tell {
    /// The worker can be asked.
    Ready,
    /// How far a source is.
    Progress {
        source: u32,
        bytes: u64,
        total: u64,
        records: u64,
    },
    /// A source has been read, or cancelled.
    Done {
        source: u32,
    },
    /// A source cannot be read; what was found in it stays.
    Failed {
        source: u32,
        reason: Text,
    },
    /// The report has changed.
    Report(Box<Summary>),
    /// The answer to `Heads`; the list is the attachment.
    Heads {
        /// What of the filter was not understood.
        problem: Option<Text>,
    },
    Race(Box<RaceGroup>),
    Failure(Box<Failure>),
    Assertion(Box<Assertion>),
    Slow(Box<SlowQuery>),
    Timing(Box<Timing>),
    Finding(Box<Finding>),
    Test(Box<TestResult>),
    /// The card does not exist (any more).
    NoCard,
    Lines(RawWindow),
    Marks {
        source: u32,
        marks: Vec<Mark>,
    },
    Found(Found),
    Export {
        text: String,
    },
    Decode(Decoded),
    Notes(Box<Notes>),
    Overview(Box<Overview>),
    Timeline(Box<Timeline>),
    Fields(Vec<FieldHelp>),
    /// The worker has run into a defect of its own while it worked on that source.
    Crashed {
        source: Option<u32>,
        text: Text,
    },
}

/// How many records of each kind a report holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
