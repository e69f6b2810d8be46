//! What Racecard is, and what it does with a log.

use super::{Actions, Copy, main, panel_slot};
use crate::page::protocol::{Node, Panel, el};
use crate::page::shell::{Action, Lock, Model, Offline, words};

pub fn view(model: &Model, copy: &Copy, to: &mut Actions) -> Node {
    let lock = match model.lock {
        Lock::Loading => words::LOCK_LOADING,
        Lock::Locked => "The page is locked.",
        Lock::Proven => words::LOCK_PROVEN,
        Lock::Open => words::LOCK_OPEN,
    };
    let mut test = to.button("link", "Make a test request now", Action::TestLock);
    if model.lock == Lock::Loading {
        test = test.attr("disabled", "");
    }
    let offline = if model.offline == Offline::No { "" } else { words::OFFLINE_READY };
    let version = format!("Version {}, build {}. {offline}", env!("CARGO_PKG_VERSION"), copy.build);
    main("text-page")
        .add(el("h1").text("About Racecard"))
        .add(panel_slot(Panel::About))
        .add(el("p").text(lock).text(" ").add(test))
        .add(el("h2").text("This copy"))
        .add(el("p").text(&version))
}
