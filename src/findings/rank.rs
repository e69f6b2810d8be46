//! Puts findings in order: causes before what they explain, severe before light, large before small.

use super::facts::Facts;
use super::rule::{Confidence, Draft};
use super::say;
use crate::model::{Finding, Part, Severity};

/// Findings of one rule that are shown singly, the largest first; the rest is counted.
const PER_RULE: usize = 60;

/// Ranked findings: most important first; what belongs to a cause follows it at once.
pub fn rank(_facts: &Facts<'_>, drafts: Vec<Draft>) -> Vec<Finding> {
    let mut drafts = thin(drafts);
    drafts.sort_by_key(Place::of);
    drafts.into_iter().map(|draft| draft.finding).collect()
}

/// The sorting key of a finding that stands for itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    severity: std::cmp::Reverse<Severity>,
    part: Part,
    explains_nanos: std::cmp::Reverse<i64>,
    confidence: std::cmp::Reverse<Confidence>,
}

impl Place {
    fn of(draft: &Draft) -> Self {
        Self {
            severity: std::cmp::Reverse(draft.finding.severity),
            part: draft.finding.part,
            explains_nanos: std::cmp::Reverse(draft.explains_nanos),
            confidence: std::cmp::Reverse(draft.confidence),
        }
    }
}

/// Keeps the largest findings of each rule; its last one says how many more there are. A log of 100,000 entries must not
/// give 100,000 findings.
fn thin(mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.sort_by(|a, b| a.finding.rule.cmp(&b.finding.rule).then(Place::of(a).cmp(&Place::of(b))));
    let mut kept: Vec<Draft> = Vec::new();
    let (mut shown, mut more) = (0, 0);
    for draft in drafts {
        let same = kept.last().is_some_and(|last| last.finding.rule == draft.finding.rule);
        if !same {
            close(&mut kept, more);
            (shown, more) = (0, 0);
        }
        shown += 1;
        if shown > PER_RULE {
            more += 1;
        } else {
            kept.push(draft);
        }
    }
    close(&mut kept, more);
    kept
}

fn close(kept: &mut [Draft], more: i64) {
    if let (Some(last), 1..) = (kept.last_mut(), more) {
        let text = format!(
            "{} {} of this rule, each smaller than this one.",
            last.finding.text,
            say::plural(more, "more finding")
        );
        last.finding.text = text.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{rules, testing};

    #[test]
    fn many_findings_of_one_rule_are_counted() {
        let texts: Vec<String> =
            (0..200).map(|at| format!("Query_time: 9\nWait_TS: {}", 1.0 + f64::from(at) / 100.0)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let report = testing::entries(&texts);
        let limits = crate::findings::Thresholds::default();
        let facts = Facts::new(&report, &limits);
        let drafts = rules::RULES.iter().flat_map(|rule| (rule.check)(&facts)).collect();
        let found = rank(&facts, drafts);
        let of_rule: Vec<_> = found.iter().filter(|finding| &*finding.rule == "Q5").collect();
        assert_eq!(of_rule.len(), PER_RULE);
        assert_eq!(&*of_rule[0].title, "Waited 2.990 s of 9.000 s for a timestamp");
        assert!(of_rule[PER_RULE - 1].text.ends_with("140 more findings of this rule, each smaller than this one."));
    }
}
