//! What follows from a plan's cells: time per operator, estimate against actual rows (docs/spec/tidb-logs.md §4.6).

use super::execution_info::{Item, find, read_execution_info};
use crate::model::{PlanNode, Text};

/// Fills `time_nanos`, `self_nanos` and `row_factor` where the cells allow it.
pub fn measure(nodes: &mut [PlanNode]) {
    for node in nodes.iter_mut() {
        node.time_nanos = node.execution_info.as_deref().and_then(time);
        node.row_factor = row_factor(node);
    }
    let children = slowest_children(nodes);
    for (node, child) in nodes.iter_mut().zip(children) {
        node.self_nanos = node.time_nanos.map(|time| time.saturating_sub(child).max(0));
    }
}

/// Wall time of the operator, in the store the longest of its tasks.
fn time(info: &str) -> Option<i64> {
    const PATHS: [&[&str]; 7] = [
        // Several executors merged.
        &["total_time"],
        &["tikv_task", "time"],
        &["tikv_task", "proc max"],
        &["tiflash_task", "time"],
        &["tiflash_task", "proc max"],
        // Release 4.0.
        &["proc max"],
        &["proc max time"],
    ];
    let mut items: Vec<Item<'_>> = Vec::new();
    for item in read_execution_info(info) {
        // Nearly all begin with it: no need to read the rest.
        if item.depth == 0
            && item.name == "time"
            && let Some(nanos) = item.nanos()
        {
            return Some(nanos);
        }
        items.push(item);
    }
    PATHS.iter().find_map(|path| find(&items, path).and_then(Item::nanos))
}

fn row_factor(node: &PlanNode) -> Option<f64> {
    let rows = |cell: &Option<Text>| cell.as_ref().and_then(|cell| cell.parse::<f64>().ok());
    let factor = (rows(&node.act_rows)? + 1.0) / (rows(&node.est_rows)? + 1.0);
    factor.is_finite().then_some(factor)
}

/// The longest time among each operator's children, 0 without any.
fn slowest_children(nodes: &[PlanNode]) -> Vec<i64> {
    let mut slowest = vec![0; nodes.len()];
    // Operators that later ones may be children of, from the root on.
    let mut open: Vec<(u32, usize)> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        while open.last().is_some_and(|(depth, _)| *depth >= node.depth) {
            open.pop();
        }
        if let Some(parent) = open.last().and_then(|(_, parent)| slowest.get_mut(*parent)) {
            *parent = node.time_nanos.unwrap_or(0).max(*parent);
        }
        open.push((node.depth, at));
    }
    slowest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(depth: u32, info: &str) -> PlanNode {
        PlanNode { depth, execution_info: Some(info.into()), ..PlanNode::default() }
    }

    #[test]
    fn own_time_is_what_the_slowest_child_leaves() {
        let mut nodes = [
            node(0, "time:10s, loops:1"),
            node(1, "time:4s, loops:1"),
            node(2, "tikv_task:{proc max:1s, min:0s}"),
            node(1, "total_time:7s"),
            node(2, "tikv_task:{time:8s, loops:2}"),
            node(2, "no time here"),
        ];
        measure(&mut nodes);
        let own: Vec<Option<i64>> =
            nodes.iter().map(|node| node.self_nanos.map(|nanos| nanos / 1_000_000_000)).collect();
        assert_eq!(own, [Some(3), Some(3), Some(1), Some(0), Some(8), None]);
    }

    #[test]
    fn rows() {
        let check = |est: &str, act: &str, factor| {
            let node = PlanNode { est_rows: Some(est.into()), act_rows: Some(act.into()), ..PlanNode::default() };
            assert_eq!(row_factor(&node), factor);
        };
        check("9", "99", Some(10.0));
        check("9.00", "0", Some(0.1));
        check("+Inf", "1", Some(0.0));
        check("", "1", None);
    }
}
