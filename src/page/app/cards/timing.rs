//! The card of a timing line: what was measured, how long, where the time was, which line it crossed.

use super::{Context, bar};
use crate::model::Timing;
use crate::page::app::ui;
use crate::page::present::figures::duration;
use crate::page::present::{clock, spent};
use yew::prelude::*;

pub fn view(timing: &Timing, context: &Context) -> Html {
    let when = match (spent::start(timing), timing.time) {
        (Some(start), Some(end)) => clock::from_to(start, end),
        (None, Some(end)) => format!("{} {}", clock::brief(end), clock::offset(end)),
        _ => String::new(),
    };
    let total = timing.duration_nanos.unwrap_or(0);
    let kind = spent::kind_name(&timing.kind);
    let threshold = timing.threshold_nanos.map(|line| {
        let times = if line > 0 && total > line { format!(", {}× that", total / line) } else { String::new() };
        format!("Logged because it took {} or more{times}.", duration(line))
    });
    let fields = timing.fields.iter().map(|(name, value)| {
        let long = value.len() > 24;
        html! { <div class={classes!(long.then_some("long"))}><dt>{ name.to_owned() }</dt><dd>{ value.to_owned() }</dd></div> }
    });
    let timestamp = timing.txn_start.and_then(|start| Some((start.tso, start.time?)));
    html! {
        <div class="card-body timing">
            <p class="headline">
                if timing.duration_nanos.is_some() { <span class="big">{ duration(total) }</span> }
                <span class="meta">
                    if !kind.is_empty() { <span>{ kind }</span> }
                    if !when.is_empty() { <span>{ when }</span> }
                    if let Some(level) = &timing.level { <span>{ level.to_string() }</span> }
                    if let Some(caller) = &timing.caller { <code>{ caller.to_string() }</code> }
                </span>
            </p>
            { bar::view(&spent::parts(timing), total, &format!("hatch-t{}", context.card.index)) }
            <ul class="says">
                if let Some(text) = threshold { <li>{ text }</li> }
                if let Some(text) = spent::start_against_timestamp(timing) { <li>{ text }</li> }
            </ul>
            if !timing.message.is_empty() && timing.fields.is_empty() { <pre class="log-text">{ timing.message.to_string() }</pre> }
            if !timing.fields.is_empty() { <section class="fields"><h4>{ "Fields" }</h4><div><dl>{ for fields }
                if let Some((tso, time)) = timestamp { <div title={tso.to_string()}><dt>{ "timestamp taken" }</dt><dd>{ format!("{} {}", clock::brief(time), clock::offset(time)) }</dd></div> }
            </dl></div></section> }
            <footer class="card-foot">
            if !timing.message.is_empty() && !timing.fields.is_empty() { { ui::fold("Message as printed", html! { <pre class="log-text">{ timing.message.to_string() }</pre> }) } }
            { ui::fold("Why this may be wrong", html! { <p>{ "The start is the line's time less the duration: late logging moves it. Durations are from the writer's steady clock, times from its wall clock; a clock that was set in between pulls them apart." }</p> }) }
            </footer>
        </div>
    }
}
