//! A statement in colour with its copy button.

use super::ui;
use crate::page::present::sql::{Kind, parts};
use crate::page::protocol::{Node, el, text};

/// `what` is the name under which the panel gives the text.
pub fn view(sql: &str, what: &str) -> Node {
    let pieces = parts(sql).into_iter().map(|part| match part.kind {
        Kind::Plain => text(&part.text),
        Kind::Keyword => el("b").text(&part.text),
        Kind::Literal => el("span").class("lit").text(&part.text),
        Kind::Comment => el("i").text(&part.text),
    });
    el("div").class("sql").add(el("pre").each(pieces)).add(ui::copy("Copy", what))
}
