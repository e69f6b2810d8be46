//! The worker: owns the bytes and the report, and answers the page's questions about them.

mod answer;
mod export;
mod heads;
mod marks;
mod part;
mod post;
mod raw;
mod reading;
pub mod reporting;
mod sources;
mod state;

use crate::model::Text;
use crate::page::protocol::{Ask, Request, Tell};
use js_sys::Array;
use post::post;
use reporting::Reporting;
use state::State;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// The state between messages. Borrowed only between two awaits.
type Shared = Rc<RefCell<State>>;

/// Answers messages from now on. `reporting` leads into the part that arrives later, and may be called when it is linked.
pub fn start(reporting: fn() -> &'static Reporting) {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string().as_str().into();
        post(0, Tell::Crashed { source: reading::at_work(), text });
    }));
    let shared = Shared::default();
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message = Array::from(&event.data());
        let words = serde_wasm_bindgen::from_value::<Vec<Text>>(message.get(0)).unwrap_or_default();
        match Request::read(&words) {
            Some(Request { ask: Ask::Link, .. }) => {
                if part::link(&message.get(1), reporting).is_err() {
                    post(0, Tell::Crashed { source: None, text: "its second part cannot be linked".into() });
                }
            }
            Some(request) => answer::answer(&shared, request, &message.get(1)),
            None => post(0, Tell::Crashed { source: None, text: "the page's request cannot be read".into() }),
        }
    });
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    }
    heard.forget();
    post(0, Tell::Ready);
}
