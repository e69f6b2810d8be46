//! A finding as a card.

use super::{Card, Part, Tone};
use crate::model::{Finding, Severity};

pub fn finding(finding: &Finding) -> Card {
    let (word, tone) = match finding.severity {
        Severity::High => ("high", Tone::Alarm),
        Severity::Medium => ("medium", Tone::Warning),
        Severity::Low => ("low", Tone::Plain),
        Severity::Note => ("note", Tone::Dim),
    };
    let mut card = Card::new(format!("[{word}] {} ({})", finding.title, finding.rule));
    card.tone = tone;
    card.say(finding.text.to_string());
    if !finding.chain.is_empty() {
        card.parts.push(Part::List(finding.chain.iter().map(ToString::to_string).collect()));
    }
    if !finding.may_be_wrong.is_empty() {
        card.remark(format!("May be wrong: {}", finding.may_be_wrong));
    }
    card
}
