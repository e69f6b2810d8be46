//! `tidb_decode_binary_plan`: protobuf plans (docs/spec/tidb-logs.md §4.4).
//!
//! Inside the [outer coding](super::outer) stands a proto3 message `ExplainData` with a tree of operators. Printed:
//!
//! ```text
//! | id            | estRows  | estCost  | actRows | task | access object | execution info | operator info    | memory    | disk  |
//! | TableReader_7 | 3323.33  | 45983.33 | 0       | root |               | time:51.6s, …  | data:Selection_6 | 171 Bytes | N/A   |
//! ```
//! Odd: whether there is run-time information stands behind the operators, so a cut plan does not say; an operator's own
//! figures stand behind its children, so the operators open at the cut have only a name.

mod access;
mod cells;
mod message;
mod table;
mod wire;

use super::{limits, measure, outer};
use crate::decode::plan::operator_of;
use crate::model::{Plan, PlanNode, Text};
use message::{Explained, Operator};

/// The plan behind `tidb_decode_binary_plan('…')`: takes the whole call or the bare base64. Never fails: what cannot be
/// read is said in `error`, `cut_after` and `notes`. An empty argument means no plan.
pub fn read_binary_plan(encoded: &[u8]) -> Plan {
    let argument = outer::argument(encoded, b"tidb_decode_binary_plan");
    if argument.is_empty() {
        return Plan::default();
    }
    let unfolded = outer::unfold(argument);
    let explained = message::read(&unfolded.bytes);
    if explained.discarded {
        let text = Text::from("(plan discarded because too long)");
        return Plan { notes: vec![text.clone()], text, ..Plan::default() };
    }
    let damage = unfolded.damage.or(explained.broken.map(str::to_owned));
    plan(&explained, damage)
}

fn plan(explained: &Explained, damage: Option<String>) -> Plan {
    let operators = &explained.operators;
    // A cut plan does not say whether it was run.
    let with_runtime = explained.with_runtime
        || damage.is_some() && operators.iter().any(|operator| !cells::execution_info(operator).is_empty());
    let (rows, mut cut) = pre_order(explained);
    cut = damage.or(cut);

    let mut nodes: Vec<PlanNode> =
        rows.iter().filter_map(|row| Some(node(row, operators.get(row.operator)?, with_runtime))).collect();
    let ids: Vec<String> = rows.iter().zip(&nodes).map(|(row, node)| format!("{}{}", row.tree, node.id)).collect();
    let titles: &[&str] = if with_runtime { &FULL } else { &WITHOUT_RUNTIME };
    let table: Vec<Vec<&str>> = ids.iter().zip(&nodes).map(|(id, node)| cells_of(id, node, with_runtime)).collect();
    let (text, padded) = if nodes.is_empty() { (String::new(), true) } else { table::print(titles, &table) };
    measure::measure(&mut nodes);

    let count = nodes.len() as u32;
    let mut plan = Plan { text: text.into(), nodes, ..Plan::default() };
    match cut {
        _ if count == 0 => plan.error = Some(cut.unwrap_or_else(|| "the plan message holds no operator".into()).into()),
        Some(why) => {
            plan.notes.push(format!("plan cut after {count} operators: {why}").into());
            plan.cut_after = Some(count);
        }
        None => {}
    }
    if !padded {
        plan.notes.push("the table is too large to be aligned".into());
    }
    plan
}

const FULL: [&str; 10] = [
    "id",
    "estRows",
    "estCost",
    "actRows",
    "task",
    "access object",
    "execution info",
    "operator info",
    "memory",
    "disk",
];
const WITHOUT_RUNTIME: [&str; 6] = ["id", "estRows", "estCost", "task", "access object", "operator info"];

fn cells_of<'a>(id: &'a str, node: &'a PlanNode, with_runtime: bool) -> Vec<&'a str> {
    let PlanNode { est_rows, cost, act_rows, task, access_object, execution_info, operator_info, memory, disk, .. } =
        node;
    let full = [est_rows, cost, act_rows, task, access_object, execution_info, operator_info, memory, disk];
    let without = [est_rows, cost, task, access_object, operator_info];
    let cells: &[&Option<Text>] = if with_runtime { &full } else { &without };
    std::iter::once(id).chain(cells.iter().map(|cell| cell.as_deref().unwrap_or_default())).collect()
}

/// An operator in printing order, with the tree before its name.
struct Row {
    operator: usize,
    depth: u32,
    tree: String,
}

/// All trees from top to bottom, and why it stops early if it does.
fn pre_order(explained: &Explained) -> (Vec<Row>, Option<String>) {
    let roots = explained.main.iter().chain(&explained.ctes).chain(&explained.subqueries);
    // Index, depth, and whether it is its parent's last child.
    let mut open: Vec<(usize, usize, bool)> = roots.map(|root| (*root, 0, true)).collect();
    open.reverse();
    let (mut rows, mut lasts, mut drawn) = (Vec::new(), Vec::new(), 0);
    while let Some((at, depth, last)) = open.pop() {
        let Some(operator) = explained.operators.get(at) else { continue };
        // The operator at the cut may not even have its name.
        if operator.name.is_empty() && !operator.whole && operator.children.is_empty() {
            continue;
        }
        drawn += 2 * depth;
        if drawn > limits::TREE_CHARS {
            return (rows, Some("more or deeper operators than can be drawn".to_owned()));
        }
        lasts.truncate(depth);
        rows.push(Row { operator: at, depth: depth as u32, tree: tree(&lasts, last, depth) });
        lasts.push(last);
        let children = in_order(operator, &explained.operators);
        let count = children.len();
        open.extend(children.into_iter().enumerate().rev().map(|(nth, child)| (child, depth + 1, nth + 1 == count)));
    }
    (rows, None)
}

/// The build side first, where an operator's two children are stored the other way round.
fn in_order(operator: &Operator, operators: &[Operator]) -> Vec<usize> {
    let label = |at: usize| operators.get(at).and_then(|operator| operator.labels.first().copied());
    match operator.children[..] {
        [probe, build] if label(probe) == Some(2) && label(build) == Some(1) => vec![build, probe],
        _ => operator.children.clone(),
    }
}

/// `lasts` says of each operator above, from the root on, whether it is its parent's last child.
fn tree(lasts: &[bool], last: bool, depth: usize) -> String {
    let mut tree = String::new();
    if depth > 0 {
        for last in lasts.iter().skip(1) {
            tree.push_str(if *last { "  " } else { "│ " });
        }
        tree.push_str(if last { "└─" } else { "├─" });
    }
    tree
}

fn node(row: &Row, operator: &Operator, with_runtime: bool) -> PlanNode {
    // What stands behind the cut is unknown, not zero.
    let known = |seen: bool, cell: String| (seen || operator.whole).then(|| Text::from(cell));
    let runtime = |seen: bool, cell: String| known(seen, cell).filter(|_| with_runtime);
    let id = cells::id(operator);
    let execution_info = cells::execution_info(operator);
    PlanNode {
        depth: row.depth,
        operator: operator_of(&operator.name).into(),
        id: id.into(),
        task: known(operator.task != 0, cells::task(operator)),
        est_rows: known(operator.est_rows != 0.0, cells::float(operator.est_rows)),
        act_rows: runtime(operator.act_rows != 0, (operator.act_rows as i64).to_string()),
        access_object: known(!operator.access.printed().is_empty(), operator.access.printed().to_owned()),
        operator_info: known(!operator.info.is_empty(), operator.info.to_string()),
        execution_info: runtime(!execution_info.is_empty(), execution_info),
        memory: runtime(operator.memory_bytes != 0, cells::memory(operator.memory_bytes)),
        disk: runtime(operator.disk_bytes != 0, cells::memory(operator.disk_bytes)),
        cost: known(operator.cost != 0.0, cells::float(operator.cost)),
        ..PlanNode::default()
    }
}
