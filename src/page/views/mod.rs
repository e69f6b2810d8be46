//! What is on the screen of a report, as trees: each panel is a function of the report and its switches.
//!
//! The worker calls [`draw`] and [`copied`]; nothing here knows the web, so that every card can be tested natively. The
//! list around a card (`app/list`) draws its heading and the actions that all kinds share; here is what is inside. Parts
//! that fold are plain `details` where nothing else depends on them, else a switch.

pub mod about;
mod bar;
mod decode;
mod digest;
mod fields;
mod finding;
mod notes;
mod overview;
mod plan;
mod slow;
mod sql;
mod story;
mod table;
mod timing;
pub mod ui;

use crate::model::{Report, Text};
use crate::page::protocol::{CardId, Kind, Node, Panel, Switches, none};

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
        Panel::Timeline | Panel::Compare => none(),
    })
}

fn card_body(scene: &Scene<'_>, card: CardId) -> Option<Node> {
    let (report, at) = (scene.report, card.index as usize);
    Some(match card.kind {
        Kind::Finding => finding::view(report.findings.get(at)?, scene),
        Kind::Slow => slow::view(report.slow_queries.get(at)?, card.index, scene),
        Kind::Timing => timing::view(report.timings.get(at)?, card.index, scene),
        Kind::Race | Kind::Failure | Kind::Assertion | Kind::Test => none(),
    })
}

/// A text of the panel to be copied, by the name in its `Act::Copy`.
pub fn copied(scene: &Scene<'_>, what: &str) -> Option<Text> {
    match scene.panel {
        Panel::Card(card) => copied_of_card(scene, card, what),
        Panel::Overview => overview::copied(scene, what),
        Panel::Decode => decode::copied(scene),
        Panel::Story | Panel::Timeline | Panel::Notes | Panel::Compare => None,
    }
}

fn copied_of_card(scene: &Scene<'_>, card: CardId, what: &str) -> Option<Text> {
    let (report, at) = (scene.report, card.index as usize);
    match card.kind {
        Kind::Slow => slow::copied(report.slow_queries.get(at)?, scene, what),
        _ => None,
    }
}
