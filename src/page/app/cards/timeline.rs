//! The timeline: what happened when, in lanes. Arrow keys and pointer choose an event, Enter opens its card; a stretch
//! marked with the pointer can be zoomed into or made a filter; the same figures are in the table behind the toggle.

use super::Act;
use super::timeline_drawing::{self as drawing, GUTTER, Scene};
use crate::model::Stamp;
use crate::page::app::ui;
use crate::page::present::clock;
use crate::page::present::figures::{count, duration};
use crate::page::protocol::{Event, Timeline};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

#[derive(Properties)]
struct Shown {
    timeline: Rc<Timeline>,
    act: Callback<Act>,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.timeline, &other.timeline)
    }
}

/// Narrowest stretch that can be zoomed into, in nanoseconds.
const LEAST: i64 = 1_000_000;
/// Rows of the table.
const MOST_ROWS: usize = 500;

/// The panel; empty where nothing has a time.
pub fn view(timeline: &Rc<Timeline>, act: &Callback<Act>) -> Html {
    match (timeline.events.is_empty(), timeline.first) {
        (false, Some(_)) => html! { <Panel timeline={timeline.clone()} act={act.clone()} /> },
        _ => Html::default(),
    }
}

#[component]
fn Panel(shown: &Shown) -> Html {
    let timeline = &shown.timeline;
    let whole = bounds(timeline);
    let stage = use_node_ref();
    let width = use_state_eq(|| 0_i32);
    let range = use_state_eq(|| whole);
    let chosen = use_state_eq(|| None::<usize>);
    // Start of a pointer drag and where it is now, in pixels of the stage.
    let brush = use_state_eq(|| None::<(i32, i32)>);
    let dragging = use_state_eq(|| false);
    let as_table = use_state_eq(|| false);
    use_measured(&stage, &width);
    {
        let range = range.clone();
        use_effect_with((whole.0.nanos, whole.1.nanos), move |_| range.set(whole));
    }

    let layout = {
        let timeline = timeline.clone();
        let same = (Rc::as_ptr(&timeline) as usize, *range, *width);
        use_memo(same, move |(_, range, width)| drawing::layout(&timeline, *range, f64::from(*width)))
    };
    let scene =
        Scene { timeline, layout: &layout, range: *range, width: f64::from(*width), chosen: *chosen, brush: *brush };
    let time_at = {
        let (from, to) = (range.0.nanos, range.1.nanos);
        let inner = (f64::from(*width) - GUTTER).max(1.0);
        move |x: i32| from + ((f64::from(x) - GUTTER).clamp(0.0, inner) / inner * (to - from) as f64) as i64
    };
    let x_of = {
        let stage = stage.clone();
        move |client: i32| {
            stage.cast::<Element>().map_or(0, |stage| client - stage.get_bounding_client_rect().left() as i32)
        }
    };
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |at: Option<usize>| chosen.set(at))
    };
    let open = {
        let (act, timeline) = (shown.act.clone(), timeline.clone());
        Callback::from(move |at: usize| {
            if let Some(event) = timeline.events.get(at) {
                act.emit(Act::Open(event.card));
            }
        })
    };
    let onpointerdown = {
        let (brush, dragging, x_of) = (brush.clone(), dragging.clone(), x_of.clone());
        Callback::from(move |event: PointerEvent| {
            let x = x_of(event.client_x());
            dragging.set(event.button() == 0 && f64::from(x) >= GUTTER);
            brush.set(Some((x, x)));
        })
    };
    let onpointermove = {
        let (brush, dragging, x_of) = (brush.clone(), dragging.clone(), x_of.clone());
        Callback::from(move |event: PointerEvent| {
            if let (true, Some((from, _))) = (*dragging, *brush) {
                brush.set(Some((from, x_of(event.client_x()))));
            }
        })
    };
    let stop = {
        let (brush, dragging) = (brush.clone(), dragging.clone());
        Callback::from(move |_: PointerEvent| {
            dragging.set(false);
            if brush.is_some_and(|(from, to)| from.abs_diff(to) < 5) {
                brush.set(None);
            }
        })
    };
    let zoom = {
        let (range, brush) = (range.clone(), brush.clone());
        Callback::from(move |(from, to): (i64, i64)| {
            let middle = from.midpoint(to);
            let half = ((to - from) / 2).max(LEAST / 2);
            let at = |nanos: i64| Stamp { nanos: nanos.clamp(whole.0.nanos, whole.1.nanos), ..whole.0 };
            brush.set(None);
            range.set((at(middle - half), at(middle + half)));
        })
    };
    let by = |factor: f64| {
        let (from, to) = (range.0.nanos, range.1.nanos);
        let (middle, half) = (from.midpoint(to), ((to - from) as f64 * factor / 2.0) as i64);
        zoom.reform(move |_: MouseEvent| (middle - half, middle + half))
    };
    let onwheel = {
        let (zoom, range, x_of) = (zoom.clone(), range.clone(), x_of.clone());
        Callback::from(move |event: WheelEvent| {
            // Plain scrolling stays scrolling.
            if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
                return;
            }
            event.prevent_default();
            let factor = if event.delta_y() + event.delta_x() > 0.0 { 1.25 } else { 0.8 };
            let at = time_at(x_of(event.client_x()));
            let scale = |nanos: i64| at + ((nanos - at) as f64 * factor) as i64;
            zoom.emit((scale(range.0.nanos), scale(range.1.nanos)));
        })
    };
    let onkeydown = {
        let (chosen, brush, open, total) = (chosen.clone(), brush.clone(), open.clone(), timeline.events.len());
        Callback::from(move |event: KeyboardEvent| {
            let now = *chosen;
            let next = match event.key().as_str() {
                "ArrowRight" | "ArrowDown" => Some(now.map_or(0, |at| (at + 1).min(total - 1))),
                "ArrowLeft" | "ArrowUp" => Some(now.map_or(0, |at| at.saturating_sub(1))),
                "Home" => Some(0),
                "End" => Some(total - 1),
                "Enter" | "o" => {
                    if let Some(at) = now {
                        open.emit(at);
                    }
                    return;
                }
                "Escape" => {
                    brush.set(None);
                    None
                }
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            chosen.set(next);
        })
    };
    let selection = brush
        .filter(|(from, to)| from.abs_diff(*to) >= 5)
        .map(|(from, to)| (time_at(from.min(to)), time_at(from.max(to))));
    let toggle_table = {
        let as_table = as_table.clone();
        Callback::from(move |_: MouseEvent| as_table.set(!*as_table))
    };
    let zoomed = *range != whole;
    html! {
        <div class="timeline">
            <div class="stage" ref={stage} tabindex="0" role="group" aria-label="Timeline. Arrow keys choose an event, Enter opens its card; the table holds the same."
                {onkeydown} {onwheel} {onpointerdown} {onpointermove} onpointerup={stop.clone()} onpointerleave={stop}>
                if *width > 0 { { drawing::view(&scene, &choose, &open) } }
            </div>
            <div class="under">
                <p class="readout" aria-live="polite">{ readout(timeline, *chosen, selection, whole.0) }</p>
                if let Some((from, to)) = selection {
                    { ui::action("Zoom in", "", zoom.reform(move |_: MouseEvent| (from, to))) }
                    { ui::action("Filter cards", "Show only the cards of this stretch", shown.act.reform(move |_: MouseEvent| Act::Filter(filter(from, to, whole.0)))) }
                } else {
                    { ui::action("−", "Zoom out", by(2.0)) }{ ui::action("+", "Zoom in (or Shift and wheel)", by(0.5)) }
                }
                if zoomed { { ui::action("Whole time", "", zoom.reform(move |_: MouseEvent| (whole.0.nanos, whole.1.nanos))) } }
                <button type="button" class="action" aria-expanded={as_table.to_string()} onclick={toggle_table}>{ "Table" }</button>
            </div>
            if *as_table { { table(timeline, &open) } }
        </div>
    }
}

/// The whole stretch of time with some air at both ends.
fn bounds(timeline: &Timeline) -> (Stamp, Stamp) {
    let starts = timeline.events.iter().map(|event| event.start).chain(timeline.first).min();
    let ends = timeline.events.iter().map(|event| event.end).chain(timeline.last).max();
    let first = starts.unwrap_or(Stamp { nanos: 0, offset_minutes: None, digits: 3 });
    let last = ends.unwrap_or(first);
    let air = (last.nanos.saturating_sub(first.nanos) / 40).max(LEAST);
    (Stamp { digits: 3, ..first.plus_nanos(-air) }, Stamp { digits: 3, ..last.plus_nanos(air) })
}

/// Keeps `width` in step with the stage.
#[hook]
fn use_measured(stage: &NodeRef, width: &UseStateHandle<i32>) {
    let (stage, width) = (stage.clone(), width.clone());
    use_effect_with((), move |()| {
        let element = stage.cast::<Element>();
        let (seen, target) = (width.clone(), element.clone());
        let tell = move || {
            if let Some(element) = &target {
                seen.set(element.client_width());
            }
        };
        tell();
        let closure = Closure::<dyn FnMut()>::new(tell);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &element) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(closure);
        }
    });
}

/// The two terms of the filter that keep a stretch of time.
fn filter(from: i64, to: i64, like: Stamp) -> String {
    let at = |nanos: i64| Stamp { nanos, digits: 3, ..like };
    format!("time:>={} time:<={}", at(from), at(to))
}

fn readout(timeline: &Timeline, chosen: Option<usize>, selection: Option<(i64, i64)>, like: Stamp) -> Html {
    if let Some((from, to)) = selection {
        let at = |nanos: i64| Stamp { nanos, digits: 3, ..like };
        return html! { <><b>{ duration(to - from) }</b>{ format!(" {}", clock::from_to(at(from), at(to))) }</> };
    }
    let Some(event) = chosen.and_then(|at| timeline.events.get(at)) else {
        let more = if timeline.left_out > 0 {
            format!(" · {} more are left out", count(timeline.left_out))
        } else {
            String::new()
        };
        return html! { <span class="quiet">{ format!("Point at an event, or drag to mark a stretch{more}") }</span> };
    };
    html! { <><b>{ event.label.to_string() }</b>{ " " }<span>{ when(event) }</span>if event.nearby { <span class="quiet">{ " (time of a line nearby)" }</span> }</> }
}

fn when(event: &Event) -> String {
    if event.start == event.end {
        return format!("{} {}", clock::brief(event.start), clock::offset(event.start));
    }
    let lasts = event.duration_nanos.unwrap_or(event.end.nanos - event.start.nanos);
    format!("{} · {}", duration(lasts), clock::from_to(event.start, event.end))
}

fn table(timeline: &Timeline, open: &Callback<usize>) -> Html {
    let rows = timeline.events.iter().enumerate().take(MOST_ROWS).map(|(at, event)| {
        let onclick = open.reform(move |_: MouseEvent| at);
        html! {
            <tr><td>{ drawing::lane_name(event.lane) }</td><td>{ event.label.to_string() }</td><td>{ when(event) }</td>
                <td>{ ui::action("open", "", onclick) }</td></tr>
        }
    });
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label="Events"><table class="plain">
            <thead><tr><th>{ "lane" }</th><th>{ "event" }</th><th>{ "time" }</th><th></th></tr></thead><tbody>{ for rows }</tbody>
        </table></div>
    }
}
