//! The raw log: its head, the lines on screen and the map of records beside them.

use super::{Actions, input, meta, yes};
use crate::page::present::figures;
use crate::page::protocol::{Act, CardId, Node, RawLine, el};
use crate::page::shell::{Action, Chip, Model, Raw};

/// Records that the map shows singly; the rest falls between the pixels.
const MAP_ROWS: u64 = 400;

/// What is on screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Lines in the document: from (from 1) to (not included).
    pub from: u64,
    pub to: u64,
    /// First line seen, from 0, and how many fit.
    pub top: u64,
    pub fit: u64,
}

/// The raw log with its head; its elements `raw-scroller`, `raw-gap` and `raw-rows` are placed by who draws it.
pub fn lines(model: &Model, window: Window, to: &mut Actions) -> Node {
    let raw = &model.raw;
    let header = el("header")
        .add(name(raw, &model.sources))
        .add(meta(&figures::plural(raw.lines, "line")))
        .add(search(raw, to))
        .add(to.button("close", "×", Action::RawOpen(false)).attr("aria-label", "Close the raw log"));
    let rows = (window.from..window.to).map(|number| line(raw, number, model.cards.current));
    let rows = el("ol").class("raw-rows").attr("id", "raw-rows").each(rows);
    let scroller = el("div")
        .class("raw-scroller")
        .attr("id", "raw-scroller")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "Lines of the log")
        .add(el("div").class("raw-gap").attr("id", "raw-gap").add(rows));
    let body = el("div").class("raw-body").add(scroller).when(raw.lines > 0, || map(raw, window));
    el("aside")
        .class(if raw.open { "panel raw open" } else { "panel raw" })
        .attr("aria-label", "Raw log")
        .add(header)
        .add(body)
}

fn name(raw: &Raw, sources: &[Chip]) -> Node {
    match sources {
        [] => el("h2").text("Raw log"),
        [only] => el("h2").text(&only.name),
        all => {
            let options = all.iter().map(|source| {
                let option = el("option").attr("value", &source.id.to_string());
                let option = if source.id == raw.source { option.attr("selected", "") } else { option };
                option.text(&source.name)
            });
            let select = el("select").attr("data-in", input::SOURCE).each(options);
            el("label").class("of-source").add(el("span").class("hidden").text("Source")).add(select)
        }
    }
}

fn line(raw: &Raw, number: u64, current: Option<CardId>) -> Node {
    let empty = RawLine::default();
    let line = raw.line(number).unwrap_or(&empty);
    let mut class = String::new();
    let mut add = |is: bool, word: &str| {
        if is {
            class.push_str(word);
            class.push(' ');
        }
    };
    if let Some(card) = line.card {
        add(true, "tinted");
        add(true, &format!("of-{}", card.kind.name()));
    }
    add(raw.target.is_some_and(|(from, to)| (from..=to).contains(&number)), "target");
    add(line.card.is_some() && line.card == current, "current");
    add(raw.search.found.binary_search(&number).is_ok(), "found");
    let shown = number.to_string();
    let number_cell = match line.card {
        Some(card) => el("button")
            .attr("type", "button")
            .class("n")
            .attr("tabindex", "-1")
            .title("Go to the card")
            .act(&Act::Open(card)),
        None => el("span").class("n"),
    };
    let cut = || meta(&format!("… {} more", figures::bytes(line.cut_bytes)));
    el("li")
        .class(&class)
        .attr("aria-setsize", &raw.lines.to_string())
        .attr("aria-posinset", &shown)
        .add(number_cell.text(&shown))
        .add(el("code").text(&line.text))
        .when(line.cut_bytes > 0, cut)
}

fn search(raw: &Raw, to: &mut Actions) -> Node {
    let search = &raw.search;
    let state = match (&search.error, search.total) {
        (Some(error), _) => error.clone(),
        (None, 0) if search.pattern.is_empty() => String::new(),
        (None, 0) if search.running => "…".to_owned(),
        (None, 0) => "none".to_owned(),
        (None, total) => format!("{} of {}", search.at + 1, figures::count(total)),
    };
    let pattern = el("input")
        .attr("id", "raw-search")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", "search")
        .attr("aria-label", "Search the raw log")
        .attr("data-in", input::SEARCH)
        .attr("value", &search.pattern);
    let turned = Action::Search { pattern: search.pattern.clone(), regex: !search.regex };
    let regex = to.button("toggle", ".*", turned).attr("aria-pressed", yes(search.regex));
    el("span")
        .class("raw-search")
        .attr("role", "search")
        .attr("aria-label", "Raw log")
        .add(pattern)
        .add(regex.title("Regular expression").attr("aria-label", "Regular expression"))
        .add(meta(&state).attr("role", "status"))
        .add(to.button("icon", "↑", Action::SearchStep(false)).attr("aria-label", "Previous"))
        .add(to.button("icon", "↓", Action::SearchStep(true)).attr("aria-label", "Next"))
}

/// Where records are in the whole source; a click goes there.
fn map(raw: &Raw, window: Window) -> Node {
    let scale = |line: u64| line * MAP_ROWS / raw.lines.max(1);
    let mut drawn = Vec::new();
    let marks = raw.marks.iter().filter_map(|mark| {
        let (from, to) = (scale(mark.line - 1), scale(mark.end_line).max(scale(mark.line - 1) + 1));
        let row = (from, to, mark.card.kind);
        // Marks come by line: the same place is among the last ones.
        if drawn.iter().rev().take(8).any(|old| *old == row) {
            return None;
        }
        drawn.push(row);
        let class = format!("mark of-{}", mark.card.kind.name());
        let (y, height) = (from.to_string(), (to - from).to_string());
        Some(el("rect").class(&class).attr("x", "2").attr("width", "8").attr("y", &y).attr("height", &height))
    });
    let height = scale(window.fit.min(raw.lines)).max(3).to_string();
    let here = el("rect").class("here").attr("x", "0").attr("width", "12");
    el("svg")
        .class("raw-map")
        .attr("viewBox", &format!("0 0 12 {MAP_ROWS}"))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .each(marks)
        .add(here.attr("y", &scale(window.top).to_string()).attr("height", &height))
}
