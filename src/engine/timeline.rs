//! What happened when, as pure data: lanes of events with their start and end, and the bars to draw for a range of time
//! and a width in pixels, so that a log of 100,000 events needs no more bars than there are pixels. Knows no page.

use crate::model::{EvidenceKind, Report, Span, Text};
use crate::text::order::Order;

/// A row of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    Statements,
    Coprocessor,
    Timings,
    Tests,
    Failures,
    Races,
}

/// A record on the axis. Times are nanoseconds since 1970; an instant has `start == end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub lane: Lane,
    pub start: i64,
    pub end: i64,
    pub kind: EvidenceKind,
    pub index: u32,
    pub label: Text,
    /// False where the time is that of a neighbouring line and not the record's own.
    pub certain: bool,
}

/// One bar to draw: an event, or several that lie within the same pixel of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub lane: Lane,
    pub start: i64,
    pub end: i64,
    pub count: u32,
    /// Index of the longest of its events in the list given.
    pub event: u32,
    pub certain: bool,
}

/// All events of a report, by lane and start.
pub fn events(report: &Report) -> Vec<Event> {
    let mut events = Vec::new();
    for (index, query) in (0..).zip(&report.slow_queries) {
        let Some(end) = query.time else { continue };
        let start = query.start.unwrap_or(end).nanos;
        let label = query.sql.clone().unwrap_or_default();
        let kind = EvidenceKind::SlowQuery;
        events.push(Event { lane: Lane::Statements, start, end: end.nanos, kind, index, label, certain: true });
    }
    for (index, timing) in (0..).zip(&report.timings) {
        let Some(end) = timing.time else { continue };
        let lane = if matches!(&*timing.kind, "cop_process" | "cop_wait" | "cop_task") {
            Lane::Coprocessor
        } else {
            Lane::Timings
        };
        let start = timing.start.unwrap_or(end).nanos;
        let (kind, label) = (EvidenceKind::Timing, timing.kind.clone());
        events.push(Event { lane, start, end: end.nanos, kind, index, label, certain: true });
    }
    let near = Neighbours::of(report);
    for (index, assertion) in (0..).zip(&report.assertions) {
        let label = assertion.test_name().cloned().unwrap_or_else(|| telling_line(&assertion.error));
        events.extend(near.instant(Lane::Tests, EvidenceKind::Assertion, index, assertion.span, label));
    }
    for (index, failure) in (0..).zip(&report.failures) {
        let (kind, label) = (EvidenceKind::Failure, failure.message.clone());
        match failure.time {
            Some(time) => {
                let (start, end) = (time.nanos, time.nanos);
                events.push(Event { lane: Lane::Failures, start, end, kind, index, label, certain: true });
            }
            None => events.extend(near.instant(Lane::Failures, kind, index, failure.span, label)),
        }
    }
    for (index, group) in (0..).zip(&report.races) {
        for race in &group.reports {
            let title = group.title.clone();
            events.extend(near.instant(Lane::Races, EvidenceKind::Race, index, race.span, title));
        }
    }
    events.order_by_key(|event| (event.lane, event.start, event.end));
    events
}

/// The first line of an error that does not only announce the next: `Received unexpected error:`.
fn telling_line(error: &str) -> Text {
    error.lines().map(str::trim).find(|line| !line.is_empty() && !line.ends_with(':')).unwrap_or(error).into()
}

/// Lines with a time, by source and line.
struct Neighbours(Vec<(u32, u64, i64)>);

impl Neighbours {
    fn of(report: &Report) -> Self {
        let queries = report.slow_queries.iter().map(|query| (query.span, query.time));
        let timings = report.timings.iter().map(|timing| (timing.span, timing.time));
        let timed = queries.chain(timings).filter_map(|(span, time)| Some((span.source, span.line, time?.nanos)));
        let mut lines: Vec<_> = timed.collect();
        lines.order_by_key(|line| *line);
        Self(lines)
    }

    /// An instant at the time of the nearest line before, else after; None in a source without times.
    fn instant(&self, lane: Lane, kind: EvidenceKind, index: u32, span: Span, label: Text) -> Option<Event> {
        let at = self.0.partition_point(|(source, line, _)| (*source, *line) <= (span.source, span.line));
        let same =
            |found: Option<&(u32, u64, i64)>| found.filter(|(source, ..)| *source == span.source).map(|one| one.2);
        let time = same(at.checked_sub(1).and_then(|before| self.0.get(before))).or_else(|| same(self.0.get(at)))?;
        Some(Event { lane, start: time, end: time, kind, index, label, certain: false })
    }
}

/// The bars for `from..to` on `pixels` pixels: events shorter than a pixel that begin in the same one are one bar.
/// `events` must be in the order of [`events`].
pub fn bars(events: &[Event], from: i64, to: i64, pixels: u32) -> Vec<Bar> {
    let pixel = (to.saturating_sub(from) / i64::from(pixels.max(1))).max(1);
    let mut bars: Vec<Bar> = Vec::new();
    let mut longest = 0;
    for (at, event) in (0..).zip(events) {
        if event.end < from || event.start > to {
            continue;
        }
        let length = event.end.saturating_sub(event.start);
        let column = |start: i64| start.saturating_sub(from).max(0) / pixel;
        let joins = |bar: &&mut Bar| {
            length < pixel
                && bar.lane == event.lane
                && bar.end.saturating_sub(bar.start) < pixel
                && column(bar.start) == column(event.start)
        };
        if let Some(bar) = bars.last_mut().filter(joins) {
            bar.end = bar.end.max(event.end).min(bar.start.saturating_add(pixel - 1));
            bar.count += 1;
            bar.certain &= event.certain;
            if length > longest {
                (bar.event, longest) = (at, length);
            }
            continue;
        }
        longest = length;
        let Event { lane, start, end, certain, .. } = *event;
        bars.push(Bar { lane, start, end, count: 1, event: at, certain });
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RaceGroup, RaceReport, Stamp, Timing};

    fn timing(line: u64, millis: i64, duration: i64) -> Timing {
        let time = Stamp::from_unix_nanos(millis * 1_000_000, Some(0), 3);
        let span = Span { line, end_line: line, ..Span::default() };
        let start = Some(time.plus_nanos(-duration * 1_000_000));
        Timing { kind: "cop_wait".into(), time: Some(time), start, span, ..Timing::default() }
    }

    fn race(line: u64) -> RaceGroup {
        let span = Span { line, end_line: line, ..Span::default() };
        RaceGroup { reports: vec![RaceReport { span, ..RaceReport::default() }], ..RaceGroup::default() }
    }

    #[test]
    fn a_race_stands_at_its_neighbour_and_says_so() {
        let report = Report {
            timings: vec![timing(5, 1000, 400), timing(9, 2000, 10)],
            races: vec![race(7), race(1)],
            ..Report::default()
        };
        let found: Vec<_> = events(&report)
            .into_iter()
            .map(|event| (event.lane, event.start / 1_000_000, event.end / 1_000_000, event.certain))
            .collect();
        assert_eq!(
            found,
            [
                (Lane::Coprocessor, 600, 1000, true),
                (Lane::Coprocessor, 1990, 2000, true),
                (Lane::Races, 1000, 1000, false),
                (Lane::Races, 1000, 1000, false),
            ]
        );
        assert!(events(&Report { races: vec![race(7)], ..Report::default() }).is_empty());
    }

    #[test]
    fn no_more_bars_than_pixels() {
        let report = Report { timings: (0..100_000).map(|at| timing(at as u64, at, 0)).collect(), ..Report::default() };
        let events = events(&report);
        let bars = bars(&events, 0, 100_000 * 1_000_000, 500);
        assert_eq!(bars.len(), 500);
        assert_eq!(bars.iter().map(|bar| bar.count).sum::<u32>(), 100_000);
    }

    #[test]
    fn long_events_stay_apart_and_the_range_counts() {
        let report = Report {
            timings: vec![timing(1, 1000, 900), timing(2, 1000, 800), timing(3, 9000, 10)],
            ..Report::default()
        };
        let bars = bars(&events(&report), 0, 5_000 * 1_000_000, 100);
        assert_eq!(bars.iter().map(|bar| bar.count).collect::<Vec<_>>(), [1, 1]);
    }
}
