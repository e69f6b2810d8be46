//! The card of a failed assertion: error, what was expected against what came, trace.

use super::{Scene, about, frames, ui};
use crate::model::{Assertion, Place, Role};
use crate::page::present::diff::{DiffLine, Side, diff, printed};
use crate::page::present::name;
use crate::page::protocol::{Kind, Node, all, el};

pub fn view(assertion: &Assertion, index: u32, scene: &Scene<'_>) -> Node {
    let head = assertion.head();
    let lines = match (&assertion.diff, &assertion.expected, &assertion.actual) {
        (_, Some(expected), Some(actual)) => diff(expected, actual),
        (Some(text), _, _) => printed(text),
        _ => Vec::new(),
    };
    let in_full = || ui::fold("Error in full", el("pre").class("log-text").text(&assertion.error));
    let running = |test| format!("reported while {test} was running");
    el("div")
        .class("card-body assertion")
        .add(
            el("p")
                .class("meta")
                .maybe(assertion.test.as_ref().map(|test| el("span").text("Test ").add(ui::test_link(test))))
                .maybe(assertion.reported_in.as_ref().map(|test| el("span").text(&running(test))))
                .maybe(assertion.at.as_ref().map(|at| el("span").text("at ").add(place(at)))),
        )
        .add(about::findings_about(scene.report, Kind::Assertion, index))
        .add(about::belongs_to(scene.report, Kind::Assertion, index))
        // A short one is the card's title.
        .when(head.len() >= 80 || head.contains('\n'), || ui::log_text(head))
        .maybe(assertion.messages.as_ref().map(|messages| el("p").class("explain").text(messages)))
        .when(!lines.is_empty(), || view_diff(&lines))
        .add(trace(assertion, scene))
        .add(
            el("footer")
                .class("card-foot")
                .add(ui::copy("Copy error", "error"))
                .when(head.len() < assertion.error.trim().len(), in_full),
        )
}

/// A text of the card, by its name on the button.
pub fn copied(assertion: &Assertion, what: &str) -> Option<String> {
    (what == "error").then(|| assertion.error.to_string())
}

/// The lines of a diff, what differs within a line marked.
pub fn view_diff(lines: &[DiffLine]) -> Node {
    let rows = lines.iter().map(|line| {
        let (class, sign, said) = match line.side {
            Side::Both => ("same", " ", ""),
            Side::Expected => ("expected", "−", "expected: "),
            Side::Actual => ("actual", "+", "actual: "),
            Side::Head => ("head", "", ""),
        };
        let (from, to) = line.changed;
        let part = |from: usize, to: usize| line.text.get(from..to).unwrap_or_default();
        let text = if from < to {
            let changed = el("mark").text(part(from, to));
            el("span").text(part(0, from)).add(changed).text(part(to, line.text.len()))
        } else {
            el("span").text(&line.text)
        };
        el("div")
            .class(class)
            .add(el("span").class("sign").attr("aria-hidden", "true").text(sign))
            .add(el("span").class("unseen").text(said))
            .add(text)
    });
    let side = |class: &str, text: &str| el("span").class(class).text(text);
    let caption = el("figcaption").add(side("expected", "− expected")).add(side("actual", "+ actual"));
    el("figure").class("diff").add(caption).add(el("div").class("diff-lines").each(rows))
}

fn trace(assertion: &Assertion, scene: &Scene<'_>) -> Node {
    let only_place = match (assertion.trace.as_slice(), &assertion.at) {
        ([], _) => true,
        ([one], Some(at)) => one.line == at.line && name::short_file(&one.file) == name::short_file(&at.file),
        _ => false,
    };
    let places = assertion.trace.iter().map(|at| el("li").add(place(at)));
    let culprit = assertion.stack.iter().position(|frame| frame.role == Role::App);
    let part = |title: &str, body: Node| el("section").class("part").add(el("h4").text(title)).add(body);
    all([]).when(!only_place, || part("Error trace", el("ol").class("trace").each(places))).when(
        !assertion.stack.is_empty(),
        || {
            let title = "Stack in the error";
            part(title, frames::whole(&assertion.stack, culprit, title, scene))
        },
    )
}

fn place(at: &Place) -> Node {
    el("code").title(&at.file).text(&name::place(&at.file, at.line))
}
