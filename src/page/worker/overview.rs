//! The tables for large inputs: digests, tests.

use crate::model::digest::DigestSummary;
use crate::model::{Report, TestStatus, Text};
use crate::page::protocol::{CardId, DigestRow, Kind, Overview, TestRow};
use crate::text::order::Order;
use std::collections::BTreeMap;

pub fn overview(report: &Report) -> Overview {
    Overview { digests: digests(report), tests: tests(report), log: report.log.clone(), first: report.log.first }
}

/// The report's own table; each row leads to its slowest entry, where that was kept.
fn digests(report: &Report) -> Vec<DigestRow> {
    let nanos = |nanos: u64| i64::try_from(nanos).unwrap_or(i64::MAX);
    let row = |group: &DigestSummary| DigestRow {
        digest: group.digest.clone().unwrap_or_default(),
        sql: group.normalised.clone().or_else(|| group.sample.clone()).unwrap_or_default(),
        count: group.count,
        sum_nanos: nanos(group.sum_nanos),
        median_nanos: nanos(group.median_nanos),
        p95_nanos: nanos(group.p95_nanos),
        max_nanos: nanos(group.max_nanos),
        plans: group.plans.len() as u64,
        dominant: group.dominant.clone().unwrap_or_default(),
        card: slowest(report, group),
    };
    report.digests.iter().map(row).collect()
}

fn slowest(report: &Report, group: &DigestSummary) -> Option<CardId> {
    let at = report.slow_queries.iter().position(|query| query.span == group.span)?;
    Some(CardId { kind: Kind::Slow, index: at as u32 })
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
    rows.order_by_key(|row| (row.failed == 0, row.passed == 0));
    rows
}
