//! The events of the timeline.

use crate::model::{Report, Severity, Span, Stamp, Text};
use crate::page::protocol::{CardId, Event, Kind, Lane, Timeline};
use crate::text::order::Order;

/// More are left out, shortest first.
const MAX_EVENTS: usize = 5_000;

pub fn timeline(report: &Report) -> Timeline {
    let mut events = Events { report, list: Vec::new() };
    for (at, query) in report.slow_queries.iter().enumerate() {
        let label = query.sql.clone().unwrap_or_else(|| "statement".into());
        let nanos = super::heads::query_nanos(query);
        events.add(Lane::Statement, Kind::Slow, at, (query.start, query.time, nanos), &label, query.span);
    }
    for (at, timing) in report.timings.iter().enumerate() {
        let lane = if timing.kind.starts_with("cop_") { Lane::Coprocessor } else { Lane::Timing };
        let times = (timing.start, timing.time, timing.duration_nanos);
        events.add(lane, Kind::Timing, at, times, &timing.kind, timing.span);
    }
    for (at, failure) in report.failures.iter().enumerate() {
        events.add(Lane::Failure, Kind::Failure, at, (None, failure.time, None), &failure.message, failure.span);
    }
    for (at, assertion) in report.assertions.iter().enumerate() {
        events.add(
            Lane::Test,
            Kind::Assertion,
            at,
            (None, None, None),
            &telling_line(&assertion.error),
            assertion.span,
        );
    }
    for (at, race) in report.races.iter().enumerate() {
        for run in &race.reports {
            events.add(Lane::Race, Kind::Race, at, (None, None, None), &race.title, run.span);
        }
    }
    let mut list = events.list;
    let left_out = list.len().saturating_sub(MAX_EVENTS);
    if left_out > 0 {
        list.order_by_key(|event| std::cmp::Reverse(event.end.nanos - event.start.nanos));
        list.truncate(MAX_EVENTS);
    }
    list.order_by_key(|event| (event.start.nanos, event.lane));
    Timeline {
        first: list.iter().map(|event| event.start).min_by_key(|stamp| stamp.nanos),
        last: list.iter().map(|event| event.end).max_by_key(|stamp| stamp.nanos),
        events: list,
        volume: report.log.volume.clone(),
        left_out: left_out as u64,
    }
}

struct Events<'a> {
    report: &'a Report,
    list: Vec<Event>,
}

impl Events<'_> {
    fn add(
        &mut self,
        lane: Lane,
        kind: Kind,
        at: usize,
        (start, end, duration_nanos): (Option<Stamp>, Option<Stamp>, Option<i64>),
        label: &str,
        span: Span,
    ) {
        let own = end.or(start);
        let Some(end) = own.or_else(|| nearby(self.report, span)) else { return };
        let card = CardId { kind, index: at as u32 };
        let label = label.lines().next().unwrap_or_default();
        let label = label.char_indices().nth(80).and_then(|(cut, _)| label.get(..cut)).unwrap_or(label).into();
        self.list.push(Event {
            lane,
            card,
            start: start.unwrap_or(end),
            end,
            duration_nanos,
            label,
            severity: severity(self.report, card),
            nearby: own.is_none(),
            span,
        });
    }
}

/// The first line of an error that does not only announce the next: `Received unexpected error:`.
fn telling_line(error: &str) -> Text {
    error.lines().map(str::trim).find(|line| !line.is_empty() && !line.ends_with(':')).unwrap_or(error).into()
}

/// The time of the last record with a time before this place in the same source, else of the first after it.
fn nearby(report: &Report, span: Span) -> Option<Stamp> {
    let slow = report.slow_queries.iter().map(|query| (query.span, query.time));
    let timings = report.timings.iter().map(|timing| (timing.span, timing.time));
    let places = slow.chain(timings).filter(|(near, _)| near.source == span.source);
    let (mut before, mut after) = (None, None);
    for (line, time) in places.filter_map(|(near, time)| Some((near.line, time?))) {
        if line <= span.line {
            before = before.max(Some((line, time)));
        } else if after.is_none_or(|(first, _)| line < first) {
            after = Some((line, time));
        }
    }
    before.or(after).map(|(_, time)| time)
}

fn severity(report: &Report, card: CardId) -> Option<Severity> {
    let about = report.findings.iter().filter(|finding| {
        finding
            .evidence
            .iter()
            .any(|it| it.index == Some(card.index) && super::heads::evidence_kind(it.kind) == Some(card.kind))
    });
    about.map(|finding| finding.severity).max()
}
