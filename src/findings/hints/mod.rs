//! What may be behind a race, by the picture of its stacks (docs/spec/go-reports.md §4, rules H1 to H25). The pictures
//! were seen on real reports, the precision was not measured: every sentence says "may".

mod capture;
mod facts;
mod library;
mod memory;
mod sync;
mod teardown;
#[cfg(test)]
mod testing;
mod tests_of;

pub(crate) use memory::MAPS;

use crate::model::race::Hint;
use crate::model::{RaceReport, Text};
use crate::text::order::Order;
use facts::Facts;

/// Hints shown on one card.
const MAX_HINTS: usize = 3;

/// Frames named as evidence of one hint.
const MAX_EVIDENCE: usize = 6;

/// A rule.
pub struct Rule {
    pub id: &'static str,
    pub confidence: Confidence,
    check: fn(&Facts<'_>) -> Option<Found>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    High,
    MediumHigh,
    Medium,
    Low,
}

/// What a rule found: the sentence, and the functions it was found in.
pub struct Found {
    text: &'static str,
    evidence: Vec<Text>,
    /// Only a part of the picture was seen: the rule is less sure than it says.
    weaker: bool,
}

impl Found {
    #[expect(clippy::unnecessary_wraps, reason = "every rule ends with it")]
    fn new(text: &'static str, evidence: impl IntoIterator<Item = Text>) -> Option<Self> {
        Some(Self { text, evidence: evidence.into_iter().take(MAX_EVIDENCE).collect(), weaker: false })
    }

    /// The same where only one side shows the picture.
    fn weaker(text: &'static str, evidence: impl IntoIterator<Item = Text>) -> Option<Self> {
        Self::new(text, evidence).map(|found| Self { weaker: true, ..found })
    }
}

/// All rules. Within one confidence the more telling ones come first.
pub static RULES: &[Rule] = &[
    Rule { id: "H15", confidence: Confidence::High, check: teardown::after_failure },
    Rule { id: "H2", confidence: Confidence::High, check: memory::map },
    Rule { id: "H3", confidence: Confidence::High, check: memory::append },
    Rule { id: "H5", confidence: Confidence::High, check: sync::close_and_send },
    Rule { id: "H6", confidence: Confidence::High, check: sync::atomic_and_plain },
    Rule { id: "H9", confidence: Confidence::High, check: library::io_buffer },
    Rule { id: "H10", confidence: Confidence::High, check: capture::captured },
    Rule { id: "H16", confidence: Confidence::High, check: teardown::timer },
    Rule { id: "H18", confidence: Confidence::High, check: tests_of::log_after_end },
    Rule { id: "H19", confidence: Confidence::High, check: library::command_output },
    Rule { id: "H11", confidence: Confidence::High, check: capture::workers },
    Rule { id: "H1", confidence: Confidence::High, check: memory::package_variable },
    Rule { id: "H4", confidence: Confidence::MediumHigh, check: memory::shared_buffer },
    Rule { id: "H7", confidence: Confidence::MediumHigh, check: sync::wait_group },
    Rule { id: "H8", confidence: Confidence::MediumHigh, check: sync::mutex_copied },
    Rule { id: "H14", confidence: Confidence::MediumHigh, check: teardown::teardown },
    Rule { id: "H13", confidence: Confidence::MediumHigh, check: capture::same_type },
    Rule { id: "H17", confidence: Confidence::MediumHigh, check: tests_of::parallel_tests },
    Rule { id: "H24", confidence: Confidence::MediumHigh, check: library::logged_object },
    Rule { id: "H22", confidence: Confidence::Medium, check: tests_of::test_double },
    Rule { id: "H20", confidence: Confidence::Medium, check: teardown::initialisation },
    Rule { id: "H21", confidence: Confidence::Medium, check: sync::no_join },
    Rule { id: "H23", confidence: Confidence::Medium, check: library::reflection },
    Rule { id: "H25", confidence: Confidence::Medium, check: sync::once_or_pool },
    Rule { id: "H12", confidence: Confidence::Low, check: capture::value_receiver },
];

/// The hints on a report that has its roles, culprits and relation; most certain first.
pub fn of(report: &RaceReport) -> Vec<Hint> {
    let Some(facts) = Facts::of(report) else { return Vec::new() };
    let found = RULES.iter().filter_map(|rule| {
        // A hint without a frame to show for it is none.
        let found = (rule.check)(&facts).filter(|found| !found.evidence.is_empty())?;
        let confidence = if found.weaker { rule.confidence.max(Confidence::Medium) } else { rule.confidence };
        Some((rule.id, confidence, found))
    });
    let mut found: Vec<_> = found.collect();
    found.order_by_key(|(_, confidence, _)| *confidence);
    let hints = found.into_iter().take(MAX_HINTS).map(|(id, confidence, found)| Hint {
        rule: id.into(),
        text: found.text.into(),
        confidence: match confidence {
            Confidence::High => "high",
            Confidence::MediumHigh | Confidence::Medium => "medium",
            Confidence::Low => "low",
        }
        .into(),
        evidence: found.evidence,
    });
    hints.collect()
}
