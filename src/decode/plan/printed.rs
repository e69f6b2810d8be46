//! A plan that was printed already, as the column Plan of the system tables holds it (docs/spec/tidb-logs.md §4.3):
//! the header, then one row per operator, cells between TABs and padded with blanks.

use crate::decode::measure;
use crate::model::{Plan, PlanNode, Text};

/// Whether a text begins with the header of such a table.
pub fn is_printed(text: &str) -> bool {
    // An encoded plan is one long line.
    if !text.trim_start().starts_with("id") {
        return false;
    }
    let mut names = text.lines().next().unwrap_or_default().trim_start().split('\t').map(str::trim);
    names.next() == Some("id") && names.next() == Some("task")
}

/// Reads the table. The text stays as it is.
pub fn read(text: &str) -> Plan {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().trim_start().split('\t').map(str::trim).collect();
    let mut nodes: Vec<PlanNode> = lines.filter_map(|line| node(line, &names)).collect();
    measure::measure(&mut nodes);
    Plan { text: text.into(), nodes, ..Plan::default() }
}

fn node(line: &str, names: &[&str]) -> Option<PlanNode> {
    let cells: Vec<&str> = line.strip_prefix('\t').unwrap_or(line).split('\t').collect();
    let drawn = *cells.first()?;
    let id = drawn.trim_start_matches(|letter| " │├└─".contains(letter));
    let depth = drawn.chars().count().saturating_sub(id.chars().count()) / 2;
    let cell = |name: &str| {
        let at = names.iter().position(|known| *known == name)?;
        cells.get(at).map(|cell| Text::from(cell.trim_end()))
    };
    let id = id.trim_end();
    (!id.is_empty()).then(|| PlanNode {
        depth: depth as u32,
        id: id.into(),
        operator: super::operator_of(id).into(),
        task: cell("task"),
        est_rows: cell("estRows"),
        operator_info: cell("operator info"),
        act_rows: cell("actRows"),
        execution_info: cell("execution info"),
        memory: cell("memory"),
        disk: cell("disk"),
        ..PlanNode::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::plan::{Numbers, read_plan};
    use crate::model::Numbering;

    #[test]
    fn printing_and_reading_give_the_same_operators() {
        let inner = "0\t31_7\t0\t3323.33\tdata:Selection_6\t0\ttime:51.6s, loops:1\t171 Bytes\tN/A\n\
                     1\t1_6\t1_0\t3323.33\tle(a, 46)\t0\ttikv_task:{time:879.6µs, loops:0}\tN/A\tN/A\n\
                     2\t43_5\t1_0\t10000\ttable:t\t0\ttikv_task:{time:879.6µs, loops:0}\tN/A\tN/A\n";
        let numbers = Numbers::Use(Numbering::Current);
        let plan = super::super::plan(super::super::rows::read(inner, true), numbers, true, None);
        assert!(is_printed(&plan.text));
        let read = read_plan(plan.text.as_bytes(), numbers);
        assert_eq!((read.nodes, read.text), (plan.nodes, plan.text));
    }
}
