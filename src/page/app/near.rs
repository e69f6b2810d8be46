//! Which pieces of a long list are near the screen: only these are filled. A piece that empties keeps its height.

use super::root::{App, Msg};
use crate::page::browser::dom;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, Node};
use yew::html::Scope;

/// How far from the screen a piece is filled.
const MARGIN: &str = "1200px";
/// Attribute with the number of a piece.
const NUMBER: &str = "data-chunk";

/// Looks at the pieces on screen.
pub struct Near {
    observer: Option<IntersectionObserver>,
    _seen: Closure<dyn Fn(Array)>,
    filled: Vec<usize>,
    /// The last piece that is looked at, and how many there are.
    watched: Option<(Node, u32)>,
}

impl Near {
    pub fn new(link: &Scope<App>) -> Self {
        let link = link.clone();
        let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let moved = entries.iter().filter_map(|entry| moved(&entry.unchecked_into())).collect::<Vec<_>>();
            link.send_message(Msg::Near(moved));
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let observer = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).ok();
        Self { observer, _seen: seen, filled: Vec::new(), watched: None }
    }

    /// Pieces near the screen.
    pub fn filled(&self) -> &[usize] {
        &self.filled
    }

    /// Pieces that came near, or went away.
    pub fn moved(&mut self, moved: Vec<(usize, bool)>) {
        for (number, is_near) in moved {
            self.filled.retain(|filled| *filled != number);
            if is_near {
                self.filled.push(number);
            }
        }
    }

    /// Looks at the pieces that are in the document now: a list that was left and drawn again has new ones.
    pub fn watch(&mut self) {
        let Some(observer) = &self.observer else { return };
        let Ok(list) = dom::document().query_selector_all(&format!("[{NUMBER}]")) else { return };
        let now = list.length().checked_sub(1).and_then(|last| list.get(last)).map(|last| (last, list.length()));
        if now == self.watched {
            return;
        }
        self.watched = now;
        observer.disconnect();
        for element in (0..list.length()).filter_map(|at| list.get(at)) {
            observer.observe(element.unchecked_ref());
        }
    }
}

fn moved(entry: &IntersectionObserverEntry) -> Option<(usize, bool)> {
    let element: HtmlElement = entry.target().unchecked_into();
    let is_near = entry.is_intersecting();
    let height = if is_near { String::new() } else { format!("{}px", i64::from(element.offset_height())) };
    element.style().set_property("min-height", &height).ok();
    Some((element.get_attribute(NUMBER)?.parse().ok()?, is_near))
}
