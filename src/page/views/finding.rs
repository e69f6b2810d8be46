//! The card of a finding: what is concluded, the figures, the chain of causes, why it may be wrong, the evidence.

use super::{Scene, ui};
use crate::model::{Evidence, EvidenceKind, Finding};
use crate::page::present::figures::plural;
use crate::page::present::prose;
use crate::page::protocol::{Act, CardId, Kind, Node, all, el, none, text};

pub fn view(finding: &Finding, scene: &Scene<'_>) -> Node {
    let figures = finding.figures.iter().map(|(name, value)| ui::fact(name, text(value)));
    let chain = finding.chain.iter().map(|step| el("li").add(ui::prose(step)));
    let claim = prose::beyond(&finding.title, &finding.text);
    let rest = if claim.len() < finding.text.len() { "claim rest" } else { "claim" };
    let absorbed = (!finding.absorbed.is_empty()).then(|| {
        let many = plural(finding.absorbed.len() as u64, "symptom");
        text(&format!(" · explains {many} of {}", finding.absorbed.join(", ")))
    });
    let rule = el("span").class("quiet").text(&format!("rule {}", finding.rule)).maybe(absorbed);
    el("div")
        .class("card-body finding")
        .when(!claim.is_empty(), || el("p").class(rest).add(ui::prose(claim)))
        .when(!finding.chain.is_empty(), || el("ol").class("chain").each(chain))
        .when(!finding.figures.is_empty(), || el("dl").class("facts").each(figures))
        .when(!finding.may_be_wrong.is_empty(), || {
            let head = el("b").text("Why this may be wrong. ");
            el("p").class("doubt").add(head).add(ui::prose(&finding.may_be_wrong))
        })
        .add(el("p").class("evidence").add(evidence(&finding.evidence, scene)).add(rule))
}

/// Chips that lead to what is pointed at.
pub fn evidence(evidence: &[Evidence], scene: &Scene<'_>) -> Node {
    const MOST: usize = 12;
    let mut seen: Vec<&Evidence> = Vec::new();
    for one in evidence {
        if !seen.contains(&one) {
            seen.push(one);
        }
    }
    let rest = seen.len().saturating_sub(MOST);
    let chips = seen.into_iter().take(MOST).map(|one| match (kind_of(one.kind), one.index, one.span) {
        (Some((kind, word)), Some(index), _) => {
            let class = format!("chip of-{}", kind.name());
            ui::button(&class, &Act::Open(CardId { kind, index })).text(&format!("{word} {}", index + 1))
        }
        (_, _, Some(span)) => ui::show_lines(span, scene),
        _ => none(),
    });
    all(chips).when(rest > 0, || el("span").class("quiet").text(&format!("and {rest} more")))
}

/// The kind of card that evidence of a kind is about, and the word for it.
pub fn kind_of(kind: EvidenceKind) -> Option<(Kind, &'static str)> {
    Some(match kind {
        EvidenceKind::Race => (Kind::Race, "race"),
        EvidenceKind::Failure => (Kind::Failure, "failure"),
        EvidenceKind::Assertion => (Kind::Assertion, "assertion"),
        EvidenceKind::SlowQuery => (Kind::Slow, "slow query"),
        EvidenceKind::Timing => (Kind::Timing, "timing"),
        EvidenceKind::Line => return None,
    })
}
