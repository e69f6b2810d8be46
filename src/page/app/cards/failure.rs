//! The failure card: what was printed, what was running, and the goroutine dump in groups.

use super::dump::Dump;
use super::{Act, Context};
use crate::model::{Failure, FailureKind};
use crate::page::app::ui;
use crate::page::present::clock;
use crate::page::present::figures::plural;
use std::rc::Rc;
use yew::prelude::*;

pub fn view(failure: &Rc<Failure>, context: &Context) -> Html {
    let words =
        [("Test", failure.test.as_ref()), ("package", failure.package.as_ref()), ("signal", failure.signal.as_ref())];
    let meta = words.into_iter().filter_map(|(name, text)| {
        let text = text?.to_string();
        let term = format!("test:{text}");
        let value = if name == "Test" {
            let onclick = context.act.reform(move |_: MouseEvent| Act::Filter(term.clone()));
            html! { <button type="button" class="linkish" title="Show what belongs to this test" {onclick}>{ text }</button> }
        } else {
            html! { <code>{ text }</code> }
        };
        Some(html! { <span>{ name }{ " " }{ value }</span> })
    });
    let running = failure.running_tests.iter().map(|test| match test.rsplit_once(" (") {
        Some((name, age)) => {
            html! { <li><span>{ name.to_owned() }</span><b>{ age.trim_end_matches(')').to_owned() }</b></li> }
        }
        None => html! { <li><span>{ test.to_string() }</span></li> },
    });
    html! {
        <div class="card-body failure">
            <p class="meta">
                { for meta }
                if let Some(time) = failure.time { <span>{ format!("{} {} {}", clock::date(time), clock::time_of_day(time), clock::offset(time)) }</span> }
                if !failure.complete { { ui::badge("incomplete", "The log ends before this failure's text does") } }
            </p>
            if failure.kind != FailureKind::GoroutineDump && !is_short(&failure.message) { { ui::log_text(&failure.message) } }
            if let Some(text) = &failure.explanation { <p class="explain">{ ui::prose(text) }</p> }
            if !failure.nested.is_empty() {
                <section class="part"><h4>{ "While that was handled" }</h4>
                    <ol class="nested">{ for failure.nested.iter().map(|text| html! { <li><code>{ text.to_string() }</code></li> }) }</ol>
                </section>
            }
            if !failure.running_tests.is_empty() {
                <section class="part"><h4>{ format!("Running: {}", plural(failure.running_tests.len() as u64, "test")) }</h4>
                    <ul class="running">{ for running }</ul>
                </section>
            }
            if !failure.goroutines.is_empty() { <Dump record={failure.clone()} context={context.clone()} /> }
        </div>
    }
}

/// The card's title holds the whole of it.
fn is_short(message: &str) -> bool {
    message.len() < 80 && !message.trim_end().contains('\n')
}
