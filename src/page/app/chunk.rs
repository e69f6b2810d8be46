//! A piece of a long list of cards: filled while it is near the screen, otherwise a gap of the height it had.

use super::list::Rows;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};
use yew::prelude::*;

/// Height of a folded card, in pixels, until the piece has been seen.
const FOLDED_HEIGHT: f64 = 46.0;
/// How far from the screen a piece is filled.
const MARGIN: &str = "1200px";

#[derive(Properties)]
pub struct Props {
    pub rows: Rc<Rows>,
    pub from: usize,
    pub to: usize,
    /// It holds the card that is jumped to.
    pub forced: bool,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows) && (self.from, self.to, self.forced) == (other.from, other.to, other.forced)
    }
}

pub struct Chunk {
    place: NodeRef,
    height: f64,
    is_near: bool,
    observer: Option<Observer>,
}

/// With what it calls, which must live as long.
type Observer = (IntersectionObserver, Closure<dyn Fn(js_sys::Array)>);

/// Came near the screen, or went away.
pub struct Near(bool);

impl Component for Chunk {
    type Message = Near;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let Props { from, to, .. } = context.props();
        Self { place: NodeRef::default(), height: (to - from) as f64 * FOLDED_HEIGHT, is_near: false, observer: None }
    }

    fn update(&mut self, _: &Context<Self>, Near(is_near): Near) -> bool {
        if let Some(element) = self.place.cast::<HtmlElement>() {
            self.height = f64::from(element.offset_height());
        }
        std::mem::replace(&mut self.is_near, is_near) != is_near
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { rows, from, to, forced } = context.props();
        let filled = (self.is_near || *forced).then(|| (*from..*to).map(|at| rows.row(at)).collect::<Html>());
        html! { <div ref={self.place.clone()} class="chunk">{ filled }</div> }
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        let Some(element) = self.place.cast::<HtmlElement>() else { return };
        let filled = self.is_near || context.props().forced;
        let height = if filled { "auto".to_owned() } else { format!("{}px", self.height) };
        element.style().set_property("height", &height).ok();
        if first {
            self.observe(context, &element);
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
    }
}

impl Chunk {
    fn observe(&mut self, context: &Context<Self>, element: &HtmlElement) {
        let link = context.link().clone();
        let seen = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last: IntersectionObserverEntry = entries.get(entries.length().saturating_sub(1)).unchecked_into();
            link.send_message(Near(last.is_intersecting()));
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        if let Ok(observer) = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options) {
            observer.observe(element);
            self.observer = Some((observer, seen));
        }
    }
}
