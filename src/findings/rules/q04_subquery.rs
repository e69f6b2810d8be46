//! Q4: a sub-query ran while planning.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q4.share", 50.0, Source::Documentation);

pub static RULE: Rule = Rule {
    id: "Q4",
    title: "A sub-query ran during planning",
    says: "Preproc_subqueries_time is at least the given share of Query_time. EXPLAIN ANALYZE does not show that work.",
    why: "Older releases may print the value of an earlier statement (pingcap/tidb#39715).",
    severity: Severity::Medium,
    limits: &[&SHARE],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(nanos) = entry.preproc.filter(|nanos| *nanos <= query) else { continue };
        if (nanos as f64) < facts.limits.share(&SHARE) * query as f64 {
            continue;
        }
        let count = entry.preproc_count.unwrap_or(1);
        let which = if count == 1 {
            "A sub-query".to_owned()
        } else {
            say::plural(count, "sub-query").replace("querys", "queries")
        };
        let text = format!(
            "{which} ran during planning: {} of {} ({}); EXPLAIN ANALYZE does not show it.",
            say::time(nanos),
            say::time(query),
            say::share(nanos, query)
        );
        let title = format!("{which} ran during planning: {} of {}", say::time(nanos), say::time(query));
        found.push(RULE.found_in(entry, title, text).figure("sub-queries", count.to_string()).part_of_query(
            "sub-query time",
            nanos,
            query,
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn half_of_the_query() {
        testing::check(
            &RULE,
            &[
                (
                    "Query_time: 7.771\nPreproc_subqueries: 1\nPreproc_subqueries_time: 7.765",
                    "Medium: A sub-query ran during planning: 7.765 s of 7.771 s",
                ),
                (
                    "Query_time: 2\nPreproc_subqueries: 2\nPreproc_subqueries_time: 1",
                    "Medium: 2 sub-queries ran during planning: 1.000 s of 2.000 s",
                ),
                ("Query_time: 2\nPreproc_subqueries_time: 0.999", "-"),
                ("Query_time: 2\nPreproc_subqueries_time: 3", "-"),
            ],
        );
    }
}
