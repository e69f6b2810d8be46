//! What the pointer does beside clicking: marks a stretch of the timeline, zooms it, moves the border of the raw log.
//!
//! An element with `data-range="FROM TO LEFT"` stands for the nanoseconds FROM (at LEFT pixels) to TO (at its right end).

use crate::page::browser::{dom, store};
use crate::page::protocol::Act;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};

/// Width of the raw log in percent of the window.
const NARROWEST: i64 = 15;
const WIDEST: i64 = 70;
const STEP: i64 = 2;
const AT_FIRST: i64 = 36;
/// Pixels from which a move is more than a click.
const MOVED: i64 = 5;
/// Narrowest stretch that can be zoomed into, in nanoseconds.
const LEAST: i64 = 1_000_000;

enum Drag {
    Divider,
    Brush { stage: Element, from: i64 },
}

/// The pointer between two events.
#[derive(Default)]
pub struct Gestures {
    drag: RefCell<Option<Drag>>,
}

impl Gestures {
    pub fn down(&self, event: &PointerEvent) {
        let Some(target) = target(event) else { return };
        let closest = |selector: &str| target.closest(selector).ok().flatten();
        let drag = if closest(".divider").is_some() {
            event.prevent_default();
            Some(Drag::Divider)
        } else {
            let stage = closest("[data-range]").filter(|_| event.button() == 0);
            stage.map(|stage| Drag::Brush { from: x_in(&stage, event.client_x()), stage })
        };
        *self.drag.borrow_mut() = drag;
    }

    pub fn moved(&self, event: &PointerEvent) {
        match &*self.drag.borrow() {
            Some(Drag::Divider) => {
                let whole = inner_width();
                keep_width(((whole - f64::from(event.client_x())) / whole * 100.0) as i64);
            }
            Some(Drag::Brush { stage, from }) => {
                let to = x_in(stage, event.client_x());
                let left = Range::of(stage).map_or(0, |range| range.left);
                let (a, b) = ((*from).min(to).max(left), (*from).max(to).max(left));
                if let Ok(Some(brush)) = stage.query_selector("rect.brush") {
                    brush.set_attribute("x", &a.to_string()).ok();
                    brush.set_attribute("width", &(b - a).to_string()).ok();
                }
            }
            None => {}
        }
    }

    /// The end of a drag: what it means for the panel that holds the element, and the element. The click that follows a
    /// drag is none.
    pub fn up(&self, event: &PointerEvent) -> Option<(Element, Act)> {
        let Some(Drag::Brush { stage, from }) = self.drag.borrow_mut().take() else { return None };
        let to = x_in(&stage, event.client_x());
        let value = if (from - to).abs() < MOVED {
            String::new()
        } else {
            let range = Range::of(&stage)?;
            let width = stage.client_width().into();
            format!("{} {}", range.at(from.min(to), width), range.at(from.max(to), width))
        };
        Some((stage, Act::Set("brush".into(), value.as_str().into())))
    }
}

/// Zooms the timeline around the pointer; plain scrolling stays scrolling.
pub fn wheel(event: &WheelEvent) -> Option<(Element, Act)> {
    if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
        return None;
    }
    let stage = target(event)?.closest("[data-range]").ok()??;
    let range = Range::of(&stage)?;
    event.prevent_default();
    let at = range.at(x_in(&stage, event.client_x()), stage.client_width().into());
    let (times, of) = if event.delta_y() + event.delta_x() > 0.0 { (5, 4) } else { (4, 5) };
    let scale = |nanos: i64| at + (nanos - at) / of * times;
    let (from, to) = (scale(range.from), scale(range.to));
    (to - from >= LEAST).then(|| (stage, Act::Set("range".into(), format!("{from} {to}").as_str().into())))
}

/// Keys that an element names in `data-key-…`.
pub fn key(event: &KeyboardEvent) -> Option<(Element, Act)> {
    let element = target(event)?.closest("[data-keys]").ok()??;
    let act = Act::read(&element.get_attribute(&format!("data-key-{}", event.key()))?)?;
    event.prevent_default();
    Some((element, act))
}

/// The arrow keys on the border of the raw log.
pub fn divider_key(event: &KeyboardEvent) -> bool {
    let step = match event.key().as_str() {
        "ArrowLeft" => STEP,
        "ArrowRight" => -STEP,
        _ => return false,
    };
    if target(event).is_none_or(|target| !target.matches(".divider").unwrap_or(false)) {
        return false;
    }
    event.prevent_default();
    let now = store::get("raw-width").and_then(|width| width.parse().ok()).unwrap_or(AT_FIRST);
    keep_width(now + step);
    true
}

fn keep_width(percent: i64) {
    let percent = percent.clamp(NARROWEST, WIDEST);
    set_width(percent);
    store::set("raw-width", &percent.to_string());
}

/// Sets the width that was remembered.
pub fn set_remembered_width() {
    let width = store::get("raw-width").and_then(|width| width.parse().ok());
    width.into_iter().for_each(set_width);
}

fn set_width(percent: i64) {
    let root = dom::document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
    if let Some(root) = root {
        root.style().set_property("--raw-width", &format!("{}vw", percent.clamp(NARROWEST, WIDEST))).ok();
    }
    if let Ok(Some(divider)) = dom::document().query_selector(".divider") {
        divider.set_attribute("aria-valuenow", &percent.to_string()).ok();
    }
}

fn inner_width() -> f64 {
    dom::window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1.0)
}

/// What an event came from.
pub fn target(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn x_in(stage: &Element, client_x: i32) -> i64 {
    i64::from(client_x) - stage.get_bounding_client_rect().left() as i64
}

struct Range {
    from: i64,
    to: i64,
    left: i64,
}

impl Range {
    fn of(stage: &Element) -> Option<Self> {
        let text = stage.get_attribute("data-range")?;
        let mut numbers = text.split(' ').map(str::parse::<i64>);
        let mut next = || numbers.next()?.ok();
        Some(Self { from: next()?, to: next()?, left: next()? })
    }

    /// The time at a place of the stage.
    fn at(&self, x: i64, width: i64) -> i64 {
        let inner = (width - self.left).max(1);
        let x = (x - self.left).clamp(0, inner);
        let share = x as f64 / inner as f64;
        self.from + ((self.to - self.from) as f64 * share) as i64
    }
}
