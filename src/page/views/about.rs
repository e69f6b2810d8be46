//! What else the report holds about a record, as lines on its card: findings, and records of the same thing.

use super::{finding, ui};
use crate::model::report::Join;
use crate::model::{Evidence, Finding, Report};
use crate::page::present::prose::shorten;
use crate::page::protocol::{Act, CardId, Kind, Node, all, el, none, text};

/// Findings named at once; a crowd of them says no more.
const MOST: usize = 6;
/// Characters of a finding's title.
const TITLE: usize = 72;

/// `Findings about this: …` with a chip for each finding whose evidence points to the record; empty where there is none.
pub fn findings_about(report: &Report, kind: Kind, index: u32) -> Node {
    let about = |finding: &Finding| finding.evidence.iter().any(|one| is_about(one, kind, index));
    let found: Vec<(u32, &Finding)> = (0..).zip(&report.findings).filter(|(_, finding)| about(finding)).collect();
    if found.is_empty() {
        return none();
    }
    let chips = found.iter().take(MOST).map(|(at, finding)| {
        let act = Act::Open(CardId { kind: Kind::Finding, index: *at });
        let title = finding.title.replace('`', "");
        all([text(" "), ui::button("chip of-finding", &act).title(&title).text(&shorten(&title, TITLE))])
    });
    el("p").class("about").text("Findings about this:").each(chips).add(rest(found.len()))
}

/// `Belongs together with: …` with a chip for each record that speaks of the same statement, test or failure; what they
/// share is on hover. Empty where there is none.
pub fn belongs_to(report: &Report, kind: Kind, index: u32) -> Node {
    let other = |join: &Join| {
        let other = match (is_about(&join.from, kind, index), is_about(&join.to, kind, index)) {
            (true, _) => &join.to,
            (_, true) => &join.from,
            _ => return None,
        };
        let (kind, word) = finding::kind_of(other.kind)?;
        Some((CardId { kind, index: other.index? }, word))
    };
    let found: Vec<_> = report.joins.iter().filter_map(|join| Some((other(join)?, join))).collect();
    if found.is_empty() {
        return none();
    }
    let chips = found.iter().take(MOST).map(|((card, word), join)| {
        let class = format!("chip of-{}", card.kind.name());
        let title = format!("{}{}", join.by, if join.certain { "" } else { "; inferred" });
        let label = format!("{word} {}", card.index + 1);
        all([text(" "), ui::button(&class, &Act::Open(*card)).title(&title).text(&label)])
    });
    el("p").class("about").text("Belongs together with:").each(chips).add(rest(found.len()))
}

fn is_about(evidence: &Evidence, kind: Kind, index: u32) -> bool {
    evidence.index == Some(index) && finding::kind_of(evidence.kind).is_some_and(|(its, _)| its == kind)
}

fn rest(found: usize) -> Node {
    let rest = found.saturating_sub(MOST);
    none().when(rest > 0, || el("span").class("quiet").text(&format!(" and {rest} more")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Evidence, EvidenceKind};
    use crate::page::protocol::to_html;

    #[test]
    fn the_other_end_of_a_join() {
        let end = |kind, index| Evidence { kind, index: Some(index), span: None };
        let join = |from, to| Join { from, to, by: "name of the test".into(), certain: false };
        let joins = vec![
            join(end(EvidenceKind::Race, 0), end(EvidenceKind::Failure, 2)),
            join(end(EvidenceKind::Race, 1), end(EvidenceKind::Failure, 0)),
        ];
        let report = Report { joins, ..Report::default() };
        let html = to_html(&belongs_to(&report, Kind::Failure, 2).into_bytes());
        assert!(html.contains("title=\"name of the test; inferred\">race 1</button></p>"), "{html}");
        assert!(to_html(&belongs_to(&report, Kind::Race, 1).into_bytes()).contains(">failure 1<"));
        assert!(belongs_to(&report, Kind::Failure, 1).is_empty());
    }

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
