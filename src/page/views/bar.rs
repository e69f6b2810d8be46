//! The bar of a statement's or a request's time, with its legend: the same figures as text.

use crate::model::slow_query::TimePart;
use crate::page::present::bar::{Piece, part_class, part_name, pieces};
use crate::page::present::figures::{duration, share};
use crate::page::protocol::{Node, el, none};

const FIRST_ROW: usize = 24;
const ROW: usize = 12;

/// `hatch` names the pattern of sums over parallel requests: unique on the page.
pub fn view(parts: &[TimePart], total_nanos: i64, hatch: &str) -> Node {
    if parts.is_empty() || total_nanos <= 0 {
        return none();
    }
    let pieces = pieces(parts, total_nanos);
    let rows = pieces.iter().map(|piece| piece.row).max().unwrap_or(0);
    let line = el("line").attr("x1", "0").attr("y1", "0").attr("x2", "0").attr("y2", "6").class("hatch");
    let pattern = sized(el("pattern").attr("id", hatch), "6", "6")
        .attr("patternUnits", "userSpaceOnUse")
        .attr("patternTransform", "rotate(45)")
        .add(line);
    let drawn = pieces.iter().filter_map(|piece| Some(rectangle(piece, parts.get(piece.part)?, total_nanos, hatch)));
    let drawing = sized(el("svg"), "100%", &top(rows + 1).to_string())
        .attr("aria-hidden", "true")
        .add(el("defs").add(pattern))
        .add(sized(el("rect"), "100%", &FIRST_ROW.to_string()).class("track"))
        .each(drawn);
    el("figure").class("breakdown").add(drawing).add(legend(parts, total_nanos))
}

fn rectangle(piece: &Piece, part: &TimePart, total_nanos: i64, hatch: &str) -> Node {
    let tall = if piece.row == 0 { FIRST_ROW } else { ROW - 2 };
    let share = share(part.duration_nanos, total_nanos);
    let words = format!("{} {} · {share}", part_name(&part.name), duration(part.duration_nanos));
    let title = if part.parallel { format!("{words}, summed over requests") } else { words.clone() };
    let place = el("svg").attr("x", &percent(piece.x)).attr("y", &top(piece.row).to_string());
    let fill = sized(el("rect"), "100%", "100%").class("fill").add(el("title").text(&title));
    sized(place, &percent(piece.width.max(0.001)), &tall.to_string())
        .class(part_class(&part.name))
        .add(fill)
        .when(part.parallel, || {
            sized(el("rect"), "100%", "100%").attr("fill", &format!("url(#{hatch})")).attr("pointer-events", "none")
        })
        .when(piece.row == 0 && piece.width > 0.12, || {
            el("text").attr("x", "8").attr("y", "16").attr("pointer-events", "none").text(&words)
        })
}

fn legend(parts: &[TimePart], total_nanos: i64) -> Node {
    el("ul").class("legend").each(parts.iter().map(|part| {
        let sub = if part.level > 0 { " sub" } else { "" };
        let parallel = if part.parallel { " parallel" } else { "" };
        let quiet = |text: &str| el("span").class("quiet").text(text);
        el("li")
            .class(&format!("{}{sub}{parallel}", part_class(&part.name)))
            .add(el("span").class("swatch").attr("aria-hidden", "true"))
            .text(&part_name(&part.name))
            .add(el("b").text(&duration(part.duration_nanos)))
            .when(!part.parallel && part.level == 0, || quiet(&share(part.duration_nanos, total_nanos)))
            .when(part.parallel, || quiet("summed over requests"))
    }))
}

fn top(row: usize) -> usize {
    if row == 0 { 0 } else { FIRST_ROW + 2 + (row - 1) * ROW }
}

fn sized(node: Node, width: &str, height: &str) -> Node {
    node.attr("width", width).attr("height", height)
}

fn percent(share: f64) -> String {
    format!("{:.3}%", share * 100.0)
}
