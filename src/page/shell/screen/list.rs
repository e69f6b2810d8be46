//! The list of cards.
//!
//! Up to [`WHOLE`] cards are all in the document, so that the browser's own search finds them; the browser skips drawing
//! those off screen (`content-visibility`). Longer lists are cut into pieces that are filled only near the screen.

use super::{Row, row};
use crate::page::protocol::{Node, Panel, all, el, slot};
use crate::page::shell::{Model, words};

/// Lists up to this length are in the document as a whole.
const WHOLE: usize = 500;
/// Cards of one piece of a longer list.
const PIECE: usize = 25;

/// The list with a slot for each card; `near` are the pieces near the screen.
pub fn view(model: &Model, near: &[usize]) -> Node {
    let heads = &model.cards.heads;
    let count = heads.len();
    let cards = |from: usize, to: usize| (from..to).map(|at| slot(&format!("card {at}")));
    if count <= WHOLE {
        return el("div").class("cards").each(cards(0, count));
    }
    let current = model.cards.current.and_then(|card| heads.position(card));
    let pieces = (0..count.div_ceil(PIECE)).map(|number| {
        let (from, to) = (number * PIECE, (number * PIECE + PIECE).min(count));
        // The card that is jumped to must be there.
        let filled = near.contains(&number) || current.is_some_and(|at| (from..to).contains(&at));
        let piece = el("div").class(if filled { "chunk" } else { "chunk unfilled" });
        piece.attr("data-chunk", &number.to_string()).each(cards(from, to).filter(|_| filled))
    });
    all([el("p").class("meta").text(words::LONG_LIST), el("div").class("cards").each(pieces)])
}

/// What stands in a slot of the page: a panel of the worker's, and what is around it.
pub struct Part {
    pub panel: Panel,
    /// With the slot of the panel, where it is open.
    pub around: Node,
    pub open: bool,
}

impl Part {
    /// The part for a slot of [`page`](super::page).
    pub fn of_slot(model: &Model, name: &str) -> Option<Part> {
        if let Some(panel) = name.strip_prefix("panel ") {
            return Some(Part { panel: Panel::read(panel)?, around: slot("body"), open: true });
        }
        let head = model.cards.heads.get(name.strip_prefix("card ")?.parse().ok()?)?;
        let open = model.cards.is_open(head.card.kind, &head.fingerprint);
        let current = model.cards.current == Some(head.card);
        Some(Part { panel: Panel::Card(head.card), around: row(&head, Row { open, current }), open })
    }
}
