//! A few remembered settings. What the browser forbids is silently not remembered.

use super::dom::window;

const PREFIX: &str = "racecard.";

pub fn get(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(&format!("{PREFIX}{name}")).ok().flatten()
}

pub fn set(name: &str, value: &str) {
    if let Some(store) = window().local_storage().ok().flatten() {
        store.set_item(&format!("{PREFIX}{name}"), value).ok();
    }
}
