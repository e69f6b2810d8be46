//! The card of a finding: what is concluded, the figures, the chain of causes, why it may be wrong, the evidence.

use super::{Act, Context, show_lines};
use crate::model::{Evidence, EvidenceKind, Finding};
use crate::page::app::ui;
use crate::page::present::figures::plural;
use crate::page::present::prose;
use crate::page::protocol::{CardId, Kind};
use yew::prelude::*;

pub fn view(finding: &Finding, context: &Context) -> Html {
    let figures = finding.figures.iter().map(|(name, value)| {
        html! { <div><dt>{ name.to_string() }</dt><dd>{ value.to_string() }</dd></div> }
    });
    let chain = finding.chain.iter().map(|step| html! { <li>{ ui::prose(step) }</li> });
    let claim = prose::beyond(&finding.title, &finding.text);
    html! {
        <div class="card-body finding">
            if !claim.is_empty() { <p class={classes!("claim", (claim.len() < finding.text.len()).then_some("rest"))}>{ ui::prose(claim) }</p> }
            if !finding.chain.is_empty() { <ol class="chain">{ for chain }</ol> }
            if !finding.figures.is_empty() { <dl class="facts">{ for figures }</dl> }
            if !finding.may_be_wrong.is_empty() { <p class="doubt"><b>{ "Why this may be wrong. " }</b>{ ui::prose(&finding.may_be_wrong) }</p> }
            <p class="evidence">{ evidence(&finding.evidence, context) }
                <span class="quiet">{ format!("rule {}", finding.rule) }
                    if !finding.absorbed.is_empty() { { format!(" · explains {} of {}", plural(finding.absorbed.len() as u64, "symptom"), finding.absorbed.join(", ")) } }
                </span>
            </p>
        </div>
    }
}

/// Chips that lead to what is pointed at.
pub fn evidence(evidence: &[Evidence], context: &Context) -> Html {
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
            let onclick = context.act.reform(move |_: MouseEvent| Act::Open(CardId { kind, index }));
            let class = classes!("chip", format!("of-{}", kind.name()));
            html! { <button type="button" {class} {onclick}>{ format!("{word} {}", index + 1) }</button> }
        }
        (_, _, Some(span)) => show_lines(span, context),
        _ => Html::default(),
    });
    html! { <>{ for chips }if rest > 0 { <span class="quiet">{ format!("and {rest} more") }</span> }</> }
}

fn kind_of(kind: EvidenceKind) -> Option<(Kind, &'static str)> {
    Some(match kind {
        EvidenceKind::Race => (Kind::Race, "race"),
        EvidenceKind::Failure => (Kind::Failure, "failure"),
        EvidenceKind::Assertion => (Kind::Assertion, "assertion"),
        EvidenceKind::SlowQuery => (Kind::Slow, "slow query"),
        EvidenceKind::Timing => (Kind::Timing, "timing"),
        EvidenceKind::Line => return None,
    })
}
