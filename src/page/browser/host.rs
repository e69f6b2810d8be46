//! Starts the worker and carries its messages.

use super::{dom, network, words};
use crate::page::protocol::{Reply, Request, Tell};
use js_sys::{Array, Uint8Array, WebAssembly};
use serde::Serialize;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker};

/// Waits for the compiled module, then hands over to it. Appended to wasm-bindgen's classic glue.
const START: &str = "
self.onmessage = (event) => {
  self.onmessage = null;
  wasm_bindgen({ module_or_path: event.data }).catch((error) => setTimeout(() => { throw error; }));
};";

/// The worker's program, fetched once; a worker that broke is replaced without another request.
#[derive(Clone)]
pub struct Program {
    script: String,
    module: WebAssembly::Module,
}

/// What comes from the worker.
pub enum Heard {
    Reply(Box<Reply>),
    /// The worker died or could not start.
    Broken(String),
}

/// A running worker. Dropping it ends it.
pub struct Host {
    worker: Worker,
    _heard: Closure<dyn Fn(MessageEvent)>,
    _broken: Closure<dyn Fn(ErrorEvent)>,
}

impl Program {
    /// Fetches and compiles the program that `<meta name="racecard-worker">` names.
    pub async fn load() -> Result<Self, String> {
        let names = dom::meta("racecard-worker").unwrap_or_default();
        let (glue, wasm) = names.split_once(' ').ok_or("the page does not name its worker")?;
        let script = network::text(glue).await? + START;
        Ok(Self { script, module: network::module(wasm).await? })
    }
}

impl Host {
    /// Starts a worker from a `blob:` address, so that it inherits the page's policy.
    pub fn start(program: &Program, hear: Rc<dyn Fn(Heard)>) -> Result<Self, String> {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&program.script.as_str().into()), &options)
            .map_err(|error| words(&error))?;
        let url = Url::create_object_url_with_blob(&blob).map_err(|error| words(&error))?;
        let worker = Worker::new(&url).map_err(|error| words(&error))?;
        // A worker that has told of its crash dies of it next: that is the same defect.
        let crashed = Rc::new(Cell::new(false));
        let (told, was_told) = (hear.clone(), crashed.clone());
        let heard = Closure::new(move |event: MessageEvent| {
            told(match Reply::read(&Uint8Array::new(&event.data()).to_vec()) {
                Some(reply) => {
                    was_told.set(was_told.get() || matches!(reply.tell, Tell::Crashed { .. }));
                    Heard::Reply(Box::new(reply))
                }
                None => Heard::Broken("the worker's answer cannot be read".to_owned()),
            });
        });
        let broken = Closure::new(move |event: ErrorEvent| {
            if !crashed.get() {
                hear(Heard::Broken(event.message()));
            }
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(broken.as_ref().unchecked_ref()));
        worker.post_message(&program.module).map_err(|error| words(&error))?;
        Ok(Self { worker, _heard: heard, _broken: broken })
    }

    /// Posts a request with its attachment.
    pub fn post(&self, request: &Request, attachment: &JsValue) -> Result<(), String> {
        let message = to_js(request).map_err(|error| error.to_string())?;
        self.worker.post_message(&Array::of2(&message, attachment)).map_err(|error| words(&error))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// A message as an object; 64-bit numbers become `BigInt`, which a JavaScript number could not hold.
pub fn to_js<T: Serialize>(value: &T) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true))
}
