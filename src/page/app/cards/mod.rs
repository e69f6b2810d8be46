//! The bodies of the cards, the plan tree and the timeline.
//!
//! The list around a card (`app/list`) draws its `article.card.of-KIND`, the heading with the kind, title and count,
//! and the actions that all kinds share (copy as Markdown, show in log, link). [`view`] draws what is inside, in a
//! `div.card-body`; it is called only for cards that are open. A card that folds parts of itself is a component of its
//! own with `use_state`, or plain `details`.

mod assertion;
mod bar;
mod dump;
mod failure;
mod finding;
mod frames;
mod plan;
mod race;
mod slow;
mod story;
mod test;
mod timeline;
mod timeline_drawing;
mod timing;

pub use assertion::view_diff;
pub use slow::statement;
pub use story::view as story;

use crate::model::{Span, Text};
use crate::page::app::ui;
use crate::page::protocol::{CardId, FieldHelp, Timeline};
pub use crate::page::shell::Record;
use std::rc::Rc;
use yew::prelude::*;

/// What a card may ask of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Show these lines in the raw log.
    ShowLines(Span),
    /// Open another card and go there.
    Open(CardId),
    /// Open the card with that fingerprint (a race group's id).
    OpenFingerprint(Text),
    /// Put a text on the clipboard and say so: "Copied: stacks".
    Copy { what: &'static str, text: String },
    /// Add a term to the filter: `test:TestX`.
    Filter(String),
}

/// What every card gets. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub card: CardId,
    pub act: Callback<Act>,
    /// Names of the sources, for spans when there are several.
    pub sources: Rc<[Text]>,
    /// `https://…/{path}#L{line}`; frames are links where the user has set one.
    pub frame_link: Option<AttrValue>,
    /// What the fields of a slow query mean; empty until the worker has said so.
    pub fields: Rc<[FieldHelp]>,
}

/// `act` always leads to the same place, so a new callback is no reason to draw a card anew.
impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        self.card == other.card
            && self.sources == other.sources
            && self.frame_link == other.frame_link
            && Rc::ptr_eq(&self.fields, &other.fields)
    }
}

/// The properties of a card that is a component; equal when the record is the same one in memory.
#[derive(Properties)]
pub struct Shown<T: 'static> {
    pub record: Rc<T>,
    pub context: Context,
}

impl<T> PartialEq for Shown<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.record, &other.record) && self.context == other.context
    }
}

/// The body of a card.
pub fn view(record: &Record, context: &Context) -> Html {
    match record {
        Record::Finding(finding) => finding::view(finding, context),
        Record::Race(race) => race::view(race, context),
        Record::Failure(failure) => failure::view(failure, context),
        Record::Assertion(assertion) => assertion::view(assertion, context),
        Record::Slow(slow) => slow::view(slow, context),
        Record::Timing(timing) => timing::view(timing, context),
        Record::Test(test) => test::view(test, context),
    }
}

/// The timeline's panel, without heading. Empty where there is nothing to draw.
pub fn timeline(timeline: &Rc<Timeline>, act: &Callback<Act>) -> Html {
    timeline::view(timeline, act)
}

/// A button that copies a text, made when it is asked for.
fn copy(context: &Context, label: &'static str, what: &'static str, text: impl Fn() -> String + 'static) -> Html {
    ui::action(label, "", context.act.reform(move |_: MouseEvent| Act::Copy { what, text: text() }))
}

/// A button that leads to a place in the log: `line 48`, `lines 51–113`; with the source where there are several.
fn show_lines(span: Span, context: &Context) -> Html {
    let lines = if span.end_line > span.line {
        format!("lines {}–{}", span.line, span.end_line)
    } else {
        format!("line {}", span.line)
    };
    let source = context.sources.get(span.source as usize).filter(|_| context.sources.len() > 1);
    let text = source.map_or(lines.clone(), |source| format!("{source} {lines}"));
    let onclick = context.act.reform(move |_: MouseEvent| Act::ShowLines(span));
    html! { <button type="button" class="chip" title="Show in the log" {onclick}>{ text }</button> }
}
