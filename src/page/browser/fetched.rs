//! What `www/start.js` fetches while this program is on its way: all that is ever fetched beside the page itself.

use super::dom;
use super::host::Program;
use js_sys::{Array, Promise, Reflect, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, ServiceWorkerRegistration};

/// What a log is read with.
pub struct First {
    pub program: Program,
    /// Where the page may be used offline.
    pub offline: Option<ServiceWorkerRegistration>,
}

/// What may come while one is read.
pub struct Rest {
    pub reporting: WebAssembly::Module,
    pub samples: Vec<File>,
}

/// Come to what [`First::read`] and [`Rest::read`] read.
pub fn fetched() -> [Promise; 2] {
    let both = Reflect::get(&dom::window(), &"racecard".into()).unwrap_or_default();
    [0, 1].map(|at| Promise::resolve(&Array::from(&both).get(at)))
}

impl First {
    pub fn read(all: &JsValue) -> Self {
        let all = Array::from(all);
        Self {
            program: Program { glue: all.get(0).unchecked_into(), module: all.get(1).unchecked_into() },
            offline: all.get(2).dyn_into().ok(),
        }
    }
}

impl Rest {
    pub fn read(all: &JsValue) -> Self {
        let all = Array::from(all);
        Self {
            reporting: all.get(0).unchecked_into(),
            samples: (1..all.length()).map(|at| all.get(at).unchecked_into()).collect(),
        }
    }
}
