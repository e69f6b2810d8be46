//! The question before the page is left: a report lives in the page alone, and a reload would lose it without a word.

use super::dom::window;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::BeforeUnloadEvent;

/// Asks before the page is left, while it is on. Browsers ask only a user who has done something in the page, in words of
/// their own.
pub struct Guard {
    ask: Closure<dyn Fn(BeforeUnloadEvent)>,
    on: Cell<bool>,
}

impl Guard {
    pub fn new() -> Self {
        let ask = Closure::new(|event: BeforeUnloadEvent| {
            event.prevent_default();
            // For browsers that do not go by the line above.
            event.set_return_value("leave");
        });
        Self { ask, on: Cell::new(false) }
    }

    pub fn set(&self, on: bool) {
        if self.on.replace(on) != on {
            window().set_onbeforeunload(on.then(|| self.ask.as_ref().unchecked_ref()));
        }
    }
}

impl Default for Guard {
    fn default() -> Self {
        Self::new()
    }
}
