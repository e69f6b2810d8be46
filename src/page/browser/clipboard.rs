//! Writing to the clipboard.

use js_sys::Promise;
use wasm_bindgen::JsCast;

/// Puts text on the clipboard. Rejected where the browser does not allow it (no user gesture, no secure context).
pub fn write(text: &str) -> Promise {
    super::dom::window().navigator().clipboard().write_text(text).unchecked_into()
}
