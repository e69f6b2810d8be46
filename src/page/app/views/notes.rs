//! Notes: what was repaired, what was not understood with the nearest miss, what was cut; with ways to the place.

use crate::model::{Note, Span};
use crate::page::present::figures;
use crate::page::shell::{Action, Model, words};
use yew::prelude::*;

/// Kinds of notes in the order shown, with their headings.
const GROUPS: [(&str, &str); 4] = [
    ("not_understood", "Not understood"),
    ("cut", "Cut or missing"),
    ("repaired", "Repaired"),
    ("limit", "Bounds reached"),
];
/// Notes shown of one kind.
const SHOWN: usize = 300;

pub fn notes(model: &Model, act: &Callback<Action>) -> Html {
    let Some(notes) = &model.notes else {
        return html! { <main id="main" class="text-page" tabindex="-1"><p class="empty">{ "…" }</p></main> };
    };
    let group = |kind: &str, title: &str| {
        let all: Vec<_> = notes.notes.iter().filter(|note| &*note.kind == kind).collect();
        if all.is_empty() {
            return Html::default();
        }
        let more = all.len().saturating_sub(SHOWN);
        html! {
            <section class="panel"><h2>{ title.to_owned() }<span class="count">{ figures::count(all.len() as u64) }</span></h2>
                <ul class="notes">{ for all.iter().take(SHOWN).map(|note| item(note, act)) }</ul>
                if more > 0 { <p class="meta">{ format!("… and {} more", figures::count(more as u64)) }</p> }
            </section>
        }
    };
    let known = |note: &&Note| GROUPS.iter().any(|(kind, _)| *kind == &*note.kind);
    let others: Vec<_> = notes.notes.iter().filter(|note| !known(note)).collect();
    let sources = notes.sources.iter().map(|source| {
        let packing = source.packing.as_ref().map(|packing| format!("unpacked from {packing}"));
        let wrappers = (!source.wrappers.is_empty()).then(|| format!("taken off its lines: {}", source.wrappers.join(", ")));
        let repairs = source.repairs.iter().map(|repair| format!("{} ({})", repair.kind, figures::count(repair.count)));
        let repairs = repairs.collect::<Vec<_>>().join(", ");
        let repairs = (!repairs.is_empty()).then(|| format!("repaired: {repairs}"));
        let facts: Vec<_> = [packing, wrappers, repairs].into_iter().flatten().collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" — {}", facts.join("; ")) };
        html! { <li><b>{ source.name.to_string() }</b><span>{ format!("{}, {}", figures::bytes(source.bytes), figures::plural(source.lines, "line")) }{ facts }</span></li> }
    });
    let unread = notes.coverage.unread.iter().take(SHOWN).map(|span| html! { <li>{ place(*span, act) }</li> });
    let unread_count = notes.coverage.unread.len() as u64;
    html! {
        <main id="main" class="text-page wide" tabindex="-1">
            <h1>{ "Notes" }</h1>
            <p class="lead">{ words::understood_exactly(&notes.coverage) }</p>
            <section class="panel"><h2>{ "Sources" }</h2><ul class="notes">{ for sources }</ul></section>
            { for GROUPS.iter().map(|(kind, title)| group(kind, title)) }
            if !others.is_empty() { <section class="panel"><h2>{ "Other" }</h2><ul class="notes">{ for others.iter().map(|note| item(note, act)) }</ul></section> }
            if unread_count > 0 {
                <section class="panel"><h2>{ "Lines that belong to no record" }<span class="count">{ figures::plural(unread_count, "place") }</span></h2>
                    <ul class="places">{ for unread }</ul></section>
            }
        </main>
    }
}

fn item(note: &Note, act: &Callback<Action>) -> Html {
    html! {
        <li>
            { note.span.filter(|span| span.line > 0).map(|span| place(span, act)) }
            <span>{ note.text.to_string() }</span>
            if let Some(miss) = &note.near_miss { <span class="meta">{ format!("nearly {}: {}", miss.format, miss.reason) }</span> }
        </li>
    }
}

fn place(span: Span, act: &Callback<Action>) -> Html {
    let text = if span.end_line > span.line {
        format!("lines {}–{}", span.line, span.end_line)
    } else {
        format!("line {}", span.line)
    };
    html! { <button type="button" class="chip" onclick={act.reform(move |_: MouseEvent| Action::ShowLines(span))}>{ text }</button> }
}
