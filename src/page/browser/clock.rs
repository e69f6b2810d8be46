//! Time and timers, in the page and in the worker alike.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;

// The globals themselves: page and worker have both, and a reader asks for them with every chunk.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, millis: i32);
}

/// Milliseconds since the page or worker was started.
pub fn now_millis() -> f64 {
    now()
}

/// Resolves after that time.
pub fn after_millis(millis: i32) -> Promise {
    Promise::new(&mut |resolve, _| set_timeout(&resolve, millis))
}
