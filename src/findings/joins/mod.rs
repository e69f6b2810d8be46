//! Which records speak of the same statement, test or failure. Certain where identifiers agree, else marked as inferred.

mod concurrency;
mod failures;
mod requests;

pub use failures::{Link, links};
pub(crate) use failures::{file_name, in_brackets, place};
pub(crate) use requests::LATEST;

use super::clocks::Clocks;
use super::facts::{Entry, Measure};
use crate::model::report::Join;
use crate::model::{Evidence, EvidenceKind, Report};

/// Joins listed in a report; more would only repeat the same statement.
const MAX_JOINS: usize = 10_000;

/// All joins of a report.
#[derive(Debug, Default)]
pub struct Joins {
    pub all: Vec<Join>,
    /// Per entry, the timing lines of the same statement.
    requests: Vec<Vec<u32>>,
    /// Per timing line, the entry it belongs to.
    entries: Vec<Option<u32>>,
    /// Races with the failures and assertions they belong to.
    pub links: Vec<Link>,
    /// Records held against each other, for tests.
    pub compared: usize,
}

impl Joins {
    pub fn of(report: &Report, entries: &[Entry<'_>], measures: &[Measure<'_>], clocks: &Clocks) -> Self {
        let mut joins = Self {
            requests: vec![Vec::new(); entries.len()],
            entries: vec![None; measures.len()],
            links: links(report),
            ..Self::default()
        };
        requests::join(entries, measures, clocks, &mut joins);
        for link in &joins.links {
            joins.all.push(link.join());
        }
        joins.all.extend(failures::of_one_test(report));
        joins.all.truncate(MAX_JOINS);
        joins
    }

    /// Indices of the timing lines of an entry.
    pub fn requests_of(&self, entry: u32) -> &[u32] {
        self.requests.get(entry as usize).map_or(&[], Vec::as_slice)
    }

    /// The entry a timing line belongs to.
    pub fn entry_of(&self, measure: u32) -> Option<u32> {
        self.entries.get(measure as usize).copied().flatten()
    }

    fn request(&mut self, entry: u32, measure: u32, by: &str, certain: bool) {
        if let Some(list) = self.requests.get_mut(entry as usize) {
            list.push(measure);
        }
        if let Some(slot) = self.entries.get_mut(measure as usize) {
            *slot = Some(entry);
        }
        self.all.push(Join {
            from: evidence(EvidenceKind::Timing, measure),
            to: evidence(EvidenceKind::SlowQuery, entry),
            by: by.into(),
            certain,
        });
    }

    /// Two lines about one request: the store's and the client's.
    fn same_request(&mut self, store: u32, client: u32, by: &str) {
        self.all.push(Join {
            from: evidence(EvidenceKind::Timing, store),
            to: evidence(EvidenceKind::Timing, client),
            by: by.into(),
            certain: true,
        });
    }
}

pub(crate) fn evidence(kind: EvidenceKind, index: u32) -> Evidence {
    Evidence { kind, index: Some(index), span: None }
}
