//! Turns of the event loop, for work that would otherwise never let go of it.
//!
//! A file's bytes are usually there before they are asked for, and a promise that is kept already goes on in a microtask:
//! a loop of such reads runs to its end before the worker hears its next message. So the loop lets a turn pass now and
//! then. A message to oneself is the cheapest one: timers are slowed down to four milliseconds each.

use super::clock::now_millis;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// The longest that messages wait, beside the piece of work in hand.
const TURN_MILLIS: f64 = 12.0;

/// Lets turns pass.
pub struct Turns {
    /// None where the browser cannot make one: then nobody waits, as before.
    channel: Option<MessageChannel>,
    last: f64,
}

impl Turns {
    pub fn new() -> Self {
        Self { channel: MessageChannel::new().ok(), last: now_millis() }
    }

    /// Lets a turn pass if the last one is long enough ago.
    pub async fn pass(&mut self) {
        let Some(channel) = self.channel.as_ref().filter(|_| now_millis() - self.last >= TURN_MILLIS) else { return };
        let heard = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
        if channel.port2().post_message(&JsValue::NULL).is_ok() {
            JsFuture::from(heard).await.ok();
        }
        self.last = now_millis();
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.port1().close();
        }
    }
}
