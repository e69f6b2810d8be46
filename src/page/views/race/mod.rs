//! The race card: two accesses beside each other, what led to them, what may be behind it (docs/spec/go-reports.md §5).

mod more;
mod sides;

use super::{Scene, about, ui};
use crate::model::race::{Access, Hint, RaceReport};
use crate::model::{RaceGroup, Text};
use crate::page::present::{copied as texts, name};
use crate::page::protocol::{Act, Kind, Node, all, el, none, text};
use crate::render::markdown;

/// The switch that holds the number of the report shown.
const REPORT: &str = "report";
/// Ids of creation stacks that belong to no access begin here, as names of their folds.
const ANCESTORS: u32 = 8;

pub fn view(group: &RaceGroup, index: u32, scene: &Scene<'_>) -> Node {
    let (at, Some(report)) = shown(group, scene) else { return none() };
    el("div")
        .class("card-body race")
        .add(meta(group, report))
        .add(about::findings_about(scene.report, Kind::Race, index))
        .add(about::belongs_to(scene.report, Kind::Race, index))
        .add(more::sites(group, at))
        .add(sides::view(report, scene))
        .each(group.hints.iter().take(3).map(hint))
        .add(
            el("footer")
                .class("card-foot")
                .add(ui::copy("Copy bug report", "bug report"))
                .add(ui::copy("Copy stacks", "stacks"))
                .add(ui::copy("Copy search for known issues", "search words"))
                .add(more::view(group, at, scene)),
        )
}

/// A text of the card, by its name on the button.
pub fn copied(group: &RaceGroup, what: &str, scene: &Scene<'_>) -> Option<String> {
    let report = shown(group, scene).1?;
    Some(match what {
        "stacks" => texts::race_report(report),
        "search words" => texts::known_issue_search(group),
        "bug report" => {
            let source = scene.report.sources.get(report.span.source as usize).map_or("", |source| &source.name);
            markdown::render_race_issue(group, report, &texts::race_report(report), source)
        }
        _ => return None,
    })
}

/// The report that the user has chosen, else the first.
fn shown<'a>(group: &'a RaceGroup, scene: &Scene<'_>) -> (usize, Option<&'a RaceReport>) {
    let at = scene.switches.number(REPORT).filter(|at| *at < group.reports.len()).unwrap_or(0);
    (at, group.reports.get(at))
}

/// The act that shows another report of the group.
fn show(at: usize) -> Act {
    Act::Set(REPORT.into(), at.to_string().as_str().into())
}

fn meta(group: &RaceGroup, report: &RaceReport) -> Node {
    let relation = report.relation.as_ref().filter(|relation| !relation.text.is_empty() && *relation.kind != *"none");
    let family = group.family.iter().map(|id| {
        let act = Act::OpenFingerprint(id.clone());
        ui::action("related race", "Shares a function or a receiver type with this one", &act)
    });
    let same_object = group.same_object.iter().map(|id| {
        let act = Act::OpenFingerprint(id.clone());
        ui::action("possibly same object", "Touches the same 64 bytes of the same process", &act)
    });
    el("p")
        .class("meta")
        .maybe(report.test.as_ref().map(|test| el("span").text("Test ").add(ui::test_link(test))))
        .maybe(report.reported_in.as_ref().map(|running| {
            let other = report.test.as_ref().map_or("", |_| ", but both goroutines come from the other test");
            el("span").text(&format!("reported while {running} was running{other}"))
        }))
        .add(address(report))
        .maybe(relation.map(|relation| el("span").text(&relation_text(&relation.text))))
        .maybe(report.toolchain.as_ref().map(|version| el("span").text(&format!("Go {version}"))))
        .when(!report.complete, || ui::badge("cut", "Something of this report is missing in the log"))
        .add(listed("missing: ", &report.missing, if report.complete { "quiet" } else { "warn" }))
        .add(listed("repaired: ", &report.damage, "quiet"))
        .each(family)
        .each(same_object)
}

/// `missing: the closing ruler, the location of 1 frame`.
fn listed(what: &str, words: &[Text], class: &str) -> Node {
    if words.is_empty() {
        return none();
    }
    el("span").class(class).text(what).text(&words.join(", "))
}

/// `216448 created 217396` → `goroutine 216448 created 217396`.
fn relation_text(text: &str) -> String {
    if text.starts_with(|c: char| c.is_ascii_digit()) { format!("goroutine {text}") } else { text.to_owned() }
}

fn address(report: &RaceReport) -> Node {
    let mut addresses = report.accesses.iter().filter_map(|access| access.address.as_deref());
    let (Some(first), second) = (addresses.next(), addresses.next()) else { return none() };
    let class = match report.address_class.as_deref() {
        Some("heap") => " on the heap".to_owned(),
        Some(class) => format!(", {class}"),
        None => String::new(),
    };
    let code = |address: &str| el("code").text(address);
    let words = match second {
        Some(second) if second != first => {
            el("span").text("overlapping words ").add(code(first)).text(", ").add(code(second))
        }
        Some(_) => el("span").text("same word ").add(code(first)),
        None => el("span").text("word ").add(code(first)),
    };
    words.text(&class)
}

fn hint(hint: &Hint) -> Node {
    let mut frames: Vec<&Text> = hint.evidence.iter().collect();
    frames.dedup();
    let evidence = frames.into_iter().map(|frame| el("code").title(frame).text(&name::label(frame)));
    let because = || el("span").class("because").text(" · because of ").each(evidence);
    let rule = format!("{} · {} confidence", hint.rule, hint.confidence);
    el("div")
        .class("hint")
        .add(el("p").add(ui::prose(&hint.text)))
        .add(el("p").class("quiet").text(&rule).when(!hint.evidence.is_empty(), because))
}

/// Where an access went wrong, if that is in its own stack or, as `from` says, in that of its goroutine's creation.
fn culprit(access: &Access, in_creation: bool) -> Option<usize> {
    let is_there = (access.culprit_from.as_deref() == Some("creation")) == in_creation;
    access.culprit.filter(|_| is_there).map(|at| at as usize)
}

/// The stack of a goroutine's creation could not be restored either.
fn lost() -> Node {
    el("p")
        .class("lost")
        .text("The detector could not restore this stack: its history was overwritten. ")
        .add(el("code").text("GORACE=history_size=7"))
        .text(" keeps more of it.")
}

/// `Goroutine 7 was started in`, or `… by goroutine 3 in` where that is known.
fn started(id: &str, by: Option<&str>) -> Node {
    let heading = el("h5").text(&format!("Goroutine {id} was started "));
    match by {
        Some(by) => heading.add(all([text("by "), el("b").text(&format!("goroutine {by}")), text(" in")])),
        None => heading.text("in"),
    }
}
