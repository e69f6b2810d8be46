//! The bodies of the cards, the plan tree and the timeline.
//!
//! The list around a card (`app/list`) draws its `article.card.of-KIND`, the heading with the kind, title and count,
//! and the actions that all kinds share (copy as Markdown, show in log, link). [`view`] draws what is inside, in a
//! `div.card-body`; it is called only for cards that are open. A card that folds parts of itself is a component of its
//! own with `use_state`, or plain `details`.

use crate::model::{Assertion, Failure, Finding, RaceGroup, SlowQuery, Span, TestResult, Text, Timing};
use crate::page::protocol::{CardId, Kind, Timeline};
use std::rc::Rc;
use yew::prelude::*;

/// A record as the worker sent it.
#[derive(Clone, Debug)]
pub enum Record {
    Finding(Rc<Finding>),
    Race(Rc<RaceGroup>),
    Failure(Rc<Failure>),
    Assertion(Rc<Assertion>),
    Slow(Rc<SlowQuery>),
    Timing(Rc<Timing>),
    Test(Rc<TestResult>),
}

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
#[derive(Clone, PartialEq)]
pub struct Context {
    pub card: CardId,
    pub act: Callback<Act>,
    /// Names of the sources, for spans when there are several.
    pub sources: Rc<[Text]>,
    /// `https://…/{path}#L{line}`; frames are links where the user has set one.
    pub frame_link: Option<AttrValue>,
}

/// The body of a card.
pub fn view(record: &Record, context: &Context) -> Html {
    let _ = context;
    let text = match record {
        Record::Finding(finding) => finding.text.to_string(),
        Record::Race(race) => race.why.to_string(),
        Record::Failure(failure) => failure.message.to_string(),
        Record::Assertion(assertion) => assertion.error.to_string(),
        Record::Slow(slow) => slow.sql.as_deref().unwrap_or_default().to_owned(),
        Record::Timing(timing) => timing.message.to_string(),
        Record::Test(test) => test.name.as_deref().unwrap_or_default().to_owned(),
    };
    html! { <div class="card-body"><pre>{ text }</pre></div> }
}

/// The timeline's panel, without heading. Empty where there is nothing to draw.
pub fn timeline(timeline: &Rc<Timeline>, act: &Callback<Act>) -> Html {
    let _ = (timeline, act);
    Html::default()
}

impl Record {
    pub fn kind(&self) -> Kind {
        match self {
            Record::Finding(_) => Kind::Finding,
            Record::Race(_) => Kind::Race,
            Record::Failure(_) => Kind::Failure,
            Record::Assertion(_) => Kind::Assertion,
            Record::Slow(_) => Kind::Slow,
            Record::Timing(_) => Kind::Timing,
            Record::Test(_) => Kind::Test,
        }
    }

    /// The same record in memory: what decides whether a card is drawn anew.
    pub fn same(&self, other: &Record) -> bool {
        match (self, other) {
            (Record::Finding(one), Record::Finding(two)) => Rc::ptr_eq(one, two),
            (Record::Race(one), Record::Race(two)) => Rc::ptr_eq(one, two),
            (Record::Failure(one), Record::Failure(two)) => Rc::ptr_eq(one, two),
            (Record::Assertion(one), Record::Assertion(two)) => Rc::ptr_eq(one, two),
            (Record::Slow(one), Record::Slow(two)) => Rc::ptr_eq(one, two),
            (Record::Timing(one), Record::Timing(two)) => Rc::ptr_eq(one, two),
            (Record::Test(one), Record::Test(two)) => Rc::ptr_eq(one, two),
            _ => false,
        }
    }
}
