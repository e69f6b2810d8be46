//! The drawing of the timeline: lanes with bars and marks, ticks, the log's volume under them. Geometry in attributes,
//! colours in the style sheet.

use crate::model::Stamp;
use crate::page::present::axis::ticks;
use crate::page::present::figures::duration;
use crate::page::present::lanes::{self, CROWD_STEP, Crowd, Label, Placed, place};
use crate::page::present::prose::shorten;
use crate::page::protocol::{Event, Lane, Timeline};
use yew::prelude::*;

/// Width of the column with the names of the lanes.
pub const GUTTER: f64 = 86.0;
const ROW: f64 = 22.0;
const BAR: f64 = 16.0;
const LANE_GAP: f64 = 8.0;
const AXIS: f64 = 20.0;
const VOLUME: f64 = 24.0;
/// Pixels between two ticks, at least.
const TICK_ROOM: f64 = 64.0;
const LABEL_CHARACTERS: usize = 46;

const LANES: [Lane; 6] = [Lane::Statement, Lane::Coprocessor, Lane::Timing, Lane::Test, Lane::Failure, Lane::Race];

pub struct Scene<'a> {
    pub timeline: &'a Timeline,
    pub layout: &'a Layout,
    pub range: (Stamp, Stamp),
    /// Of the stage, in pixels.
    pub width: f64,
    pub chosen: Option<usize>,
    pub brush: Option<(i32, i32)>,
}

pub fn lane_name(lane: Lane) -> &'static str {
    match lane {
        Lane::Statement => "statements",
        Lane::Coprocessor => "coprocessor",
        Lane::Timing => "timing",
        Lane::Test => "tests",
        Lane::Failure => "failures",
        Lane::Race => "races",
    }
}

/// Where everything stands for one stretch of time and one width: made anew only when these change.
pub struct Layout {
    labels: Vec<String>,
    drawing: lanes::Drawing,
}

pub fn layout(timeline: &Timeline, (from, to): (Stamp, Stamp), width: f64) -> Layout {
    let label = |event: &Event| {
        let text = shorten(event.label.trim_end_matches(':'), LABEL_CHARACTERS);
        event.duration_nanos.map_or(text.clone(), |nanos| format!("{} · {text}", duration(nanos)))
    };
    let labels: Vec<String> = timeline.events.iter().map(label).collect();
    let events = timeline.events.iter().zip(&labels).map(|(event, label)| lanes::Event {
        lane: LANES.iter().position(|lane| *lane == event.lane).unwrap_or(0),
        from_nanos: event.start.nanos,
        to_nanos: event.end.nanos,
        label,
        count: 1,
    });
    let events: Vec<lanes::Event<'_>> = events.collect();
    let drawing = place(&events, LANES.len(), from.nanos, to.nanos, inner(width));
    Layout { labels, drawing }
}

fn inner(width: f64) -> f64 {
    (width - GUTTER).max(40.0)
}

pub fn view(scene: &Scene<'_>, choose: &Callback<Option<usize>>, open: &Callback<usize>) -> Html {
    let inner = inner(scene.width);
    let (from, to) = (scene.range.0.nanos, scene.range.1.nanos);
    let Layout { labels, drawing } = scene.layout;
    let tops = Tops::new(&drawing.first_rows);
    let ticks = ticks(scene.range.0, scene.range.1, (inner / TICK_ROOM) as usize);
    let x_of = |nanos: i64| GUTTER + (nanos - from) as f64 / (to - from).max(1) as f64 * inner;
    let volume = volume(scene, tops.bottom + AXIS, &x_of);
    let height = tops.bottom + AXIS + if volume.is_some() { VOLUME } else { 0.0 };
    let names = LANES.iter().zip(&tops.lanes).filter_map(|(lane, top)| {
        let y = (*top)? + 12.0;
        Some(html! { <text class="lane" x="0" y={px(y)}>{ lane_name(*lane) }</text> })
    });
    let lines = ticks.iter().map(|tick| {
        let x = x_of(tick.at.nanos);
        let anchor = if x > scene.width - 30.0 { "end" } else { "middle" };
        html! {
            <g class="tick"><line x1={px(x)} x2={px(x)} y1="0" y2={px(tops.bottom)} />
                <text x={px(x.min(scene.width))} y={px(tops.bottom + 14.0)} text-anchor={anchor}>{ tick.label.clone() }</text></g>
        }
    });
    let shapes =
        drawing.placed.iter().map(|placed| shape(scene, placed, tops.of_row(placed.row), labels, choose, open));
    let crowds = drawing.crowds.iter().map(|crowd| {
        let class = classes!("crowd", LANES.get(crowd.lane).map(|lane| lane_class(*lane)));
        html! { <path {class} d={crowd_path(crowd, tops.of_row(crowd.row) + BAR)}><title>{ "Many events: zoom in to see them one by one" }</title></path> }
    });
    let brush = scene.brush.filter(|(a, b)| a != b).map(|(a, b)| {
        let (x, width) = (f64::from(a.min(b)).max(GUTTER), f64::from(a.abs_diff(b) as i32));
        html! { <rect class="brush" x={px(x)} y="0" width={px(width)} height={px(tops.bottom)} /> }
    });
    html! {
        <svg width={px(scene.width)} height={px(height)} role="img" aria-label="Events in lanes over time">
            { for lines }{ for names }{ volume }{ for crowds }{ for shapes }{ brush }
        </svg>
    }
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

fn shape(
    scene: &Scene<'_>,
    placed: &Placed,
    y: f64,
    labels: &[String],
    choose: &Callback<Option<usize>>,
    open: &Callback<usize>,
) -> Html {
    let at = placed.event;
    let Some(event) = scene.timeline.events.get(at) else { return Html::default() };
    let label = labels.get(at).map_or("", String::as_str);
    let class = classes!(
        "event",
        format!("of-{}", event.card.kind.name()),
        (scene.chosen == Some(at)).then_some("chosen"),
        event.nearby.then_some("nearby")
    );
    let x = placed.x + GUTTER;
    let text = |x: f64, class: &'static str, anchor: &'static str| {
        html! { <text {class} x={px(x + GUTTER)} y={px(y + 12.0)} text-anchor={anchor}>{ label.to_owned() }</text> }
    };
    let words = match placed.label {
        Label::None => Html::default(),
        Label::Inside(x) => text(x, "inside", "start"),
        Label::After(x) => text(x, "beside", "start"),
        Label::Before(x) => text(x, "beside", "end"),
    };
    let onpointerenter = choose.reform(move |_: PointerEvent| Some(at));
    let onclick = open.reform(move |_: MouseEvent| at);
    html! { <g {class} {onpointerenter} {onclick}><title>{ event.label.to_string() }</title>{ mark(event.lane, event.start == event.end, x, y, placed.width) }{ words }</g> }
}

/// A bar, or for an instant a sign of its lane: triangle for failures and tests, circle for races, diamond for the rest.
fn mark(lane: Lane, instant: bool, x: f64, y: f64, width: f64) -> Html {
    let (middle, half) = (x + width / 2.0, BAR / 2.0);
    match lane {
        _ if !instant => html! { <rect x={px(x)} y={px(y)} width={px(width)} height={px(BAR)} rx="3" /> },
        Lane::Race => html! { <circle cx={px(middle)} cy={px(y + half)} r="5.5" /> },
        Lane::Failure | Lane::Test => {
            html! { <path d={format!("M{middle:.1} {:.1}l6.5 12h-13z", y + 1.0)} /> }
        }
        _ => html! { <path d={format!("M{middle:.1} {:.1}l6 6l-6 6l-6 -6z", y + half - 6.0)} /> },
    }
}

/// The colour of a lane whose events are drawn together.
fn lane_class(lane: Lane) -> &'static str {
    match lane {
        Lane::Statement => "of-slow",
        Lane::Coprocessor | Lane::Timing => "of-timing",
        Lane::Test => "of-test",
        Lane::Failure => "of-failure",
        Lane::Race => "of-race",
    }
}

/// Bars whose height tells how many events begin there.
fn crowd_path(crowd: &Crowd, bottom: f64) -> String {
    let most = f64::from(crowd.counts.iter().copied().max().unwrap_or(1).max(1));
    let bars = crowd.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, count)| {
        let height = (f64::from(*count) / most * BAR).max(2.0);
        format!("M{:.1} {bottom:.1}v-{height:.1}h{:.1}v{height:.1}z", GUTTER + at as f64 * CROWD_STEP, CROWD_STEP - 0.5)
    });
    bars.collect()
}

/// Log records over time, as bars of at most [`VOLUME`] pixels.
fn volume(scene: &Scene<'_>, top: f64, x_of: &dyn Fn(i64) -> f64) -> Option<Html> {
    let volume = scene.timeline.volume.as_ref()?;
    let start = volume.start?.nanos;
    let most = f64::from(volume.counts.iter().copied().max().filter(|most| *most > 0)?);
    let bottom = top + VOLUME;
    let path: String = volume
        .counts
        .iter()
        .zip(0_i64..)
        .filter(|(count, _)| **count > 0)
        .map(|(count, at)| {
            let from = start.saturating_add(volume.bucket_nanos.saturating_mul(at));
            let (left, right) =
                (x_of(from).max(GUTTER), x_of(from.saturating_add(volume.bucket_nanos)).min(scene.width));
            let height = (f64::from(*count) / most * (VOLUME - 4.0)).max(1.5);
            if right <= left {
                String::new()
            } else {
                format!("M{left:.1} {bottom:.1}v-{height:.1}h{:.1}v{height:.1}z", (right - left - 0.5).max(1.0))
            }
        })
        .collect();
    Some(
        html! { <g class="volume"><text class="lane" x="0" y={px(bottom - 6.0)}>{ "log lines" }</text><path d={path} /></g> },
    )
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}
