//! A stack drawn as a list of rows of equal height, so that two stacks beside each other keep in step.

use super::Scene;
use crate::model::Frame;
use crate::page::present::columns::{FoldKey, Row, Stack, rows};
use crate::page::present::fold::GHOSTS_EXPLAINED;
use crate::page::present::name;
use crate::page::protocol::{Node, el, none};

/// Before the name of a fold, in the switch that opens it: `fold:2.14`.
const FOLD: &str = "fold:";

/// The folds that the user has opened.
pub fn open_folds(scene: &Scene<'_>) -> Vec<FoldKey> {
    scene.switches.named(FOLD).filter_map(FoldKey::read).collect()
}

/// One stack alone, folded; `label` names it for those who do not see the heading above.
pub fn alone(stack: Stack<'_>, label: &str, scene: &Scene<'_>) -> Node {
    beside(stack, &rows(stack, &open_folds(scene)), label, scene)
}

/// A short stack: nothing is folded.
pub fn whole(frames: &[Frame], culprit: Option<usize>, label: &str, scene: &Scene<'_>) -> Node {
    let rows: Vec<Row> =
        (0..frames.len()).map(|at| Row::Frame { at, shared: false, moved: false, inner: false }).collect();
    beside(Stack { frames, culprit, block: 0 }, &rows, label, scene)
}

/// One of two stacks whose rows were made together.
pub fn beside(stack: Stack<'_>, rows: &[Row], label: &str, scene: &Scene<'_>) -> Node {
    el("ol").class("stack").attr("aria-label", label).each(rows.iter().map(|one| row(stack, one, scene)))
}

fn row(stack: Stack<'_>, row: &Row, scene: &Scene<'_>) -> Node {
    match row {
        Row::Gap => el("li").class("gap").attr("aria-hidden", "true"),
        Row::Bridge => el("li").class("gap bridge").attr("aria-hidden", "true"),
        Row::Mark(text) => el("li").class("mark").add(el("span").text(text)),
        Row::Fold { key, fold, shared, open } => {
            let act = scene.switches.toggle(&format!("{FOLD}{}", key.to_text()));
            let button = el("button")
                .attr("type", "button")
                .attr("aria-expanded", if *open { "true" } else { "false" })
                .title(if fold.ghosts { GHOSTS_EXPLAINED } else { "" })
                .act(&act)
                .text(&fold.label);
            el("li")
                .class(&classes("fold", &[("shared", *shared), ("ghosts", fold.ghosts)]))
                .add(button)
                .when(fold.ghosts, || el("span").class("at").text("golang/go#46095"))
        }
        Row::Frame { at, shared, moved, inner } => {
            let Some(frame) = stack.frames.get(*at) else { return none() };
            let culprit = stack.culprit == Some(*at);
            let more = [
                ("culprit", culprit),
                ("shared", *shared),
                ("moved", *moved),
                ("inner", *inner),
                ("ghost", frame.ghost),
            ];
            el("li").class(&classes("frame", &more)).add(function(frame)).add(place(frame, scene))
        }
    }
}

fn classes(first: &str, more: &[(&str, bool)]) -> String {
    let mut all = first.to_owned();
    for (class, _) in more.iter().filter(|(_, on)| *on) {
        all.push(' ');
        all.push_str(class);
    }
    all
}

/// A function name in its parts, the package first to give way where room is short.
pub fn function(frame: &Frame) -> Node {
    let short = name::short_name(&frame.function);
    let package = || el("span").class("pk").text(&format!("{}.", short.package.replace("%2e", ".")));
    let receiver = if short.receiver.is_empty() { String::new() } else { format!("{}.", short.receiver) };
    el("span")
        .class("fn")
        .title(&frame.function)
        .when(!short.package.is_empty(), package)
        .add(el("span").class("nm").text(&receiver).add(el("b").text(short.method)))
        .when(!short.suffix.is_empty(), || el("span").class("sx").text(short.suffix))
}

/// `session.go:1400`; a link where the user has named a source host.
pub fn place(frame: &Frame, scene: &Scene<'_>) -> Node {
    let text = name::place(&frame.file, frame.line);
    let offset = frame.offset.as_deref().map_or(String::new(), |offset| format!(" +{offset}"));
    let line = frame.line.map_or(String::new(), |line| format!(":{line}"));
    let title = format!("{}{line}{offset}", frame.file);
    match name::source_link(scene.frame_link, &frame.file, frame.line) {
        Some(address) => el("a")
            .class("at")
            .title(&title)
            .attr("href", &address)
            .attr("target", "_blank")
            .attr("rel", "noreferrer noopener")
            .text(&text),
        None => el("span").class("at").title(&title).text(&text),
    }
}
