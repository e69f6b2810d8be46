//! A stack drawn as a list of rows of equal height, so that two stacks beside each other keep in step.

use super::Context;
use crate::model::Frame;
use crate::page::present::columns::{FoldKey, Row};
use crate::page::present::fold::GHOSTS_EXPLAINED;
use crate::page::present::name;
use yew::prelude::*;

/// What the rows of a stack need beside its frames.
pub struct Drawn<'a> {
    pub frames: &'a [Frame],
    pub culprit: Option<usize>,
    pub context: &'a Context,
    pub toggle: &'a Callback<FoldKey>,
}

/// A list of rows; `label` names it for those who do not see the heading above.
pub fn view_rows(drawn: &Drawn<'_>, rows: &[Row], label: String) -> Html {
    html! { <ol class="stack" aria-label={label}>{ for rows.iter().map(|row| view_row(drawn, row)) }</ol> }
}

fn view_row(drawn: &Drawn<'_>, row: &Row) -> Html {
    match row {
        Row::Gap => html! { <li class="gap" aria-hidden="true"></li> },
        Row::Bridge => html! { <li class="gap bridge" aria-hidden="true"></li> },
        Row::Mark(text) => html! { <li class="mark"><span>{ text.clone() }</span></li> },
        Row::Fold { key, fold, shared, open } => {
            let (key, title) = (*key, fold.ghosts.then_some(GHOSTS_EXPLAINED));
            let onclick = drawn.toggle.reform(move |_: MouseEvent| key);
            html! {
                <li class={classes!("fold", shared.then_some("shared"), fold.ghosts.then_some("ghosts"))}>
                    <button type="button" aria-expanded={open.to_string()} {title} {onclick}>{ fold.label.clone() }</button>
                    if fold.ghosts { <span class="at">{ "golang/go#46095" }</span> }
                </li>
            }
        }
        Row::Frame { at, shared, moved, inner } => {
            let Some(frame) = drawn.frames.get(*at) else { return Html::default() };
            let culprit = drawn.culprit == Some(*at);
            let class = classes!(
                "frame",
                culprit.then_some("culprit"),
                shared.then_some("shared"),
                moved.then_some("moved"),
                inner.then_some("inner"),
                frame.ghost.then_some("ghost"),
            );
            html! { <li {class}>{ function(frame) }{ place(frame, drawn.context) }</li> }
        }
    }
}

/// A function name in its parts, the package first to give way where room is short.
pub fn function(frame: &Frame) -> Html {
    let short = name::short_name(&frame.function);
    let package =
        if short.package.is_empty() { String::new() } else { format!("{}.", short.package.replace("%2e", ".")) };
    let receiver = if short.receiver.is_empty() { String::new() } else { format!("{}.", short.receiver) };
    html! {
        <span class="fn" title={frame.function.to_string()}>
            if !package.is_empty() { <span class="pk">{ package }</span> }
            <span class="nm">{ receiver }<b>{ short.method.to_owned() }</b></span>
            if !short.suffix.is_empty() { <span class="sx">{ short.suffix.to_owned() }</span> }
        </span>
    }
}

/// `session.go:1400`; a link where the user has named a source host.
pub fn place(frame: &Frame, context: &Context) -> Html {
    let text = name::place(&frame.file, frame.line);
    let offset = frame.offset.as_deref().map_or(String::new(), |offset| format!(" +{offset}"));
    let title = format!("{}{}{offset}", frame.file, frame.line.map_or(String::new(), |line| format!(":{line}")));
    let link = context.frame_link.as_deref().and_then(|template| name::source_link(template, &frame.file, frame.line));
    match link {
        Some(href) => html! { <a class="at" {title} {href} target="_blank" rel="noreferrer noopener">{ text }</a> },
        None => html! { <span class="at" {title}>{ text }</span> },
    }
}
