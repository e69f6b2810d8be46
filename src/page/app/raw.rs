//! Where the raw log stands: only the lines on screen are in the document.

use super::root::{App, Msg};
use crate::page::browser::dom;
use crate::page::shell::Raw;
use crate::page::shell::screen::Window;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ResizeObserver};
use yew::html::Scope;

/// Height of a line in pixels; `--row` in raw.css.
const ROW: u64 = 19;
/// Browsers cannot make elements higher than some 17 million pixels: above that the scroll bar is mapped.
const HIGHEST: u64 = 8_000_000;
/// Lines kept ready above and below the screen.
const MARGIN: u64 = 30;

pub struct Place {
    /// First line on screen, from 0, and how many fit.
    top: u64,
    fit: u64,
    /// The last jump that was followed.
    jump: u32,
    observer: Option<ResizeObserver>,
    resized: Closure<dyn Fn()>,
    /// The element that is looked at.
    watched: Option<HtmlElement>,
}

impl Place {
    pub fn new(link: &Scope<App>) -> Self {
        let link = link.clone();
        let resized = Closure::<dyn Fn()>::new(move || link.send_message(Msg::Look));
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        Self { top: 0, fit: 60, jump: 0, observer, resized, watched: None }
    }

    /// Lines in the document, and what is seen of them.
    pub fn window(&self, raw: &Raw) -> Window {
        let from = (self.top + 1).saturating_sub(MARGIN).max(1);
        let to = (self.top + self.fit + MARGIN).min(raw.lines) + 1;
        Window { from, to, top: self.top, fit: self.fit }
    }

    /// Scrolled or resized: whether other lines are seen now.
    pub fn look(&mut self, raw: &Raw) -> bool {
        let Some(scroller) = element("raw-scroller") else { return false };
        let height = u64::from(scroller.client_height().unsigned_abs());
        let at = u64::from(scroller.scroll_top().unsigned_abs());
        let fit = height.div_ceil(ROW).max(1);
        let top = if is_mapped(raw.lines) {
            at * raw.lines.saturating_sub(fit) / (total_height(raw.lines) - height.min(HIGHEST - 1)).max(1)
        } else {
            at / ROW
        };
        let changed = (top, fit) != (self.top, self.fit);
        (self.top, self.fit) = (top, fit);
        changed
    }

    /// Puts the lines where they belong and follows a jump; true when it has to be looked again.
    pub fn put(&mut self, raw: &Raw) -> bool {
        let (Some(scroller), Some(gap), Some(rows)) =
            (element("raw-scroller"), element("raw-gap"), element("raw-rows"))
        else {
            return false;
        };
        let is_new = self.watched.as_ref() != Some(&scroller);
        if is_new {
            self.watch(&scroller);
        }
        gap.style().set_property("height", &format!("{}px", total_height(raw.lines))).ok();
        let jumped = self.jump != raw.jump;
        if jumped {
            self.jump = raw.jump;
            if let Some((line, _)) = raw.target {
                self.show(&scroller, line, raw.lines);
            }
        }
        let from = self.window(raw).from;
        let place = if is_mapped(raw.lines) {
            u64::from(scroller.scroll_top().unsigned_abs()).saturating_sub((self.top + 1).saturating_sub(from) * ROW)
        } else {
            (from - 1) * ROW
        };
        rows.style().set_property("transform", &format!("translateY({place}px)")).ok();
        jumped || is_new
    }

    fn show(&self, scroller: &HtmlElement, line: u64, lines: u64) {
        let lead = (self.fit / 4).min(8);
        let first = line.saturating_sub(1 + lead);
        let at = if is_mapped(lines) {
            let room = total_height(lines).saturating_sub(u64::from(scroller.client_height().unsigned_abs()));
            (first as f64 * room as f64 / lines.saturating_sub(self.fit).max(1) as f64) as u64
        } else {
            first * ROW
        };
        scroller.set_scroll_top(at as i32);
    }

    /// Looks again whenever the lines are scrolled or their room changes.
    fn watch(&mut self, scroller: &HtmlElement) {
        scroller.add_event_listener_with_callback("scroll", self.resized.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &self.observer {
            observer.disconnect();
            observer.observe(scroller);
        }
        self.watched = Some(scroller.clone());
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    dom::by_id(id).and_then(|element| element.dyn_into().ok())
}

fn is_mapped(lines: u64) -> bool {
    lines.saturating_mul(ROW) > HIGHEST
}

fn total_height(lines: u64) -> u64 {
    lines.saturating_mul(ROW).min(HIGHEST)
}
