//! The list of cards.
//!
//! Up to [`WHOLE`] cards are all in the document, so that the browser's own search finds them; the browser skips drawing
//! those off screen (`content-visibility`). Longer lists are cut into pieces that are filled only near the screen.

use super::{Row, row};
use crate::page::protocol::{Node, Panel, el, slot};
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
    // One element, as a short list is: it stands in a column beside the raw log.
    let pieces = el("div").class("cards").each(pieces);
    el("div").class("list").add(el("p").class("meta").text(words::LONG_LIST)).add(pieces)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::{CardId, Head, Heads, Kind, to_html};
    use std::rc::Rc;

    fn model(count: u32) -> Model {
        let row = |index| Head { card: CardId { kind: Kind::Slow, index }, ..Head::default() };
        let mut model = Model::default();
        model.cards.heads =
            Rc::new(Heads::new(Heads::encode((0..count).map(row).collect::<Vec<_>>().into_iter(), count)));
        model
    }

    #[test]
    fn a_long_list_is_filled_where_it_is_seen() {
        let html = |count, near: &[usize]| to_html(&view(&model(count), near).into_bytes());
        assert_eq!(html(2, &[]), r#"<div class="cards"><!--card 0--><!--card 1--></div>"#);
        let long = html(WHOLE as u32 + 1, &[20]);
        assert!(long.starts_with(r#"<div class="list"><p"#) && long.ends_with("</div>"), "{long}");
        assert!(long.contains(r#"<div class="chunk" data-chunk="20"><!--card 500--></div>"#));
        assert!(long.contains(r#"<div class="chunk unfilled" data-chunk="0"></div>"#));
    }

    #[test]
    fn a_slot_is_a_card_or_a_panel() {
        let model = model(50);
        let panel = |name: &str| Part::of_slot(&model, name).map(|part| (part.panel, part.open));
        assert_eq!(panel("panel notes"), Some((Panel::Notes, true)));
        assert_eq!(panel("card 49"), Some((Panel::Card(CardId { kind: Kind::Slow, index: 49 }), false)));
        assert_eq!((panel("card 50"), panel("kitchen")), (None, None));
    }
}
