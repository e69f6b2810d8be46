//! Thin wrappers over the browser, one interface each. Know nothing of reports.

pub mod clipboard;
pub mod clock;
pub mod dom;
pub mod download;
pub mod fetched;
pub mod folder;
pub mod host;
pub mod leave;
pub mod lock;
pub mod service_worker;
pub mod store;
pub mod stream;
pub mod turns;

use js_sys::Promise;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What a promise comes to; its rejection in words. A kind of future of its own, because one that is inlined into every
/// function that waits is half a kilobyte of code each time.
pub struct Outcome(JsFuture);

/// Waits for a promise.
pub fn outcome<T>(promise: Promise<T>) -> Outcome {
    Outcome(JsFuture::from(promise.unchecked_into::<Promise>()))
}

impl Future for Outcome {
    type Output = Result<JsValue, String>;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_err(|error| words(&error))
    }
}

/// What a rejected promise or a caught exception says.
pub fn words(error: &JsValue) -> String {
    js_sys::Reflect::get(error, &"message".into())
        .ok()
        .and_then(|text| text.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "unknown error".into())
}
