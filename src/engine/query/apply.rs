//! A report with what a filter leaves of it, for the command.

use super::{Facts, Item, Place, Query, place};
use crate::model::{EvidenceKind, Report, Text};

/// Drops the records and findings that the filter does not show, and those parts of the evidence that pointed at them.
/// A finding that is shown brings the records it points at. Counts, digests, notes and the log summary stay.
pub fn filter(report: &mut Report, query: &Query) {
    let names: Vec<Text> = report.sources.iter().map(|source| source.name.clone()).collect();
    let passes = |kind: &str, severity, count, title: &str, place: Place, item: Item<'_>| {
        let time = place.time.map(|time| time.to_string()).unwrap_or_default();
        let span = place.span.unwrap_or_default();
        let source = names.get(span.source as usize).map_or("", |name| &**name);
        let (line, duration_nanos) = (span.line, place.duration_nanos);
        query.matches(&Facts { kind, severity, duration_nanos, count, line, source, time: &time, title }, item)
    };
    let spot = |span| Place { span: Some(span), ..Place::default() };
    let findings = shown(&report.findings, |it| {
        passes("finding", Some(it.severity), 0, &it.title, place(report, it), Item::Finding(it))
    });
    let mut races = shown(&report.races, |it| {
        let first = it.reports.first().map(|race| race.span);
        passes("race", None, it.count, &it.title, Place { span: first, ..Place::default() }, Item::Race(it))
    });
    let mut failures = shown(&report.failures, |it| {
        passes("failure", None, 0, &it.message, Place { time: it.time, ..spot(it.span) }, Item::Failure(it))
    });
    let mut assertions =
        shown(&report.assertions, |it| passes("assertion", None, 0, &it.error, spot(it.span), Item::Assertion(it)));
    let mut slow_queries = shown(&report.slow_queries, |it| {
        let at = Place { time: it.time, duration_nanos: it.nanos("Query_time"), ..spot(it.span) };
        passes("slow", None, 0, it.sql.as_deref().unwrap_or_default(), at, Item::Slow(it))
    });
    let mut timings = shown(&report.timings, |it| {
        let at = Place { time: it.time, duration_nanos: it.duration_nanos, ..spot(it.span) };
        passes("timing", None, 0, &it.message, at, Item::Timing(it))
    });
    report.tests.retain(|it| {
        let title = it.name.as_deref().or(it.package.as_deref()).unwrap_or_default();
        passes("test", None, it.count.unwrap_or(1), title, Place { span: it.span, ..Place::default() }, Item::Test(it))
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
    // What is not listed cannot be filtered: only what is shown is counted.
    (report.race_count, report.failure_count, report.assertion_count) = (0, 0, 0);
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
    use crate::model::{Evidence, Finding, Severity, SlowQuery, Source, Stamp, Timing};

    fn report() -> Report {
        let sources = vec![Source { name: "tidb.log".into(), ..Source::default() }];
        let mut report = Report { sources, ..Report::default() };
        for (seconds, time) in [("12.5", &b"2024-05-14T08:00:00Z"[..]), ("0.4", b"2024-05-14T09:30:00Z")] {
            let mut query = SlowQuery { time: Stamp::parse(time), ..SlowQuery::default() };
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
        check("dur:>300ms", "12.5, 0.4, Q3 Some(1)");
        check("time:>=2024-05-14T11:00:00+02:00", "0.4, Q3 Some(0)");
        check("source:tidb kind:finding", "0.4, Q3 Some(0)");
        check("source:tikv", "");
    }
}
