//! Everything that comes in: sources pasted, dropped or chosen; clicks, typing and keys, which the trees' attributes give
//! their meaning.

use super::gesture::{self, Gestures, target};
use super::menu;
use super::root::{App, Msg};
use crate::page::browser::{dom, folder};
use crate::page::protocol::{Act, Panel, Sort};
use crate::page::shell::screen::input;
use crate::page::shell::{Action, Route};
use js_sys::Array;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::{
    AddEventListenerOptions, Blob, ClipboardEvent, DataTransfer, DragEvent, Element, Event, FileList,
    HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent, MouseEvent,
};
use yew::html::Scope;

/// A new source.
pub struct Given {
    pub name: String,
    pub file: Blob,
}

/// What is listened to on the whole window: paste works with nothing focused, everything is a drop target, and a click or
/// key finds what it means in the nearest element that says so.
const EVENTS: [&str; 16] = [
    "popstate",
    "resize",
    "keydown",
    "pointerdown",
    "pointermove",
    "pointerup",
    "wheel",
    "click",
    "input",
    "change",
    "close",
    "paste",
    "dragenter",
    "dragleave",
    "dragover",
    "drop",
];

/// Listens from now on, for as long as the page is there.
pub fn listen(link: &Scope<App>) {
    let (link, pointer) = (link.clone(), Pointer::default());
    let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(message) = meaning(&event, &pointer) {
            link.send_message(message);
        }
    });
    let (window, function) = (dom::window(), heard.as_ref().unchecked_ref());
    for name in EVENTS {
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        // `close` of a dialog does not bubble.
        options.set_capture(name == "close");
        window.add_event_listener_with_callback_and_add_event_listener_options(name, function, &options).ok();
    }
    heard.forget();
}

/// What is known of the pointer between two events.
#[derive(Default)]
struct Pointer {
    gestures: Gestures,
    /// The click after a drag is none.
    dragged: Cell<bool>,
    /// `dragenter` and `dragleave` come for every element below the pointer: they are counted.
    depth: Cell<i32>,
}

fn meaning(event: &Event, pointer: &Pointer) -> Option<Msg> {
    match event.type_().as_str() {
        "popstate" => Some(Msg::Do(Action::Routed(Route::read(&dom::hash())))),
        "resize" => Some(Msg::Resized),
        "close" => Some(Msg::Do(Action::Dialog(None))),
        "keydown" => pressed(event.unchecked_ref()),
        "pointerdown" => {
            pointer.gestures.down(event.unchecked_ref());
            None
        }
        "pointermove" => {
            pointer.gestures.moved(event.unchecked_ref());
            None
        }
        "pointerup" => {
            let (stage, act) = pointer.gestures.up(event.unchecked_ref())?;
            pointer.dragged.set(!matches!(&act, Act::Set(_, value) if value.is_empty()));
            Some(in_panel(&stage, act))
        }
        "wheel" => gesture::wheel(event.unchecked_ref()).map(|(stage, act)| in_panel(&stage, act)),
        "click" if pointer.dragged.take() => None,
        "click" => clicked(event.unchecked_ref()),
        "paste" => pasted(event.unchecked_ref()),
        "input" | "change" => typed(event),
        name => dragged(name, event.unchecked_ref(), &pointer.depth),
    }
}

fn pressed(event: &KeyboardEvent) -> Option<Msg> {
    if gesture::divider_key(event) || event.key() == "Escape" && menu::close() {
        return None;
    }
    Some(match gesture::key(event) {
        Some((element, act)) => in_panel(&element, act),
        None => Msg::Key(event.clone()),
    })
}

fn pasted(event: &ClipboardEvent) -> Option<Msg> {
    let data = event.clipboard_data()?;
    let folders = folder::entries(&data.items());
    if !folders.is_empty() {
        event.prevent_default();
        return Some(Msg::Folders(folders));
    }
    let mut given = data.files().map(|files| given(&files)).unwrap_or_default();
    if given.is_empty() && !dom::is_typing() {
        given.extend(text(&data));
    }
    if given.is_empty() {
        return None;
    }
    event.prevent_default();
    Some(Msg::Give(given))
}

fn dragged(name: &str, event: &DragEvent, depth: &Cell<i32>) -> Option<Msg> {
    let data = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0))?;
    event.prevent_default();
    match name {
        "dragover" => {
            data.set_drop_effect("copy");
            return None;
        }
        "drop" => {
            depth.set(0);
            let folders = folder::entries(&data.items());
            if !folders.is_empty() {
                return Some(Msg::Folders(folders));
            }
            return Some(Msg::Give(data.files().map(|files| given(&files)).unwrap_or_default()));
        }
        "dragenter" => depth.set(depth.get() + 1),
        _ => depth.set((depth.get() - 1).max(0)),
    }
    Some(Msg::Do(Action::Dragging((depth.get() > 0).then(|| data.items().length()))))
}

fn given(files: &FileList) -> Vec<Given> {
    let all = (0..files.length()).filter_map(|at| files.get(at));
    all.map(|file| Given { name: file.name(), file: file.into() }).collect()
}

/// Pasted text becomes a Blob: never the content of a text box, however large it is.
fn text(data: &DataTransfer) -> Option<Given> {
    let text = data.get_data("text/plain").ok().filter(|text| !text.trim().is_empty())?;
    let file = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
    Some(Given { name: "pasted text".into(), file })
}

/// What a click means: the nearest element that says something says it.
fn clicked(event: &MouseEvent) -> Option<Msg> {
    let target = target(event)?;
    menu::clicked(&target);
    let element = target.closest("[data-act],[data-n],[data-focus],[data-close],.raw-map").ok()??;
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
        element.closest("dialog").ok()??.unchecked_into::<HtmlDialogElement>().close();
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
