//! Time and timers, in the page and in the worker alike.

use js_sys::{Function, Promise, Reflect, global};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since the page or worker was started.
pub fn now_millis() -> f64 {
    Reflect::get(&global(), &"performance".into())
        .ok()
        .and_then(|clock| clock.dyn_into::<web_sys::Performance>().ok())
        .map_or(0.0, |clock| clock.now())
}

/// Resolves after that time.
pub fn after_millis(millis: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let set_timeout =
            Reflect::get(&global(), &"setTimeout".into()).ok().and_then(|f| f.dyn_into::<Function>().ok());
        if let Some(set_timeout) = set_timeout {
            set_timeout.call2(&JsValue::NULL, &resolve, &millis.into()).ok();
        }
    })
}

/// Waits.
pub async fn wait_millis(millis: i32) {
    JsFuture::from(after_millis(millis)).await.ok();
}
