//! What happened, in order: the report's sentences, the certain and the inferred told apart, each with its evidence.

use super::{Scene, finding, ui};
use crate::page::protocol::{Node, el, none};

/// The list of sentences, without heading; empty where there is nothing to tell.
pub fn view(scene: &Scene<'_>) -> Node {
    let story = &scene.report.story;
    if story.is_empty() {
        return none();
    }
    el("ol").class("story").each(story.iter().map(|sentence| {
        let claim = el("p")
            .add(ui::prose(&sentence.text))
            .when(!sentence.certain, || ui::badge("inferred", "Concluded, not measured"));
        let evidence = || el("p").class("evidence").add(finding::evidence(&sentence.evidence, scene));
        el("li")
            .class(if sentence.certain { "certain" } else { "inferred" })
            .add(claim)
            .when(!sentence.evidence.is_empty(), evidence)
    }))
}
