//! Where a record stands in the log and how long it took: the same for the command's filter and the page's list.

use crate::model::{EvidenceKind, Finding, Report, Span, Stamp};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub span: Option<Span>,
    pub time: Option<Stamp>,
    pub duration_nanos: Option<i64>,
}

/// A finding stands where the record stands that it points at first.
pub fn place(report: &Report, finding: &Finding) -> Place {
    let Some(first) = finding.evidence.first() else { return Place::default() };
    let at = first.index.unwrap_or(u32::MAX) as usize;
    let spot = |span| Place { span: Some(span), ..Place::default() };
    let found = match first.kind {
        EvidenceKind::Race => report.races.get(at).and_then(|group| group.reports.first()).map(|race| spot(race.span)),
        EvidenceKind::Failure => report.failures.get(at).map(|it| Place { time: it.time, ..spot(it.span) }),
        EvidenceKind::Assertion => report.assertions.get(at).map(|it| spot(it.span)),
        EvidenceKind::SlowQuery => report.slow_queries.get(at).map(|it| {
            let duration_nanos = it.nanos("Query_time");
            Place { time: it.time, duration_nanos, ..spot(it.span) }
        }),
        EvidenceKind::Timing => {
            report.timings.get(at).map(|it| Place { time: it.time, duration_nanos: it.duration_nanos, ..spot(it.span) })
        }
        EvidenceKind::Line => None,
    };
    found.unwrap_or(Place { span: first.span, ..Place::default() })
}
