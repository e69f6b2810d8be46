//! Puts the records of all sources together into one report: groups, joins, findings.

use super::Scan;
use crate::formats::slow_query;
use crate::model::{RaceGroup, Report};

/// The report on one or several sources.
pub fn report(scans: Vec<Scan>) -> Report {
    let mut report = Report::default();
    for scan in scans {
        let Scan { source, mut records, coverage } = scan;
        super::join_go::join(&mut records);
        report.log.lines += source.lines;
        report.sources.push(source);
        for (level, count) in records.log.levels {
            *report.log.levels.entry(level.into()).or_default() += count;
        }
        report.log.first = [report.log.first, records.log.first].into_iter().flatten().min();
        report.log.last = [report.log.last, records.log.last].into_iter().flatten().max();
        report.races.extend(records.races.into_iter().map(|race| RaceGroup {
            count: 1,
            reports: vec![race],
            ..RaceGroup::default()
        }));
        report.failures.extend(records.failures);
        report.tests.extend(records.tests);
        report.assertions.extend(records.assertions);
        let mut slow_queries = records.slow_queries;
        slow_queries.iter_mut().for_each(slow_query::add_details);
        report.slow_queries.extend(slow_queries);
        report.timings.extend(records.timings);
        report.notes.extend(records.notes);
        report.coverage.bytes += coverage.bytes;
        report.coverage.claimed_bytes += coverage.claimed_bytes.min(coverage.bytes);
        report.coverage.unread.extend(coverage.unread);
    }
    crate::findings::add(&mut report);
    report
}
