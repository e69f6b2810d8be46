//! Q25: the operator most of the time went to.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q25.share", 50.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q25",
    title: "One operator holds most of the time",
    says: "One operator's own time, without that of its children, is at least half of Query_time: a headline, no accusation.",
    why: "TiDB rounds the times of operators, so that they differ by up to 1 %; own times of parallel operators overlap.",
    severity: Severity::Note,
    limits: &[&SHARE],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(plan) = entry.plan else { continue };
        let own = |node: &crate::model::PlanNode| node.self_nanos.filter(|own| *own <= query + query / 50);
        let Some(node) = plan.nodes.iter().max_by_key(|node| own(node).unwrap_or(-1)) else { continue };
        let Some(nanos) = own(node).filter(|own| *own as f64 >= facts.limits.share(&SHARE) * query as f64) else {
            continue;
        };
        let (operator, part) = (node.id.clone(), nanos.min(query));
        found.push(RULE.about(entry).explains(part).words(move |draft, _| {
            let share = say::share(part, query);
            let title = format!("{} of {} ({share}) in {operator}", say::time(part), say::time(query));
            draft
                .says(title.clone(), title + ".")
                .figure("operator", operator)
                .figure("own time", say::exact(nanos))
                .figure("query", say::exact(query))
                .figure("share", share)
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn titles(own: i64) -> Vec<String> {
        let mut report = testing::with_plan("Query_time: 2", &[(0, "HashAgg_5", "1", "1")]);
        report.slow_queries[0].plan.as_mut().unwrap().nodes[0].self_nanos = Some(own);
        testing::findings(&RULE, &report).iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn half_of_the_query() {
        assert_eq!(titles(1_000_000_000), ["1.000 s of 2.000 s (50.0 %) in HashAgg_5"]);
        assert!(titles(999_999_999).is_empty());
        assert!(titles(3_000_000_000).is_empty());
    }
}
