//! The raw log: only the lines on screen are in the document; lines of records are tinted, a map shows where they are.

use crate::page::present::figures;
use crate::page::protocol::{CardId, RawLine};
use crate::page::shell::{Action, Model, Raw};
use std::collections::BTreeSet;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, ResizeObserver};
use yew::prelude::*;

/// Height of a line in pixels; `--row` in raw.css.
const ROW: f64 = 19.0;
/// Browsers cannot make elements higher than some 17 million pixels: above that the scroll bar is mapped.
const HIGHEST: f64 = 8_000_000.0;
/// Lines kept ready above and below the screen.
const MARGIN: u64 = 30;
/// Records that the map shows singly; the rest falls between the pixels.
const MAP_ROWS: u64 = 400;

/// The raw log with its head.
pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    let names = model.sources.iter().map(|source| (source.id, source.name.clone()));
    html! { <RawLog raw={model.raw.clone()} names={names.collect::<Vec<_>>()} current={model.cards.current} act={act.clone()} /> }
}

#[derive(Properties, PartialEq)]
pub struct Props {
    raw: Raw,
    names: Vec<(u32, String)>,
    current: Option<CardId>,
    act: Callback<Action>,
}

pub struct RawLog {
    scroller: NodeRef,
    gap: NodeRef,
    rows: NodeRef,
    /// First line on screen, from 0, and how many fit.
    top: u64,
    fit: u64,
    /// The last jump that was followed.
    jump: u32,
    observer: Option<(ResizeObserver, Closure<dyn Fn()>)>,
}

pub enum Msg {
    /// Scrolled or resized.
    Look,
}

impl Component for RawLog {
    type Message = Msg;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        let (scroller, gap, rows) = Default::default();
        Self { scroller, gap, rows, top: 0, fit: 60, jump: 0, observer: None }
    }

    fn update(&mut self, context: &Context<Self>, Msg::Look: Msg) -> bool {
        let Some(scroller) = self.scroller.cast::<HtmlElement>() else { return false };
        let height = f64::from(scroller.client_height());
        let lines = context.props().raw.lines;
        let fit = (height / ROW).ceil().max(1.0) as u64;
        let at = f64::from(scroller.scroll_top());
        let top = if is_mapped(lines) {
            let share = at / (total_height(lines) - height).max(1.0);
            (share * lines.saturating_sub(fit) as f64).round() as u64
        } else {
            (at / ROW) as u64
        };
        let changed = (top, fit) != (self.top, self.fit);
        (self.top, self.fit) = (top, fit);
        changed
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { raw, names, current, act } = context.props();
        let look = context.link().callback(|_: Event| Msg::Look);
        let (from, to) = self.window(raw.lines);
        let rows = (from..to).map(|number| line(raw, number, *current, act));
        let chosen = act.reform(|event: Event| {
            Action::RawSource(event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or_default())
        });
        let name = match names.as_slice() {
            [] => html! { <h2>{ "Raw log" }</h2> },
            [(_, name)] => html! { <h2>{ name.clone() }</h2> },
            _ => html! {
                <label class="of-source"><span class="hidden">{ "Source" }</span><select onchange={chosen}>
                    { for names.iter().map(|(id, name)| html! { <option value={id.to_string()} selected={*id == raw.source}>{ name.clone() }</option> }) }
                </select></label>
            },
        };
        html! {
            <aside class={classes!("panel", "raw", raw.open.then_some("open"))} aria-label="Raw log">
                <header>
                    { name }
                    <span class="meta">{ figures::plural(raw.lines, "line") }</span>
                    { search(raw, act) }
                    <button type="button" class="close" aria-label="Close the raw log" onclick={act.reform(|_: MouseEvent| Action::RawOpen(false))}>{ "×" }</button>
                </header>
                <div class="raw-body">
                    <div class="raw-scroller" ref={self.scroller.clone()} onscroll={look} tabindex="0" role="group" aria-label="Lines of the log">
                        <div class="raw-gap" ref={self.gap.clone()}>
                            <ol class="raw-rows" ref={self.rows.clone()}>{ for rows }</ol>
                        </div>
                    </div>
                    { self.map(context) }
                </div>
            </aside>
        }
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        let Props { raw, act, .. } = context.props();
        let (Some(scroller), Some(gap), Some(rows)) =
            (self.scroller.cast::<HtmlElement>(), self.gap.cast::<HtmlElement>(), self.rows.cast::<HtmlElement>())
        else {
            return;
        };
        if first {
            self.observe(context, &scroller);
        }
        gap.style().set_property("height", &format!("{}px", total_height(raw.lines))).ok();
        if self.jump != raw.jump {
            self.jump = raw.jump;
            if let Some((line, _)) = raw.target {
                self.show(&scroller, line, raw.lines);
                context.link().send_message(Msg::Look);
            }
        }
        let (from, to) = self.window(raw.lines);
        let place = if is_mapped(raw.lines) {
            f64::from(scroller.scroll_top()) - (self.top + 1).saturating_sub(from) as f64 * ROW
        } else {
            (from - 1) as f64 * ROW
        };
        rows.style().set_property("transform", &format!("translateY({place}px)")).ok();
        if !raw.missing(from, to).is_empty() {
            act.emit(Action::WantLines { from, to });
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
    }
}

impl RawLog {
    /// Lines in the document: from (from 1) to (not included).
    fn window(&self, lines: u64) -> (u64, u64) {
        let from = (self.top + 1).saturating_sub(MARGIN).max(1);
        (from, (self.top + self.fit + MARGIN).min(lines) + 1)
    }

    fn show(&self, scroller: &HtmlElement, line: u64, lines: u64) {
        let lead = (self.fit / 4).min(8);
        let first = (line - 1).saturating_sub(lead) as f64;
        let at = if is_mapped(lines) {
            let share = first / lines.saturating_sub(self.fit).max(1) as f64;
            share * (total_height(lines) - f64::from(scroller.client_height()))
        } else {
            first * ROW
        };
        scroller.set_scroll_top(at as i32);
    }

    fn observe(&mut self, context: &Context<Self>, scroller: &Element) {
        let link = context.link().clone();
        let resized = Closure::<dyn Fn()>::new(move || link.send_message(Msg::Look));
        if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
            observer.observe(scroller);
            self.observer = Some((observer, resized));
        }
    }

    /// Where records are in the whole source; a click goes there.
    fn map(&self, context: &Context<Self>) -> Html {
        let Props { raw, act, .. } = context.props();
        if raw.lines == 0 {
            return Html::default();
        }
        let scale = |line: u64| line * MAP_ROWS / raw.lines.max(1);
        let mut drawn = BTreeSet::new();
        let marks = raw.marks.iter().filter_map(|mark| {
            let (from, to) = (scale(mark.line - 1), scale(mark.end_line).max(scale(mark.line - 1) + 1));
            drawn.insert((from, to, mark.card.kind)).then(|| {
                let class = format!("mark of-{}", mark.card.kind.name());
                html! { <rect {class} x="2" width="8" y={from.to_string()} height={(to - from).to_string()} /> }
            })
        });
        let lines = raw.lines;
        let clicked = act.reform(move |event: MouseEvent| {
            let height = event
                .current_target()
                .and_then(|map| map.dyn_into::<Element>().ok())
                .map_or(1, |map| map.client_height().max(1));
            let line = (f64::from(event.offset_y()) / f64::from(height) * lines as f64) as u64 + 1;
            Action::RawLine(line)
        });
        let shown = scale(self.fit.min(raw.lines)).max(3);
        html! {
            <svg class="raw-map" viewBox={format!("0 0 12 {MAP_ROWS}")} preserveAspectRatio="none" aria-hidden="true" onclick={clicked}>
                { for marks }
                <rect class="here" x="0" width="12" y={scale(self.top).to_string()} height={shown.to_string()} />
            </svg>
        }
    }
}

fn is_mapped(lines: u64) -> bool {
    lines as f64 * ROW > HIGHEST
}

fn total_height(lines: u64) -> f64 {
    (lines as f64 * ROW).min(HIGHEST)
}

fn line(raw: &Raw, number: u64, current: Option<CardId>, act: &Callback<Action>) -> Html {
    let empty = RawLine::default();
    let line = raw.line(number).unwrap_or(&empty);
    let is_target = raw.target.is_some_and(|(from, to)| (from..=to).contains(&number));
    let tint = line.card.map(|card| format!("tinted of-{}", card.kind.name()));
    let is_current = line.card.is_some() && line.card == current;
    let found = raw.search.found.binary_search(&number).is_ok();
    let class =
        classes!(tint, is_target.then_some("target"), is_current.then_some("current"), found.then_some("found"));
    let number_cell = match line.card {
        Some(card) => {
            let open = act.reform(move |_: MouseEvent| Action::Open(card));
            html! { <button type="button" class="n" tabindex="-1" title="Go to the card" onclick={open}>{ number }</button> }
        }
        None => html! { <span class="n">{ number }</span> },
    };
    html! {
        <li key={number} {class} aria-setsize={raw.lines.to_string()} aria-posinset={number.to_string()}>
            { number_cell }<code>{ line.text.to_string() }</code>
            if line.cut_bytes > 0 { <span class="meta">{ format!("… {} more", figures::bytes(line.cut_bytes)) }</span> }
        </li>
    }
}

fn search(raw: &Raw, act: &Callback<Action>) -> Html {
    let search = &raw.search;
    let regex = search.regex;
    let pattern = search.pattern.clone();
    let typed = act.reform(move |event: InputEvent| Action::Search {
        pattern: event.target_unchecked_into::<HtmlInputElement>().value(),
        regex,
    });
    let switched = {
        let pattern = pattern.clone();
        act.reform(move |_: MouseEvent| Action::Search { pattern: pattern.clone(), regex: !regex })
    };
    let key = act.clone();
    let key = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            key.emit(Action::SearchStep(!event.shift_key()));
        }
    });
    let state = match (&search.error, search.total) {
        (Some(error), _) => error.clone(),
        (None, 0) if pattern.is_empty() => String::new(),
        (None, 0) if search.running => "…".to_owned(),
        (None, 0) => "none".to_owned(),
        (None, total) => format!("{} of {}", search.at + 1, figures::count(total)),
    };
    html! {
        <span class="raw-search" role="search" aria-label="Raw log">
            <input id="raw-search" type="search" autocomplete="off" spellcheck="false" placeholder="search" aria-label="Search the raw log" value={pattern} oninput={typed} onkeydown={key} />
            <button type="button" class="toggle" aria-pressed={regex.to_string()} title="Regular expression" aria-label="Regular expression" onclick={switched}>{ ".*" }</button>
            <span class="meta" role="status">{ state }</span>
            <button type="button" class="icon" aria-label="Previous" onclick={act.reform(|_: MouseEvent| Action::SearchStep(false))}>{ "↑" }</button>
            <button type="button" class="icon" aria-label="Next" onclick={act.reform(|_: MouseEvent| Action::SearchStep(true))}>{ "↓" }</button>
        </span>
    }
}
