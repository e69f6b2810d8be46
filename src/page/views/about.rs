//! The findings that speak of a record, as a line on its card.

use super::{finding, ui};
use crate::model::{Finding, Report};
use crate::page::present::prose::shorten;
use crate::page::protocol::{Act, CardId, Kind, Node, all, el, none, text};

/// Findings named at once; a crowd of them says no more.
const MOST: usize = 6;
/// Characters of a finding's title.
const TITLE: usize = 72;

/// `Findings about this: …` with a chip for each finding whose evidence points to the record; empty where there is none.
pub fn findings_about(report: &Report, kind: Kind, index: u32) -> Node {
    let about = |finding: &Finding| {
        let points = |evidence| finding::kind_of(evidence).is_some_and(|(its, _)| its == kind);
        finding.evidence.iter().any(|one| one.index == Some(index) && points(one.kind))
    };
    let found: Vec<(u32, &Finding)> = (0..).zip(&report.findings).filter(|(_, finding)| about(finding)).collect();
    if found.is_empty() {
        return none();
    }
    let chips = found.iter().take(MOST).map(|(at, finding)| {
        let act = Act::Open(CardId { kind: Kind::Finding, index: *at });
        let title = finding.title.replace('`', "");
        all([text(" "), ui::button("chip of-finding", &act).title(&title).text(&shorten(&title, TITLE))])
    });
    let rest = found.len().saturating_sub(MOST);
    el("p")
        .class("about")
        .text("Findings about this:")
        .each(chips)
        .when(rest > 0, || el("span").class("quiet").text(&format!(" and {rest} more")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Evidence, EvidenceKind};
    use crate::page::protocol::to_html;

    #[test]
    fn only_what_points_to_the_record() {
        let finding = |title: &str, kind, index| Finding {
            title: title.into(),
            evidence: vec![Evidence { kind, index: Some(index), span: None }],
            ..Finding::default()
        };
        let findings = vec![
            finding("another race", EvidenceKind::Race, 1),
            finding("the failure beside it", EvidenceKind::Failure, 0),
            finding("`SetAlloc` runs late", EvidenceKind::Race, 0),
        ];
        let report = Report { findings, ..Report::default() };
        let html = to_html(&findings_about(&report, Kind::Race, 0).into_bytes());
        assert_eq!(
            html,
            "<p class=\"about\">Findings about this: <button type=\"button\" class=\"chip of-finding\" \
             data-act=\"open finding 2\" title=\"SetAlloc runs late\">SetAlloc runs late</button></p>"
        );
        assert!(findings_about(&report, Kind::Race, 7).is_empty());
    }
}
