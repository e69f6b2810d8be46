//! Q24: shapes of a plan that cost much.

use crate::findings::facts::Entry;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::{Plan, PlanNode, Severity};

const FILTER_ROWS: Limit = Limit::count("Q24.filtered_scan_rows", 10_000.0, Source::Dashboard);
const FILTER_KEEPS: Limit = Limit::percent("Q24.filter_keeps", 1.0, Source::Dashboard);
const HUGE: Limit = Limit::count("Q24.huge_scan_rows", 10_000_000.0, Source::Dashboard);
const LOOKUP: Limit = Limit::count("Q24.lookup_rows", 100_000.0, Source::Dashboard);
const INDEX_JOIN: Limit = Limit::count("Q24.index_join_rows", 100_000.0, Source::Dashboard);
const CARTESIAN_HIGH: Limit = Limit::count("Q24.cartesian_rows", 1_000_000.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q24",
    title: "The shape of the plan costs much",
    says: "A join without a condition (CARTESIAN); a full scan whose filter keeps hardly a row; a huge scan; an index \
           look-up or an index join over very many rows.",
    why: "A Cartesian join with a table of one row costs nothing; a report may be meant to read everything.",
    severity: Severity::Medium,
    limits: &[&FILTER_ROWS, &FILTER_KEEPS, &HUGE, &LOOKUP, &INDEX_JOIN, &CARTESIAN_HIGH],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let Some(plan) = entry.plan else { continue };
        // One finding a shape and statement: a join of seven tables has seven scans.
        let mut shapes: Vec<(Shape<'_>, Vec<&str>)> = Vec::new();
        for shape in (0..plan.nodes.len()).filter_map(|at| shape(facts, plan, at)) {
            match shapes.iter_mut().find(|(known, _)| known.name == shape.name) {
                Some((known, others)) if shape.rows > known.rows => {
                    others.push(&known.node.id);
                    *known = shape;
                }
                Some((_, others)) => others.push(&shape.node.id),
                None => shapes.push((shape, Vec::new())),
            }
        }
        found.extend(shapes.into_iter().map(|(shape, others)| shape.and(&others).draft(entry)));
    }
    found
}

/// Further operators of one shape that are named.
const MAX_NAMED: usize = 6;

struct Shape<'a> {
    name: &'static str,
    severity: Severity,
    node: &'a PlanNode,
    rows: f64,
    text: String,
}

impl Shape<'_> {
    /// Names the other operators of that shape.
    fn and(mut self, others: &[&str]) -> Self {
        if !others.is_empty() {
            let named: Vec<&str> = others.iter().take(MAX_NAMED).copied().collect();
            let more = others.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.text += &format!(" The same at {}{more}.", named.join(", "));
        }
        self
    }

    fn draft(self, entry: &Entry<'_>) -> Draft {
        let title = format!("{} at {}", self.name, self.node.id);
        RULE.found_in(entry, title, self.text)
            .severity_in(self.severity, entry)
            .explains(self.node.self_nanos.unwrap_or_default().min(entry.query.unwrap_or(i64::MAX)))
            .figure("operator", self.node.id.clone())
            .figure("shape", self.name)
            .figure("rows", say::count(self.rows as i64))
            .figure("table", self.node.access_object.clone().unwrap_or_default())
    }
}

fn rows(node: &PlanNode) -> Option<f64> {
    node.act_rows.as_deref().or(node.est_rows.as_deref())?.parse().ok()
}

fn shape<'a>(facts: &Facts<'_>, plan: &'a Plan, at: usize) -> Option<Shape<'a>> {
    let limit = |limit| facts.limits.get(limit);
    let node = plan.nodes.get(at)?;
    let children = || {
        plan.nodes
            .iter()
            .skip(at + 1)
            .take_while(|below| below.depth > node.depth)
            .filter(|below| below.depth == node.depth + 1)
    };
    let words = node.operator_info.as_deref().unwrap_or_default();
    let own = rows(node)?;
    if node.operator.ends_with("Join") && words.contains("CARTESIAN") {
        let severity = if own > limit(&CARTESIAN_HIGH) { Severity::High } else { Severity::Medium };
        let sides: Vec<String> = children().filter_map(rows).map(|rows| say::count(rows as i64)).collect();
        let text = format!(
            "{} joins without a condition (CARTESIAN): {} rows make {}. A join condition is missing or cannot be used.",
            node.id,
            sides.join(" × "),
            say::count(own as i64)
        );
        return Some(Shape { name: "Cartesian join", severity, node, rows: own, text });
    }
    if &*node.operator == "Selection"
        && let Some(scan) = children().find(|below| &*below.operator == "TableFullScan")
        && let Some(read) = rows(scan)
        && read > limit(&FILTER_ROWS)
        && own < facts.limits.share(&FILTER_KEEPS) * read
    {
        let text = format!(
            "{} reads {} rows and {} keeps {}: a full scan with a good filter; an index on the filter's columns would \
             read less.",
            scan.id,
            say::count(read as i64),
            node.id,
            say::count(own as i64)
        );
        return Some(Shape {
            name: "Full scan with a good filter",
            severity: Severity::Medium,
            node: scan,
            rows: read,
            text,
        });
    }
    if node.operator.ends_with("Scan") && own > limit(&HUGE) {
        let text = format!("{} read {} rows.", node.id, say::count(own as i64));
        return Some(Shape { name: "Huge scan", severity: Severity::Medium, node, rows: own, text });
    }
    if &*node.operator == "IndexLookUp"
        && let Some(looked_up) = children().next().and_then(rows)
        && looked_up > limit(&LOOKUP)
        && own < looked_up / 10.0
    {
        let text = format!(
            "{} looked up {} rows of the table one by one and kept {}: the index does not select enough.",
            node.id,
            say::count(looked_up as i64),
            say::count(own as i64)
        );
        return Some(Shape { name: "Bad look-up", severity: Severity::Medium, node, rows: looked_up, text });
    }
    if matches!(&*node.operator, "IndexJoin" | "IndexHashJoin" | "IndexMergeJoin")
        && let Some(outer) = children().filter_map(rows).reduce(f64::max)
        && outer > limit(&INDEX_JOIN)
    {
        let text =
            format!("{} looks up the inner table for {} rows of the outer one.", node.id, say::count(outer as i64));
        return Some(Shape { name: "Large index join", severity: Severity::Medium, node, rows: outer, text });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn said(nodes: &[(u32, &str, &str, &str)], info: &str) -> Vec<String> {
        let mut report = testing::with_plan("Query_time: 1\nDB: quay", nodes);
        report.slow_queries[0].plan.as_mut().unwrap().nodes[0].operator_info = Some(info.into());
        testing::findings(&RULE, &report)
            .iter()
            .map(|finding| format!("{:?}: {}", finding.severity, finding.title))
            .collect()
    }

    #[test]
    fn the_shapes() {
        assert_eq!(
            said(&[(0, "HashJoin_9", "10", "100")], "CARTESIAN inner join"),
            ["Medium: Cartesian join at HashJoin_9"]
        );
        assert_eq!(
            said(&[(0, "HashJoin_9", "10", "1000001")], "CARTESIAN inner join"),
            ["High: Cartesian join at HashJoin_9"]
        );
        assert!(said(&[(0, "HashJoin_9", "10", "100")], "inner join").is_empty());
        let filter = |read, kept| said(&[(0, "Selection_6", "10", kept), (1, "TableFullScan_5", "10", read)], "");
        assert_eq!(filter("10001", "100"), ["Medium: Full scan with a good filter at TableFullScan_5"]);
        assert!(filter("10000", "1").is_empty());
        assert!(filter("20000", "200").is_empty());
        assert_eq!(said(&[(0, "TableRangeScan_5", "1", "10000001")], ""), ["Medium: Huge scan at TableRangeScan_5"]);
        assert_eq!(
            said(&[(0, "IndexLookUp_7", "1", "10"), (1, "IndexRangeScan_5", "1", "100001")], ""),
            ["Medium: Bad look-up at IndexLookUp_7"]
        );
        assert_eq!(
            said(&[(0, "IndexJoin_7", "1", "10"), (1, "TableReader_5", "1", "100001")], ""),
            ["Medium: Large index join at IndexJoin_7"]
        );
    }

    /// A join of several tables reads each of them: one finding, about the largest.
    #[test]
    fn scans_of_one_statement_are_one_finding() {
        let report = testing::with_plan(
            "Query_time: 9",
            &[
                (0, "HashJoin_1", "5", "5"),
                (1, "TableFullScan_2", "20000000", "20000000"),
                (1, "TableFullScan_3", "30000000", "30000000"),
                (1, "TableFullScan_4", "11000000", "11000000"),
            ],
        );
        let found = testing::findings(&RULE, &report);
        assert_eq!(found.len(), 1);
        assert_eq!(
            &*found[0].text,
            "TableFullScan_3 read 30 000 000 rows. The same at TableFullScan_2, TableFullScan_4."
        );
    }
}
