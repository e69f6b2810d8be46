//! The race card: two accesses beside each other, what led to them, what may be behind it (spec/go-reports.md §5).

use super::frames::{Drawn, view_rows};
use super::{Act, Context, Shown, copy, show_lines};
use crate::model::race::{Access, AccessKind, Creation, Hint, RaceReport};
use crate::model::{RaceGroup, Text};
use crate::page::app::ui;
use crate::page::present::columns::{FoldKey, Stack, columns, rows};
use crate::page::present::figures::plural;
use crate::page::present::{copied, name};
use std::collections::BTreeSet;
use std::rc::Rc;
use yew::prelude::*;

#[component]
pub fn RaceCard(shown: &Shown<RaceGroup>) -> Html {
    let (group, context) = (&shown.record, &shown.context);
    let open = use_state_eq(BTreeSet::<FoldKey>::new);
    let at = use_state_eq(|| 0_usize);
    let Some(report) = group.reports.get(*at).or(group.reports.first()) else { return Html::default() };
    let toggle = {
        let open = open.clone();
        Callback::from(move |key: FoldKey| {
            let mut now = (*open).clone();
            if !now.remove(&key) {
                now.insert(key);
            }
            open.set(now);
        })
    };
    let copied = report.clone();
    let search = copied::known_issue_search(group);
    html! {
        <div class="card-body race">
            { meta(group, report, context) }
            { accesses(report, context, &open, &toggle) }
            { for group.hints.iter().take(3).map(hint) }
            <footer class="card-foot">
                { copy(context, "Copy stacks", "stacks", move || copied::race_report(&copied)) }
                { copy(context, "Copy search for known issues", "search words", move || search.clone()) }
                { more(group, *at, context, &Callback::from(move |chosen| at.set(chosen))) }
            </footer>
        </div>
    }
}

fn meta(group: &RaceGroup, report: &RaceReport, context: &Context) -> Html {
    let test = report.test.as_ref().map(|test| {
        let term = format!("test:{test}");
        let onclick = context.act.reform(move |_: MouseEvent| Act::Filter(term.clone()));
        html! { <span>{ "Test " }<button type="button" class="linkish" title="Show what belongs to this test" {onclick}>{ test.to_string() }</button></span> }
    });
    let reported_in = report.reported_in.as_ref().map(|test| {
        html! { <span>{ format!("reported while {test} was running, but both goroutines come from the other test") }</span> }
    });
    let relation = report.relation.as_ref().filter(|relation| !relation.text.is_empty() && *relation.kind != *"none");
    let toolchain = report.toolchain.as_ref().map(|version| html! { <span>{ format!("Go {version}") }</span> });
    let family = group.family.iter().map(|id| {
        let id = id.clone();
        let onclick = context.act.reform(move |_: MouseEvent| Act::OpenFingerprint(id.clone()));
        ui::action("related race", "Shares a function or a receiver type with this one", onclick)
    });
    html! {
        <p class="meta">
            { test }{ reported_in }{ address(report) }
            if let Some(relation) = relation { <span>{ relation_text(&relation.text) }</span> }
            { toolchain }
            if !report.complete { { ui::badge("cut", "Something of this report is missing in the log") } }
            { listed("missing: ", &report.missing, if report.complete { "quiet" } else { "warn" }) }
            { listed("repaired: ", &report.damage, "quiet") }
            { for family }
        </p>
    }
}

/// `missing: the closing ruler, the location of 1 frame`.
fn listed(what: &'static str, words: &[Text], class: &'static str) -> Html {
    if words.is_empty() {
        return Html::default();
    }
    html! { <span {class}>{ what }{ words.join(", ") }</span> }
}

/// `216448 created 217396` → `goroutine 216448 created 217396`.
fn relation_text(text: &Text) -> String {
    if text.starts_with(|c: char| c.is_ascii_digit()) { format!("goroutine {text}") } else { text.to_string() }
}

fn address(report: &RaceReport) -> Html {
    let mut all = report.accesses.iter().filter_map(|access| access.address.as_deref());
    let (Some(first), second) = (all.next(), all.next()) else { return Html::default() };
    let class = match report.address_class.as_deref() {
        Some("heap") => " on the heap".to_owned(),
        Some(class) => format!(", {class}"),
        None => String::new(),
    };
    match second {
        Some(second) if second != first => {
            html! { <span>{ "overlapping words " }<code>{ first.to_owned() }</code>{ ", " }<code>{ second.to_owned() }</code>{ class }</span> }
        }
        Some(_) => html! { <span>{ "same word " }<code>{ first.to_owned() }</code>{ class }</span> },
        None => html! { <span>{ "word " }<code>{ first.to_owned() }</code>{ class }</span> },
    }
}

fn accesses(report: &RaceReport, context: &Context, open: &BTreeSet<FoldKey>, toggle: &Callback<FoldKey>) -> Html {
    let stack = |access: &'_ Access, block| {
        let culprit =
            access.culprit.filter(|_| access.culprit_from.as_deref() != Some("creation")).map(|at| at as usize);
        (culprit, block)
    };
    let mut both: [Vec<_>; 2] = Default::default();
    if let [first, second, ..] = report.accesses.as_slice() {
        let (a, b) = (stack(first, 0), stack(second, 1));
        let left = Stack { frames: &first.frames, culprit: a.0, block: a.1 };
        let right = Stack { frames: &second.frames, culprit: b.0, block: b.1 };
        both = columns(left, right, report.relation.as_ref(), open);
    } else if let [only] = report.accesses.as_slice() {
        both[0] = rows(Stack { frames: &only.frames, culprit: stack(only, 0).0, block: 0 }, open);
    }
    let sides = report.accesses.iter().zip(&both).enumerate().map(|(at, (access, rows))| {
        let drawn = Drawn { frames: &access.frames, culprit: stack(access, 0).0, context, toggle };
        let (heading, label) = access_heading(access, at, report);
        html! {
            <section class="side">
                { heading }
                if access.restored { { view_rows(&drawn, rows, label) } } else { { lost() } }
                { creation(report, access, at, context, open, toggle) }
            </section>
        }
    });
    html! { <div class="two">{ for sides }</div> }
}

fn access_heading(access: &Access, at: usize, report: &RaceReport) -> (Html, String) {
    let kind = match access.kind {
        AccessKind::Read => "Read",
        AccessKind::Write => "Write",
    };
    let goroutine = match access.goroutine.as_deref() {
        Some("main") => "main goroutine".to_owned(),
        Some(id) => format!("goroutine {id}"),
        None => "unknown goroutine".to_owned(),
    };
    let state = report.goroutines.iter().find(|creation| Some(&creation.goroutine) == access.goroutine.as_ref());
    let state = state.map_or(String::new(), |creation| format!(" · {}", creation.state));
    let earlier = if at > 0 { "earlier" } else { "" };
    let label = format!("{kind} by {goroutine}");
    let heading = html! {
        <h4><span class="access">{ kind }</span><span>{ goroutine }<span class="quiet">{ state }</span></span><span class="quiet">{ earlier }</span></h4>
    };
    (heading, label)
}

fn lost() -> Html {
    html! {
        <p class="lost">{ "The detector could not restore this stack: its history was overwritten. " }<code>{ "GORACE=history_size=7" }</code>{ " keeps more of it." }</p>
    }
}

fn creation(
    report: &RaceReport,
    access: &Access,
    at: usize,
    context: &Context,
    open: &BTreeSet<FoldKey>,
    toggle: &Callback<FoldKey>,
) -> Html {
    let Some(id) = access.goroutine.as_deref().filter(|id| *id != "main") else { return Html::default() };
    let Some(creation) = report.goroutines.iter().find(|creation| *creation.goroutine == *id) else {
        return html! { <p class="lost">{ format!("Where goroutine {id} was started is not in the log.") }</p> };
    };
    let parent = report
        .relation
        .as_ref()
        .filter(|relation| relation.child.as_deref() == Some(id))
        .and_then(|r| r.parent.as_deref());
    let heading = match parent {
        Some(parent) => {
            html! { <h5>{ format!("Goroutine {id} was started by ") }<b>{ format!("goroutine {parent}") }</b>{ " in" }</h5> }
        }
        None => html! { <h5>{ format!("Goroutine {id} was started in") }</h5> },
    };
    let culprit = access.culprit.filter(|_| access.culprit_from.as_deref() == Some("creation")).map(|at| at as usize);
    html! { <div class={classes!("origin", parent.map(|_| "child"))}>{ heading }{ creation_rows(creation, culprit, at as u32 + 2, context, open, toggle) }</div> }
}

fn creation_rows(
    creation: &Creation,
    culprit: Option<usize>,
    block: u32,
    context: &Context,
    open: &BTreeSet<FoldKey>,
    toggle: &Callback<FoldKey>,
) -> Html {
    let rows = rows(Stack { frames: &creation.frames, culprit, block }, open);
    let drawn = Drawn { frames: &creation.frames, culprit, context, toggle };
    view_rows(&drawn, &rows, format!("Creation stack of goroutine {}", creation.goroutine))
}

fn hint(hint: &Hint) -> Html {
    let mut frames: Vec<&Text> = hint.evidence.iter().collect();
    frames.dedup();
    let evidence =
        frames.into_iter().map(|frame| html! { <code title={frame.to_string()}>{ name::label(frame) }</code> });
    html! {
        <div class="hint">
            <p>{ ui::prose(&hint.text) }</p>
            <p class="quiet">{ format!("{} · {} confidence", hint.rule, hint.confidence) }
                if !hint.evidence.is_empty() { <span class="because">{ " · because of " }{ for evidence }</span> }
            </p>
        </div>
    }
}

/// Why these are one group, the occurrences, further creation stacks.
fn more(group: &RaceGroup, chosen: usize, context: &Context, choose: &Callback<usize>) -> Html {
    let reports = group.reports.len();
    let why = (!group.why.is_empty()).then(|| ui::fold("Why grouped", html! { <p>{ ui::prose(&group.why) }</p> }));
    let table = (reports > 1 || group.count > 1).then(|| {
        let left_out = group.count.saturating_sub(reports as u64);
        let sites = group.sites.iter().filter(|_| group.sites.len() > 1).map(|site| {
            html! { <li><code>{ site.title.to_string() }</code>{ format!(" ×{}, reached by {}", site.count, plural(site.paths, "path")) }</li> }
        });
        let rows = group.reports.iter().enumerate().take(200).map(|(at, report)| occurrence(report, at, at == chosen, context, choose));
        let body = html! {
            <>
                if group.sites.len() > 1 { <ul class="sites">{ for sites }</ul> }
                <div class="scroll"><table class="plain"><thead><tr><th>{ "log" }</th><th>{ "address" }</th><th>{ "goroutines" }</th><th>{ "test" }</th><th></th></tr></thead>
                <tbody>{ for rows }</tbody></table></div>
                if left_out > 0 { <p class="quiet">{ format!("{} more are counted, not kept.", plural(left_out, "report")) }</p> }
            </>
        };
        ui::fold(plural(group.count, "occurrence"), body)
    });
    let ancestors = group.reports.get(chosen).filter(|report| !report.ancestors.is_empty()).map(|report| {
        let (none, still) = (BTreeSet::new(), Callback::noop());
        let stacks = report.ancestors.iter().zip(8_u32..).map(|(creation, block)| {
            html! { <><h5>{ format!("Goroutine {} was started in", creation.goroutine) }</h5>{ creation_rows(creation, None, block, context, &none, &still) }</> }
        });
        ui::fold("Further creation stacks", stacks.collect::<Html>())
    });
    html! { <>{ table }{ why }{ ancestors }</> }
}

fn occurrence(report: &RaceReport, at: usize, chosen: bool, context: &Context, choose: &Callback<usize>) -> Html {
    let word = |get: fn(&Access) -> Option<&Text>| {
        let mut words: Vec<&str> = report.accesses.iter().filter_map(|access| get(access).map(AsRef::as_ref)).collect();
        words.dedup();
        words.join(" · ")
    };
    let onclick = choose.reform(move |_: MouseEvent| at);
    html! {
        <tr aria-current={chosen.then_some("true")}>
            <td>{ show_lines(report.span, context) }</td>
            <td><code>{ word(|access| access.address.as_ref()) }</code></td>
            <td>{ word(|access| access.goroutine.as_ref()) }</td>
            <td>{ report.test.as_deref().unwrap_or_default().to_owned() }</td>
            <td>if chosen { { "shown" } } else { { ui::action("show", "", onclick) } }</td>
        </tr>
    }
}

pub fn view(record: &Rc<RaceGroup>, context: &Context) -> Html {
    html! { <RaceCard record={record.clone()} context={context.clone()} /> }
}
