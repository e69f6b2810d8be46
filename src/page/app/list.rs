//! The list of cards.
//!
//! Up to [`WHOLE`] cards are all in the document, so that the browser's own search finds them; the browser skips drawing
//! those off screen (`content-visibility`). Longer lists are cut into chunks that are filled only near the screen.

use super::near::Near;
use super::piece::Part;
use super::tree::draw;
use crate::page::protocol::{Panel, el};
use crate::page::shell::screen::{Row, row};
use crate::page::shell::{Action, Model, words};
use yew::prelude::*;

/// Lists up to this length are in the document as a whole.
const WHOLE: usize = 500;
/// Cards of one chunk of a longer list.
const CHUNK: usize = 25;

pub fn list(model: &Model, near: &Near, act: &Callback<Action>) -> Html {
    let heads = &model.cards.heads;
    let count = heads.len();
    if count <= WHOLE {
        return html! { <div class="cards">{ for (0..count).map(|at| card(model, at, act)) }</div> };
    }
    let current = model.cards.current.and_then(|card| heads.position(card));
    let chunks = (0..count.div_ceil(CHUNK)).map(|number| {
        let (from, to) = (number * CHUNK, (number * CHUNK + CHUNK).min(count));
        // The card that is jumped to must be there.
        let filled = near.is_filled(number) || current.is_some_and(|at| (from..to).contains(&at));
        let cards = (from..to).filter(|_| filled).map(|at| card(model, at, act));
        let class = if filled { "chunk" } else { "chunk unfilled" };
        html! { <div key={number} {class} data-chunk={number.to_string()}>{ for cards }</div> }
    });
    let said = draw(&el("p").class("meta").text(words::LONG_LIST).into_bytes(), &|_| Html::default());
    html! { <>{ said }<div class="cards">{ for chunks }</div></> }
}

fn card(model: &Model, at: usize, act: &Callback<Action>) -> Html {
    let Some(head) = model.cards.heads.get(at) else { return Html::default() };
    let panel = Panel::Card(head.card);
    let open = model.cards.is_open(head.card.kind, &head.fingerprint);
    let current = model.cards.current == Some(head.card);
    let around = row(&head, Row { open, current }).into_bytes();
    let body = model.panels.get(panel).filter(|_| open).cloned();
    let wanted = Some(panel).filter(|_| open && model.panels.is_wanted(panel));
    html! { <Part key={panel.to_text()} {around} {body} {wanted} act={act.clone()} /> }
}
