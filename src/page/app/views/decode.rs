//! Decode: a plan, timestamp, key, digest or statement, recognised by itself and decoded as it is typed.

use crate::page::protocol::Decoded;
use crate::page::shell::{Action, Model};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

pub fn decode(model: &Model, act: &Callback<Action>) -> Html {
    let typed =
        act.reform(|event: InputEvent| Action::Decode(event.target_unchecked_into::<HtmlTextAreaElement>().value()));
    html! {
        <main id="main" class="decode" tabindex="-1">
            <h1>{ "Decode" }</h1>
            <p class="lead">{ "A plan, a binary plan, a timestamp (TSO), a key, a digest or a statement: paste it, it is recognised." }</p>
            <div class="decode-columns">
                <label class="decode-input"><span class="label">{ "Text" }</span>
                    <textarea spellcheck="false" autocomplete="off" rows="12" placeholder="439085609928097792" value={model.decode_text.clone()} oninput={typed} />
                </label>
                <section class="panel decode-result" aria-live="polite" aria-label="Result">
                    { model.decoded.as_ref().map_or_else(hint, |decoded| result(decoded, act)) }
                </section>
            </div>
        </main>
    }
}

fn hint() -> Html {
    html! { <p class="empty">{ "What it is and what it says appears here." }</p> }
}

fn result(decoded: &Decoded, act: &Callback<Action>) -> Html {
    let rows = decoded
        .rows
        .iter()
        .map(|(name, value)| html! { <div><dt>{ name.to_string() }</dt><dd>{ value.to_string() }</dd></div> });
    let text = decoded.text.as_ref().map(|text| {
        let copied = text.to_string();
        let copy = act.reform(move |_: MouseEvent| Action::Copy { what: "decoded text".into(), text: copied.clone() });
        html! { <><pre tabindex="0">{ text.to_string() }</pre><button type="button" class="button" onclick={copy}>{ "Copy" }</button></> }
    });
    html! {
        <>
            if !decoded.what.is_empty() { <h2>{ decoded.what.to_string() }</h2> }
            if let Some(error) = &decoded.error { <p class="problem">{ error.to_string() }</p> }
            if !decoded.rows.is_empty() { <dl class="facts">{ for rows }</dl> }
            { text }
        </>
    }
}
