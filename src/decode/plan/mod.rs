//! `tidb_decode_plan`: text plans (docs/spec/tidb-logs.md §4.2 and 4.3).
//!
//! Inside the [outer coding](super::outer) stand lines of TAB-separated fields:
//!
//! ```text
//! 0<TAB>31_7<TAB>0<TAB>3323.33<TAB>data:Selection_6<TAB>0<TAB>time:51.6s, loops:1<TAB>171 Bytes<TAB>N/A
//! 1<TAB>1_6<TAB>1_0<TAB>3323.33<TAB>le(mysql.tidb_mdl_info.version, 46)<TAB>0<TAB>…
//! ```
//! depth, operator number and id, task, estimated rows, operator info; with run-time information also actual rows,
//! execution info, memory and disk. Odd: releases 3.0.5 to 3.1.2 numbered the operators differently ([`numbering`]); normalised
//! plans have no ids and no rows; TiDB's own printing pads by bytes, so a cell with `µ` is one blank short.

mod numbering;
mod operators;
mod printed;
mod rows;
mod table;
mod tree;

pub use numbering::Numbers;

use super::{measure, outer};
use crate::model::{Plan, PlanNode, Text};
use rows::{Reading, Row};

/// The plan behind `tidb_decode_plan('…')`: takes the whole call, the bare base64, the inner text as it is
/// (normalised plans are kept that way), or a table printed already. Never fails: what cannot be read is said in `error`, `cut_after` and `notes`.
pub fn read_plan(encoded: &[u8], numbers: Numbers) -> Plan {
    if is_inner_text(encoded) {
        return plan(rows::read(&String::from_utf8_lossy(encoded), true), numbers, false, None);
    }
    if let Some(text) = std::str::from_utf8(encoded).ok().filter(|text| printed::is_printed(text)) {
        return printed::read(text);
    }
    let argument = outer::argument(encoded, b"tidb_decode_plan");
    match argument {
        b"" => return Plan::default(),
        b"[discard]" => {
            let text = Text::from("(plan discarded because too long)");
            return Plan { notes: vec![text.clone()], text, ..Plan::default() };
        }
        _ => {}
    }
    let unfolded = outer::unfold(argument);
    // Nearly always valid, and checking is faster than mending.
    let text = String::from_utf8(unfolded.bytes).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into());
    plan(rows::read(&text, unfolded.damage.is_none()), numbers, true, unfolded.damage)
}

/// Whether this is the text inside the coding: a depth and an operator number with a TAB between them.
pub(super) fn is_inner_text(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let depth = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    depth > 0 && matches!(text.get(depth..), Some([b'\t', b'0'..=b'9', ..]))
}

fn plan(reading: Reading, numbers: Numbers, header: bool, damage: Option<String>) -> Plan {
    let numbering = numbers.of(&reading.rows);
    let names: Vec<String> = reading.rows.iter().map(|row| row.name(numbering)).collect();
    let (text, padded) = table::print(&reading.rows, &names, header);
    let mut nodes: Vec<PlanNode> = Vec::with_capacity(names.len());
    for (row, name) in reading.rows.iter().zip(&names) {
        nodes.push(node(row, name, nodes.last()));
    }
    measure::measure(&mut nodes);

    let mut notes = reading.notes;
    if !padded {
        notes.push("the table is too large to be aligned".into());
    }
    let count = nodes.len() as u32;
    let cut = damage.or(reading.cut);
    let (mut error, mut cut_after) = (reading.error, None);
    match cut {
        Some(why) if count == 0 => error = Some(why),
        Some(why) => {
            notes.push(format!("plan cut after {count} operators: {why}").into());
            cut_after = Some(count);
        }
        None => {}
    }
    Plan { text: text.into(), nodes, numbering, error: error.map(Text::from), cut_after, notes }
}

fn node(row: &Row, name: &str, above: Option<&PlanNode>) -> PlanNode {
    let blank = PlanNode::default();
    let above = above.unwrap_or(&blank);
    // Cells repeat down a column: what stands above is shared.
    let share = |cell: &str, above: &Option<Text>| match above {
        Some(above) if **above == *cell => above.clone(),
        _ => cell.into(),
    };
    let cell = |at: usize, above| row.cells.get(at).map(|cell| share(cell, above));
    let normalised = row.is_normalised();
    PlanNode {
        depth: row.depth,
        id: name.into(),
        operator: operator_of(name).into(),
        task: row.task.map(|task| share(task.shown(), &above.task)),
        est_rows: if normalised { None } else { cell(0, &above.est_rows) },
        operator_info: cell(usize::from(!normalised), &above.operator_info),
        act_rows: cell(2, &above.act_rows),
        execution_info: cell(3, &above.execution_info),
        memory: cell(4, &above.memory),
        disk: cell(5, &above.disk),
        ..PlanNode::default()
    }
}

/// `Point_Get` of `Point_Get_1(Build)`.
pub(in crate::decode) fn operator_of(name: &str) -> &str {
    let name = name.split('(').next().unwrap_or(name);
    name.rsplit_once('_')
        .filter(|(_, id)| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(name, |(operator, _)| operator)
}

#[cfg(test)]
mod tests;
