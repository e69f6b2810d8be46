//! What is on the screen, as one tree: a function of the model. Cards, panels and lines of the log are slots in it.
//!
//! An element that does something carries the number of its action in `data-n`, or an [`Act`](crate::page::protocol::Act)
//! in `data-act`; a text box or list names in `data-in` what its value is for.

mod about;
mod first;
mod frame;
mod help;
mod list;
mod raw;
mod report;
mod row;

pub use list::Part;
pub use raw::Window;
pub use row::{Row, element_id, heading_id, row, waiting};

use super::{Action, Model, View};
use crate::page::protocol::{Node, Panel, el, slot, text};

/// What the page knows about itself, for its defects and its About.
#[derive(Clone, Debug, Default)]
pub struct Copy {
    pub build: String,
    pub browser: String,
}

/// What `data-in` says.
pub mod input {
    pub const FILTER: &str = "filter";
    pub const SORT: &str = "sort";
    pub const SEARCH: &str = "search";
    pub const SOURCE: &str = "source";
    pub const SINGLE_KEYS: &str = "single-keys";
    pub const FRAME_LINK: &str = "frame-link";
}

/// What the browser shows of what is too long to be in the document as a whole.
#[derive(Clone, Debug, Default)]
pub struct Seen<'a> {
    pub lines: Window,
    /// Pieces of a long list of cards that are near the screen.
    pub near: &'a [usize],
}

/// The actions of a tree, by number.
#[derive(Clone, Debug, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    pub fn get(&self, number: usize) -> Option<&Action> {
        self.0.get(number)
    }

    /// Gives an element its action.
    fn on(&mut self, node: Node, action: Action) -> Node {
        self.0.push(action);
        node.attr("data-n", &(self.0.len() - 1).to_string())
    }

    /// A button with a text.
    fn button(&mut self, class: &str, label: &str, action: Action) -> Node {
        self.on(el("button").attr("type", "button").class(class), action).text(label)
    }
}

/// The whole page, and what its elements do.
pub fn page(model: &Model, seen: &Seen, copy: &Copy) -> (Node, Actions) {
    let mut actions = Actions::default();
    let to = &mut actions;
    let skip = el("a").class("skip").attr("href", "#main").attr("data-focus", "main").text("Skip to the report");
    let page = el("div")
        .class("page")
        .add(skip)
        .add(frame::header(model, to))
        .add(frame::troubles(model, copy, to))
        .add(body(model, seen, copy, to))
        .add(frame::drop_overlay(model))
        .add(frame::messages(model, to))
        .when(model.dialog.is_some(), || help::dialog(model))
        .add(file_input());
    (page, actions)
}

fn body(model: &Model, seen: &Seen, copy: &Copy, to: &mut Actions) -> Node {
    match model.route.view {
        View::Decode => decode(model),
        View::About => about::view(model, copy, to),
        _ if model.is_empty() => first::view(model, to),
        View::Report => Node::default().add(frame::strip(model, to)).add(report::view(model, seen, to)),
        View::Overview => beside(model, to, "overview", Panel::Overview),
        View::Notes => beside(model, to, "text-page wide", Panel::Notes),
        View::Compare => beside(model, to, "overview", Panel::Compare),
        View::Rules => beside(model, to, "overview", Panel::Rules),
    }
}

/// A view that is one panel of the worker's.
fn beside(model: &Model, to: &mut Actions, class: &str, panel: Panel) -> Node {
    let main = main(class).attr("data-panel", &panel.to_text()).add(panel_slot(panel));
    Node::default().add(frame::strip(model, to)).add(main)
}

fn main(class: &str) -> Node {
    el("main").attr("id", "main").class(class).attr("tabindex", "-1")
}

/// Where a panel of the worker's is drawn.
fn panel_slot(panel: Panel) -> Node {
    slot(&format!("panel {}", panel.to_text()))
}

/// The text is typed here, what it means is drawn by the worker.
fn decode(model: &Model) -> Node {
    let typed = model.panels.switches(Panel::Decode);
    let area = el("textarea")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("rows", "12")
        .attr("placeholder", "439085609928097792")
        .attr("data-set", "text")
        .attr("value", typed.get("text").unwrap_or_default());
    let label = el("label").class("decode-input").add(el("span").class("label").text("Text")).add(area);
    let result = el("section").class("panel decode-result").attr("aria-live", "polite").attr("aria-label", "Result");
    main("decode")
        .add(el("h1").text("Decode"))
        .add(el("p").class("lead").text(
            "A plan, a binary plan, a timestamp (TSO), a key, a digest or a statement: paste it, it is recognised.",
        ))
        .add(
            el("div")
                .class("decode-columns")
                .attr("data-panel", "decode")
                .add(label)
                .add(result.add(panel_slot(Panel::Decode))),
        )
}

fn file_input() -> Node {
    el("input")
        .attr("id", "file-input")
        .attr("type", "file")
        .attr("multiple", "")
        .attr("hidden", "")
        .attr("aria-label", "Choose files")
}

/// A word in `aria-pressed`, `aria-expanded` and the like.
fn yes(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

/// A quiet text beside something.
fn meta(words: &str) -> Node {
    el("span").class("meta").add(text(words))
}
