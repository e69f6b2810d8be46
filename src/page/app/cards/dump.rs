//! The goroutines of a failure, equal stacks together, longest waiters first, with a filter.

use super::frames::{Drawn, view_rows};
use super::{Context, Shown, copy};
use crate::model::{Failure, Goroutine};
use crate::page::app::ui;
use crate::page::present::columns::{FoldKey, Stack, rows};
use crate::page::present::dump::{Group, groups, stands_at, states};
use crate::page::present::figures::{count, plural};
use crate::page::present::{copied, name};
use std::collections::BTreeSet;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Groups drawn at once; "show all" draws the rest.
const FIRST: usize = 12;
/// Goroutine numbers named in a heading.
const IDS: usize = 6;

#[component]
pub fn Dump(shown: &Shown<Failure>) -> Html {
    let failure = &shown.record;
    let filter = use_state_eq(String::new);
    let all = use_state_eq(|| false);
    let folds = use_state_eq(BTreeSet::<FoldKey>::new);
    let groups = groups(&failure.goroutines, &filter);
    let oninput = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| filter.set(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let states = states(&failure.goroutines);
    let chips = states.iter().take(8).map(|(state, how_many)| {
        let (filter, chosen, state) = (filter.clone(), **filter == **state, state.to_string());
        let text = format!("{state} {}", count(*how_many));
        let onclick =
            Callback::from(move |_: MouseEvent| filter.set(if chosen { String::new() } else { state.clone() }));
        html! { <button type="button" class="chip" aria-pressed={chosen.to_string()} {onclick}>{ text }</button> }
    });
    let toggle = {
        let folds = folds.clone();
        Callback::from(move |key: FoldKey| {
            let mut now = (*folds).clone();
            if !now.remove(&key) {
                now.insert(key);
            }
            folds.set(now);
        })
    };
    let limit = if *all { groups.len() } else { FIRST };
    let total = failure.goroutine_count.max(failure.goroutines.iter().map(|one| one.count.max(1)).sum());
    let show_all = Callback::from(move |_: MouseEvent| all.set(true));
    let single = groups.len() == 1 && filter.is_empty();
    html! {
        <section class="part dump">
            <h4>{ plural(total, "goroutine") }{ if single { String::new() } else { format!(" in {}", plural(groups.len() as u64, "group")) } }</h4>
            if failure.goroutines.len() > 3 {
                <div class="dump-filter">
                    <input type="search" placeholder="state, function, file or number" aria-label="Filter goroutines" value={(*filter).clone()} {oninput} />
                    { for chips }
                </div>
            }
            { for groups.iter().take(limit).enumerate().map(|(at, group)| view_group(failure, group, at, &shown.context, &folds, &toggle)) }
            if groups.len() > limit { { ui::action(format!("Show {} more groups", groups.len() - limit), "", show_all) } }
            if groups.is_empty() { <p class="quiet">{ "No goroutine matches." }</p> }
        </section>
    }
}

fn view_group(
    failure: &Failure,
    group: &Group,
    at: usize,
    context: &Context,
    folds: &BTreeSet<FoldKey>,
    toggle: &Callback<FoldKey>,
) -> Html {
    let Some(one) = failure.goroutines.get(group.first) else { return Html::default() };
    let stands = stands_at(one);
    let place = stands.and_then(|at| one.frames.get(at)).map(|frame| name::label(&frame.function)).unwrap_or_default();
    let mut frames = one.frames.clone();
    frames.extend(one.created_by.clone());
    let stack = Stack { frames: &frames, culprit: stands, block: group.first as u32 };
    let mut drawn_rows = rows(stack, folds);
    // The creator is the last row and says so.
    let creator = one.created_by.as_ref().map(|frame| created_by(one, frame, context));
    if creator.is_some() {
        drawn_rows = rows(Stack { frames: &one.frames, ..stack }, folds);
    }
    let drawn = Drawn { frames: &one.frames, culprit: stands, context, toggle };
    let copied = one.clone();
    html! {
        <details class="goroutines" open={at == 0}>
            <summary><span class="many">{ format!("×{}", count(group.count)) }</span><b>{ one.state.to_string() }</b>
                <code>{ place }</code><span class="quiet">{ ids(group) }</span>{ wait(one, group) }</summary>
            { view_rows(&drawn, &drawn_rows, format!("Stack of goroutine {}", one.id)) }
            { creator }
            <p class="row-actions">{ copy(context, "Copy stack", "stack", move || copied::goroutine(&copied)) }
                if let Some(elided) = one.elided { <span class="quiet">{ format!("{elided} frames left out by the runtime") }</span> }</p>
        </details>
    }
}

fn created_by(one: &Goroutine, frame: &crate::model::Frame, context: &Context) -> Html {
    let parent = one.parent.as_ref().map_or(String::new(), |id| format!(" in goroutine {id}"));
    html! {
        <div class="creator"><span class="quiet">{ format!("created{parent} by ") }</span>{ super::frames::function(frame) }{ super::frames::place(frame, context) }</div>
    }
}

fn ids(group: &Group) -> String {
    let named = group.ids.iter().take(IDS).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    let rest = group.ids.len().saturating_sub(IDS);
    match (group.ids.len(), rest) {
        (1, _) => format!("goroutine {named}"),
        (_, 0) => format!("goroutines {named}"),
        _ => format!("goroutines {named} and {rest} more"),
    }
}

fn wait(one: &Goroutine, group: &Group) -> Html {
    let locked = one.locked.then(|| ui::badge("locked to thread", ""));
    match group.longest {
        Some(minutes) => html! { <>{ locked }<span class="wait">{ format!("{minutes} min") }</span></> },
        None => html! { <>{ locked }</> },
    }
}
