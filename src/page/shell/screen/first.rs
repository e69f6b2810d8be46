//! The page before it has a source: what it is for, and how one gives it a log.

use super::{Actions, frame, main};
use crate::page::protocol::{Node, el};
use crate::page::shell::keys::Command;
use crate::page::shell::{Action, Lock, Model, words};

pub fn view(model: &Model, to: &mut Actions) -> Node {
    let samples = words::SAMPLES.iter().enumerate().map(|(at, (text, number))| {
        let sample = to.button("sample", text, Action::Sample(at));
        el("li").add(sample.add(el("span").class("number").text(number)))
    });
    let samples = el("ul").each(samples);
    let browse = to.button("primary", "Browse…", Action::Command(Command::Open));
    let intake = el("div")
        .class("intake")
        .add(el("p").text(words::PASTE).text(" ").add(browse))
        .add(el("p").class("types").text(words::TYPES));
    let route = &model.route;
    let leads_on = route.card.is_some() || route.kind.is_some() || !route.filter.is_empty();
    main("first")
        .add(el("h1").text(words::TITLE))
        .add(el("p").class("lead").text(words::LEAD))
        .when(leads_on, || el("p").class("waiting").attr("role", "status").text(words::WAITING_FOR_LOG))
        .add(intake)
        .add(el("div").class("samples").add(el("h2").text("Try one")).add(samples))
        .add(privacy(model.lock, to))
}

fn privacy(lock: Lock, to: &mut Actions) -> Node {
    let (class, sentence) = match lock {
        Lock::Loading => ("privacy", words::LOCK_LOADING),
        Lock::Locked => ("privacy", ""),
        Lock::Proven => ("privacy proven", words::LOCK_PROVEN),
        Lock::Open => ("privacy open", words::LOCK_OPEN),
    };
    let mut check = to.button("link", words::CHECK, Action::TestLock);
    if lock == Lock::Loading {
        check = check.attr("disabled", "");
    }
    el("div")
        .class(class)
        .add(el("p").add(frame::lock_icon()).text(words::PRIVACY).text(" — ").add(check))
        .add(el("p").attr("role", "status").text(sentence))
        .when(lock == Lock::Proven, || el("p").text(words::LOCK_LIMITS))
}
