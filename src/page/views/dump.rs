//! The goroutines of a failure, equal stacks together, longest waiters first, with a filter.

use super::{Scene, frames, ui};
use crate::model::{Ancestor, Failure, Goroutine};
use crate::page::present::columns::Stack;
use crate::page::present::dump::{Group, Ids, groups, stands_at, states};
use crate::page::present::figures::{count, plural};
use crate::page::present::name;
use crate::page::protocol::{Act, Node, all, el, none};

/// The switches: words to look for, and how many groups are drawn.
const FILTER: &str = "filter";
const GROUPS: &str = "groups";
/// Groups drawn at first, and how many more at a time.
const FIRST: usize = 12;
const MORE: usize = 200;
/// Goroutine numbers named in a heading.
const IDS: usize = 6;

pub fn view(failure: &Failure, scene: &Scene<'_>) -> Node {
    let filter = scene.switches.get(FILTER).unwrap_or_default();
    let groups = groups(&failure.goroutines, filter);
    let limit = scene.switches.number(GROUPS).unwrap_or(FIRST);
    let rest = groups.len().saturating_sub(limit);
    let ids = Ids::of(&failure.goroutines);
    let total = failure.goroutine_count.max(failure.goroutines.iter().map(|one| one.count.max(1)).sum());
    let mut title = plural(total, "goroutine");
    if groups.len() != 1 || !filter.is_empty() {
        title = format!("{title} in {}", plural(groups.len() as u64, "group"));
    }
    el("section")
        .class("part dump")
        .add(el("h4").text(&title))
        .when(failure.goroutines.len() > 3, || filter_line(failure, filter))
        .each(groups.iter().take(limit).enumerate().map(|(at, group)| view_group(failure, group, at == 0, &ids, scene)))
        .when(rest > 0, || {
            let of = if rest > MORE { format!("{MORE} of {}", count(rest as u64)) } else { rest.to_string() };
            let act = Act::Set(GROUPS.into(), (limit + MORE).to_string().as_str().into());
            ui::action(&format!("Show {of} more groups"), "", &act)
        })
        .when(groups.is_empty(), || el("p").class("quiet").text("No goroutine matches."))
}

/// The stack of a goroutine as the runtime prints it, by the name on its button: `stack 3`.
pub fn copied(failure: &Failure, what: &str) -> Option<String> {
    let at: usize = what.strip_prefix("stack ")?.parse().ok()?;
    failure.goroutines.get(at.checked_sub(1)?).map(crate::page::present::copied::goroutine)
}

fn filter_line(failure: &Failure, filter: &str) -> Node {
    let input = el("input")
        .attr("type", "search")
        .attr("placeholder", "state, function, file or number")
        .attr("aria-label", "Filter goroutines")
        .attr("data-set", FILTER)
        .attr("value", filter);
    let states = states(&failure.goroutines);
    let chips = states.iter().take(8).map(|(state, how_many)| {
        let is_chosen = *filter == **state;
        let act = Act::Set(FILTER.into(), if is_chosen { "".into() } else { state.clone() });
        ui::button("chip", &act)
            .attr("aria-pressed", if is_chosen { "true" } else { "false" })
            .text(&format!("{state} {}", count(*how_many)))
    });
    el("div").class("dump-filter").add(input).each(chips)
}

fn view_group(failure: &Failure, group: &Group, is_open: bool, dump: &Ids<'_>, scene: &Scene<'_>) -> Node {
    let Some(one) = failure.goroutines.get(group.first) else { return none() };
    let stands = stands_at(one);
    let stack = Stack { frames: &one.frames, culprit: stands, block: group.first as u32 };
    let details = el("details").class("goroutines");
    let details = if is_open { details.attr("open", "") } else { details };
    let quiet = |text: &str| el("span").class("quiet").text(text);
    let actions = el("p")
        .class("row-actions")
        .add(ui::copy("Copy stack", &format!("stack {}", group.first + 1)))
        .maybe(one.elided.map(|elided| quiet(&format!("{elided} frames left out by the runtime"))))
        .maybe(one.labels.as_ref().map(|labels| quiet(&format!("labels {labels}"))));
    details
        .add(
            el("summary")
                .add(el("span").class("many").text(&format!("×{}", count(group.count))))
                .add(el("b").text(&one.state))
                .add(el("code").text(&place(one)))
                .add(quiet(&ids(group)))
                .when(one.locked, || ui::badge("locked to thread", ""))
                .maybe(group.longest.map(|minutes| el("span").class("wait").text(&format!("{minutes} min")))),
        )
        .add(frames::alone(stack, &format!("Stack of goroutine {}", one.id), scene))
        .add(created(dump, one, scene))
        .each(one.ancestors.iter().map(|led| ancestor(led, scene)))
        .add(actions)
}

/// Where a goroutine stands, in a word.
fn place(one: &Goroutine) -> String {
    let frame = stands_at(one).and_then(|at| one.frames.get(at));
    frame.map(|frame| name::label(&frame.function)).unwrap_or_default()
}

/// What created a goroutine, and what created that, as far as the dump has it.
fn created(ids: &Ids<'_>, one: &Goroutine, scene: &Scene<'_>) -> Node {
    let line = |creator: &str, one: &Goroutine| {
        let parent = one.parent.as_ref().map_or(String::new(), |id| format!(" in goroutine {id}"));
        let words = match (creator, &one.created_by) {
            ("", _) => format!("created{parent} by "),
            (_, None) => creator.to_owned(),
            (_, Some(_)) => format!("{creator}, created{parent} by "),
        };
        let frame = one.created_by.as_ref();
        let frame = frame.map(|frame| all([frames::function(frame), frames::place(frame, scene)]));
        el("div").class("creator").add(el("span").class("quiet").text(&words)).maybe(frame)
    };
    let further = ids.creators(one).into_iter().map(|creator| {
        let at = place(creator);
        let at = if at.is_empty() { String::new() } else { format!(" at {at}") };
        line(&format!("goroutine {} [{}]{at}", creator.id, creator.state), creator)
    });
    none().when(one.created_by.is_some(), || line("", one)).each(further)
}

/// A goroutine that led to another one, and where it stood then.
fn ancestor(one: &Ancestor, scene: &Scene<'_>) -> Node {
    let words = format!("originating from goroutine {}", one.goroutine);
    let creator = one.created_by.as_ref().map(|frame| {
        let words = el("span").class("quiet").text("created by ");
        el("div").class("creator").add(words).add(frames::function(frame)).add(frames::place(frame, scene))
    });
    el("div")
        .add(el("div").class("creator").add(el("span").class("quiet").text(&words)))
        .add(frames::whole(&one.frames, None, &words, scene))
        .maybe(creator)
}

/// `goroutines 7, 9 and 4 more`.
fn ids(group: &Group) -> String {
    let named = group.ids.iter().take(IDS).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match (group.ids.len(), group.ids.len().saturating_sub(IDS)) {
        (1, _) => format!("goroutine {named}"),
        (_, 0) => format!("goroutines {named}"),
        (_, rest) => format!("goroutines {named} and {rest} more"),
    }
}
