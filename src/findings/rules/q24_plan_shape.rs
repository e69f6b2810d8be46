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
           look-up or an index join over very many rows. A note where the plan holds no actual rows but estimates only.",
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
        let mut shapes: Vec<(Shape, Vec<usize>)> = Vec::new();
        for shape in (0..plan.nodes.len()).filter_map(|at| shape(facts, plan, at)) {
            match shapes.iter_mut().find(|(known, _)| known.kind == shape.kind) {
                Some((known, others)) if shape.rows > known.rows => {
                    others.push(known.blamed);
                    *known = shape;
                }
                Some((_, others)) => others.push(shape.blamed),
                None => shapes.push((shape, Vec::new())),
            }
        }
        found.extend(shapes.into_iter().map(|(shape, others)| shape.draft(entry, plan, others)));
    }
    found
}

/// Further operators of one shape that are named.
const MAX_NAMED: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cartesian,
    Filtered,
    Huge,
    LookUp,
    IndexJoin,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Cartesian => "Cartesian join",
            Self::Filtered => "Full scan with a good filter",
            Self::Huge => "Huge scan",
            Self::LookUp => "Bad look-up",
            Self::IndexJoin => "Large index join",
        }
    }
}

/// A shape found in a plan; operators by their place in it.
#[derive(Clone, Copy)]
struct Shape {
    kind: Kind,
    severity: Severity,
    /// The operator that has it, and the one that the finding is about.
    at: usize,
    blamed: usize,
    /// What it costs.
    rows: f64,
}

impl Shape {
    fn draft(self, entry: &Entry<'_>, plan: &Plan, others: Vec<usize>) -> Draft {
        let own = plan.nodes.get(self.blamed).and_then(|node| node.self_nanos).unwrap_or_default();
        // What nobody counted was not read: it is what the optimiser expects.
        let counted = plan.nodes.get(self.at).zip(plan.nodes.get(self.blamed));
        let counted = counted.is_some_and(|(at, blamed)| at.act_rows.is_some() && blamed.act_rows.is_some());
        let severity = if counted { self.severity } else { Severity::Note };
        let draft = RULE.about(entry).severity_in(severity, entry);
        draft.explains(own.min(entry.query.unwrap_or(i64::MAX))).words(move |draft, entry| {
            let Some((plan, node)) = entry.plan.and_then(|plan| Some((plan, plan.nodes.get(self.blamed)?))) else {
                return draft;
            };
            let mut text = self.text(plan).unwrap_or_default() + &also(plan, &others);
            if !counted {
                text += " The rows are estimates: the plan does not say how many there were.";
            }
            draft
                .says(format!("{} at {}", self.kind.name(), node.id), text)
                .figure("operator", node.id.clone())
                .figure("shape", self.kind.name())
                .figure("rows", say::count(self.rows as i64))
                .figure("table", node.access_object.clone().unwrap_or_default())
        })
    }

    fn text(self, plan: &Plan) -> Option<String> {
        let (node, blamed) = (plan.nodes.get(self.at)?, plan.nodes.get(self.blamed)?);
        let (own, rows) = (say::count(rows_of(node)? as i64), say::count(self.rows as i64));
        Some(match self.kind {
            Kind::Cartesian => {
                let sides = children(plan, self.at).filter_map(|(_, child)| rows_of(child));
                let sides: Vec<String> = sides.map(|rows| say::count(rows as i64)).collect();
                format!(
                    "{} joins without a condition (CARTESIAN): {} rows make {own}. A join condition is missing or cannot \
                     be used.",
                    node.id,
                    sides.join(" × ")
                )
            }
            Kind::Filtered => format!(
                "{} reads {rows} rows and {} keeps {own}: a full scan with a good filter; an index on the filter's \
                 columns would read less.",
                blamed.id, node.id
            ),
            Kind::Huge if node.act_rows.is_none() => format!("{} is expected to read {own} rows.", node.id),
            Kind::Huge => format!("{} read {own} rows.", node.id),
            Kind::LookUp => format!(
                "{} looked up {rows} rows of the table one by one and kept {own}: the index does not select enough.",
                node.id
            ),
            Kind::IndexJoin => format!("{} looks up the inner table for {rows} rows of the outer one.", node.id),
        })
    }
}

/// Names the other operators of that shape.
fn also(plan: &Plan, others: &[usize]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let named: Vec<&str> =
        others.iter().take(MAX_NAMED).filter_map(|at| plan.nodes.get(*at)).map(|node| &*node.id).collect();
    let more = others.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(" The same at {}{more}.", named.join(", "))
}

fn rows_of(node: &PlanNode) -> Option<f64> {
    node.act_rows.as_deref().or(node.est_rows.as_deref())?.parse().ok()
}

/// The operators directly below one, with their places.
fn children(plan: &Plan, at: usize) -> impl Iterator<Item = (usize, &PlanNode)> {
    let depth = plan.nodes.get(at).map_or(u32::MAX, |node| node.depth);
    let below = plan.nodes.iter().enumerate().skip(at + 1).take_while(move |(_, below)| below.depth > depth);
    below.filter(move |(_, below)| below.depth == depth + 1)
}

fn shape(facts: &Facts<'_>, plan: &Plan, at: usize) -> Option<Shape> {
    let limit = |limit| facts.limits.get(limit);
    let node = plan.nodes.get(at)?;
    let below = || children(plan, at);
    let own = rows_of(node)?;
    let shape = |kind, blamed, rows| Some(Shape { kind, severity: Severity::Medium, at, blamed, rows });
    if node.operator.ends_with("Join") && node.operator_info.as_deref().is_some_and(|words| words.contains("CARTESIAN"))
    {
        let severity = if own > limit(&CARTESIAN_HIGH) { Severity::High } else { Severity::Medium };
        return Some(Shape { kind: Kind::Cartesian, severity, at, blamed: at, rows: own });
    }
    if &*node.operator == "Selection"
        && let Some((scan, read)) = below().find(|(_, child)| &*child.operator == "TableFullScan")
        && let Some(read) = rows_of(read)
        && read > limit(&FILTER_ROWS)
        && own < facts.limits.share(&FILTER_KEEPS) * read
    {
        return shape(Kind::Filtered, scan, read);
    }
    if node.operator.ends_with("Scan") && own > limit(&HUGE) {
        return shape(Kind::Huge, at, own);
    }
    if &*node.operator == "IndexLookUp"
        && let Some(looked_up) = below().next().and_then(|(_, child)| rows_of(child))
        && looked_up > limit(&LOOKUP)
        && own < looked_up / 10.0
    {
        return shape(Kind::LookUp, at, looked_up);
    }
    if matches!(&*node.operator, "IndexJoin" | "IndexHashJoin" | "IndexMergeJoin")
        && let Some(outer) = below().filter_map(|(_, child)| rows_of(child)).reduce(f64::max)
        && outer > limit(&INDEX_JOIN)
    {
        return shape(Kind::IndexJoin, at, outer);
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

    /// A plan without run-time figures says what was expected, not what happened.
    #[test]
    fn estimates_are_a_note() {
        let mut report = testing::with_plan("Query_time: 9\nDB: quay", &[(0, "TableFullScan_2", "20000000", "")]);
        let said = |report: &crate::model::Report| {
            let found = testing::findings(&RULE, report);
            found.iter().map(|it| format!("{:?}: {}", it.severity, it.text)).collect::<Vec<_>>()
        };
        report.slow_queries[0].plan.as_mut().unwrap().nodes[0].act_rows = None;
        assert_eq!(
            said(&report),
            [
                "Note: TableFullScan_2 is expected to read 20,000,000 rows. The rows are estimates: the plan does not say how many there were."
            ]
        );
        report.slow_queries[0].plan.as_mut().unwrap().nodes[0].act_rows = Some("20000000".into());
        assert_eq!(said(&report), ["Medium: TableFullScan_2 read 20,000,000 rows."]);
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
            "TableFullScan_3 read 30,000,000 rows. The same at TableFullScan_2, TableFullScan_4."
        );
    }
}
