//! What happened, in order: the report's sentences, the certain and the inferred told apart, each with its evidence.

use super::{Context, finding};
use crate::model::report::Sentence;
use crate::page::app::ui;
use yew::prelude::*;

/// The list of sentences, without heading; empty where there is nothing to tell.
pub fn view(story: &[Sentence], context: &Context) -> Html {
    if story.is_empty() {
        return Html::default();
    }
    let sentences = story.iter().map(|sentence| {
        html! {
            <li class={if sentence.certain { "certain" } else { "inferred" }}>
                <p>{ ui::prose(&sentence.text) }if !sentence.certain { <span class="badge" title="Concluded, not measured">{ "inferred" }</span> }</p>
                if !sentence.evidence.is_empty() { <p class="evidence">{ finding::evidence(&sentence.evidence, context) }</p> }
            </li>
        }
    });
    html! { <ol class="story">{ for sentences }</ol> }
}
