//! Registers the service worker, and says when a newer build waits or the page is ready for offline use.

use super::dom::{resolve, window};
use super::outcome;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// Everything is in the cache.
    Ready,
    /// A newer build waits.
    Update,
}

/// Whether this visit wants one: not from disk, not while developing on localhost unless asked for by `?sw`, not with `?nosw`.
fn is_wanted() -> bool {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    let host = location.hostname().unwrap_or_default();
    let local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
    let secure = location.protocol().is_ok_and(|protocol| protocol == "https:" || protocol == "http:" && local);
    secure && !has(&search, "nosw") && (!local || has(&search, "sw"))
}

fn has(search: &str, name: &str) -> bool {
    search.trim_start_matches('?').split('&').any(|part| part.split('=').next() == Some(name))
}

/// What this visit asks for: with `?nosw` the service worker is switched off and stays off (an empty cache is the flag
/// that survives); `?sw` switches it on again. A failure only means that there is no offline use.
pub async fn settle() -> Option<ServiceWorkerRegistration> {
    let search = window().location().search().unwrap_or_default();
    let flag =
        format!("racecard-off {}", window().location().pathname().unwrap_or_default().trim_end_matches("index.html"));
    let (container, caches) = (window().navigator().service_worker(), window().caches().ok()?);
    if container.is_undefined() {
        return None;
    }
    if has(&search, "nosw") {
        drop(caches.open(&flag));
        registration(&container).await?.unregister().ok();
        return None;
    }
    if !is_wanted() {
        return None;
    }
    if has(&search, "sw") {
        drop(caches.delete(&flag));
    } else if outcome(caches.has(&flag)).await.is_ok_and(|off| off.is_truthy()) {
        return None;
    }
    let options = RegistrationOptions::new();
    js_sys::Reflect::set(&options, &"updateViaCache".into(), &"none".into()).ok();
    let promise = container.register_with_options(&resolve("sw.js"), &options);
    outcome(promise).await.ok().map(JsCast::unchecked_into)
}

async fn registration(container: &ServiceWorkerContainer) -> Option<ServiceWorkerRegistration> {
    outcome(container.get_registration()).await.ok()?.dyn_into().ok()
}

/// Tells when everything is in the cache, or when a newer build waits.
pub fn watch(registration: &ServiceWorkerRegistration, told: Rc<dyn Fn(Offline)>) {
    if registration.waiting().is_some() {
        told(Offline::Update);
    }
    let first = window().navigator().service_worker().controller().is_none();
    let watched = registration.clone();
    let found = Closure::<dyn Fn()>::new(move || {
        let (Some(worker), told) = (watched.installing(), told.clone()) else { return };
        let state = worker.clone();
        let changed = Closure::<dyn Fn()>::new(move || {
            use web_sys::ServiceWorkerState as State;
            match state.state() {
                State::Installed if !first => told(Offline::Update),
                State::Activated if first => told(Offline::Ready),
                _ => {}
            }
        });
        worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
        changed.forget();
    });
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    // It may have been found between the registration and this line.
    found.as_ref().unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL).ok();
    found.forget();
}

/// Lets the waiting build take over and loads it.
pub async fn apply() {
    let container = window().navigator().service_worker();
    let Some(waiting) = registration(&container).await.and_then(|registration| registration.waiting()) else { return };
    let reload = Closure::<dyn Fn()>::new(|| {
        window().location().reload().ok();
    });
    container.set_oncontrollerchange(Some(reload.as_ref().unchecked_ref()));
    reload.forget();
    waiting.post_message(&"apply".into()).ok();
}
