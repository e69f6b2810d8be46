//! A report, or single cards of it, as one pastes it into an issue. All text passes through [`escape`].

mod escape;

pub(super) use escape::escaped;

use super::outline::{self, Card, Part, Room, Tone};
use crate::model::{Assertion, Failure, Finding, RaceGroup, RaceReport, Report, SlowQuery, Timing};
use escape::{code, fenced};
use std::fmt::Write;

/// Bytes of a report, at most.
pub const MOST_BYTES: usize = 4 << 20;

/// The whole report.
pub fn render_markdown(report: &Report) -> String {
    let mut text = format!("{}\n", escaped(&outline::summary(report)));
    let mut room = Room::new(MOST_BYTES);
    for section in outline::sections(report) {
        let _ = write!(text, "\n## {}\n", section.title);
        for shown in section.cards.iter().map(write_card).filter(|shown| room.takes(shown)) {
            text.push('\n');
            text.push_str(&shown);
        }
        if let Some(more) = section.more() {
            let _ = write!(text, "\n*{more}*\n");
        }
    }
    if let Some(left) = room.left_out() {
        let _ = write!(text, "\n*{left}*\n");
    }
    text
}

pub fn render_race(group: &RaceGroup) -> String {
    card(outline::race(group))
}

/// A race as a bug report; `printed` is the chosen report as Go prints it, `source` the name of its log.
pub fn render_race_issue(group: &RaceGroup, report: &RaceReport, printed: &str, source: &str) -> String {
    card(outline::race_issue(group, report, printed, source))
}

/// A failure as a bug report; `printed` is its text as Go prints it.
pub fn render_failure_issue(failure: &Failure, report: &Report, printed: &str) -> String {
    card(outline::failure_issue(failure, report, printed))
}

pub fn render_failure(failure: &Failure) -> String {
    card(outline::failure(failure))
}

pub fn render_assertion(assertion: &Assertion) -> String {
    card(outline::assertion(assertion))
}

/// With the plan as TiDB prints it, folded.
pub fn render_slow_query(query: &SlowQuery) -> String {
    let mut text = card(outline::slow_query(query));
    for (name, plan) in [("tidb_decode_plan", &query.plan), ("tidb_decode_binary_plan", &query.binary_plan)] {
        if let Some(plan) = plan.as_ref().filter(|plan| !plan.text.is_empty()) {
            let _ = write!(text, "\n<details><summary>{name}</summary>\n\n");
            fenced(&mut text, "", plan.text.trim_matches('\n').lines());
            text.push_str("\n</details>\n");
        }
    }
    text
}

pub fn render_timing(timing: &Timing) -> String {
    card(outline::timing(timing))
}

pub fn render_finding(finding: &Finding) -> String {
    card(outline::finding(finding))
}

/// One card alone, cut to its bounds.
fn card(mut card: Card) -> String {
    outline::fit(&mut card);
    write_card(&card)
}

/// A card of a section.
pub(super) fn write_card(card: &Card) -> String {
    let mut whole = String::new();
    let text = &mut whole;
    if !card.title.is_empty() {
        let _ = writeln!(text, "### {}\n", escaped(&card.title));
    }
    for (at, part) in card.parts.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        match part {
            Part::Sentence(Tone::Dim, sentence) => {
                let _ = writeln!(text, "*{}*", escaped(sentence));
            }
            Part::Sentence(_, sentence) => {
                let _ = writeln!(text, "{}", escaped(sentence));
            }
            Part::Pairs(pairs) => {
                for (name, value) in pairs {
                    let _ = writeln!(text, "- {}: {}", escaped(name), code(value));
                }
            }
            Part::List(items) => {
                for item in items {
                    let _ = writeln!(text, "- {}", escaped(item));
                }
            }
            Part::Block { label, language, lines } => {
                let _ = writeln!(text, "{}\n", escaped(label));
                fenced(text, language, lines.iter().map(|(_, line)| line.as_str()));
            }
        }
    }
    whole
}
