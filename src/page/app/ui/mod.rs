//! Small pieces that cards are made of: views without state, native elements where there are some.

use crate::page::present::prose;
use yew::prelude::*;

/// A label beside a title; `title` explains it on hover.
pub fn badge(text: impl Into<AttrValue>, title: &'static str) -> Html {
    let text: AttrValue = text.into();
    let title = (!title.is_empty()).then_some(title);
    html! { <span class="badge" {title}>{ text }</span> }
}

/// A quiet text button.
pub fn action(label: impl Into<AttrValue>, title: &'static str, onclick: Callback<MouseEvent>) -> Html {
    let (label, title): (AttrValue, _) = (label.into(), (!title.is_empty()).then_some(title));
    html! { <button type="button" class="action" {title} {onclick}>{ label }</button> }
}

/// Two or more views of one thing, one of them shown.
pub fn switch(label: &'static str, names: &[&'static str], chosen: usize, onchoose: &Callback<usize>) -> Html {
    let buttons = names.iter().enumerate().map(|(at, name)| {
        let onclick = onchoose.reform(move |_: MouseEvent| at);
        html! { <button type="button" aria-pressed={(at == chosen).to_string()} {onclick}>{ *name }</button> }
    });
    html! { <span class="switch" role="group" aria-label={label}>{ for buttons }</span> }
}

/// A part that is folded away until asked for.
pub fn fold(summary: impl Into<AttrValue>, body: Html) -> Html {
    let summary: AttrValue = summary.into();
    html! { <details class="more"><summary>{ summary }</summary>{ body }</details> }
}

/// A sentence, code in backquotes set as code.
pub fn prose(text: &str) -> Html {
    let pieces = prose::pieces(text).into_iter().map(|piece| {
        let text = piece.text.to_owned();
        if piece.code {
            html! { <code>{ text }</code> }
        } else {
            html! { text }
        }
    });
    pieces.collect()
}

/// A name and its value in a list of such (`dl.facts`).
pub fn fact(name: &'static str, value: Html) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}

/// Text of the log as it stands; long ones are folded after some lines.
pub fn log_text(text: &str) -> Html {
    const SHORT: usize = 14;
    let lines = text.lines().count();
    if lines <= SHORT + 4 {
        return html! { <pre class="log-text">{ text.to_owned() }</pre> };
    }
    let cut = text.match_indices('\n').nth(SHORT - 1).map_or(text.len(), |(at, _)| at);
    let (head, tail) = text.split_at(cut);
    let rest = html! { <pre class="log-text">{ tail.trim_start_matches('\n').to_owned() }</pre> };
    html! { <><pre class="log-text">{ head.to_owned() }</pre>{ fold(format!("{} more lines", lines - SHORT), rest) }</> }
}
