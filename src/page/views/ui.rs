//! Small pieces that panels are made of: native elements where there are some.

use super::Scene;
use crate::model::Span;
use crate::page::present::prose;
use crate::page::protocol::{Act, Node, all, el, text};

/// A label beside a title; `title` explains it on hover.
pub fn badge(label: &str, title: &str) -> Node {
    el("span").class("badge").title(title).text(label)
}

/// A quiet text button.
pub fn action(label: &str, title: &str, act: &Act) -> Node {
    button("action", act).title(title).text(label)
}

/// A button without text.
pub fn button(class: &str, act: &Act) -> Node {
    el("button").attr("type", "button").class(class).act(act)
}

/// A quiet button that copies a text the panel can give.
pub fn copy(label: &str, what: &str) -> Node {
    action(label, "", &Act::Copy(what.into()))
}

/// Two or more views of one thing, one of them shown; `name` is the switch that holds the number of the chosen one.
pub fn choice(label: &str, name: &str, names: &[&str], chosen: usize) -> Node {
    let buttons = names.iter().enumerate().map(|(at, shown)| {
        let act = Act::Set(name.into(), at.to_string().as_str().into());
        button("", &act).attr("aria-pressed", if at == chosen { "true" } else { "false" }).text(shown)
    });
    el("span").class("switch").attr("role", "group").attr("aria-label", label).each(buttons)
}

/// A part that is folded away until asked for.
pub fn fold(summary: &str, body: Node) -> Node {
    el("details").class("more").add(el("summary").text(summary)).add(body)
}

/// A sentence, code in backquotes set as code.
pub fn prose(sentence: &str) -> Node {
    all(prose::pieces(sentence)
        .into_iter()
        .map(|piece| if piece.code { el("code").text(piece.text) } else { text(piece.text) }))
}

/// A name and its value in a list of such (`dl.facts`).
pub fn fact(name: &str, value: Node) -> Node {
    el("div").add(el("dt").text(name)).add(el("dd").add(value))
}

/// A test's name that filters by it.
pub fn test_link(test: &str) -> Node {
    let act = Act::Filter(format!("test:{test}").as_str().into());
    button("linkish", &act).title("Show what belongs to this test").text(test)
}

/// Text of the log as it stands; long ones are folded after some lines.
pub fn log_text(log: &str) -> Node {
    const SHORT: usize = 14;
    let pre = |log: &str| el("pre").class("log-text").text(log);
    let lines = log.lines().count();
    if lines <= SHORT + 4 {
        return pre(log);
    }
    let cut = log.match_indices('\n').nth(SHORT - 1).map_or(log.len(), |(at, _)| at);
    let (head, tail) = log.split_at(cut);
    let rest = pre(tail.trim_start_matches('\n'));
    all([pre(head), fold(&format!("{} more lines", lines - SHORT), rest)])
}

/// A button that leads to a place in the log: `line 48`, `lines 51–113`; with the source where there are several.
pub fn show_lines(span: Span, scene: &Scene<'_>) -> Node {
    let lines = if span.end_line > span.line {
        format!("lines {}–{}", span.line, span.end_line)
    } else {
        format!("line {}", span.line)
    };
    let sources = &scene.report.sources;
    let source = sources.get(span.source as usize).filter(|_| sources.len() > 1);
    let label = source.map_or(lines.clone(), |source| format!("{} {lines}", source.name));
    button("chip", &Act::ShowLines(span)).title("Show in the log").text(&label)
}

/// A quiet button for something that is on or off.
pub fn pressed(label: &str, on: bool, act: &Act) -> Node {
    button("action", act).attr("aria-pressed", if on { "true" } else { "false" }).text(label)
}

/// A part that scrolls by itself, reached by keyboard.
pub fn scroll(role: &str, label: &str) -> Node {
    el("div").class("scroll").attr("tabindex", "0").attr("role", role).attr("aria-label", label)
}
