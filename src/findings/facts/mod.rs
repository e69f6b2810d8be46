//! The records of a report as typed values, read once for all rules. Knows the model and nothing else.

mod entry;
mod fields;
mod measure;
pub mod number;
pub mod stats;
pub mod tables;

pub use crate::model::store::is_mock as is_mock_store;
pub use entry::{Backoff, Entry, IMPOSSIBLE_NANOS, Stale, Tasks, WRITE_LAG_NANOS};
pub use measure::Measure;

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
    /// By digest; entries without one belong to none.
    pub statements: Vec<Statement<'a>>,
    /// How the clocks of the sources stand to each other.
    pub clocks: Clocks,
    /// Records that speak of the same thing.
    pub joins: Joins,
}

/// All that the report knows of the entries of one digest.
#[derive(Default)]
pub struct Statement<'a> {
    pub digest: &'a str,
    /// Entries that the report keeps, in the order of the log.
    entries: Vec<u32>,
    /// The count of all, where the report does not keep all of them.
    pub summary: Option<&'a DigestSummary>,
}

impl<'a> Facts<'a> {
    pub fn new(report: &'a Report, limits: &'a Thresholds) -> Self {
        let mut entries: Vec<_> =
            (0..).zip(&report.slow_queries).map(|(index, query)| Entry::read(index, query)).collect();
        let measures: Vec<_> = (0..).zip(&report.timings).map(|(index, timing)| Measure::read(index, timing)).collect();
        let statements = statements(report, &mut entries);
        let clocks = Clocks::of(report, limits, &entries, &measures);
        let joins = Joins::of(report, &entries, &measures, &clocks);
        Self { report, limits, entries, measures, statements, clocks, joins }
    }

    /// Timing lines that belong to an entry.
    pub fn requests_of(&self, entry: &Entry<'_>) -> impl Iterator<Item = &Measure<'a>> {
        self.joins.requests_of(entry.index).iter().filter_map(|index| self.measures.get(*index as usize))
    }

    /// Entries of a statement, in the order of the log.
    pub fn entries_of(&self, statement: &Statement<'_>) -> Vec<&Entry<'a>> {
        statement.entries.iter().filter_map(|index| self.entries.get(*index as usize)).collect()
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

/// Puts the entries together by their digests and numbers what comes out.
fn statements<'a>(report: &'a Report, entries: &mut [Entry<'a>]) -> Vec<Statement<'a>> {
    let mut digests: BTreeMap<&str, Statement<'a>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.digest.is_empty()) {
        let statement = digests.entry(entry.digest).or_default();
        statement.digest = entry.digest;
        statement.entries.push(entry.index);
    }
    for summary in &report.digests {
        if let Some(statement) = summary.digest.as_deref().and_then(|digest| digests.get_mut(digest)) {
            statement.summary = Some(summary).filter(|summary| summary.count > statement.entries.len() as u64);
        }
    }
    let statements: Vec<Statement<'a>> = digests.into_values().collect();
    for (number, statement) in (0..).zip(&statements) {
        for index in &statement.entries {
            if let Some(entry) = entries.get_mut(*index as usize) {
                entry.statement = Some(number);
            }
        }
    }
    statements
}
