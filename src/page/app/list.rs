//! The report: story, timeline, filter and the list of cards.
//!
//! Up to [`WHOLE`] cards are all in the document, so that the browser's own search finds them; the browser skips drawing
//! those off screen (`content-visibility`). Longer lists are cut into chunks that are filled only near the screen.

use super::cards::{self, Act};
use super::chunk::Chunk;
use super::columns::Columns;
use super::raw;
use crate::page::present::{clock, figures};
use crate::page::protocol::{CardId, Heads, Kind, Sort};
use crate::page::shell::{Action, Cards, Model, Record, Route, words};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Lists up to this length are in the document as a whole.
const WHOLE: usize = 500;
/// Cards of one chunk of a longer list.
const CHUNK: usize = 25;

pub fn element_id(card: CardId) -> String {
    format!("card-{}-{}", card.kind.name(), card.index)
}

/// The button that opens the card.
pub fn heading_id(card: CardId) -> String {
    format!("title-{}-{}", card.kind.name(), card.index)
}

/// What a card asks for, as an action.
pub fn asked(act: Act) -> Action {
    match act {
        Act::ShowLines(span) => Action::ShowLines(span),
        Act::Open(card) => Action::Open(card),
        Act::OpenFingerprint(print) => Action::OpenFingerprint(print.to_string()),
        Act::Copy { what, text } => Action::Copy { what: what.into(), text },
        Act::Filter(term) => Action::ToggleTerm(term),
    }
}

/// Story, timeline, filter, and the cards beside the raw log. Both callbacks are the same ones every time, so that cards
/// are not drawn anew.
pub fn report(model: &Model, act: &Callback<Action>, card_act: &Callback<Act>) -> Html {
    let Some(summary) = &model.summary else {
        return html! { <main id="main" tabindex="-1" class="report"><p class="empty">{ "Reading…" }</p></main> };
    };
    let context = card_context(model, card_act);
    let whole = model.route.kind.is_none() && model.route.filter.is_empty();
    let story =
        (whole && !summary.story.is_empty()).then(|| panel("What happened", cards::story(&summary.story, &context)));
    let timeline = model.timeline.as_ref().filter(|timeline| whole && timeline.events.len() > 1);
    let timeline = timeline.map(|timeline| panel("Timeline", cards::timeline(timeline, &context.act)));
    html! {
        <main id="main" tabindex="-1" class="report">
            <h1 class="hidden">{ model.route.kind.map_or("Report", words::kinds) }</h1>
            if story.is_some() || timeline.is_some() { <div class="panels">{ story }{ timeline }</div> }
            { filter_line(model, act) }
            <Columns>{ list(model, act, &context) }{ raw::view(model, act) }</Columns>
        </main>
    }
}

fn panel(title: &'static str, body: Html) -> Html {
    html! { <section class="panel"><h2>{ title }</h2>{ body }</section> }
}

fn card_context(model: &Model, card_act: &Callback<Act>) -> cards::Context {
    let sources = model.summary.iter().flat_map(|summary| summary.sources.iter().map(|source| source.name.clone()));
    let link = &model.frame_link;
    cards::Context {
        card: CardId::default(),
        act: card_act.clone(),
        sources: sources.collect(),
        fields: model.fields.clone(),
        frame_link: (!link.is_empty()).then(|| link.clone().into()),
    }
}

fn filter_line(model: &Model, act: &Callback<Action>) -> Html {
    let typed =
        act.reform(|event: InputEvent| Action::Filter(event.target_unchecked_into::<HtmlInputElement>().value()));
    let sorted = act.reform(|event: Event| {
        Action::Sort(Sort::from_name(&event.target_unchecked_into::<HtmlSelectElement>().value()).unwrap_or_default())
    });
    let sorts = Sort::ALL.into_iter().map(|sort| {
        html! { <option value={sort.name()} selected={sort == model.route.sort}>{ words::sort(sort) }</option> }
    });
    let open = model.cards.is_any_open();
    let heads = &model.cards.heads;
    let kind = model.route.kind.map(|kind| {
        let all = act.reform(|_: MouseEvent| Action::Kind(None));
        html! { <button type="button" class={classes!("chip", "kind", format!("of-{}", kind.name()))} onclick={all} title="Show all kinds">{ words::kinds(kind) }{ " ×" }</button> }
    });
    html! {
        <div class="filter-line" role="search" aria-label="Cards">
            { kind }
            <div class="filter">
                <input id="filter" type="search" autocomplete="off" spellcheck="false" aria-label="Filter cards" aria-describedby="filter-problem"
                    placeholder="filter: text, kind:slow, sev:high, dur:>10s, file:executor, /regex/" value={model.route.filter.clone()} oninput={typed} />
                <kbd aria-hidden="true">{ "/" }</kbd>
            </div>
            <span class="shown" aria-live="polite">{ words::shown(heads.len(), heads.records()) }</span>
            <label class="sort">{ "sort " }<select onchange={sorted}>{ for sorts }</select></label>
            <button type="button" class="link" onclick={act.reform(move |_: MouseEvent| Action::SetAll(!open))}>{ if open { "fold all" } else { "open all" } }</button>
            <p id="filter-problem" class="problem" role="alert">{ model.cards.problem.clone() }</p>
        </div>
    }
}

fn list(model: &Model, act: &Callback<Action>, context: &cards::Context) -> Html {
    let heads = &model.cards.heads;
    if heads.is_empty() {
        let complete = model.summary.as_ref().is_some_and(|summary| summary.complete);
        return match (heads.records(), complete) {
            (0, true) => nothing(act),
            (0, false) => html! { <p class="empty">{ "Nothing yet…" }</p> },
            _ => html! { <p class="empty">{ words::NO_MATCH }</p> },
        };
    }
    let rows = Rows { cards: model.cards.clone(), context: context.clone(), act: act.clone() };
    if heads.len() <= WHOLE {
        return html! { <div class="cards">{ for (0..heads.len()).map(|at| rows.row(at)) }</div> };
    }
    let (rows, current) = (Rc::new(rows), model.cards.current.and_then(|card| heads.position(card)));
    let chunks = (0..heads.len()).step_by(CHUNK).map(|from| {
        let to = (from + CHUNK).min(heads.len());
        let forced = current.is_some_and(|at| (from..to).contains(&at));
        html! { <Chunk key={from} rows={rows.clone()} {from} {to} {forced} /> }
    });
    html! {
        <>
            <p class="meta">{ "This list is long: the browser's own search sees only the cards near the screen. Use the filter." }</p>
            <div class="cards">{ for chunks }</div>
        </>
    }
}

/// What rows are made from: the list as it is now.
pub struct Rows {
    cards: Cards,
    context: cards::Context,
    act: Callback<Action>,
}

impl Rows {
    pub fn row(&self, at: usize) -> Html {
        let heads = &self.cards.heads;
        let card = heads.card(at);
        let open = self.cards.is_open(card.kind, heads.fingerprint(at));
        let props = RowProps {
            heads: heads.clone(),
            at,
            open,
            wanted: open && self.cards.is_wanted(card),
            current: self.cards.current == Some(card),
            record: if open { self.cards.record(card).cloned().map(Shown) } else { None },
            context: cards::Context { card, ..self.context.clone() },
            act: self.act.clone(),
        };
        html! { <Row key={element_id(card)} ..props /> }
    }
}

fn nothing(act: &Callback<Action>) -> Html {
    let notes = act.reform(|_: MouseEvent| Action::Go(Route::of_view(crate::page::shell::View::Notes)));
    html! {
        <section class="panel nothing">
            <h2>{ words::NOTHING_FOUND }</h2>
            <p>{ "It reads:" }</p>
            <ul>{ for words::KNOWN_FORMATS.iter().map(|format| html! { <li>{ *format }</li> }) }</ul>
            <p><button type="button" class="link" onclick={notes}>{ "See the notes: what came near" }</button></p>
        </section>
    }
}

/// A record that compares by identity.
#[derive(Clone)]
pub struct Shown(Record);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&other.0)
    }
}

#[derive(Properties, PartialEq, Clone)]
pub struct RowProps {
    heads: Rc<Heads>,
    at: usize,
    open: bool,
    /// The record must be asked for.
    wanted: bool,
    current: bool,
    record: Option<Shown>,
    context: cards::Context,
    act: Callback<Action>,
}

/// One card: heading, actions, and the body while it is open.
#[component]
fn Row(props: &RowProps) -> Html {
    let RowProps { heads, at, open, wanted, current, record, context, act } = props;
    let card = context.card;
    {
        let act = act.clone();
        use_effect_with((*wanted, card), move |(wanted, card)| {
            if *wanted {
                act.emit(Action::WantCard(*card));
            }
        });
    }
    let Some(head) = heads.get(*at) else { return Html::default() };
    let title = if head.title.is_empty() { words::untitled(card.kind).to_owned() } else { head.title.clone() };
    let toggle = {
        let open = !*open;
        act.reform(move |_: MouseEvent| Action::SetOpen { card, open })
    };
    let on = |action: Action| {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| act.emit(action.clone()))
    };
    let span = crate::model::Span { source: head.source, line: head.line, end_line: head.line, ..Default::default() };
    let code = matches!(card.kind, Kind::Slow).then_some("code");
    let time = crate::model::Stamp::parse(head.time.as_bytes()).map(clock::time_of_day);
    let severity = head.severity.map(|severity| {
        let class = classes!("severity", words::severity(severity));
        html! { <span {class}>{ words::severity(severity) }</span> }
    });
    let body_id = format!("body-{}-{}", card.kind.name(), card.index);
    let class =
        classes!("card", format!("of-{}", card.kind.name()), open.then_some("open"), current.then_some("current"));
    html! {
        <article id={element_id(card)} {class} aria-labelledby={heading_id(card)} data-fingerprint={head.fingerprint.clone()}>
            <header>
                <span class="kind">{ words::kind(card.kind) }</span>
                { severity }
                <h3 class={classes!(code)}>
                    <button type="button" id={heading_id(card)} aria-expanded={open.to_string()} aria-controls={open.then_some(body_id.clone())} onclick={toggle}>{ title }</button>
                </h3>
                if head.count > 1 { <span class="badge count">{ format!("×{}", figures::count(head.count)) }</span> }
                if !*open && !head.subtitle.is_empty() { <span class="meta subtitle">{ head.subtitle.clone() }</span> }
                if let Some(nanos) = head.duration_nanos { <span class="duration">{ figures::duration(nanos) }</span> }
                if let Some(time) = time { <time class="meta" title={head.time.clone()}>{ time }</time> }
                <span class="actions">
                    <button type="button" class="action" onclick={on(Action::CopyCard(card))} title="Copy as Markdown (c)">{ "copy" }</button>
                    if head.line > 0 { <button type="button" class="action" onclick={on(Action::ShowLines(span))} title="Show in the raw log (r)">{ format!("line {}", head.line) }</button> }
                    <button type="button" class="action" onclick={on(Action::CopyLink(card))} title="Copy a link to this card">{ "link" }</button>
                </span>
            </header>
            if *open {
                <div id={body_id} class="card-slot">
                    if let Some(Shown(record)) = record { { cards::view(record, context) } } else { <p class="meta loading">{ "…" }</p> }
                </div>
            }
        </article>
    }
}
