//! What is on the screen of a report, as trees: each panel is a function of the report and its switches.
//!
//! The worker calls [`draw`] and [`copied`]; nothing here knows the web, so that every card can be tested natively. The
//! list around a card (`app/list`) draws its heading and the actions that all kinds share; here is what is inside. Parts
//! that fold are plain `details` where nothing else depends on them, else a switch.

pub mod about;
mod assertion;
mod bar;
pub mod compare;
mod decode;
mod digest;
mod dump;
mod failure;
mod fields;
mod finding;
mod frames;
mod notes;
mod overview;
mod plan;
mod product;
mod race;
pub mod rules;
mod slow;
mod sql;
mod story;
mod table;
mod test;
mod timeline;
mod timeline_drawing;
mod timing;
pub mod ui;

use crate::model::{Report, Text};
use crate::page::protocol::{CardId, Kind, Node, Panel, Switches, none};
use crate::render::safe::visible;

/// What a panel is drawn from.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub report: &'a Report,
    pub panel: Panel,
    pub switches: &'a Switches,
    /// `https://…/{path}#L{line}`; frames are links where the user has set one, otherwise empty.
    pub frame_link: &'a str,
}

/// The panel, empty where there is nothing to show; `None` where its record does not exist (any more).
pub fn draw(scene: &Scene<'_>) -> Option<Node> {
    Some(match scene.panel {
        Panel::Card(card) => return card_body(scene, card),
        Panel::Story => story::view(scene),
        Panel::Overview => overview::view(scene),
        Panel::Notes => notes::view(scene),
        Panel::Decode => decode::view(scene),
        Panel::Timeline => timeline::view(scene),
        Panel::Rules => rules::view(scene),
        Panel::About => product::about(),
        Panel::Formats => product::formats(),
        // Drawn by `compare::view`: it needs the reports on single sources.
        Panel::Compare => none(),
    })
}

fn card_body(scene: &Scene<'_>, card: CardId) -> Option<Node> {
    let (report, at) = (scene.report, card.index as usize);
    Some(match card.kind {
        Kind::Finding => finding::view(report.findings.get(at)?, scene),
        Kind::Race => race::view(report.races.get(at)?, card.index, scene),
        Kind::Failure => failure::view(report.failures.get(at)?, card.index, scene),
        Kind::Assertion => assertion::view(report.assertions.get(at)?, card.index, scene),
        Kind::Test => test::view(report.tests.get(at)?),
        Kind::Slow => slow::view(report.slow_queries.get(at)?, card.index, scene),
        Kind::Timing => timing::view(report.timings.get(at)?, card.index, scene),
    })
}

/// A text of the panel to be copied, by the name in its `Act::Copy`.
pub fn copied(scene: &Scene<'_>, what: &str) -> Option<Text> {
    match scene.panel {
        Panel::Card(card) => copied_of_card(scene, card, what),
        Panel::Overview => overview::copied(scene, what),
        Panel::Decode => decode::copied(scene).map(|text| shown(&text)),
        Panel::Rules => Some(rules::copied(scene.switches)),
        _ => None,
    }
}

fn copied_of_card(scene: &Scene<'_>, card: CardId, what: &str) -> Option<Text> {
    let (report, at) = (scene.report, card.index as usize);
    let text = match card.kind {
        Kind::Slow => slow::copied(report.slow_queries.get(at)?, scene, what),
        Kind::Race => race::copied(report.races.get(at)?, what, scene).map(Text::from),
        Kind::Failure => failure::copied(report.failures.get(at)?, what, scene).map(Text::from),
        Kind::Assertion => assertion::copied(report.assertions.get(at)?, what).map(Text::from),
        _ => None,
    }?;
    // A bug report is Markdown, whose writer has made it safe.
    Some(if what == "bug report" { text } else { shown(&text) })
}

/// What is copied is pasted somewhere else, into a terminal maybe: nothing of it acts there.
fn shown(text: &str) -> Text {
    visible(text).as_ref().into()
}
