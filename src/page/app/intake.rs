//! How sources come in: pasted, dropped, chosen, or a sample; and the first screen, which is made for that.

use super::root::{App, Msg};
use crate::page::browser::dom;
use crate::page::shell::{Action, Lock, Model, words};
use js_sys::Array;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{
    AddEventListenerOptions, Blob, ClipboardEvent, DataTransfer, DragEvent, EventTarget, FileList, HtmlInputElement,
    KeyboardEvent, PopStateEvent,
};
use yew::html::Scope;
use yew::prelude::*;

/// A new source.
pub struct Given {
    pub name: String,
    pub file: Blob,
}

/// The window's listeners: kept alive, never looked at.
pub struct Listeners {
    _all: Vec<Closure<dyn Fn(web_sys::Event)>>,
}

/// Listens on the whole window: paste works with nothing focused, and everything is a drop target.
pub fn listen(link: &Scope<App>) -> Listeners {
    let window: EventTarget = dom::window().into();
    let mut all = Vec::new();
    let mut on = |name: &str, react: Box<dyn Fn(web_sys::Event)>| {
        let closure = Closure::wrap(react);
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        let function = closure.as_ref().unchecked_ref();
        window.add_event_listener_with_callback_and_add_event_listener_options(name, function, &options).ok();
        all.push(closure);
    };
    let to = link.clone();
    on(
        "popstate",
        Box::new(move |event| {
            let _: PopStateEvent = event.unchecked_into();
            to.send_message(Msg::Do(Action::Routed(crate::page::shell::Route::read(&dom::hash()))));
        }),
    );
    let to = link.clone();
    on("keydown", Box::new(move |event| to.send_message(Msg::Key(event.unchecked_into::<KeyboardEvent>()))));
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

/// The files chosen in the dialog.
pub fn chosen(event: &Event) -> Option<Msg> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let given = given(&input.files()?);
    (!given.is_empty()).then_some(Msg::Give(given))
}

/// The page before it has a source.
pub fn first_screen(model: &Model, act: &Callback<Action>, link: &Scope<App>) -> Html {
    let samples = words::SAMPLES.iter().enumerate().map(|(at, (_, text, number))| {
        html! {
            <li><button type="button" class="sample" onclick={link.callback(move |_| Msg::Sample(at))}>{ *text }<span class="number">{ *number }</span></button></li>
        }
    });
    html! {
        <main id="main" class="first" tabindex="-1">
            <h1>{ words::TITLE }</h1>
            <p class="lead">{ words::LEAD }</p>
            <div class="intake">
                <p>{ words::PASTE }{ " " }<button type="button" class="primary" onclick={link.callback(|_| Msg::Browse)}>{ "Browse…" }</button></p>
                <p class="types">{ words::TYPES }</p>
            </div>
            <div class="samples"><h2>{ "Try one" }</h2><ul>{ for samples }</ul></div>
            { privacy(model.lock, act) }
        </main>
    }
}

fn privacy(lock: Lock, act: &Callback<Action>) -> Html {
    let test = act.reform(|_: MouseEvent| Action::TestLock);
    let (class, sentence) = match lock {
        Lock::Loading => ("privacy", "The lock closes as soon as the program is here."),
        Lock::Locked => ("privacy", ""),
        Lock::Proven => ("privacy proven", words::LOCK_PROVEN),
        Lock::Open => ("privacy open", words::LOCK_OPEN),
    };
    html! {
        <div {class}>
            <p>{ super::frame::lock_icon() }{ words::PRIVACY }{ " — " }<button type="button" class="link" disabled={lock == Lock::Loading} onclick={test}>{ words::CHECK }</button></p>
            <p role="status">{ sentence }</p>
            if lock == Lock::Proven { <p>{ words::LOCK_LIMITS }</p> }
        </div>
    }
}
