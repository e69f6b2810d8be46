//! What is on the screen of a report, as trees: each panel is a function of the report and its switches.
//!
//! The worker calls [`draw`] and [`copied`]; nothing here knows the web, so that every card can be tested natively. The
//! list around a card (`app/list`) draws its heading and the actions that all kinds share; here is what is inside. Parts
//! that fold are plain `details` where nothing else depends on them, else a switch.

pub mod about;
mod finding;
mod story;
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
        Panel::Timeline | Panel::Overview | Panel::Notes | Panel::Decode | Panel::Compare => none(),
    })
}

fn card_body(scene: &Scene<'_>, card: CardId) -> Option<Node> {
    let (report, at) = (scene.report, card.index as usize);
    Some(match card.kind {
        Kind::Finding => finding::view(report.findings.get(at)?, scene),
        Kind::Race | Kind::Failure | Kind::Assertion | Kind::Slow | Kind::Timing | Kind::Test => none(),
    })
}

/// A text of the panel to be copied, by the name in its `Act::Copy`.
pub fn copied(scene: &Scene<'_>, _what: &str) -> Option<Text> {
    match scene.panel {
        Panel::Card(_) | Panel::Story | Panel::Timeline => None,
        Panel::Overview | Panel::Notes | Panel::Decode | Panel::Compare => None,
    }
}
