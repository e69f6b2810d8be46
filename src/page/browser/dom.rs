//! The document and what stands in it.

use wasm_bindgen::JsCast;
use web_sys::{
    Document, Element, FocusOptions, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition, Window,
};

/// The page's window. There is always one: this code only runs in pages.
///
/// # Panics
/// In a worker.
#[allow(clippy::expect_used)]
pub fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// # Panics
/// In a worker.
#[allow(clippy::expect_used)]
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

pub fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Whether keys belong to what has the focus: a text box, a selection, an open dialog.
pub fn is_typing() -> bool {
    let Some(focused) = document().active_element() else { return false };
    matches!(focused.tag_name().as_str(), "TEXTAREA" | "SELECT")
        || focused.tag_name() == "INPUT"
            && !matches!(focused.get_attribute("type").as_deref(), Some("checkbox" | "file"))
        || focused.has_attribute("contenteditable")
}

pub fn focus(id: &str) {
    if let Some(element) = by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// The id of what has the focus, empty where it has none; nothing where nothing has the focus.
pub fn focused() -> Option<String> {
    document().active_element().filter(|element| element.tag_name() != "BODY").map(|element| element.id())
}

/// Gives the focus to an element and scrolls nowhere; false where there is none.
pub fn focus_in_place(id: &str) -> bool {
    let Some(element) = by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return false };
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Scrolls an element to the top of the view, or only as far as needed.
pub fn scroll_to(element: &Element, to_top: bool) {
    let options = ScrollIntoViewOptions::new();
    options.set_behavior(ScrollBehavior::Instant);
    options.set_block(if to_top { ScrollLogicalPosition::Start } else { ScrollLogicalPosition::Nearest });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Sets or removes an attribute of the root element.
pub fn set_root(name: &str, value: Option<&str>) {
    if let Some(root) = document().document_element() {
        match value {
            Some(value) => root.set_attribute(name, value).ok(),
            None => root.remove_attribute(name).ok(),
        };
    }
}

/// The `content` of a `meta` element.
pub fn meta(name: &str) -> Option<String> {
    document().query_selector(&format!("meta[name={name}]")).ok().flatten()?.get_attribute("content")
}

/// The address without `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// Changes the part after `#`: a new entry of the history, or the present one.
pub fn set_hash(hash: &str, push: bool) {
    let (Ok(history), url) = (window().history(), format!("#{hash}")) else { return };
    let null = wasm_bindgen::JsValue::NULL;
    let location = window().location();
    let base = format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let url = if hash.is_empty() { base } else { format!("{base}{url}") };
    if push {
        history.push_state_with_url(&null, "", Some(&url)).ok();
    } else {
        history.replace_state_with_url(&null, "", Some(&url)).ok();
    }
}
