//! A race group as a card: its first report in full, the others counted.

use super::frames::stack;
use super::{Card, Tone, place};
use crate::model::race::Site;
use crate::model::{Access, AccessKind, Creation, RaceGroup, RaceReport};
use crate::render::figures::plural;

pub fn race(group: &RaceGroup) -> Card {
    let title = if group.title.is_empty() { "unnamed" } else { &group.title };
    let mut card = Card::new(format!("Data race: {title}"));
    card.tone = Tone::Alarm;
    card.place = group.reports.first().map(|report| report.span);
    let mut about = vec![plural(group.count, "report")];
    about.extend(group.kinds.iter().map(ToString::to_string));
    about.extend((!group.id.is_empty()).then(|| format!("id {}", group.id)));
    card.say(about.join(", "));
    if let [_, _, ..] = &group.sites[..] {
        let line = |site: &Site| format!("{}: {}", site.title, plural(site.count, "report"));
        card.parts.push(super::Part::List(group.sites.iter().take(20).map(line).collect()));
    }
    if let Some(report) = group.reports.first() {
        first_report(&mut card, report);
    }
    if !group.same_object.is_empty() {
        card.say(format!("possibly the same object as the race with the id {}", group.same_object.join(", ")));
    }
    for hint in &group.hints {
        card.say(format!("{} ({}, {} confidence)", hint.text, hint.rule, hint.confidence));
    }
    card
}

fn first_report(card: &mut Card, report: &RaceReport) {
    let test = report.test.as_ref().map_or_else(String::new, |test| format!(", in {test}"));
    card.remark(format!("{}{test}", place(&report.span)));
    for missing in &report.missing {
        card.parts.push(super::Part::Sentence(Tone::Warning, format!("missing: {missing}")));
    }
    for access in &report.accesses {
        let culprit = access.culprit.filter(|_| access.culprit_from.as_deref() != Some("creation"));
        let mut lines = stack(&access.frames, culprit);
        if !access.restored {
            lines.push((Tone::Dim, "  [failed to restore the stack]".to_owned()));
        }
        card.block(heading(access), "", lines);
    }
    if let Some(relation) = report.relation.as_ref().filter(|relation| !relation.text.is_empty()) {
        card.say(relation.text.to_string());
    }
    for made in report.goroutines.iter().chain(&report.ancestors) {
        // The place of the fault may be in the creation stack of the access's goroutine.
        let culprit = report
            .accesses
            .iter()
            .find(|access| access.goroutine.as_ref() == Some(&made.goroutine))
            .filter(|access| access.culprit_from.as_deref() == Some("creation"))
            .and_then(|access| access.culprit);
        card.block(created(made), "", stack(&made.frames, culprit));
    }
}

fn heading(access: &Access) -> String {
    let kind = match (access.previous, access.kind) {
        (false, AccessKind::Read) => "Read",
        (false, AccessKind::Write) => "Write",
        (true, AccessKind::Read) => "Previous read",
        (true, AccessKind::Write) => "Previous write",
    };
    let address = access.address.as_ref().map_or_else(String::new, |address| format!(" at {address}"));
    let by = match access.goroutine.as_deref() {
        Some("main") => " by main goroutine".to_owned(),
        Some(goroutine) => format!(" by goroutine {goroutine}"),
        None => String::new(),
    };
    format!("{kind}{address}{by}")
}

fn created(made: &Creation) -> String {
    format!("Goroutine {} ({}) created at", made.goroutine, made.state)
}
