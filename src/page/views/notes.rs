//! Notes: what was repaired, what was not understood with the nearest miss, what was cut; with ways to the place.

use super::{Scene, ui};
use crate::model::{Coverage, Note, Source, Understood};
use crate::page::present::figures::{bytes, count, plural};
use crate::page::present::understood::understood_exactly;
use crate::page::protocol::{Node, all, el, none};

/// Kinds of notes in the order shown, with their headings.
const GROUPS: [(&str, &str); 7] = [
    ("not_read", "Not read"),
    ("empty", "Empty"),
    ("not_understood", "Not understood"),
    ("cut", "Cut or missing"),
    ("repaired", "Repaired"),
    ("limit", "Bounds reached"),
    ("archive", "Archives"),
];
/// Notes shown of one kind.
const SHOWN: usize = 300;

pub fn view(scene: &Scene<'_>) -> Node {
    let report = scene.report;
    let is_known = |note: &Note| GROUPS.iter().any(|(kind, _)| *kind == &*note.kind);
    let groups = GROUPS.iter().map(|(kind, title)| {
        let of_kind = report.notes.iter().filter(|note| &*note.kind == *kind);
        group(title, &of_kind.collect::<Vec<_>>(), scene)
    });
    let others: Vec<&Note> = report.notes.iter().filter(|note| !is_known(note)).collect();
    let clocks = report.clocks.iter().map(|clock| el("li").add(el("span").text(&clock.text)));
    let sources = el("ul").class("notes").each(report.sources.iter().map(source)).each(clocks);
    all([el("h1").text("Notes"), el("p").class("lead").text(&understood_exactly(&report.coverage))])
        .add(panel("Sources", "").add(sources))
        .each(groups)
        .add(group("Other", &others, scene))
        .add(unread(&report.coverage, scene))
}

fn panel(title: &str, number: &str) -> Node {
    let number = (!number.is_empty()).then(|| el("span").class("count").text(number));
    el("section").class("panel").add(el("h2").text(title).maybe(number))
}

fn group(title: &str, notes: &[&Note], scene: &Scene<'_>) -> Node {
    if notes.is_empty() {
        return none();
    }
    let more = notes.len().saturating_sub(SHOWN);
    panel(title, &count(notes.len() as u64))
        .add(el("ul").class("notes").each(notes.iter().take(SHOWN).map(|note| item(note, scene))))
        .when(more > 0, || el("p").class("meta").text(&format!("… and {} more", count(more as u64))))
}

fn item(note: &Note, scene: &Scene<'_>) -> Node {
    let place = note.span.filter(|span| span.line > 0).map(|span| ui::show_lines(span, scene));
    let miss = note.near_miss.as_ref();
    let miss = miss.map(|miss| el("span").class("meta").text(&format!("nearly {}: {}", miss.format, miss.reason)));
    el("li").maybe(place).add(el("span").text(&note.text)).maybe(miss)
}

fn source(source: &Source) -> Node {
    let repairs = source.repairs.iter().map(|repair| format!("{} ({})", repair.kind, count(repair.count)));
    let repairs: Vec<String> = repairs.collect();
    let packing = source.packing.as_ref().map(|packing| format!("unpacked from {packing}"));
    let wrappers =
        (!source.wrappers.is_empty()).then(|| format!("taken off its lines: {}", source.wrappers.join(", ")));
    let repairs = (!repairs.is_empty()).then(|| format!("repaired: {}", repairs.join(", ")));
    let understood = match source.understood {
        Understood::All => None,
        Understood::Partly => Some(format!("understood in part: {}", source.why.join("; "))),
        Understood::Not => Some(format!("not read: {}", source.why.join("; "))),
    };
    let facts: Vec<String> = [packing, wrappers, repairs, understood].into_iter().flatten().collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" — {}", facts.join("; ")) };
    let size = format!("{}, {}", bytes(source.bytes), plural(source.lines, "line"));
    el("li").add(el("b").text(&source.name)).add(el("span").text(&(size + &facts)))
}

fn unread(coverage: &Coverage, scene: &Scene<'_>) -> Node {
    if coverage.unread.is_empty() {
        return none();
    }
    let places = coverage.unread.iter().take(SHOWN).map(|span| el("li").add(ui::show_lines(*span, scene)));
    panel("Lines that belong to no record", &plural(coverage.unread.len() as u64, "place"))
        .add(el("ul").class("places").each(places))
}
