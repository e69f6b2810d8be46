//! Writing to the clipboard.

use super::words;
use wasm_bindgen_futures::JsFuture;

/// Puts text on the clipboard. Fails where the browser does not allow it (no user gesture, no secure context).
pub async fn write(text: &str) -> Result<(), String> {
    let clipboard = super::dom::window().navigator().clipboard();
    JsFuture::from(clipboard.write_text(text)).await.map(drop).map_err(|error| words(&error))
}
