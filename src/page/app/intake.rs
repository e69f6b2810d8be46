//! Everything that comes in: sources pasted, dropped or chosen; clicks, typing and keys, which the trees' attributes give
//! their meaning.

use super::gesture::{self, Gestures, target};
use super::root::{App, Msg};
use crate::page::browser::dom;
use crate::page::protocol::{Act, Panel, Sort};
use crate::page::shell::screen::input;
use crate::page::shell::{Action, Route};
use js_sys::Array;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{
    AddEventListenerOptions, Blob, ClipboardEvent, DataTransfer, DragEvent, Element, Event, EventTarget, FileList,
    HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent, MouseEvent,
};
use yew::html::Scope;

/// A new source.
pub struct Given {
    pub name: String,
    pub file: Blob,
}

/// The window's listeners: kept alive, never looked at.
pub struct Listeners {
    _all: Vec<Closure<dyn Fn(web_sys::Event)>>,
}

/// Listens on the whole window: paste works with nothing focused, everything is a drop target, and a click or key finds
/// what it means in the nearest element that says so.
pub fn listen(link: &Scope<App>) -> Listeners {
    let window: EventTarget = dom::window().into();
    let mut all = Vec::new();
    let mut on = |name: &str, react: Box<dyn Fn(web_sys::Event)>| {
        let closure = Closure::wrap(react);
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        // `close` of a dialog does not bubble.
        options.set_capture(name == "close");
        let function = closure.as_ref().unchecked_ref();
        window.add_event_listener_with_callback_and_add_event_listener_options(name, function, &options).ok();
        all.push(closure);
    };
    let to = link.clone();
    on("popstate", Box::new(move |_| to.send_message(Msg::Do(Action::Routed(Route::read(&dom::hash()))))));
    let to = link.clone();
    on(
        "keydown",
        Box::new(move |event| {
            let event: KeyboardEvent = event.unchecked_into();
            if gesture::divider_key(&event) {
                return;
            }
            match gesture::key(&event) {
                Some((element, act)) => to.send_message(in_panel(&element, act)),
                None => to.send_message(Msg::Key(event)),
            }
        }),
    );
    let gestures = Rc::new(Gestures::default());
    // The click after a drag is none.
    let dragged = Rc::new(Cell::new(false));
    let its = gestures.clone();
    on("pointerdown", Box::new(move |event| its.down(event.unchecked_ref())));
    let its = gestures.clone();
    on("pointermove", Box::new(move |event| its.moved(event.unchecked_ref())));
    let (to, after) = (link.clone(), dragged.clone());
    on(
        "pointerup",
        Box::new(move |event| {
            if let Some((stage, act)) = gestures.up(event.unchecked_ref()) {
                after.set(!matches!(&act, Act::Set(_, value) if value.is_empty()));
                to.send_message(in_panel(&stage, act));
            }
        }),
    );
    let to = link.clone();
    on(
        "wheel",
        Box::new(move |event| {
            if let Some((stage, act)) = gesture::wheel(event.unchecked_ref()) {
                to.send_message(in_panel(&stage, act));
            }
        }),
    );
    let to = link.clone();
    on(
        "click",
        Box::new(move |event| {
            if !dragged.replace(false)
                && let Some(message) = clicked(event.unchecked_ref())
            {
                to.send_message(message);
            }
        }),
    );
    for name in ["input", "change"] {
        let to = link.clone();
        on(
            name,
            Box::new(move |event| {
                if let Some(message) = typed(&event) {
                    to.send_message(message);
                }
            }),
        );
    }
    let to = link.clone();
    on("close", Box::new(move |_| to.send_message(Msg::Do(Action::Dialog(None)))));
    let to = link.clone();
    on("resize", Box::new(move |_| to.send_message(Msg::Resized)));
    let to = link.clone();
    on(
        "paste",
        Box::new(move |event| {
            let event: ClipboardEvent = event.unchecked_into();
            let Some(data) = event.clipboard_data() else { return };
            let files = data.files().map(|files| given(&files)).unwrap_or_default();
            if dom::is_typing() && files.is_empty() {
                return;
            }
            let given = if files.is_empty() { pasted(&data) } else { files };
            if !given.is_empty() {
                event.prevent_default();
                to.send_message(Msg::Give(given));
            }
        }),
    );
    // dragenter and dragleave come for every element below the pointer: count them.
    let depth = Rc::new(Cell::new(0_i32));
    for (name, step) in [("dragenter", 1), ("dragleave", -1)] {
        let (to, depth) = (link.clone(), depth.clone());
        on(
            name,
            Box::new(move |event| {
                let event: DragEvent = event.unchecked_into();
                let Some(data) = event.data_transfer().filter(has_files) else { return };
                event.prevent_default();
                depth.set((depth.get() + step).max(0));
                let files = (depth.get() > 0).then(|| data.items().length());
                to.send_message(Msg::Do(Action::Dragging(files)));
            }),
        );
    }
    on(
        "dragover",
        Box::new(|event| {
            let event: DragEvent = event.unchecked_into();
            if let Some(data) = event.data_transfer().filter(has_files) {
                event.prevent_default();
                data.set_drop_effect("copy");
            }
        }),
    );
    let to = link.clone();
    on(
        "drop",
        Box::new(move |event| {
            let event: DragEvent = event.unchecked_into();
            let Some(data) = event.data_transfer().filter(has_files) else { return };
            event.prevent_default();
            depth.set(0);
            to.send_message(Msg::Give(data.files().map(|files| given(&files)).unwrap_or_default()));
        }),
    );
    Listeners { _all: all }
}

fn has_files(data: &DataTransfer) -> bool {
    data.types().includes(&"Files".into(), 0)
}

fn given(files: &FileList) -> Vec<Given> {
    let all = (0..files.length()).filter_map(|at| files.get(at));
    all.map(|file| Given { name: file.name(), file: file.into() }).collect()
}

/// Pasted text becomes a Blob: never the content of a text box, however large it is.
fn pasted(data: &DataTransfer) -> Vec<Given> {
    let text = data.get_data("text/plain").unwrap_or_default();
    if text.trim().is_empty() {
        return Vec::new();
    }
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()));
    blob.into_iter().map(|file| Given { name: "pasted text".into(), file }).collect()
}

/// What a click means: the nearest element that says something says it.
fn clicked(event: &MouseEvent) -> Option<Msg> {
    let element = target(event)?.closest("[data-act],[data-n],[data-focus],[data-close],.raw-map").ok()??;
    if element.tag_name() == "A" {
        event.prevent_default();
    }
    if let Some(act) = element.get_attribute("data-act") {
        return Some(in_panel(&element, Act::read(&act)?));
    }
    if let Some(number) = element.get_attribute("data-n") {
        return Some(Msg::Number(number.parse().ok()?));
    }
    if let Some(id) = element.get_attribute("data-focus") {
        dom::focus(&id);
        return None;
    }
    if element.has_attribute("data-close") {
        let dialog = element.closest("dialog").ok()??;
        dialog.dyn_into::<HtmlDialogElement>().ok()?.close();
        return None;
    }
    let share = f64::from(event.offset_y()) / f64::from(element.client_height().max(1));
    Some(Msg::Map(share))
}

/// An act belongs to the panel around its element; the story is as good as any where it does not matter.
fn in_panel(element: &Element, act: Act) -> Msg {
    let around = element.closest("[data-panel]").ok().flatten().and_then(|panel| panel.get_attribute("data-panel"));
    let panel = around.and_then(|panel| Panel::read(&panel)).unwrap_or(Panel::Story);
    Msg::Do(Action::Act(panel, act))
}

/// What was typed or chosen. Text is taken with every key, everything else when it is settled.
fn typed(event: &Event) -> Option<Msg> {
    let element = target(event)?;
    let (value, checked, is_text) = value(&element)?;
    if element.id() == "file-input" {
        return (event.type_() == "change").then(|| chosen(&element)).flatten();
    }
    if (event.type_() == "input") != is_text {
        return None;
    }
    if let Some(name) = element.get_attribute("data-set") {
        return Some(in_panel(&element, Act::Set(name.as_str().into(), value.as_str().into())));
    }
    Some(Msg::Do(match element.get_attribute("data-in")?.as_str() {
        input::FILTER => Action::Filter(value),
        input::SORT => Action::Sort(Sort::from_name(&value).unwrap_or_default()),
        input::SEARCH => return Some(Msg::Search(value)),
        input::SOURCE => Action::RawSource(value.parse().ok()?),
        input::SINGLE_KEYS => Action::SingleKeys(checked),
        input::FRAME_LINK => Action::FrameLink(value),
        _ => return None,
    }))
}

/// Value, whether it is checked, and whether it is a text one types.
fn value(element: &Element) -> Option<(String, bool, bool)> {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        return Some((input.value(), input.checked(), matches!(input.type_().as_str(), "search" | "text")));
    }
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        return Some((area.value(), false, true));
    }
    element.dyn_ref::<HtmlSelectElement>().map(|select| (select.value(), false, false))
}

/// The files chosen in the dialog.
fn chosen(element: &Element) -> Option<Msg> {
    let input: &HtmlInputElement = element.dyn_ref()?;
    let given = given(&input.files()?);
    (!given.is_empty()).then_some(Msg::Give(given))
}
