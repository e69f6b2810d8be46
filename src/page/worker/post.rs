//! Posts replies to the page.

use crate::page::protocol::{Reply, Tell};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// Posts a reply; its bytes are handed over.
pub fn post(id: u32, tell: Tell) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let buffer = Uint8Array::from(Reply { id, tell }.to_bytes().as_slice()).buffer();
    scope.post_message_with_transfer(&buffer, &Array::of1(&buffer)).ok();
}
