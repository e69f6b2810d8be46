//! The card of a failed assertion: error, what was expected against what came, trace.

use super::frames::{Drawn, view_rows};
use super::{Act, Context, copy};
use crate::model::{Assertion, Place};
use crate::page::app::ui;
use crate::page::present::columns::Row;
use crate::page::present::diff::{DiffLine, Side, diff, printed};
use crate::page::present::name;
use std::rc::Rc;
use yew::prelude::*;

pub fn view(assertion: &Rc<Assertion>, context: &Context) -> Html {
    let test = assertion.test.as_ref().map(|test| {
        let term = format!("test:{test}");
        let onclick = context.act.reform(move |_: MouseEvent| Act::Filter(term.clone()));
        html! { <span>{ "Test " }<button type="button" class="linkish" title="Show what belongs to this test" {onclick}>{ test.to_string() }</button></span> }
    });
    let head = assertion.head();
    let whole = assertion.error.to_string();
    let lines = match (&assertion.diff, &assertion.expected, &assertion.actual) {
        (_, Some(expected), Some(actual)) => diff(expected, actual),
        (Some(text), _, _) => printed(text),
        _ => Vec::new(),
    };
    let cut = head.len() < assertion.error.trim().len();
    html! {
        <div class="card-body assertion">
            <p class="meta">{ test }if let Some(at) = &assertion.at { <span>{ "at " }{ place(at) }</span> }</p>
            // A short one is the card's title.
            if head.len() >= 80 || head.contains('\n') { { ui::log_text(head) } }
            if let Some(messages) = &assertion.messages { <p class="explain">{ messages.to_string() }</p> }
            if !lines.is_empty() { { view_diff(&lines) } }
            { trace(assertion, context) }
            <footer class="card-foot">
                { copy(context, "Copy error", "error", move || whole.clone()) }
                if cut { { ui::fold("Error in full", html! { <pre class="log-text">{ assertion.error.to_string() }</pre> }) } }
            </footer>
        </div>
    }
}

pub fn view_diff(lines: &[DiffLine]) -> Html {
    let rows = lines.iter().map(|line| {
        let (class, sign, said) = match line.side {
            Side::Both => ("same", " ", ""),
            Side::Expected => ("expected", "−", "expected: "),
            Side::Actual => ("actual", "+", "actual: "),
            Side::Head => ("head", "", ""),
        };
        let (from, to) = line.changed;
        let part = |from: usize, to: usize| line.text.get(from..to).unwrap_or_default().to_owned();
        html! {
            <div {class}><span class="sign" aria-hidden="true">{ sign }</span><span class="unseen">{ said }</span><span>if from < to {
                { part(0, from) }<mark>{ part(from, to) }</mark>{ part(to, line.text.len()) }
            } else { { line.text.clone() } }</span></div>
        }
    });
    html! {
        <figure class="diff"><figcaption><span class="expected">{ "− expected" }</span><span class="actual">{ "+ actual" }</span></figcaption>
            <div class="diff-lines">{ for rows }</div></figure>
    }
}

fn trace(assertion: &Assertion, context: &Context) -> Html {
    let places = assertion.trace.iter().map(|at| html! { <li>{ place(at) }</li> });
    let only_place = match (assertion.trace.as_slice(), &assertion.at) {
        ([], _) => true,
        ([one], Some(at)) => one.line == at.line && name::short_file(&one.file) == name::short_file(&at.file),
        _ => false,
    };
    let culprit = assertion.stack.iter().position(|frame| frame.role == crate::model::Role::App);
    // These stacks are short: nothing is folded.
    let rows: Vec<Row> =
        (0..assertion.stack.len()).map(|at| Row::Frame { at, shared: false, moved: false, inner: false }).collect();
    let toggle = Callback::noop();
    let drawn = Drawn { frames: &assertion.stack, culprit, context, toggle: &toggle };
    html! {
        <>
            if !only_place {
                <section class="part"><h4>{ "Error trace" }</h4><ol class="trace">{ for places }</ol></section>
            }
            if !assertion.stack.is_empty() {
                <section class="part"><h4>{ "Stack in the error" }</h4>{ view_rows(&drawn, &rows, "Stack in the error".to_owned()) }</section>
            }
        </>
    }
}

fn place(at: &Place) -> Html {
    html! { <code title={at.file.to_string()}>{ name::place(&at.file, at.line) }</code> }
}
