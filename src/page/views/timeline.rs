//! The timeline: what happened when, in lanes. The page turns the pointer into the switches `range` and `brush`; what the
//! keys do stands on the stage; the same figures are in the table behind the toggle.
//!
//! Switches: `width` in pixels of the stage; `range` and `brush`, two times in nanoseconds each: what is drawn, and what
//! the pointer marked; `chosen`, the number of an event in the order of time; `table`.

use super::timeline_drawing::{self as drawing, Axis, Chart, GUTTER};
use super::{Scene, ui};
use crate::engine::timeline::{self, Event, Lane};
use crate::model::{EvidenceKind, Report, Stamp};
use crate::page::present::clock;
use crate::page::present::figures::{count, duration};
use crate::page::protocol::{Act, CardId, Node, Switches, all, el, none, text};
use crate::text::order::Order;

/// Narrowest stretch that can be zoomed into, in nanoseconds.
const LEAST: i64 = 1_000_000;
/// Rows of the table.
const MOST_ROWS: usize = 500;
const STAGE: &str = "Timeline. Arrow keys choose an event, Enter opens its card; the table holds the same.";

/// The panel; empty where nothing has a time.
pub fn view(scene: &Scene<'_>) -> Node {
    let (switches, events) = (scene.switches, timeline::events(scene.report));
    let Some((first, last)) = bounds(&events) else { return none() };
    let stretch = pair(switches, "range").unwrap_or((first, last));
    let (from, to) = within(stretch, (first, last));
    let axis = Axis { from, to, width: switches.number("width").unwrap_or(0.0), clock: log_clock(scene.report) };
    // Where all that is marked fills the drawing, it was zoomed into.
    let brush = pair(switches, "brush").filter(|(start, end)| *start > from || *end < to);

    let mut order: Vec<u32> = (0..events.len() as u32).collect();
    let event = |at: u32| events.get(at as usize);
    order.order_by_key(|at| event(*at).map(|event| (event.start, event.lane)));
    let sight = (0_u32..).zip(&order).filter_map(|(number, at)| Some((number, event(*at)?)));
    let sight: Vec<(u32, &Event)> = sight.filter(|(_, event)| event.end >= from && event.start <= to).collect();
    let chosen = switches.number::<u32>("chosen");
    let chosen = chosen.and_then(|number| Some((number, *order.get(number as usize)?)));
    let chosen_event = chosen.and_then(|(_, at)| event(at));

    let chart = Chart { report: scene.report, events: &events, axis, chosen: chosen.map(|(_, at)| at), brush };
    let stage = el("div")
        .class("stage")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", STAGE)
        .attr("data-range", &format!("{from} {to} {GUTTER}"));
    let keys = keys(&sight, chosen.map(|(number, _)| number), chosen_event, brush.is_some());
    let stage = keys
        .into_iter()
        .fold(stage.attr("data-keys", ""), |stage, (key, act)| stage.attr(&format!("data-key-{key}"), &act.to_text()));
    let as_table = switches.is_on("table");
    let toggle =
        ui::button("action", &switches.toggle("table")).attr("aria-expanded", if as_table { "true" } else { "false" });
    let readout = el("p").class("readout").attr("aria-live", "polite");
    let under = el("div")
        .class("under")
        .add(readout.add(readout_of(&axis, scene.report, chosen_event, brush)))
        .add(zooms(&axis, brush, (first, last)))
        .add(toggle.text("Table"));
    el("div")
        .class("timeline")
        .add(stage.when(axis.width > 0.0, || drawing::view(&chart)))
        .add(under)
        .each(clocks(scene.report))
        .when(as_table, || table(&axis, scene.report, &sight))
}

/// The card of an event.
pub fn card(event: &Event) -> Option<CardId> {
    super::finding::kind_of(event.kind).map(|(kind, _)| CardId { kind, index: event.index })
}

pub fn lane_name(lane: Lane) -> &'static str {
    match lane {
        Lane::Statements => "statements",
        Lane::Coprocessor => "coprocessor",
        Lane::Timings => "timing",
        Lane::Tests => "tests",
        Lane::Failures => "failures",
        Lane::Races => "races",
    }
}

/// When it was and how long it took, as measured: the times of a log are often coarser.
pub fn when(axis: &Axis, report: &Report, event: &Event) -> String {
    let (start, end) = (axis.stamp(event.start), axis.stamp(event.end));
    if event.start == event.end {
        return format!("{} {}", clock::brief(start), clock::offset(start)).trim_end().to_owned();
    }
    let lasts = measured(report, event).unwrap_or(event.end - event.start);
    format!("{} · {}", duration(lasts), clock::from_to(start, end))
}

pub fn measured(report: &Report, event: &Event) -> Option<i64> {
    let at = event.index as usize;
    match event.kind {
        EvidenceKind::SlowQuery => report.slow_queries.get(at)?.nanos("Query_time"),
        EvidenceKind::Timing => report.timings.get(at)?.duration_nanos,
        _ => None,
    }
}

/// The whole stretch of time with some air at both ends.
fn bounds(events: &[Event]) -> Option<(i64, i64)> {
    let first = events.iter().map(|event| event.start).min()?;
    let last = events.iter().map(|event| event.end).max()?;
    let air = (last.saturating_sub(first) / 40).max(LEAST);
    Some((first.saturating_sub(air), last.saturating_add(air)))
}

/// A stretch that is not too narrow and does not leave the whole.
fn within((from, to): (i64, i64), (first, last): (i64, i64)) -> (i64, i64) {
    let middle = from.midpoint(to).clamp(first, last);
    let half = (to.saturating_sub(from) / 2).max(LEAST / 2);
    (middle.saturating_sub(half).max(first), middle.saturating_add(half).min(last))
}

/// Two times in nanoseconds, the earlier one first.
fn pair(switches: &Switches, name: &str) -> Option<(i64, i64)> {
    let (from, to) = switches.get(name)?.split_once(' ')?;
    let (from, to) = (from.parse::<i64>().ok()?, to.parse::<i64>().ok()?);
    (from < to).then_some((from, to))
}

/// A time of the log, for its offset and its digits.
fn log_clock(report: &Report) -> Stamp {
    let queries = report.slow_queries.iter().filter_map(|query| query.time);
    let timings = report.timings.iter().filter_map(|timing| timing.time);
    let failures = report.failures.iter().filter_map(|failure| failure.time);
    let any = queries.chain(timings).chain(failures).next().or(report.log.first);
    any.unwrap_or(Stamp { nanos: 0, offset_minutes: None, digits: 3 })
}

/// What each key does.
fn keys(
    sight: &[(u32, &Event)],
    chosen: Option<u32>,
    chosen_event: Option<&Event>,
    has_brush: bool,
) -> Vec<(&'static str, Act)> {
    let number = |one: Option<&(u32, &Event)>| one.map(|(number, _)| *number);
    let (first, last) = (number(sight.first()), number(sight.last()));
    let after = chosen.and_then(|chosen| number(sight.iter().find(|(number, _)| *number > chosen)));
    let before = chosen.and_then(|chosen| number(sight.iter().rfind(|(number, _)| *number < chosen)));
    let next = if chosen.is_none() { first } else { after };
    let moves = [
        ("ArrowRight", next),
        ("ArrowDown", next),
        ("ArrowLeft", if chosen.is_none() { first } else { before }),
        ("ArrowUp", if chosen.is_none() { first } else { before }),
        ("Home", first),
        ("End", last),
    ];
    let choose = |number: u32| Act::Set("chosen".into(), number.to_string().as_str().into());
    let mut keys: Vec<(&'static str, Act)> = Vec::new();
    keys.extend(moves.into_iter().filter_map(|(key, number)| Some((key, choose(number?)))));
    if let Some(card) = chosen_event.and_then(card) {
        keys.extend(["Enter", "o"].map(|key| (key, Act::Open(card))));
    }
    if has_brush || chosen.is_some() {
        let name = if has_brush { "brush" } else { "chosen" };
        keys.push(("Escape", Act::Set(name.into(), "".into())));
    }
    keys
}

fn readout_of(axis: &Axis, report: &Report, chosen: Option<&Event>, brush: Option<(i64, i64)>) -> Node {
    if let Some((from, to)) = brush {
        let at = |nanos: i64| Stamp { nanos, digits: 3, ..axis.clock };
        let stretch = format!(" {}", clock::from_to(at(from), at(to)));
        return all([el("b").text(&duration(to.saturating_sub(from))), text(&stretch)]);
    }
    let Some(event) = chosen else {
        return el("span").class("quiet").text("Point at an event, or drag to mark a stretch");
    };
    all([el("b").text(drawing::first_line(&event.label)), text(" "), el("span").text(&when(axis, report, event))])
        .when(!event.certain, || el("span").class("quiet").text(" (time of a line nearby)"))
}

/// How the clocks of the sources stand to each other, under a drawing that takes their times as printed.
fn clocks(report: &Report) -> Vec<Node> {
    let note = |words: &str| el("p").class("meta").text(words);
    if !report.clocks.is_empty() {
        return report.clocks.iter().map(|clock| note(&clock.text)).collect();
    }
    let queries = report.slow_queries.iter().filter(|query| query.time.is_some()).map(|query| query.span.source);
    let timings = report.timings.iter().filter(|timing| timing.time.is_some()).map(|timing| timing.span.source);
    let mut sources = queries.chain(timings);
    let first = sources.next();
    if sources.all(|source| Some(source) == first) {
        return Vec::new();
    }
    vec![note("The sources hold nothing that would tell how far their clocks stand apart.")]
}

/// Buttons for the stretch that is drawn.
fn zooms(axis: &Axis, brush: Option<(i64, i64)>, whole: (i64, i64)) -> Node {
    let (from, to) = (axis.from, axis.to);
    let range = |stretch: (i64, i64)| {
        let (from, to) = within(stretch, whole);
        let value = if (from, to) == whole { String::new() } else { format!("{from} {to}") };
        Act::Set("range".into(), value.as_str().into())
    };
    let middle = from.midpoint(to);
    let around = |half: i64| range((middle.saturating_sub(half), middle.saturating_add(half)));
    let length = to - from;
    let buttons = match brush {
        Some(brush) => {
            let at = |nanos: i64| Stamp { nanos, digits: 3, ..axis.clock };
            let terms = format!("time:>={} time:<={}", at(brush.0), at(brush.1));
            let filter = Act::Filter(terms.as_str().into());
            all([
                ui::action("Zoom in", "", &range(brush)),
                ui::action("Filter cards", "Show only the cards of this stretch", &filter),
            ])
        }
        None => all([
            ui::action("−", "Zoom out", &around(length)),
            ui::action("+", "Zoom in (or Shift and wheel)", &around(length / 4)),
        ]),
    };
    buttons.when((from, to) != whole, || ui::action("Whole time", "", &range(whole)))
}

fn table(axis: &Axis, report: &Report, sight: &[(u32, &Event)]) -> Node {
    let rows = sight.iter().take(MOST_ROWS).map(|(_, event)| {
        let open = card(event).map(|card| ui::action("open", "", &Act::Open(card)));
        el("tr")
            .add(el("td").text(lane_name(event.lane)))
            .add(el("td").text(&drawing::short(&event.label)))
            .add(el("td").text(&when(axis, report, event)))
            .add(el("td").maybe(open))
    });
    let heads = el("tr").each(["lane", "event", "time", ""].map(|name| el("th").text(name)));
    let table = el("table").class("plain").add(el("thead").add(heads)).add(el("tbody").each(rows));
    let more = sight.len().saturating_sub(MOST_ROWS) as u64;
    all([ui::scroll("region", "Events").add(table)])
        .when(more > 0, || el("p").class("meta").text(&format!("{} more: zoom in to have them here", count(more))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_stays_within_the_whole_and_is_not_too_narrow() {
        let whole = (0, 100 * LEAST);
        assert_eq!(within((-50 * LEAST, 10 * LEAST), whole), (0, 30 * LEAST));
        assert_eq!(within((5 * LEAST, 5 * LEAST + 2), whole), (5 * LEAST + 1 - LEAST / 2, 5 * LEAST + 1 + LEAST / 2));
        assert_eq!(within((i64::MIN, i64::MAX), whole), whole);
    }
}
