//! Operator numbers of text plans (docs/spec/tidb-logs.md §4.2).

use crate::model::Numbering;
use std::borrow::Cow;

/// Name of an operator number: `TableReader`, or `UnknownPlanID99`.
pub fn name(number: i64, numbering: Numbering) -> Cow<'static, str> {
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let old = match numbering {
        Numbering::Current => None,
        Numbering::V3 => at.and_then(|at| at.checked_sub(SHARED)).map(|at| V3.get(at)),
    };
    let name = match old {
        Some(name) => name,
        None => at.and_then(|at| CURRENT.get(at)),
    };
    match name {
        Some(name) => Cow::Borrowed(name),
        None => Cow::Owned(format!("UnknownPlanID{number}")),
    }
}

/// Numbers 1 to 16 mean the same in all releases.
const SHARED: usize = 16;

/// From number 1; releases 4.0 and later.
const CURRENT: [&str; 61] = [
    "Selection",
    "Set",
    "Projection",
    "Aggregation",
    "StreamAgg",
    "HashAgg",
    "Show",
    "Join",
    "Union",
    "TableScan",
    "MemTableScan",
    "UnionScan",
    "IndexScan",
    "Sort",
    "TopN",
    "Limit",
    "HashJoin",
    "MergeJoin",
    "IndexJoin",
    "IndexMergeJoin",
    "IndexHashJoin",
    "Apply",
    "MaxOneRow",
    "Exists",
    "TableDual",
    "SelectLock",
    "Insert",
    "Update",
    "Delete",
    "IndexLookUp",
    "TableReader",
    "IndexReader",
    "Window",
    "TiKVSingleGather",
    "IndexMerge",
    "Point_Get",
    "ShowDDLJobs",
    "Batch_Point_Get",
    "ClusterMemTableReader",
    "DataSource",
    "LoadData",
    "TableSample",
    "TableFullScan",
    "TableRangeScan",
    "TableRowIDScan",
    "IndexFullScan",
    "IndexRangeScan",
    "ExchangeReceiver",
    "ExchangeSender",
    "CTEFullScan",
    "CTE",
    "CTETable",
    "PartitionUnion",
    "Shuffle",
    "ShuffleReceiver",
    "Foreign_Key_Check",
    "Foreign_Key_Cascade",
    "Expand",
    "ImportInto",
    "ScalarSubQuery",
    "LocalIndexLookUp",
];

/// From number 17; releases 3.0.5 to 3.1.2.
const V3: [&str; 23] = [
    "HashLeftJoin",
    "HashRightJoin",
    "MergeJoin",
    "IndexJoin",
    "IndexMergeJoin",
    "IndexHashJoin",
    "Apply",
    "MaxOneRow",
    "Exists",
    "TableDual",
    "SelectLock",
    "Insert",
    "Update",
    "Delete",
    "IndexLookUp",
    "TableReader",
    "IndexReader",
    "Window",
    "TableGather",
    "IndexMerge",
    "Point_Get",
    "ShowDDLJobs",
    "Batch_Point_Get",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_numberings() {
        let check = |number, current: &str, old: &str| {
            assert_eq!(
                (name(number, Numbering::Current).as_ref(), name(number, Numbering::V3).as_ref()),
                (current, old)
            );
        };
        check(1, "Selection", "Selection");
        check(16, "Limit", "Limit");
        check(17, "HashJoin", "HashLeftJoin");
        check(32, "IndexReader", "TableReader");
        check(39, "ClusterMemTableReader", "Batch_Point_Get");
        check(61, "LocalIndexLookUp", "UnknownPlanID61");
        check(0, "UnknownPlanID0", "UnknownPlanID0");
        check(-4, "UnknownPlanID-4", "UnknownPlanID-4");
    }
}
