//! Thin wrappers over the browser, one interface each. Know nothing of reports.

pub mod clipboard;
pub mod clock;
pub mod dom;
pub mod download;
pub mod host;
pub mod lock;
pub mod network;
pub mod service_worker;
pub mod store;
pub mod stream;

use wasm_bindgen::JsValue;

/// What a rejected promise or a caught exception says.
pub fn words(error: &JsValue) -> String {
    js_sys::Reflect::get(error, &"message".into())
        .ok()
        .and_then(|text| text.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "unknown error".into())
}
