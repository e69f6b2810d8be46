//! The lock: a second content policy, added before the first byte of a log is read, after which this document can
//! reach nothing any more. The worker is started afterwards from a `blob:` address and inherits it.

use super::dom::{document, window};
use js_sys::Promise;

/// Refuses every request of this document from now on. Cannot be undone.
pub fn lock() {
    if let (Some(head), Ok(meta)) = (document().head(), document().create_element("meta")) {
        meta.set_attribute("http-equiv", "Content-Security-Policy").ok();
        meta.set_attribute("content", "connect-src 'none'; worker-src blob:").ok();
        head.append_child(&meta).ok();
    }
}

/// Tries to fetch the page itself; the browser must refuse it.
pub fn test() -> Promise {
    window().fetch_with_str("index.html?lock-test")
}
