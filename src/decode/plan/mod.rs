//! `tidb_decode_plan`: text plans (spec/tidb-logs.md §4.2 and 4.3).
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
        return plan(rows::read(encoded, true), numbers, false, None);
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
    let reading = rows::read(&unfolded.bytes, unfolded.damage.is_none());
    plan(reading, numbers, true, unfolded.damage)
}

/// Whether this is the text inside the coding: a depth and an operator number with a TAB between them.
pub(super) fn is_inner_text(text: &[u8]) -> bool {
    let mut fields = text.trim_ascii_start().split(|byte| *byte == b'\t');
    let number = |field: Option<&[u8]>| field.is_some_and(|field| field.first().is_some_and(u8::is_ascii_digit));
    fields.next().is_some_and(|depth| !depth.is_empty() && depth.iter().all(u8::is_ascii_digit))
        && number(fields.next())
}

fn plan(reading: Reading, numbers: Numbers, header: bool, damage: Option<String>) -> Plan {
    let numbering = numbers.of(&reading.rows);
    let names: Vec<String> = reading.rows.iter().map(|row| row.name(numbering)).collect();
    let (text, padded) = table::print(&reading.rows, &names, header);
    let mut nodes: Vec<PlanNode> = reading.rows.iter().zip(&names).map(|(row, name)| node(row, name)).collect();
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

fn node(row: &Row, name: &str) -> PlanNode {
    let cell = |at: usize| row.cells.get(at).map(|cell| Text::from(cell.as_ref()));
    let (est_rows, operator_info) = if row.is_normalised() { (None, cell(0)) } else { (cell(0), cell(1)) };
    PlanNode {
        depth: row.depth,
        id: name.into(),
        operator: operator_of(name).into(),
        task: row.task.as_ref().map(|task| task.shown().into()),
        est_rows,
        operator_info,
        act_rows: cell(2),
        execution_info: cell(3),
        memory: cell(4),
        disk: cell(5),
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
