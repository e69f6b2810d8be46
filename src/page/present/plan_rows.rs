//! The rows of a plan drawn as a tree table.

use super::figures;
use crate::model::Plan;

/// How far estimate and actual are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    Near,
    /// Ten times or more.
    Far,
    /// A hundred times more rows than expected, or worse, and more than a thousand.
    VeryFar,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PlanRow {
    /// Index into the plan's nodes.
    pub node: usize,
    /// `│ └─`, as TiDB draws it.
    pub branch: String,
    /// `×12`, `÷3,323`; None where the two are near.
    pub factor: Option<String>,
    pub off: Off,
    /// Shares of the longest time in the plan, 0 to 1: the operator's own and that of all under it.
    pub own: f64,
    pub whole: f64,
    /// The operator with the most time of its own.
    pub hottest: bool,
}

/// Lays out the nodes of `plan`, which are in pre-order.
pub fn plan_rows(plan: &Plan) -> Vec<PlanRow> {
    let longest = plan.nodes.iter().filter_map(|node| node.time_nanos).max().unwrap_or(0).max(1) as f64;
    let hottest = plan.nodes.iter().filter_map(|node| node.self_nanos).max().filter(|most| *most > 0);
    let mut rows: Vec<PlanRow> = Vec::with_capacity(plan.nodes.len());
    // Whether a level has a sibling further down, known when walking from the end.
    let mut below: Vec<bool> = Vec::new();
    for (at, node) in plan.nodes.iter().enumerate().rev() {
        let depth = (node.depth as usize).min(200);
        below.resize(depth.max(below.len()), false);
        let last = !below.get(depth).copied().unwrap_or(false);
        below.truncate(depth);
        below.push(true);
        let mut branch: String =
            (1..depth).map(|level| if below.get(level) == Some(&true) { "│ " } else { "  " }).collect();
        if depth > 0 {
            branch.push_str(if last { "└─" } else { "├─" });
        }
        let share = |nanos: Option<i64>| (nanos.unwrap_or(0).max(0) as f64 / longest).min(1.0);
        rows.push(PlanRow {
            node: at,
            branch,
            factor: node.row_factor.and_then(figures::factor),
            off: off(node.row_factor, node.act_rows.as_deref(), node.est_rows.as_deref()),
            own: share(node.self_nanos),
            whole: share(node.time_nanos),
            hottest: hottest.is_some() && node.self_nanos == hottest,
        });
    }
    rows.reverse();
    rows
}

/// A small table is off by a large factor soon, and it does not matter.
const ROWS_THAT_MATTER: f64 = 1_000.0;

fn off(factor: Option<f64>, actual: Option<&str>, estimate: Option<&str>) -> Off {
    let Some(factor) = factor else { return Off::Near };
    let size = if factor >= 1.0 { factor } else { 1.0 / factor };
    let rows = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    let most = rows(actual).max(rows(estimate));
    match size {
        // Fewer rows than expected cost planning, not time.
        100.0.. if factor > 1.0 && most >= ROWS_THAT_MATTER => Off::VeryFar,
        10.0.. => Off::Far,
        _ => Off::Near,
    }
}

/// Parts of an operator's info a reader should not miss: drawn strong.
pub fn is_telling(info: &str) -> bool {
    const TELLING: [&str; 5] = ["stats:pseudo", "keep order:true", "CARTESIAN", "cartesian", "spilled"];
    TELLING.iter().any(|word| info.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PlanNode;

    fn check(depths: &[u32], expected: &[&str]) {
        let nodes = depths.iter().map(|depth| PlanNode { depth: *depth, ..PlanNode::default() }).collect();
        let rows = plan_rows(&Plan { nodes, ..Plan::default() });
        assert_eq!(rows.iter().map(|row| row.branch.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn branches_as_tidb_draws_them() {
        check(&[0, 1, 2], &["", "└─", "  └─"]);
        check(&[0, 1, 2, 2, 1], &["", "├─", "│ ├─", "│ └─", "└─"]);
        check(&[0, 1, 2, 3, 2, 0], &["", "└─", "  ├─", "  │ └─", "  └─", ""]);
        check(&[1, 3], &["└─", "    └─"]);
    }

    #[test]
    fn how_far_off() {
        assert_eq!(off(Some(0.0003), Some("0"), Some("3323.33")), Off::Far);
        assert_eq!(off(Some(500.0), Some("5000"), Some("10")), Off::VeryFar);
        assert_eq!(off(Some(200.0), Some("200"), Some("1")), Off::Far);
        assert_eq!(off(Some(3.0), Some("3000"), Some("1000")), Off::Near);
        assert_eq!(off(None, None, None), Off::Near);
    }
}
