//! Carries out the shell's effects.

use super::root::{App, Msg};
use crate::page::browser::{clipboard, clock, dom, download, lock, outcome, service_worker, store};
use crate::page::shell::{Action, Effect, Lock, Theme, words};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlInputElement;
use yew::Context;

/// How long a message stays.
const TOAST_MILLIS: i32 = 5_000;

impl App {
    pub(super) fn carry_out(&mut self, context: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Post(request) => self.post(context, request),
            Effect::Hash { hash, push } => dom::set_hash(&hash, push),
            Effect::Store { name, value } => store::set(name, &value),
            Effect::Copy { what, text } => copy(context, what, &text),
            Effect::CopyLink { hash } => {
                let page = dom::window().location().href().unwrap_or_default();
                let page = page.split('#').next().unwrap_or_default();
                copy(context, "link".into(), &format!("{page}#{hash}"));
            }
            Effect::Save { name, mime, text } => {
                download::save(&name, mime, &text);
                self.act(context, Action::Said(format!("Saved {name}")));
            }
            Effect::ScrollToCard(card) => self.scroll_to = Some(card),
            Effect::QuietLater(text) => {
                when(context, clock::after_millis(TOAST_MILLIS), move |_| Msg::Do(Action::Quiet(text)));
            }
            Effect::Focus(id) => dom::focus(id),
            Effect::Browse => browse(),
            Effect::Sample(at) => self.sample(context, at),
            Effect::Theme(theme) => set_theme(theme),
            Effect::TestLock => when(context, lock::test(), |result| {
                Msg::Do(Action::Lock(if result.is_ok() { Lock::Proven } else { Lock::Open }))
            }),
            Effect::Restart => self.start_worker(context),
            Effect::Forget(source) => self.files.retain(|(id, _)| *id != source),
            Effect::ApplyUpdate => self.offline.iter().for_each(service_worker::apply),
        }
    }
}

fn browse() {
    if let Some(input) = dom::by_id("file-input") {
        let input: HtmlInputElement = input.unchecked_into();
        // The same file may be chosen twice.
        input.set_value("");
        input.click();
    }
}

fn copy(context: &Context<App>, what: String, text: &str) {
    when(context, clipboard::write(text), move |result| {
        Msg::Do(Action::Said(match result {
            Ok(_) => words::copied(&what),
            Err(reason) => format!("The browser does not let the page copy: {reason}"),
        }))
    });
}

/// Does what a promise comes to.
pub fn when(context: &Context<App>, promise: Promise, then: impl FnOnce(Result<JsValue, String>) -> Msg + 'static) {
    // One kind of future for all of them: each is half a kilobyte of code.
    let then: Box<dyn FnOnce(_) -> _> = Box::new(then);
    context.link().send_future(async move { then(outcome(promise).await) });
}

fn set_theme(theme: Theme) {
    dom::set_root("data-theme", (theme != Theme::System).then(|| theme.name()));
}
