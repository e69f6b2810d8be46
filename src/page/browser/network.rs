//! The only requests the page ever makes: its own files, before any data is given to it.

use super::{dom, outcome, words};
use js_sys::{ArrayBuffer, Promise, WebAssembly};
use wasm_bindgen::JsCast;
use web_sys::{Blob, Response};

fn fetch(path: &str) -> Promise {
    dom::window().fetch_with_str(&dom::resolve(path))
}

async fn answer(path: &str, request: Promise) -> Result<Response, String> {
    let response: Response = outcome(request).await?.unchecked_into();
    if response.ok() { Ok(response) } else { Err(format!("{path}: status {}", u32::from(response.status()))) }
}

/// Files in the order of their names, fetched side by side.
pub async fn files(paths: &[String]) -> Result<Vec<Blob>, String> {
    let requests: Vec<_> = paths.iter().map(|path| (path, fetch(path))).collect();
    let mut files = Vec::new();
    for (path, request) in requests {
        let blob = answer(path, request).await?.blob().map_err(|error| words(&error))?;
        files.push(outcome(blob).await?.unchecked_into());
    }
    Ok(files)
}

/// Compiles a wasm file while it arrives; from hosts that do not name its type it is fetched again, the slower way.
pub async fn module(path: &str) -> Result<WebAssembly::Module, String> {
    if let Ok(module) = outcome(WebAssembly::compile_streaming(&fetch(path))).await {
        return Ok(module.unchecked_into());
    }
    let bytes = answer(path, fetch(path)).await?.array_buffer().map_err(|error| words(&error))?;
    let bytes: ArrayBuffer = outcome(bytes).await?.unchecked_into();
    outcome(WebAssembly::compile(&bytes)).await.map(JsCast::unchecked_into)
}
