//! Says when a newer build waits or the page is ready for offline use. `www/start.js` registers the service worker.

use super::dom::window;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::ServiceWorkerRegistration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// Everything is in the cache.
    Ready,
    /// A newer build waits.
    Update,
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
pub fn apply(registration: &ServiceWorkerRegistration) {
    let Some(waiting) = registration.waiting() else { return };
    let reload = Closure::<dyn Fn()>::new(|| {
        window().location().reload().ok();
    });
    window().navigator().service_worker().set_oncontrollerchange(Some(reload.as_ref().unchecked_ref()));
    reload.forget();
    waiting.post_message(&"apply".into()).ok();
}
