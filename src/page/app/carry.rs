//! Carries out the shell's effects.

use super::root::{App, Msg, test_lock};
use crate::page::browser::{clipboard, clock, dom, download, service_worker, store};
use crate::page::shell::{Action, Effect, Theme, words};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
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
            Effect::Copy { what, text } => copy(context, what, text),
            Effect::CopyLink { hash } => {
                let page = dom::window().location().href().unwrap_or_default();
                let page = page.split('#').next().unwrap_or_default();
                copy(context, "link".into(), format!("{page}#{hash}"));
            }
            Effect::Save { name, mime, text } => {
                download::save(&name, mime, &text);
                self.act(context, Action::Said(format!("Saved {name}")));
            }
            Effect::ScrollToCard(card) => self.scroll_to = Some(card),
            Effect::QuietLater(text) => context.link().send_future(async move {
                clock::wait_millis(TOAST_MILLIS).await;
                Msg::Do(Action::Quiet(text))
            }),
            Effect::Focus(id) => dom::focus(id),
            Effect::Browse => browse(),
            Effect::Sample(at) => self.sample(context, at),
            Effect::Theme(theme) => set_theme(theme),
            Effect::TestLock => context.link().send_future(test_lock()),
            Effect::Restart => self.start_worker(context),
            Effect::Forget(source) => self.files.retain(|(id, _)| *id != source),
            Effect::ApplyUpdate => spawn_local(service_worker::apply()),
        }
    }
}

fn browse() {
    if let Some(input) = dom::by_id("file-input").and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        // The same file may be chosen twice.
        input.set_value("");
        input.click();
    }
}

fn copy(context: &Context<App>, what: String, text: String) {
    context.link().send_future(async move {
        Msg::Do(Action::Said(match clipboard::write(&text).await {
            Ok(()) => words::copied(&what),
            Err(reason) => format!("The browser does not let the page copy: {reason}"),
        }))
    });
}

fn set_theme(theme: Theme) {
    dom::set_root("data-theme", (theme != Theme::System).then(|| theme.name()));
}
