//! Keys and settings; made from the table that binds the keys.

use super::input;
use crate::page::protocol::{Node, el};
use crate::page::shell::Model;
use crate::page::shell::keys::KEYS;

pub fn dialog(model: &Model) -> Node {
    let rows = KEYS.iter().map(|key| {
        let all = std::iter::once(&key.keys).chain(key.also);
        let keys = all.map(|keys| el("span").each(keys.split(' ').map(|one| el("kbd").text(one))));
        el("tr").add(el("th").attr("scope", "row").each(keys)).add(el("td").text(key.what))
    });
    let close = el("button").attr("type", "button").class("close").attr("aria-label", "Close").attr("data-close", "");
    let header = el("header").add(el("h2").attr("id", "help-title").text("Keys and settings")).add(close.text("×"));
    let mut singles = el("input").attr("type", "checkbox").attr("data-in", input::SINGLE_KEYS);
    if model.single_keys {
        singles = singles.attr("checked", "");
    }
    let link = el("input")
        .attr("type", "url")
        .attr("data-in", input::FRAME_LINK)
        .attr("placeholder", "https://github.com/pingcap/tidb/blob/{ref}/{path}#L{line}")
        .attr("value", &model.frame_link);
    el("dialog")
        .class("help")
        .attr("id", "help")
        .attr("aria-labelledby", "help-title")
        .add(header)
        .add(el("table").class("keys").add(el("tbody").each(rows)))
        .add(el("label").class("setting").add(singles).text(" Keys without Ctrl are on"))
        .add(el("label").class("setting wide").text("Link frames to a source host").add(link))
        .add(el("p").class("meta").text(
            "{path} and {line} are filled in; write the branch or commit in the place of {ref}. Links open only when you click them.",
        ))
}
