//! Whether the two plans of one slow-log entry say the same (docs/spec/tidb-logs.md §4.5).
//!
//! The binary plan has more (cost, access objects); what both have must agree: operators and their order, tasks, rows,
//! execution info.

use crate::model::{Plan, PlanNode, Text};

/// Differences said one by one; further ones are counted.
const SHOWN: usize = 20;

/// Differences in words; none are expected. Plans that are missing, cut or unreadable are not compared.
pub fn compare(text: &Plan, binary: &Plan) -> Vec<Text> {
    let whole = |plan: &Plan| !plan.nodes.is_empty() && plan.error.is_none() && plan.cut_after.is_none();
    if !whole(text) || !whole(binary) {
        return Vec::new();
    }
    let mut differences = Vec::new();
    let (ours, theirs) = (text.nodes.len(), binary.nodes.len());
    if ours != theirs {
        differences.push(format!("the text plan has {ours} operators, the binary plan {theirs}"));
    }
    let mut further = 0;
    for (ours, theirs) in text.nodes.iter().zip(&binary.nodes) {
        if ours.id != theirs.id {
            differences.push(format!("the text plan has {}, the binary plan {} in its place", ours.id, theirs.id));
            break;
        }
        for difference in cells(ours, theirs) {
            if differences.len() < SHOWN {
                differences.push(difference);
            } else {
                further += 1;
            }
        }
    }
    if further > 0 {
        differences.push(format!("{further} further differences"));
    }
    differences.into_iter().map(Text::from).collect()
}

fn cells<'a>(ours: &'a PlanNode, theirs: &'a PlanNode) -> impl Iterator<Item = String> + 'a {
    let pairs = [
        ("depth", ours.depth == theirs.depth, None, None),
        ("task", ours.task == theirs.task, ours.task.as_ref(), theirs.task.as_ref()),
        ("estimated rows", same_rows(ours, theirs), ours.est_rows.as_ref(), theirs.est_rows.as_ref()),
        (
            "actual rows",
            same(ours.act_rows.as_ref(), theirs.act_rows.as_ref()),
            ours.act_rows.as_ref(),
            theirs.act_rows.as_ref(),
        ),
        (
            "execution info",
            same(ours.execution_info.as_ref(), theirs.execution_info.as_ref()),
            ours.execution_info.as_ref(),
            theirs.execution_info.as_ref(),
        ),
    ];
    pairs.into_iter().filter(|(_, same, ..)| !same).map(|(what, _, text, binary)| match (text, binary) {
        (Some(text), Some(binary)) => {
            format!("{}: {what} {text} in the text plan, {binary} in the binary plan", ours.id)
        }
        _ => format!("{}: {what} differs", ours.id),
    })
}

/// Equal, where both plans have the column.
fn same(ours: Option<&Text>, theirs: Option<&Text>) -> bool {
    ours.zip(theirs).is_none_or(|(ours, theirs)| ours == theirs)
}

/// The text plan leaves decimals out where the figure is whole.
fn same_rows(ours: &PlanNode, theirs: &PlanNode) -> bool {
    let rows = |node: &PlanNode| node.est_rows.as_ref().and_then(|rows| rows.parse::<f64>().ok());
    rows(ours)
        .zip(rows(theirs))
        .is_none_or(|(ours, theirs)| (ours - theirs).abs() < 0.0051 || ours.total_cmp(&theirs).is_eq())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(nodes: &[(&str, &str, &str)]) -> Plan {
        let node = |(id, rows, info): &(&str, &str, &str)| PlanNode {
            id: (*id).into(),
            est_rows: Some((*rows).into()),
            execution_info: Some((*info).into()),
            ..PlanNode::default()
        };
        Plan { nodes: nodes.iter().map(node).collect(), ..Plan::default() }
    }

    fn check(text: &[(&str, &str, &str)], binary: &[(&str, &str, &str)], expected: &[&str]) {
        let differences = compare(&plan(text), &plan(binary));
        assert_eq!(differences.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), expected);
    }

    #[test]
    fn agreement() {
        check(
            &[("A_1", "10000", "time:1s"), ("B_2", "3323.33", "")],
            &[("A_1", "10000.00", "time:1s"), ("B_2", "3323.33", "")],
            &[],
        );
        check(&[], &[("A_1", "1.00", "")], &[]);
    }

    #[test]
    fn differences() {
        check(
            &[("A_1", "10", "time:1s")],
            &[("A_1", "11.00", "time:2s")],
            &[
                "A_1: estimated rows 10 in the text plan, 11.00 in the binary plan",
                "A_1: execution info time:1s in the text plan, time:2s in the binary plan",
            ],
        );
        check(
            &[("A_1", "1", ""), ("B_2", "1", "")],
            &[("C_1", "1.00", "")],
            &[
                "the text plan has 2 operators, the binary plan 1",
                "the text plan has A_1, the binary plan C_1 in its place",
            ],
        );
    }
}
