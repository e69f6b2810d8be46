//! The tables for large inputs: digests, tests.

use crate::model::{Report, SlowQuery, TestStatus, Text};
use crate::page::protocol::{CardId, DigestRow, Kind, Overview, TestRow};
use std::collections::{BTreeMap, BTreeSet};

pub fn overview(report: &Report) -> Overview {
    Overview {
        digests: digests(&report.slow_queries),
        tests: tests(report),
        log: report.log.clone(),
        first: report.log.first,
    }
}

/// By the sum of time, longest first.
fn digests(queries: &[SlowQuery]) -> Vec<DigestRow> {
    let mut groups: BTreeMap<&str, Vec<(i64, usize, &SlowQuery)>> = BTreeMap::new();
    for (at, query) in queries.iter().enumerate() {
        let digest = query.fields.get("Digest").unwrap_or_default();
        groups.entry(digest).or_default().push((super::heads::query_nanos(query).unwrap_or(0), at, query));
    }
    let mut rows: Vec<_> = groups.into_iter().map(|(digest, entries)| digest_row(digest, entries)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.sum_nanos));
    rows
}

fn digest_row(digest: &str, mut entries: Vec<(i64, usize, &SlowQuery)>) -> DigestRow {
    entries.sort_by_key(|(nanos, at, _)| (*nanos, *at));
    let quantile = |share: f64| {
        let at = ((entries.len() as f64 * share).ceil() as usize).saturating_sub(1);
        entries.get(at).map_or(0, |entry| entry.0)
    };
    let plans: BTreeSet<_> = entries.iter().filter_map(|(_, _, query)| query.fields.get("Plan_digest")).collect();
    let slowest = entries.last();
    let dominant = slowest.and_then(|(_, _, query)| {
        query.breakdown.iter().filter(|part| part.level == 0 && !part.parallel).max_by_key(|part| part.duration_nanos)
    });
    DigestRow {
        digest: digest.into(),
        sql: slowest.and_then(|(_, _, query)| query.sql.clone()).unwrap_or_default(),
        count: entries.len() as u64,
        sum_nanos: entries.iter().map(|entry| entry.0).fold(0, i64::saturating_add),
        median_nanos: quantile(0.5),
        p95_nanos: quantile(0.95),
        max_nanos: quantile(1.0),
        plans: plans.len() as u64,
        dominant: dominant.map(|part| part.name.clone()).unwrap_or_default(),
        card: CardId { kind: Kind::Slow, index: slowest.map_or(0, |entry| entry.1 as u32) },
    }
}

/// Failed ones first, then those that did both, then by name.
fn tests(report: &Report) -> Vec<TestRow> {
    let mut rows: BTreeMap<(Text, Text), TestRow> = BTreeMap::new();
    for (at, test) in report.tests.iter().enumerate() {
        let (name, package) = (test.name.clone().unwrap_or_default(), test.package.clone().unwrap_or_default());
        if name.is_empty() && package.is_empty() {
            continue;
        }
        let row = rows.entry((name.clone(), package.clone())).or_insert_with(|| TestRow {
            name,
            package,
            card: Some(CardId { kind: Kind::Test, index: at as u32 }),
            ..TestRow::default()
        });
        let count = test.count.unwrap_or(1);
        match test.status {
            TestStatus::Fail => row.failed += count,
            TestStatus::Pass => row.passed += count,
            TestStatus::Skip => row.skipped += count,
        }
        row.seconds = test.seconds.into_iter().chain(row.seconds).reduce(f64::max);
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by_key(|row| (row.failed == 0, row.passed == 0));
    rows
}
