//! Menus are `details`: the browser opens them, and closes them by nothing but their own summary.

use crate::page::browser::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

const OPEN: &str = "details.menu[open]";

/// After a click: a menu closes when one of its choices was made, or something outside of it was clicked. Switches keep
/// it open.
pub fn clicked(target: &Element) {
    let Some(menu) = open() else { return };
    let has_chosen =
        target.closest("button").ok().flatten().is_some_and(|button| !button.has_attribute("aria-pressed"));
    if has_chosen || !menu.contains(Some(target)) {
        menu.remove_attribute("open").ok();
    }
}

/// Closes the open menu and goes back to what opened it; false where none is open.
pub fn close() -> bool {
    let Some(menu) = open() else { return false };
    menu.remove_attribute("open").ok();
    if let Some(summary) = menu.query_selector("summary").ok().flatten() {
        summary.unchecked_into::<HtmlElement>().focus().ok();
    }
    true
}

fn open() -> Option<Element> {
    dom::document().query_selector(OPEN).ok().flatten()
}
