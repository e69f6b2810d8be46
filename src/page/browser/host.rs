//! Starts the worker and carries its messages.

use super::words;
use crate::page::protocol::{Reply, Request, Tell};
use js_sys::{Array, Uint8Array, WebAssembly};
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
pub struct Program {
    pub glue: Blob,
    pub module: WebAssembly::Module,
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

impl Host {
    /// Starts a worker from a `blob:` address, so that it inherits the page's policy.
    pub fn start(program: &Program, hear: Rc<dyn Fn(Heard)>) -> Result<Self, String> {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let blob = Blob::new_with_blob_sequence_and_options(&Array::of2(&program.glue, &START.into()), &options)
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
        let message = serde_wasm_bindgen::to_value(&request.to_words()).map_err(JsValue::from);
        let posted = message.and_then(|message| self.worker.post_message(&Array::of2(&message, attachment)));
        posted.map_err(|error| words(&error))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
