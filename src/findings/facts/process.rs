//! Which process a record is of. What several records share is a process only where they are of one: every rule that lays
//! records side by side asks here.

use super::{Entry, Facts, Measure};
use crate::findings::joins::Joins;
use crate::model::store::is_mock;
use crate::model::{Evidence, EvidenceKind};
use std::collections::{BTreeMap, BTreeSet};

/// A process as far as the log tells it apart: by its source, and within it by the instance that a row names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process<'a> {
    /// The first of the sources that are known to be of one process.
    pub source: u32,
    /// `10.0.0.3:10080`, of rows that a cluster gathered; empty else.
    pub instance: &'a str,
    /// Lines that stores wrote: they run on hosts of their own.
    pub stores: bool,
}

/// The processes of a log.
#[derive(Debug, Default)]
pub struct Processes {
    /// Per source that is known to be of the process of an earlier one, that one.
    same: BTreeMap<u32, u32>,
    /// Sources whose store runs inside the process.
    mock: BTreeSet<u32>,
}

impl Processes {
    /// Two files of one server are one process: the log of it and its slow log, of which a line and an entry are certainly
    /// about the same statement, which one process ran.
    pub fn of(entries: &[Entry<'_>], measures: &[Measure<'_>], joins: &Joins) -> Self {
        let mut processes = Self::default();
        for measure in measures.iter().filter(|measure| measure.kind != STORE_LINE) {
            let entry = joins.entry_of(measure.index).and_then(|index| entries.get(index as usize));
            // Rows that name their instance are of many processes.
            if let Some(entry) = entry.filter(|entry| instance(entry).is_empty()) {
                processes.unite(measure.span.source, entry.span.source);
            }
        }
        let named = measures.iter().map(|measure| (measure.span.source, measure.store));
        let tasks =
            entries.iter().flat_map(|entry| [entry.proc.addr, entry.waited.addr].map(|addr| (entry.span.source, addr)));
        let mock: Vec<u32> = named.chain(tasks).filter(|(_, addr)| is_mock(addr)).map(|(source, _)| source).collect();
        processes.mock = mock.into_iter().map(|source| processes.first(source)).collect();
        processes
    }

    /// The first source of the process of a source.
    pub fn first(&self, source: u32) -> u32 {
        let mut first = source;
        // Each step goes to an earlier source.
        while let Some(earlier) = self.same.get(&first) {
            first = *earlier;
        }
        first
    }

    pub fn of_entry<'a>(&self, entry: &Entry<'a>) -> Process<'a> {
        Process { source: self.first(entry.span.source), instance: instance(entry), stores: false }
    }

    pub fn of_measure<'a>(&self, measure: &Measure<'a>) -> Process<'a> {
        Process {
            source: self.first(measure.span.source),
            instance: "",
            stores: measure.kind == STORE_LINE || measure.record.kind.starts_with("tikv"),
        }
    }

    /// The process of a record that is named as evidence; a store's lines count with the log they stand in.
    pub fn of_evidence<'a>(&self, facts: &Facts<'a>, evidence: &Evidence) -> Option<Process<'a>> {
        let index = evidence.index.map(|index| index as usize);
        let (report, kind) = (facts.report, evidence.kind);
        let span = match (index, kind) {
            (Some(index), EvidenceKind::SlowQuery) => return Some(self.of_entry(facts.entries.get(index)?)),
            (Some(index), EvidenceKind::Timing) => facts.measures.get(index)?.span,
            (Some(index), EvidenceKind::Race) => report.races.get(index)?.reports.first()?.span,
            (Some(index), EvidenceKind::Assertion) => report.assertions.get(index)?.span,
            (Some(index), EvidenceKind::Failure) => report.failures.get(index)?.span,
            _ => evidence.span?,
        };
        Some(Process { source: self.first(span.source), ..Process::default() })
    }

    /// Whether the store is a part of the process, so that nothing it does is done elsewhere.
    pub fn holds_its_store(&self, process: Process<'_>) -> bool {
        self.mock.contains(&process.source)
    }

    fn unite(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first(one), self.first(other));
        if one != other {
            self.same.insert(one.max(other), one.min(other));
        }
    }
}

const STORE_LINE: &str = "tikv_slow_query";

/// `INSTANCE` of a row of the cluster's tables.
fn instance<'a>(entry: &Entry<'a>) -> &'a str {
    let fields = entry.record.map(|record| &record.fields);
    fields
        .and_then(|fields| ["INSTANCE", "Instance", "instance"].iter().find_map(|name| fields.get(name)))
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use crate::findings::{Facts, Thresholds, testing};

    /// The log of a server, its slow log, and the slow log of another server.
    #[test]
    fn two_files_of_one_server() {
        let mut report = testing::entries(&[
            "source: 2\ntime: 2023-01-29T15:52:07.216+08:00\nTxn_start_ts: 439085609928097792\nQuery_time: 54.5\nConn_ID: 7",
            "source: 1\ntime: 2023-01-29T15:52:07.216+08:00\nTxn_start_ts: 439085609928097793\nQuery_time: 54.5\nConn_ID: 7",
        ]);
        testing::add_timing(
            &mut report,
            "cop_wait",
            "2023-01-29T15:52:07.204+08:00",
            51_635,
            "source=0 txnStartTS=439085609928097792 store_addr=store1",
        );
        let limits = Thresholds::default();
        let facts = Facts::new(&report, &limits);
        let of = |at: usize| facts.processes.of_entry(&facts.entries[at]);
        assert_eq!((of(0).source, of(1).source), (0, 1));
        assert_eq!(facts.processes.of_measure(&facts.measures[0]), of(0));
        assert_eq!((facts.processes.holds_its_store(of(0)), facts.processes.holds_its_store(of(1))), (true, false));
    }

    #[test]
    fn rows_of_a_cluster_name_their_instance() {
        let row = |instance: &str| format!("INSTANCE: {instance}\ntime: 2023-01-29T15:52:07Z\nQuery_time: 5");
        let report = testing::entries(&[&row("10.0.0.3:10080"), &row("10.0.0.4:10080"), &row("10.0.0.3:10080")]);
        let limits = Thresholds::default();
        let facts = Facts::new(&report, &limits);
        let of = |at: usize| facts.processes.of_entry(&facts.entries[at]);
        assert!(of(0) != of(1) && of(0) == of(2));
    }
}
