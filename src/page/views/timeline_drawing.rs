//! The drawing of the timeline: lanes with bars and marks, ticks, the log's volume under them. Geometry in attributes,
//! colours in the style sheet.

use super::timeline::{card, lane_name, measured, when};
use crate::engine::timeline::{self, Bar, Event, Lane};
use crate::model::{Report, Stamp};
use crate::page::present::axis::ticks;
use crate::page::present::figures::{duration, plural};
use crate::page::present::lanes::{self, CROWD_STEP, Crowd, Label, Placed, place};
use crate::page::present::prose::shorten;
use crate::page::protocol::{Act, Node, el};

/// Width of the column with the names of the lanes, in pixels.
pub const GUTTER: i32 = 86;
const ROW: f64 = 22.0;
const BAR: f64 = 16.0;
const LANE_GAP: f64 = 8.0;
const AXIS: f64 = 20.0;
const VOLUME: f64 = 24.0;
/// Pixels between two ticks, at least.
const TICK_ROOM: f64 = 64.0;
const LABEL_CHARACTERS: usize = 46;

const LANES: [Lane; 6] = [Lane::Statements, Lane::Coprocessor, Lane::Timings, Lane::Tests, Lane::Failures, Lane::Races];

/// The stretch of time that is drawn.
#[derive(Clone, Copy)]
pub struct Axis {
    pub from: i64,
    pub to: i64,
    /// Of the stage, in pixels.
    pub width: f64,
    /// A time of the log, for its offset and its digits.
    pub clock: Stamp,
}

impl Axis {
    /// A time with as many digits as it needs.
    pub fn stamp(&self, nanos: i64) -> Stamp {
        let whole = nanos % 1_000_000_000 == 0;
        Stamp { nanos, digits: if whole { self.clock.digits } else { 9 }, ..self.clock }
    }

    fn inner(&self) -> f64 {
        (self.width - f64::from(GUTTER)).max(40.0)
    }

    fn x(&self, nanos: i64) -> f64 {
        let share = nanos.saturating_sub(self.from) as f64 / (self.to - self.from).max(1) as f64;
        f64::from(GUTTER) + share * self.inner()
    }
}

pub struct Chart<'a> {
    pub report: &'a Report,
    /// In the order of [`timeline::events`].
    pub events: &'a [Event],
    pub axis: Axis,
    /// Place of the chosen event among the events.
    pub chosen: Option<u32>,
    pub brush: Option<(i64, i64)>,
}

pub fn view(chart: &Chart<'_>) -> Node {
    let axis = &chart.axis;
    let bars = timeline::bars(chart.events, axis.from, axis.to, axis.inner() as u32);
    let labels: Vec<String> = bars.iter().map(|bar| label(chart, bar)).collect();
    let placeable = bars.iter().zip(&labels).map(|(bar, label)| lanes::Event {
        lane: LANES.iter().position(|lane| *lane == bar.lane).unwrap_or(0),
        from_nanos: bar.start,
        to_nanos: bar.end,
        label,
        count: bar.count,
    });
    let placeable: Vec<lanes::Event<'_>> = placeable.collect();
    let drawing = place(&placeable, LANES.len(), axis.from, axis.to, axis.inner());
    let tops = Tops::new(&drawing.first_rows);
    let volume = volume(chart, tops.bottom + AXIS);
    let height = tops.bottom + AXIS + if volume.is_some() { VOLUME } else { 0.0 };
    let names = LANES.iter().zip(&tops.lanes).filter_map(|(lane, top)| {
        let y = px((*top)? + 12.0);
        Some(el("text").class("lane").attr("x", "0").attr("y", &y).text(lane_name(*lane)))
    });
    let chosen = chosen_bar(chart, &bars);
    let shapes = drawing.placed.iter().filter_map(|placed| {
        let (bar, label) = (bars.get(placed.event)?, labels.get(placed.event)?);
        shape(chart, bar, label, placed, tops.of_row(placed.row), chosen == Some(placed.event))
    });
    let crowds = drawing.crowds.iter().map(|crowd| {
        let class = LANES.get(crowd.lane).map_or("", |lane| lane_class(*lane));
        let title = el("title").text("Many events: zoom in to see them one by one");
        let path = crowd_path(crowd, tops.of_row(crowd.row) + BAR);
        el("path").class(&format!("crowd {class}")).attr("d", &path).add(title)
    });
    let (left, right) = chart.brush.map_or((0.0, 0.0), |(from, to)| (axis.x(from), axis.x(to)));
    let (left, right) = (left.max(f64::from(GUTTER)), right.min(axis.width));
    let brush = el("rect")
        .class("brush")
        .attr("x", &px(left))
        .attr("y", "0")
        .attr("width", &px((right - left).max(0.0)))
        .attr("height", &px(tops.bottom));
    el("svg")
        .attr("width", &px(axis.width))
        .attr("height", &px(height))
        .attr("role", "img")
        .attr("aria-label", "Events in lanes over time")
        .each(tick_lines(axis, tops.bottom))
        .each(names)
        .maybe(volume)
        .each(crowds)
        .each(shapes)
        .add(brush)
}

/// The beginning of a label: statements may be long.
pub fn first_line(label: &str) -> &str {
    let line = label.trim_start().lines().next().unwrap_or_default();
    line.char_indices().nth(200).and_then(|(at, _)| line.get(..at)).unwrap_or(line)
}

/// A label on one short line.
pub fn short(label: &str) -> String {
    shorten(first_line(label).trim_end_matches(':'), 80)
}

fn label(chart: &Chart<'_>, bar: &Bar) -> String {
    if bar.count > 1 {
        return plural(u64::from(bar.count), "event");
    }
    let Some(event) = chart.events.get(bar.event as usize) else { return String::new() };
    let text = shorten(first_line(&event.label).trim_end_matches(':'), LABEL_CHARACTERS);
    measured(chart.report, event).map_or(text.clone(), |nanos| format!("{} · {text}", duration(nanos)))
}

/// The bar that holds the chosen event.
fn chosen_bar(chart: &Chart<'_>, bars: &[Bar]) -> Option<usize> {
    let at = chart.chosen?;
    let event = chart.events.get(at as usize)?;
    let holds = |bar: &Bar| bar.lane == event.lane && bar.count > 1 && bar.start <= event.start;
    bars.iter().position(|bar| bar.event == at).or_else(|| bars.iter().rposition(holds))
}

fn tick_lines(axis: &Axis, bottom: f64) -> Vec<Node> {
    let at = |nanos: i64| Stamp { nanos, digits: 3, ..axis.clock };
    let ticks = ticks(at(axis.from), at(axis.to), (axis.inner() / TICK_ROOM) as usize);
    let mut before = f64::MIN;
    let line = |tick: &crate::page::present::axis::Tick| {
        let x = axis.x(tick.at.nanos);
        let crowded = x > axis.width - 30.0 && x - before < TICK_ROOM + 30.0;
        before = x;
        let anchor = if x > axis.width - 30.0 { "end" } else { "middle" };
        let rule = el("line").attr("x1", &px(x)).attr("x2", &px(x)).attr("y1", "0").attr("y2", &px(bottom));
        let text = el("text").attr("x", &px(x.min(axis.width))).attr("y", &px(bottom + 14.0));
        el("g").class("tick").add(rule).add(text.attr("text-anchor", anchor).text(if crowded {
            ""
        } else {
            &tick.label
        }))
    };
    ticks.iter().map(line).collect()
}

/// Vertical places: lanes without events take none.
struct Tops {
    lanes: Vec<Option<f64>>,
    rows: Vec<f64>,
    bottom: f64,
}

impl Tops {
    fn new(first_rows: &[usize]) -> Self {
        let (mut lanes, mut rows, mut y) = (Vec::new(), Vec::new(), 4.0);
        for pair in first_rows.windows(2) {
            let count = pair.last().unwrap_or(&0) - pair.first().unwrap_or(&0);
            lanes.push((count > 0).then_some(y));
            rows.extend((0..count).map(|row| y + row as f64 * ROW));
            y += count as f64 * ROW + if count > 0 { LANE_GAP } else { 0.0 };
        }
        Self { lanes, rows, bottom: y }
    }

    fn of_row(&self, row: usize) -> f64 {
        self.rows.get(row).copied().unwrap_or(0.0)
    }
}

fn shape(chart: &Chart<'_>, bar: &Bar, label: &str, placed: &Placed, y: f64, chosen: bool) -> Option<Node> {
    let event = chart.events.get(bar.event as usize)?;
    let card = card(event)?;
    let nearby = if bar.certain { "" } else { " nearby" };
    let class = format!("event of-{}{}{nearby}", card.kind.name(), if chosen { " chosen" } else { "" });
    let words = |x: f64, class: &str, anchor: &str| {
        let text = el("text").class(class).attr("x", &px(x + f64::from(GUTTER))).attr("y", &px(y + 12.0));
        Some(text.attr("text-anchor", anchor).text(label))
    };
    let words = match placed.label {
        Label::None => None,
        Label::Inside(x) => words(x, "inside", "start"),
        Label::After(x) => words(x, "beside", "start"),
        Label::Before(x) => words(x, "beside", "end"),
    };
    let many = if bar.count > 1 {
        format!("{} here, the longest:\n", plural(bar.count.into(), "event"))
    } else {
        String::new()
    };
    let title = format!("{many}{}\n{}", first_line(&event.label), when(&chart.axis, chart.report, event));
    let x = placed.x + f64::from(GUTTER);
    let shape = el("g").class(&class).act(&Act::Open(card)).add(el("title").text(&title));
    Some(shape.add(mark(bar.lane, bar.start == bar.end, x, y, placed.width)).maybe(words))
}

/// A bar, or for an instant a sign of its lane: triangle for failures and tests, circle for races, diamond for the rest.
fn mark(lane: Lane, instant: bool, x: f64, y: f64, width: f64) -> Node {
    let (middle, half) = (x + width / 2.0, BAR / 2.0);
    if !instant {
        let bar = el("rect").attr("x", &px(x)).attr("y", &px(y)).attr("width", &px(width));
        return bar.attr("height", &px(BAR)).attr("rx", "3");
    }
    match lane {
        Lane::Races => el("circle").attr("cx", &px(middle)).attr("cy", &px(y + half)).attr("r", "5.5"),
        Lane::Failures | Lane::Tests => el("path").attr("d", &format!("M{} {}l6.5 12h-13z", px(middle), px(y + 1.0))),
        _ => el("path").attr("d", &format!("M{} {}l6 6l-6 6l-6 -6z", px(middle), px(y + half - 6.0))),
    }
}

/// The colour of a lane whose events are drawn together.
fn lane_class(lane: Lane) -> &'static str {
    match lane {
        Lane::Statements => "of-slow",
        Lane::Coprocessor | Lane::Timings => "of-timing",
        Lane::Tests => "of-test",
        Lane::Failures => "of-failure",
        Lane::Races => "of-race",
    }
}

/// Bars whose height tells how many events begin there.
fn crowd_path(crowd: &Crowd, bottom: f64) -> String {
    let most = f64::from(crowd.counts.iter().copied().max().unwrap_or(1).max(1));
    let bars = crowd.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, count)| {
        let height = (f64::from(*count) / most * BAR).max(2.0);
        column(f64::from(GUTTER) + at as f64 * CROWD_STEP, CROWD_STEP - 0.5, bottom, height)
    });
    bars.collect()
}

/// Log records over time, as bars of at most [`VOLUME`] pixels.
fn volume(chart: &Chart<'_>, top: f64) -> Option<Node> {
    let (axis, volume) = (&chart.axis, chart.report.log.volume.as_ref()?);
    let start = volume.start?.nanos;
    let most = f64::from(volume.counts.iter().copied().max().filter(|most| *most > 0)?);
    let bottom = top + VOLUME;
    let counts = volume.counts.iter().zip(0_i64..).filter(|(count, _)| **count > 0);
    let path: String = counts
        .filter_map(|(count, at)| {
            let from = start.saturating_add(volume.bucket_nanos.saturating_mul(at));
            let left = axis.x(from).max(f64::from(GUTTER));
            let right = axis.x(from.saturating_add(volume.bucket_nanos)).min(axis.width);
            let height = (f64::from(*count) / most * (VOLUME - 4.0)).max(1.5);
            (right > left).then(|| column(left, (right - left - 0.5).max(1.0), bottom, height))
        })
        .collect();
    let name = el("text").class("lane").attr("x", "0").attr("y", &px(bottom - 6.0)).text("log lines");
    Some(el("g").class("volume").add(name).add(el("path").attr("d", &path)))
}

/// A bar that stands on `bottom`, as part of a path.
fn column(x: f64, width: f64, bottom: f64, height: f64) -> String {
    let (x, width, bottom, height) = (px(x), px(width), px(bottom), px(height));
    format!("M{x} {bottom}v-{height}h{width}v{height}z")
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}
