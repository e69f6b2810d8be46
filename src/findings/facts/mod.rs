//! The records of a report as typed values, read once for all rules. Knows the model and nothing else.

mod entry;
mod measure;
pub mod number;
pub mod stats;
pub mod tables;

pub use entry::{Backoff, Entry, IMPOSSIBLE_NANOS, Tasks, WRITE_LAG_NANOS};
pub use measure::{Measure, is_mock_store};

use super::clocks::Clocks;
use super::joins::Joins;
use super::limit::Thresholds;
use crate::model::{DigestSummary, Report};
use std::collections::BTreeMap;

/// What the rules look at.
pub struct Facts<'a> {
    pub report: &'a Report,
    pub limits: &'a Thresholds,
    pub entries: Vec<Entry<'a>>,
    pub measures: Vec<Measure<'a>>,
    /// How the clocks of the sources stand to each other.
    pub clocks: Clocks,
    /// Records that speak of the same thing.
    pub joins: Joins,
}

impl<'a> Facts<'a> {
    pub fn new(report: &'a Report, limits: &'a Thresholds) -> Self {
        let entries: Vec<_> = (0..).zip(&report.slow_queries).map(|(index, query)| Entry::read(index, query)).collect();
        let measures: Vec<_> = (0..).zip(&report.timings).map(|(index, timing)| Measure::read(index, timing)).collect();
        let clocks = Clocks::of(report, limits, &entries, &measures);
        let joins = Joins::of(report, &entries, &measures, &clocks);
        Self { report, limits, entries, measures, clocks, joins }
    }

    /// Timing lines that belong to an entry.
    pub fn requests_of(&self, entry: &Entry<'_>) -> impl Iterator<Item = &Measure<'a>> {
        self.joins.requests_of(entry.index).iter().filter_map(|index| self.measures.get(*index as usize))
    }

    /// Entries of one statement, by digest, in the order of the log; entries without a digest are left out.
    pub fn by_digest(&self) -> BTreeMap<&'a str, Vec<&Entry<'a>>> {
        let mut digests: BTreeMap<&str, Vec<&Entry<'a>>> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| !entry.digest.is_empty()) {
            digests.entry(entry.digest).or_default().push(entry);
        }
        digests
    }

    /// The whole count of a statement, where the report does not keep all of its entries.
    pub fn summary_of(&self, digest: &str, kept: usize) -> Option<&'a DigestSummary> {
        let summary = self.report.digests.iter().find(|summary| summary.digest.as_deref() == Some(digest))?;
        (summary.count > kept as u64).then_some(summary)
    }

    /// False where only the slowest entries are kept: what is missing in time says nothing then.
    pub fn has_all_entries(&self) -> bool {
        self.report.slow_query_count <= self.report.slow_queries.len() as u64
    }

    /// Entries with a valid Query_time, and that time.
    pub fn timed(&self) -> impl Iterator<Item = (&Entry<'a>, i64)> {
        self.entries.iter().filter_map(|entry| Some((entry, entry.query.filter(|query| *query > 0)?)))
    }
}
