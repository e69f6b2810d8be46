//! What stands around the views: header, strip of sources, troubles, messages, help.

use super::root::{App, Msg};
use crate::page::browser::dom;
use crate::page::present::figures;
use crate::page::protocol::ExportAs;
use crate::page::shell::keys::KEYS;
use crate::page::shell::{Action, Chip, Level, Lock, Model, Reading, Route, Theme, Trouble, View, words};
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::html::Scope;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    pub view: View,
    pub theme: Theme,
    pub lock: Lock,
    pub has_report: bool,
    pub notes: u64,
    pub act: Callback<Action>,
}

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let HeaderProps { view, theme, lock, has_report, notes, act } = props;
    let go = |to: View, text: Html| {
        let route = Route::of_view(to);
        let href = format!("#{}", route.hash());
        let onclick = act.reform(move |event: MouseEvent| {
            event.prevent_default();
            Action::Go(route.clone())
        });
        let current = (*view == to).then_some("page");
        html! { <li><a {href} {onclick} aria-current={current}>{ text }</a></li> }
    };
    let next = theme.next();
    let theme_label = format!("Theme: {}. Switch to {}", theme.name(), next.name());
    let home = act.reform(|event: MouseEvent| {
        event.prevent_default();
        Action::Go(Route::default())
    });
    html! {
        <header class="top">
            <a class="logo" href="#" onclick={home}>{ "Race" }<span>{ "card" }</span></a>
            { lock_badge(*lock, act) }
            <nav aria-label="Views">
                <ul>
                    if *has_report {
                        { go(View::Report, "Report".into()) }
                        { go(View::Overview, "Overview".into()) }
                        { go(View::Notes, html! { <>{ "Notes" }if *notes > 0 { <span class="count">{ figures::count(*notes) }</span> }</> }) }
                    }
                    { go(View::Decode, "Decode".into()) }
                    { go(View::About, "About".into()) }
                </ul>
            </nav>
            <button type="button" class="icon" title={theme_label.clone()} aria-label={theme_label} onclick={act.reform(move |_| Action::Theme(next))}>{ theme_icon(*theme) }</button>
            <button type="button" class="icon" title="Keys and settings (?)" aria-label="Keys and settings" onclick={act.reform(|_| Action::Dialog(Some(crate::page::shell::Dialog::Help)))}>{ "?" }</button>
        </header>
    }
}

fn lock_badge(lock: Lock, act: &Callback<Action>) -> Html {
    let (class, text) = match lock {
        Lock::Loading => ("lock", "starting"),
        Lock::Locked => ("lock closed", "locked: nothing can leave this page"),
        Lock::Proven => ("lock closed", "locked: test request refused"),
        Lock::Open => ("lock broken", "not locked"),
    };
    let title = if lock == Lock::Loading {
        "The lock closes as soon as the program is here"
    } else {
        "Make a test request now"
    };
    html! { <button type="button" {class} {title} disabled={lock == Lock::Loading} onclick={act.reform(|_| Action::TestLock)}>{ lock_icon() }<span>{ text }</span></button> }
}

pub fn lock_icon() -> Html {
    html! {
        <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
            <rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor" />
            <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" fill="none" stroke="currentColor" stroke-width="1.6" />
        </svg>
    }
}

fn theme_icon(theme: Theme) -> Html {
    let shape = match theme {
        Theme::System => "M8 2.5a5.5 5.5 0 0 0 0 11z",
        Theme::Light => "",
        Theme::Dark => "M8 2.5a5.5 5.5 0 0 0 0 11 5.5 5.5 0 0 0 0-11z",
    };
    html! {
        <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.4" />
            <path d={shape} fill="currentColor" />
        </svg>
    }
}

/// Sources on the left, what was found and the export on the right.
pub fn strip(model: &Model, act: &Callback<Action>, link: &Scope<App>) -> Html {
    let chips = model.sources.iter().map(|source| chip(source, act));
    html! {
        <section class="strip" aria-label="Sources">
            <ul class="sources" aria-label="Sources">
                { for chips }
                <li><button type="button" class="chip add" onclick={link.callback(|_| Msg::Browse)}>{ "+ add" }</button></li>
            </ul>
            { summary(model, act) }
            if model.summary.is_some() { { export_menu(act) } }
        </section>
    }
}

fn chip(source: &Chip, act: &Callback<Action>) -> Html {
    let id = source.id;
    let progress = words::progress(source.bytes, source.total_bytes, source.records);
    let (class, state) = match &source.reading {
        Reading::Waiting | Reading::Running => (
            "chip source busy",
            html! {
                <>
                    <progress max={source.total_bytes.max(1).to_string()} value={(source.total_bytes > 0).then(|| source.bytes.to_string())} aria-label={format!("Reading {}", source.name)} />
                    <span class="meta">{ progress }</span>
                    <button type="button" class="link" onclick={act.reform(move |_| Action::Cancel(id))}>{ "stop" }</button>
                </>
            },
        ),
        Reading::Done => (
            "chip source",
            html! { <span class="meta">{ figures::bytes(source.total_bytes.max(source.bytes)) }</span> },
        ),
        Reading::Cancelled => (
            "chip source",
            html! { <span class="meta">{ format!("stopped after {}", figures::bytes(source.bytes)) }</span> },
        ),
        Reading::Failed(reason) => ("chip source failed", html! { <span class="meta">{ reason.clone() }</span> }),
    };
    html! {
        <li {class} key={id}>
            <b>{ source.name.clone() }</b>
            { state }
            <button type="button" class="close" aria-label={format!("Remove {}", source.name)} onclick={act.reform(move |_| Action::Remove(id))}>{ "×" }</button>
        </li>
    }
}

fn summary(model: &Model, act: &Callback<Action>) -> Html {
    let Some(summary) = &model.summary else { return Html::default() };
    let parts = words::parts(&summary.counts).into_iter().map(|(kind, figure, noun)| {
        let chosen = model.route.kind == Some(kind) && model.route.view == View::Report;
        let next = if chosen { None } else { Some(kind) };
        let class = classes!("part", format!("of-{}", kind.name()));
        html! {
            <li><button type="button" {class} aria-pressed={chosen.to_string()} onclick={act.reform(move |_| Action::Kind(next))}><b>{ figure }</b>{ " " }{ noun }</button></li>
        }
    });
    let (percent, understood) = words::understood(&summary.coverage);
    let notes = act.reform(|_| Action::Go(Route::of_view(View::Notes)));
    html! {
        <div class="summary">
            <ul class="parts" aria-label="Found">{ for parts }</ul>
            <button type="button" class="coverage" title={words::understood_exactly(&summary.coverage)} onclick={notes}>
                <svg class="gauge" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="100" height="6" /><rect class="share" width={percent.to_string()} height="6" /></svg>
                { understood }
            </button>
        </div>
    }
}

fn export_menu(act: &Callback<Action>) -> Html {
    const FORMATS: [ExportAs; 5] = [ExportAs::Markdown, ExportAs::Html, ExportAs::Json, ExportAs::Csv, ExportAs::Text];
    let entries = FORMATS.into_iter().map(|format| {
        let onclick = act.reform(move |_| Action::Export(format));
        html! { <li><button type="button" {onclick}>{ words::export_name(format) }</button></li> }
    });
    html! {
        <details class="menu">
            <summary class="button">{ "Export" }</summary>
            <ul>{ for entries }</ul>
        </details>
    }
}

/// Files that cannot be read, and defects.
pub fn troubles(model: &Model, act: &Callback<Action>) -> Html {
    if model.trouble.is_empty() {
        return Html::default();
    }
    html! {
        <section class="troubles" role="alert" aria-label="Troubles">
            { for model.trouble.iter().map(|one| trouble(one, model, act)) }
            <button type="button" class="link" onclick={act.reform(|_| Action::Dismiss)}>{ "Dismiss" }</button>
        </section>
    }
}

fn trouble(trouble: &Trouble, model: &Model, act: &Callback<Action>) -> Html {
    match trouble.level {
        Level::Note => html! { <p class="trouble"><b>{ trouble.title.clone() }</b>{ " " }{ trouble.text.clone() }</p> },
        Level::File => html! {
            <div class="trouble file">
                <p><b>{ trouble.title.clone() }</b>{ " " }{ trouble.text.clone() }</p>
                <details><summary>{ "What Racecard reads" }</summary><ul>{ for words::KNOWN_FORMATS.iter().map(|format| html! { <li>{ *format }</li> }) }</ul></details>
            </div>
        },
        Level::Crash => {
            let browser = dom::window().navigator().user_agent().unwrap_or_default();
            let build = dom::meta("racecard-build").unwrap_or_default();
            let version = env!("CARGO_PKG_VERSION");
            let text = format!(
                "Racecard {version}, build {build}\n{browser}\n{}\n{}\nLast action: {}",
                trouble.title, trouble.text, model.last_action
            );
            let copied = text.clone();
            html! {
                <div class="trouble crash">
                    <p><b>{ trouble.title.clone() }</b></p>
                    <details><summary>{ "Details" }</summary><pre>{ text }</pre></details>
                    <button type="button" onclick={act.reform(move |_| Action::Copy { what: "details of the defect".into(), text: copied.clone() })}>{ "Copy details" }</button>
                    <span class="meta">{ "They hold nothing of your log." }</span>
                </div>
            }
        }
    }
}

/// What a drop would do, over the whole window.
pub fn drop_overlay(model: &Model) -> Html {
    match model.dragging {
        Some(files) => html! { <div class="drop-overlay"><p>{ words::drop_here(files, !model.is_empty()) }</p></div> },
        None => Html::default(),
    }
}

/// The live region, and the bar for a newer version.
pub fn messages(model: &Model, act: &Callback<Action>) -> Html {
    let shown = model.toast.clone();
    html! {
        <section class="messages" aria-label="Messages">
            if model.update_waits {
                <p class="message">{ words::UPDATE }{ " " }<button type="button" class="link" onclick={act.reform(|_| Action::ApplyUpdate)}>{ "Reload with it" }</button></p>
            }
            if !model.toast.is_empty() {
                <p class="message">{ model.toast.clone() }<button type="button" class="close" aria-label="Dismiss" onclick={act.reform(move |_| Action::Quiet(shown.clone()))}>{ "×" }</button></p>
            }
            <p class="hidden" role="status">{ model.said.clone() }</p>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct HelpProps {
    pub single_keys: bool,
    pub frame_link: String,
    pub act: Callback<Action>,
}

/// Keys and settings; made from the table that binds the keys.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let dialog = use_node_ref();
    let opened = dialog.clone();
    use_effect_with((), move |()| {
        if let Some(dialog) = opened.cast::<HtmlDialogElement>() {
            dialog.show_modal().ok();
        }
    });
    let act = &props.act;
    let close = act.reform(|()| Action::Dialog(None));
    let rows = KEYS.iter().map(|key| {
        let all = std::iter::once(&key.keys).chain(key.also);
        let keys =
            all.map(|keys| html! { <span>{ for keys.split(' ').map(|one| html! { <kbd>{ one }</kbd> }) }</span> });
        html! { <tr><th scope="row">{ for keys }</th><td>{ key.what }</td></tr> }
    });
    let singles =
        act.reform(|event: Event| Action::SingleKeys(event.target_unchecked_into::<HtmlInputElement>().checked()));
    let link = act.reform(|event: Event| Action::FrameLink(event.target_unchecked_into::<HtmlInputElement>().value()));
    html! {
        <dialog ref={dialog} class="help" aria-labelledby="help-title" onclose={close.reform(|_: Event| ())}>
            <header><h2 id="help-title">{ "Keys and settings" }</h2><button type="button" class="close" aria-label="Close" onclick={close.reform(|_: MouseEvent| ())}>{ "×" }</button></header>
            <table class="keys"><tbody>{ for rows }</tbody></table>
            <label class="setting"><input type="checkbox" checked={props.single_keys} onchange={singles} />{ " Keys without Ctrl are on" }</label>
            <label class="setting wide">{ "Link frames to a source host" }
                <input type="url" placeholder="https://github.com/pingcap/tidb/blob/{ref}/{path}#L{line}" value={props.frame_link.clone()} onchange={link} />
            </label>
            <p class="meta">{ "{path} and {line} are filled in; write the branch or commit in the place of {ref}. Links open only when you click them." }</p>
        </dialog>
    }
}
