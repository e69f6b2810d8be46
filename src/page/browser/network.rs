//! The only requests the page ever makes: its own files, before any data is given to it.

use super::{dom, words};
use js_sys::{ArrayBuffer, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

async fn get(path: &str) -> Result<Response, String> {
    let response = JsFuture::from(dom::window().fetch_with_str(&dom::resolve(path))).await.map_err(|e| words(&e))?;
    let response: Response = response.dyn_into().map_err(|_| "not a response".to_owned())?;
    if response.ok() { Ok(response) } else { Err(format!("{path}: status {}", response.status())) }
}

pub async fn text(path: &str) -> Result<String, String> {
    let promise = get(path).await?.text().map_err(|error| words(&error))?;
    let text = JsFuture::from(promise).await.map_err(|error| words(&error))?;
    text.as_string().ok_or_else(|| format!("{path}: no text"))
}

pub async fn blob(path: &str) -> Result<Blob, String> {
    let promise = get(path).await?.blob().map_err(|error| words(&error))?;
    let blob = JsFuture::from(promise).await.map_err(|error| words(&error))?;
    blob.dyn_into().map_err(|_| format!("{path}: no data"))
}

/// Compiles a wasm file while it arrives; hosts that do not name its type get the slower way.
pub async fn module(path: &str) -> Result<WebAssembly::Module, String> {
    let response = get(path).await?;
    let spare = response.clone().map_err(|error| words(&error))?;
    let promise = js_sys::Promise::resolve(&JsValue::from(response));
    let module = if let Ok(module) = JsFuture::from(WebAssembly::compile_streaming(&promise)).await {
        module
    } else {
        let promise = spare.array_buffer().map_err(|error| words(&error))?;
        let bytes: ArrayBuffer = JsFuture::from(promise).await.map_err(|error| words(&error))?.unchecked_into();
        JsFuture::from(WebAssembly::compile(&bytes)).await.map_err(|error| words(&error))?
    };
    Ok(module.unchecked_into())
}
