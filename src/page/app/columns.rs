//! The two columns of the report, with the border between them that can be moved and is remembered.

use crate::page::browser::{dom, store};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// Width of the raw log in percent of the window.
const NARROWEST: f64 = 15.0;
const WIDEST: f64 = 70.0;
const STEP: f64 = 2.0;
const AT_FIRST: f64 = 36.0;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The report and the raw log.
    pub children: Children,
}

/// Sets the width that was remembered.
pub fn set_width(percent: &str) {
    let Ok(percent) = percent.parse::<f64>() else { return };
    let percent = percent.clamp(NARROWEST, WIDEST);
    if let Some(root) = dom::document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        root.style().set_property("--raw-width", &format!("{percent}vw")).ok();
    }
}

fn keep(percent: f64) -> f64 {
    let percent = percent.clamp(NARROWEST, WIDEST);
    let text = format!("{percent:.1}");
    set_width(&text);
    store::set("raw-width", &text);
    percent
}

#[component]
pub fn Columns(props: &Props) -> Html {
    let width = use_state(|| store::get("raw-width").and_then(|width| width.parse().ok()).unwrap_or(AT_FIRST));
    let dragging = use_state(|| false);
    let moved = {
        let (width, dragging) = (width.clone(), dragging.clone());
        Callback::from(move |event: PointerEvent| {
            if *dragging {
                let whole = dom::window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1.0);
                width.set(keep((whole - f64::from(event.client_x())) / whole * 100.0));
            }
        })
    };
    let down = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            event.prevent_default();
            if let Some(handle) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
                handle.set_pointer_capture(event.pointer_id()).ok();
            }
            dragging.set(true);
        })
    };
    let up = {
        let dragging = dragging.clone();
        Callback::from(move |_: PointerEvent| dragging.set(false))
    };
    let key = {
        let width = width.clone();
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowLeft" => STEP,
                "ArrowRight" => -STEP,
                _ => return,
            };
            event.prevent_default();
            width.set(keep(*width + step));
        })
    };
    let mut children = props.children.iter();
    html! {
        <div class={classes!("columns", dragging.then_some("dragging"))}>
            { children.next().unwrap_or_default() }
            <div class="divider" role="separator" tabindex="0" aria-orientation="vertical" aria-label="Width of the raw log"
                aria-valuemin={NARROWEST.to_string()} aria-valuemax={WIDEST.to_string()} aria-valuenow={width.round().to_string()}
                onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up} onkeydown={key} />
            { children.next().unwrap_or_default() }
        </div>
    }
}
