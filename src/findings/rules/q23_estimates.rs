//! Q23: estimated and actual rows are far apart.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::{PlanNode, Severity};

const FACTOR: Limit = Limit::times("Q23.factor", 10.0, Source::Choice);
const HIGH: Limit = Limit::times("Q23.high", 100.0, Source::Dashboard);
const ROWS: Limit = Limit::count("Q23.rows", 1_000.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q23",
    title: "Estimated and actual rows are far apart",
    says: "At a scan or selection, actual and estimated rows (each plus one) differ more than tenfold, and one of them is \
           above 1,000. The lowest such operator is blamed. Not for internal statements and system schemas.",
    why: "Below a LIMIT or on the inner side of a join the scan may stop early or run many times, which is no wrong \
          estimate.",
    severity: Severity::Medium,
    limits: &[&FACTOR, &HIGH, &ROWS],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in facts.entries.iter().filter(|entry| !entry.is_system()) {
        let Some(plan) = entry.plan else { continue };
        let misses: Vec<Option<Miss>> = plan.nodes.iter().map(|node| miss(facts, node)).collect();
        for (at, (node, miss)) in plan.nodes.iter().zip(&misses).enumerate() {
            let Some(miss) = *miss else { continue };
            // A child that is as far off carries the blame.
            let mut below =
                plan.nodes.iter().zip(&misses).skip(at + 1).take_while(|(below, _)| below.depth > node.depth);
            if below.any(|(_, miss)| miss.is_some()) {
                continue;
            }
            let severity = if miss.factor > facts.limits.get(&HIGH) { Severity::High } else { Severity::Medium };
            let nanos = node.self_nanos.or(entry.cop).unwrap_or_default().min(entry.query.unwrap_or(i64::MAX));
            found.push(RULE.about(entry).severity(severity).explains(nanos).words(move |draft, entry| {
                let node = entry.plan.and_then(|plan| plan.nodes.get(at));
                match node {
                    Some(node) => say_it(draft, node, miss),
                    None => draft,
                }
            }));
        }
    }
    found
}

#[derive(Clone, Copy)]
struct Miss {
    estimated: f64,
    actual: f64,
    /// How many times they differ.
    factor: f64,
}

/// Estimated and actual rows, where they differ beyond the limit.
fn miss(facts: &Facts<'_>, node: &PlanNode) -> Option<Miss> {
    let reads =
        node.operator.ends_with("Scan") || matches!(&*node.operator, "Selection" | "Point_Get" | "Batch_Point_Get");
    if !reads {
        return None;
    }
    let estimated: f64 = node.est_rows.as_deref()?.parse().ok()?;
    let actual: f64 = node.act_rows.as_deref()?.parse().ok()?;
    if !estimated.is_finite() || estimated.max(actual) <= facts.limits.get(&ROWS) {
        return None;
    }
    let ratio = (actual + 1.0) / (estimated + 1.0);
    let factor = if ratio < 1.0 { 1.0 / ratio } else { ratio };
    (factor > facts.limits.get(&FACTOR)).then_some(Miss { estimated, actual, factor })
}

fn say_it(draft: Draft, node: &PlanNode, Miss { estimated, actual, factor }: Miss) -> Draft {
    let estimate = if estimated < 10.0 { format!("{estimated:.2}") } else { say::count(estimated.round() as i64) };
    let title = format!("Expected {estimate} rows, got {} at {}", say::count(actual as i64), node.id);
    let mut text = format!("{title}: {} off.", say::times(factor));
    if let Some(table) = node.access_object.as_deref().filter(|table| !table.is_empty()) {
        text += &format!(" {table}.");
    }
    let pseudo = node.operator_info.as_deref().is_some_and(|words| words.contains("stats:pseudo"));
    if pseudo {
        text += " The estimate is a guess: planned without statistics.";
    }
    draft
        .says(title, text)
        .figure("operator", node.id.clone())
        .figure("estimated", node.est_rows.clone().unwrap_or_default())
        .figure("actual", node.act_rows.clone().unwrap_or_default())
        .figure("factor", say::times(factor))
        .figure("direction", if actual > estimated { "too low" } else { "too high" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn said(nodes: &[(u32, &str, &str, &str)]) -> Vec<String> {
        let report = testing::with_plan("Query_time: 1\nDB: quay", nodes);
        testing::findings(&RULE, &report)
            .iter()
            .map(|finding| format!("{:?}: {}", finding.severity, finding.title))
            .collect()
    }

    #[test]
    fn ten_and_a_hundred_times() {
        assert_eq!(
            said(&[(0, "IndexRangeScan_9", "3", "1200000")]),
            ["High: Expected 3.00 rows, got 1,200,000 at IndexRangeScan_9"]
        );
        assert_eq!(
            said(&[(0, "TableFullScan_5", "20000", "1000")]),
            ["Medium: Expected 20,000 rows, got 1,000 at TableFullScan_5"]
        );
        assert!(said(&[(0, "TableFullScan_5", "9999", "99999")]).is_empty());
        assert!(said(&[(0, "TableFullScan_5", "1", "1000")]).is_empty());
        assert!(said(&[(0, "HashJoin_5", "1", "1000000")]).is_empty());
    }

    #[test]
    fn the_lowest_operator_is_blamed() {
        assert_eq!(
            said(&[
                (0, "TableReader_7", "10", "50000"),
                (1, "Selection_6", "10", "50000"),
                (2, "TableFullScan_5", "10", "50000")
            ]),
            ["High: Expected 10 rows, got 50,000 at TableFullScan_5"]
        );
    }

    #[test]
    fn internal_statements_are_left_out() {
        let report = testing::with_plan("Query_time: 1\nIs_internal: true", &[(0, "TableFullScan_5", "3323.33", "0")]);
        assert!(testing::findings(&RULE, &report).is_empty());
    }
}
