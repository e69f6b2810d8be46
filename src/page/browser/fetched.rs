//! What `www/start.js` fetches while this program is on its way: all that is ever fetched beside the page itself.

use super::dom;
use super::host::Program;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, ServiceWorkerRegistration};

pub struct Fetched {
    pub program: Program,
    /// Where the page may be used offline.
    pub offline: Option<ServiceWorkerRegistration>,
    pub samples: Vec<File>,
}

/// Comes to what [`Fetched::read`] reads.
pub fn fetched() -> Promise {
    Promise::resolve(&Reflect::get(&dom::window(), &"racecard".into()).unwrap_or_default())
}

impl Fetched {
    pub fn read(all: &JsValue) -> Self {
        let all = Array::from(all);
        Self {
            program: Program { glue: all.get(0).unchecked_into(), module: all.get(1).unchecked_into() },
            offline: all.get(2).dyn_into().ok(),
            samples: (3..all.length()).map(|at| all.get(at).unchecked_into()).collect(),
        }
    }
}
