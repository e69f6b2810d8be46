//! Races and failures as bug reports: what a maintainer asks for first, ready to be pasted into an issue.

use super::{Card, Part, place};
use crate::engine::version_of;
use crate::model::race::Hint;
use crate::model::{Failure, RaceGroup, RaceReport, Report, Text};
use crate::render::figures::plural;

/// A race: where it was seen and how often, the report as Go prints it, what may be behind it.
pub fn race_issue(group: &RaceGroup, report: &RaceReport, printed: &str, source: &str) -> Card {
    let title = if group.title.is_empty() { "unnamed" } else { &group.title };
    let mut card = Card::new(format!("Data race: {title}"));
    card.place = Some(report.span);
    let lines = match group.sites.len() {
        0 | 1 => String::new(),
        sites => format!(", at {sites} pairs of lines"),
    };
    card.say(format!("Seen {}{lines}.", times(group.count)));
    let relation = report.relation.as_ref().filter(|relation| *relation.kind != *"none");
    let mut pairs = Pairs::default();
    pairs.add("Go version, guessed", report.toolchain.as_deref());
    pairs.add("Test", report.test.as_deref());
    pairs.add("Reported while this test was running", report.reported_in.as_deref());
    pairs.add("Memory", report.address_class.as_deref());
    pairs.add("Goroutines", relation.map(|relation| &*relation.text));
    pairs.add("Log", Some(&format!("{source}, {}", place(&report.span))));
    pairs.add("Fingerprint", Some(&group.id));
    pairs.add("Missing in the log", Some(&report.missing.join(", ")));
    card.pairs(pairs.0);
    card.text("What Go printed:", "text", printed);
    if !group.hints.is_empty() {
        card.say("What may be behind it:");
        let hint = |hint: &Hint| format!("{} ({} confidence)", hint.text, hint.confidence);
        card.parts.push(Part::List(group.hints.iter().take(3).map(hint).collect()));
    }
    card.remark(read_by(&report.damage));
    card
}

/// A failure: where it was seen and how often, its text as Go prints it.
pub fn failure_issue(failure: &Failure, report: &Report, printed: &str) -> Card {
    let mut card = Card::new(super::failure(failure).title);
    card.place = Some(failure.span);
    let alike = |other: &&Failure| other.kind == failure.kind && other.message == failure.message;
    card.say(format!("Seen {}.", times(report.failures.iter().filter(alike).map(Failure::times).sum())));
    let source = report.sources.get(failure.span.source as usize).map_or("", |source| &*source.name);
    let frames = failure.goroutines.iter().flat_map(|one| &one.frames);
    let other = || report.races.iter().flat_map(|group| &group.reports).find_map(|race| race.toolchain.clone());
    let mut pairs = Pairs::default();
    pairs.add("Go version, guessed", version_of(frames).or_else(other).as_deref());
    pairs.add("Test", failure.test.as_deref());
    pairs.add("Package", failure.package.as_deref());
    pairs.add("Log", Some(&format!("{source}, {}", place(&failure.span))));
    pairs.add("Missing in the log", (!failure.complete).then(|| super::failure::missing(failure)).as_deref());
    card.pairs(pairs.0);
    card.text("What Go printed:", "text", printed);
    if let Some(explanation) = &failure.explanation {
        card.say(explanation.to_string());
    }
    card.remark(read_by(&[]));
    card
}

/// What is known, by name.
#[derive(Default)]
struct Pairs(Vec<(String, String)>);

impl Pairs {
    fn add(&mut self, name: &str, value: Option<&str>) {
        self.0.extend(value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value.to_owned())));
    }
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { plural(count, "time") }
}

fn read_by(repaired: &[Text]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let repaired = if repaired.is_empty() { String::new() } else { format!("; repaired: {}", repaired.join(", ")) };
    format!("Read from the log by Racecard {version}{repaired}.")
}
