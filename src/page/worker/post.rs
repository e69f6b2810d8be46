//! Posts messages to the page.

use crate::page::browser::host::to_js;
use crate::page::protocol::{Reply, Tell};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

/// [`Reply`] without owning its content.
#[derive(Serialize)]
struct Borrowed<'a> {
    id: u32,
    tell: &'a Tell,
}

/// Posts a message with its attachment, which is copied.
pub fn post(id: u32, tell: &Tell, attachment: &JsValue) {
    if let (Some(scope), Ok(message)) = (scope(), to_js(&Borrowed { id, tell })) {
        scope.post_message(&Array::of2(&message, attachment)).ok();
    }
}

/// Posts a message with bytes, which are handed over.
pub fn post_bytes(id: u32, tell: Tell, bytes: &[u8]) {
    let buffer = Uint8Array::from(bytes).buffer();
    if let (Some(scope), Ok(message)) = (scope(), to_js(&Reply { id, tell })) {
        scope.post_message_with_transfer(&Array::of2(&message, &buffer), &Array::of1(&buffer)).ok();
    }
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}
