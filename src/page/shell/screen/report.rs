//! The report: story, timeline, filter, and the cards beside the raw log.

use super::{Actions, Seen, input, list, main, panel_slot, raw};
use crate::page::protocol::{Node, Panel, Sort, el};
use crate::page::shell::{Action, Model, Route, View, words};

pub fn view(model: &Model, seen: &Seen, to: &mut Actions) -> Node {
    let Some(summary) = &model.summary else {
        return main("report").add(el("p").class("empty").text("Reading…"));
    };
    let whole = model.route.kind.is_none() && model.route.filter.is_empty();
    let shown =
        [("What happened", Panel::Story, summary.has_story), ("Timeline", Panel::Timeline, summary.has_timeline)];
    let panels = shown.into_iter().filter(|(_, panel, has)| whole && *has && model.panels.get(*panel).is_some());
    let panels: Vec<_> = panels
        .map(|(title, panel, _)| {
            el("section")
                .class("panel")
                .attr("data-panel", &panel.to_text())
                .add(el("h2").text(title))
                .add(panel_slot(panel))
        })
        .collect();
    let divider = el("div")
        .class("divider")
        .attr("role", "separator")
        .attr("tabindex", "0")
        .attr("aria-orientation", "vertical")
        .attr("aria-label", "Width of the raw log");
    let columns =
        el("div").class("columns").add(cards(model, seen, to)).add(divider).add(raw::lines(model, seen.lines, to));
    main("report")
        .add(el("h1").class("hidden").text(model.route.kind.map_or("Report", words::kinds)))
        .add(unread(model, to))
        .when(!panels.is_empty(), || el("div").class("panels").each(panels))
        .add(filter_line(model, to))
        .add(columns)
}

fn filter_line(model: &Model, to: &mut Actions) -> Node {
    let mut line = el("div").class("filter-line").attr("role", "search").attr("aria-label", "Cards");
    if let Some(kind) = model.route.kind {
        let all = to.button(&format!("chip kind of-{}", kind.name()), words::kinds(kind), Action::Kind(None));
        line = line.add(all.title("Show all kinds").text(" ×"));
    }
    let filter = el("input")
        .attr("id", "filter")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-label", "Filter cards")
        .attr("aria-describedby", "filter-problem")
        .attr("placeholder", "filter: text, kind:slow, sev:high, dur:>10s, file:executor, /regex/")
        .attr("data-in", input::FILTER)
        .attr("value", &model.route.filter);
    let sorts = Sort::ALL.into_iter().map(|sort| {
        let option = el("option").attr("value", sort.name());
        let option = if sort == model.route.sort { option.attr("selected", "") } else { option };
        option.text(words::sort(sort))
    });
    let open = model.cards.is_any_open();
    let heads = &model.cards.heads;
    let problem = model.cards.problem.as_deref().unwrap_or_default();
    line.add(el("div").class("filter").add(filter).add(el("kbd").attr("aria-hidden", "true").text("/")))
        .add(el("span").class("shown").attr("aria-live", "polite").text(&words::shown(heads.len(), heads.records())))
        .add(el("label").class("sort").text("sort ").add(el("select").attr("data-in", input::SORT).each(sorts)))
        .add(to.button("link", if open { "fold all" } else { "open all" }, Action::SetAll(!open)))
        .add(el("p").attr("id", "filter-problem").class("problem").attr("role", "alert").text(problem))
}

fn cards(model: &Model, seen: &Seen, to: &mut Actions) -> Node {
    let heads = &model.cards.heads;
    if !heads.is_empty() {
        return list::view(model, seen.near);
    }
    let complete = model.summary.as_ref().is_some_and(|summary| summary.complete);
    match (heads.records(), complete) {
        (0, true) => nothing(model, to),
        (0, false) => el("p").class("empty").text("Nothing yet…"),
        _ => el("p").class("empty").text(words::NO_MATCH),
    }
}

/// What was not read, before anything that was found.
fn unread(model: &Model, to: &mut Actions) -> Node {
    let sentences: Vec<_> = model.summary.iter().flat_map(|summary| &summary.unread).collect();
    if sentences.is_empty() {
        return Node::default();
    }
    let notes = to.button("link", "See the notes", Action::Go(Route::of_view(View::Notes)));
    el("section")
        .class("panel unread")
        .add(el("h2").text(words::NOT_READ))
        .add(el("ul").class("notes").each(sentences.into_iter().map(|text| el("li").text(text))))
        .add(el("p").add(notes))
}

/// A report without a card. What was not read is said above it, and is not called a text in which nothing was found.
fn nothing(model: &Model, to: &mut Actions) -> Node {
    let notes = to.button("link", "See the notes: what came near", Action::Go(Route::of_view(View::Notes)));
    let empty: Vec<_> = model.sources.iter().filter(|chip| chip.total_bytes == 0 && !model.is_unread(chip)).collect();
    let read = model.sources.iter().any(|chip| chip.total_bytes > 0 && !model.is_unread(chip));
    el("section")
        .class("panel nothing")
        .each(empty.into_iter().map(|chip| el("p").text(&words::empty(&chip.name))))
        .when(read, || el("h2").text(words::NOTHING_FOUND))
        .add(el("p").text("Racecard reads:"))
        .add(panel_slot(Panel::Formats))
        .add(el("p").add(notes))
}
