//! The part of the worker that arrives later: linked in when the page hands it over, waited for until then.

use super::reporting::Reporting;
use js_sys::{Function, Object, Promise, Reflect, WebAssembly};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static PART: Cell<Option<&'static Reporting>> = const { Cell::new(None) };
    /// What waits for the part, and the function that lets it go on.
    static ARRIVAL: RefCell<Option<(Promise, Function)>> = const { RefCell::new(None) };
}

/// The part, if it is here.
pub fn loaded() -> Option<&'static Reporting> {
    PART.get()
}

/// The part, as soon as it is here.
pub async fn reporting() -> &'static Reporting {
    loop {
        if let Some(part) = loaded() {
            return part;
        }
        JsFuture::from(arrival()).await.ok();
    }
}

fn arrival() -> Promise {
    ARRIVAL.with_borrow_mut(|arrival| {
        let (promise, _) = arrival.get_or_insert_with(|| {
            let mut go_on = None;
            let promise = Promise::new(&mut |resolve, _| go_on = Some(resolve));
            (promise, go_on.unwrap_or_default())
        });
        promise.clone()
    })
}

/// Links the module: it works on this one's memory and calls through its table.
pub fn link(module: &JsValue, part: fn() -> &'static Reporting) -> Result<(), JsValue> {
    let imports = Object::new();
    Reflect::set(&imports, &"__wasm_split".into(), &wasm_bindgen::exports())?;
    WebAssembly::Instance::new(module.unchecked_ref(), &imports)?;
    PART.set(Some(part()));
    if let Some((_, go_on)) = ARRIVAL.take() {
        go_on.call0(&JsValue::UNDEFINED)?;
    }
    Ok(())
}
