//! The lock: a second content policy, added before the first byte of a log is read, after which this document can load
//! and send nothing any more. The worker is started afterwards from a `blob:` address and inherits it.
//!
//! No policy of a page governs navigation, the lookup of names and WebRTC (tests/e2e/private.rs tries all ways).

use super::dom::{document, window};
use super::outcome;
use js_sys::Promise;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlImageElement, SecurityPolicyViolationEvent};

/// What the first policy (index.html) still allows of the page's own host, and the program does not need once it runs.
/// The worker compiles nothing, but is linked from wasm: that stays.
const POLICY: &str = "default-src 'none'; connect-src 'none'; img-src 'none'; style-src 'none'; manifest-src 'none'; \
                      script-src 'wasm-unsafe-eval'; worker-src blob:; base-uri 'none'; form-action 'none'";

/// Both ways of the test ask for this.
const TEST: &str = "index.html?lock-test";
/// The browser refuses at once; a request that is on its way for so long was let through.
const PATIENCE_MILLIS: i32 = 2_000;

/// Refuses every request of this document from now on. Cannot be undone.
pub fn lock() {
    if let (Some(head), Ok(meta)) = (document().head(), document().create_element("meta")) {
        meta.set_attribute("http-equiv", "Content-Security-Policy").ok();
        meta.set_attribute("content", POLICY).ok();
        head.append_child(&meta).ok();
    }
}

/// Tries to fetch the page itself, and to load it as an image. Kept when the browser has said of both that the policy
/// refuses them: a request that merely fails, without a network, proves nothing.
pub fn test() -> Promise {
    Promise::new(&mut |keep, refuse| {
        let refused = Rc::new(Cell::new(0));
        let heard =
            Closure::<dyn FnMut(SecurityPolicyViolationEvent)>::new(move |event: SecurityPolicyViolationEvent| {
                if event.blocked_uri().ends_with(TEST) {
                    refused.set(refused.get() + 1);
                    if refused.get() == 2 {
                        keep.call0(&JsValue::UNDEFINED).ok();
                    }
                }
            });
        let listener = heard.as_ref().unchecked_ref();
        document().add_event_listener_with_callback("securitypolicyviolation", listener).ok();
        let given_up = Closure::once_into_js(move || {
            document()
                .remove_event_listener_with_callback("securitypolicyviolation", heard.as_ref().unchecked_ref())
                .ok();
            refuse.call0(&JsValue::UNDEFINED).ok();
        });
        window().set_timeout_with_callback_and_timeout_and_arguments_0(given_up.unchecked_ref(), PATIENCE_MILLIS).ok();
        // What becomes of it is told by the event; waiting for it keeps its rejection off the console.
        let fetched = outcome(window().fetch_with_str(TEST));
        spawn_local(async move { drop(fetched.await) });
        if let Ok(image) = HtmlImageElement::new() {
            image.set_src(TEST);
        }
    })
}
