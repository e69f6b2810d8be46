//! A report with what a filter leaves of it, for the command.

use super::{Facts, Item, Query};
use crate::model::{EvidenceKind, Report};

/// Drops the records and findings that the filter does not show, and those parts of the evidence that pointed at them.
/// A finding that is shown brings the records it points at. Counts, digests, notes and the log summary stay.
pub fn filter(report: &mut Report, query: &Query) {
    let findings: Vec<bool> = report
        .findings
        .iter()
        .map(|it| {
            let facts = Facts { kind: "finding", severity: Some(it.severity), title: &it.title, ..Facts::default() };
            query.matches(&facts, Item::Finding(it))
        })
        .collect();
    let facts = |kind| Facts { kind, ..Facts::default() };
    let mut races = shown(&report.races, |it| {
        query.matches(&Facts { title: &it.title, count: it.count, ..facts("race") }, Item::Race(it))
    });
    let mut failures = shown(&report.failures, |it| {
        query.matches(&Facts { title: &it.message, line: it.span.line, ..facts("failure") }, Item::Failure(it))
    });
    let mut assertions = shown(&report.assertions, |it| {
        query.matches(&Facts { title: &it.error, line: it.span.line, ..facts("assertion") }, Item::Assertion(it))
    });
    let mut slow_queries = shown(&report.slow_queries, |it| {
        let title = it.sql.as_deref().unwrap_or_default();
        let time = it.time.map(|time| time.to_string()).unwrap_or_default();
        let (line, duration_nanos) = (it.span.line, it.nanos("Query_time"));
        query.matches(&Facts { title, line, duration_nanos, time: &time, ..facts("slow") }, Item::Slow(it))
    });
    let mut timings = shown(&report.timings, |it| {
        let time = it.time.map(|time| time.to_string()).unwrap_or_default();
        let (line, duration_nanos) = (it.span.line, it.duration_nanos);
        query.matches(
            &Facts { title: &it.message, line, duration_nanos, time: &time, ..facts("timing") },
            Item::Timing(it),
        )
    });
    report.tests.retain(|it| {
        let title = it.name.as_deref().or(it.package.as_deref()).unwrap_or_default();
        query.matches(&Facts { title, ..facts("test") }, Item::Test(it))
    });

    let shown_findings = report.findings.iter().zip(&findings).filter(|(_, shown)| **shown);
    for evidence in shown_findings.flat_map(|(it, _)| &it.evidence) {
        let list = match evidence.kind {
            EvidenceKind::Race => &mut races,
            EvidenceKind::Failure => &mut failures,
            EvidenceKind::Assertion => &mut assertions,
            EvidenceKind::SlowQuery => &mut slow_queries,
            EvidenceKind::Timing => &mut timings,
            EvidenceKind::Line => continue,
        };
        if let Some(place) = evidence.index.and_then(|at| list.get_mut(at as usize)) {
            *place = true;
        }
    }
    retain(&mut report.findings, &findings);
    let evidence = report.findings.iter_mut().flat_map(|it| &mut it.evidence);
    for evidence in evidence.chain(report.story.iter_mut().flat_map(|it| &mut it.evidence)) {
        let list = match evidence.kind {
            EvidenceKind::Race => &races,
            EvidenceKind::Failure => &failures,
            EvidenceKind::Assertion => &assertions,
            EvidenceKind::SlowQuery => &slow_queries,
            EvidenceKind::Timing => &timings,
            EvidenceKind::Line => continue,
        };
        evidence.index = evidence.index.and_then(|at| renumbered(list, at as usize));
    }
    retain(&mut report.races, &races);
    retain(&mut report.failures, &failures);
    retain(&mut report.assertions, &assertions);
    retain(&mut report.slow_queries, &slow_queries);
    retain(&mut report.timings, &timings);
}

fn shown<T>(items: &[T], matches: impl Fn(&T) -> bool) -> Vec<bool> {
    items.iter().map(matches).collect()
}

/// The place of item `at` among those that stay.
fn renumbered(keep: &[bool], at: usize) -> Option<u32> {
    let stays = keep.get(at).copied().unwrap_or(false);
    stays.then(|| keep.iter().take(at).filter(|keep| **keep).count() as u32)
}

fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    items.retain(|_| keep.next().copied().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Evidence, Finding, Severity, SlowQuery, Timing};

    fn report() -> Report {
        let mut report = Report::default();
        for seconds in ["12.5", "0.4"] {
            let mut query = SlowQuery::default();
            query.fields.push("Query_time", seconds);
            report.slow_queries.push(query);
        }
        report.timings.push(Timing { kind: "cop_wait".into(), duration_nanos: Some(51), ..Timing::default() });
        report.findings.push(Finding {
            rule: "Q3".into(),
            severity: Severity::High,
            evidence: vec![Evidence { kind: EvidenceKind::SlowQuery, index: Some(1), span: None }],
            ..Finding::default()
        });
        report
    }

    fn check(text: &str, expected: &str) {
        let (query, problem) = Query::read(text, &|_| Err("no patterns".into()));
        assert_eq!(problem, None);
        let mut left = report();
        filter(&mut left, &query);
        let mut out: Vec<String> =
            left.slow_queries.iter().filter_map(|it| it.fields.get("Query_time").map(str::to_owned)).collect();
        out.extend(left.timings.iter().map(|it| it.kind.to_string()));
        out.extend(left.findings.iter().map(|it| format!("{} {:?}", it.rule, it.evidence[0].index)));
        assert_eq!(out.join(", "), expected, "{text}");
    }

    #[test]
    fn records_and_what_points_at_them() {
        check("", "12.5, 0.4, cop_wait, Q3 Some(1)");
        check("dur:>10s", "12.5");
        check("sev:high", "0.4, Q3 Some(0)");
        check("kind:slow;sev:high", "12.5, 0.4, Q3 Some(1)");
        check("kind:timing", "cop_wait");
    }
}
