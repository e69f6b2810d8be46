//! A finding as a card.

use super::{Card, Part, Records, Tone, place, shortened};
use crate::model::{Evidence, EvidenceKind, Finding, Report, Severity, Span};

/// Cards of the findings. Why a rule may be wrong is said with its first finding.
pub fn findings(report: &Report, most: usize) -> Vec<Card> {
    let mut cards = Vec::new();
    for (at, finding) in report.findings.iter().enumerate().take(most) {
        let said = report.findings.iter().take(at).any(|earlier| earlier.rule == finding.rule);
        cards.push(card(finding, Some(report), !said));
    }
    cards
}

/// One finding alone.
pub fn finding(finding: &Finding) -> Card {
    card(finding, None, true)
}

fn card(finding: &Finding, report: Option<&Report>, first: bool) -> Card {
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
    if let Some(about) = report.zip(finding.evidence.first()).and_then(|(report, evidence)| about(evidence, report)) {
        let more = finding.evidence.len() - 1;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        card.remark(format!("See {about}{more}."));
    }
    if first && !finding.may_be_wrong.is_empty() {
        card.remark(format!("May be wrong: {}", finding.may_be_wrong));
    }
    card
}

/// Where a record stands, and by what one knows it again.
fn about(evidence: &Evidence, report: &Report) -> Option<String> {
    let index = evidence.index.map(|index| index as usize);
    let place = |span: Span| {
        let source =
            Records { sources: &report.sources }.name(span).map_or_else(String::new, |name| format!("{name}, "));
        format!("{source}{}", place(&span))
    };
    Some(match evidence.kind {
        EvidenceKind::SlowQuery => {
            let query = report.slow_queries.get(index?)?;
            let sql = query.sql.as_deref().map(|sql| format!(": `{}`", shortened(sql, 80))).unwrap_or_default();
            format!("{}{sql}", place(query.span))
        }
        EvidenceKind::Timing => {
            let timing = report.timings.get(index?)?;
            format!("{}: {}", place(timing.span), timing.kind)
        }
        EvidenceKind::Race => place(report.races.get(index?)?.reports.first()?.span),
        EvidenceKind::Failure => place(report.failures.get(index?)?.span),
        EvidenceKind::Assertion => place(report.assertions.get(index?)?.span),
        EvidenceKind::Line => place(evidence.span?),
    })
}
