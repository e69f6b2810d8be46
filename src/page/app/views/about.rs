//! What Racecard is, and what it does with a log.

use crate::page::browser::dom;
use crate::page::shell::{Action, Lock, Model, words};
use yew::prelude::*;

pub fn about(model: &Model, act: &Callback<Action>) -> Html {
    let parts = words::ABOUT.iter().map(|(title, text)| html! { <><h2>{ *title }</h2><p>{ *text }</p></> });
    let lock = match model.lock {
        Lock::Loading => "The lock closes as soon as the program is here.",
        Lock::Locked => "The page is locked.",
        Lock::Proven => words::LOCK_PROVEN,
        Lock::Open => words::LOCK_OPEN,
    };
    let build = dom::meta("racecard-build").unwrap_or_default();
    html! {
        <main id="main" class="text-page" tabindex="-1">
            <h1>{ "About Racecard" }</h1>
            { for parts }
            <p>{ lock }{ " " }<button type="button" class="link" disabled={model.lock == Lock::Loading} onclick={act.reform(|_: MouseEvent| Action::TestLock)}>{ "Make a test request now" }</button></p>
            <h2>{ "This copy" }</h2>
            <p>{ format!("Version {}, build {build}.", env!("CARGO_PKG_VERSION")) }
                if model.offline_ready { { " " }{ words::OFFLINE_READY } }</p>
        </main>
    }
}
