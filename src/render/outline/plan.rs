//! A plan as a table for people: the columns that tell most, aligned by characters.

use super::Tone;
use crate::model::{Plan, PlanNode};
use crate::render::figures::duration;

/// An estimate this many times off is marked.
const FAR_OFF: f64 = 100.0;

pub fn table(plan: &Plan) -> Vec<(Tone, String)> {
    let rows: Vec<[String; 6]> = plan.nodes.iter().map(row).collect();
    let has_times = plan.nodes.iter().any(|node| node.time_nanos.is_some() || node.act_rows.is_some());
    let titles = ["operator", "task", "est rows", "act rows", "time", "info"];
    let shown: Vec<usize> = (0..titles.len()).filter(|column| has_times || !matches!(column, 3 | 4)).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(titles.get(column).map(|title| title.len())).max().unwrap_or(0)
    };
    let line = |cells: &dyn Fn(usize) -> String| {
        let mut line = String::new();
        for column in &shown {
            let cell = cells(*column);
            let padding = width(*column).saturating_sub(cell.chars().count());
            let is_number = matches!(column, 2..=4);
            let (before, after) = if is_number { (padding, 0) } else { (0, padding) };
            line.push_str(&format!("{:before$}{cell}{:after$}  ", "", ""));
        }
        line.trim_end().to_owned()
    };
    let mut lines = vec![(Tone::Dim, line(&|column| titles.get(column).copied().unwrap_or_default().to_owned()))];
    for (row, node) in rows.iter().zip(&plan.nodes) {
        let off = node.row_factor.is_some_and(|factor| factor >= FAR_OFF || factor <= 1.0 / FAR_OFF);
        let matters = off && node.est_rows.is_some();
        let tone = if matters { Tone::Warning } else { Tone::Plain };
        lines.push((tone, line(&|column| row.get(column).cloned().unwrap_or_default())));
    }
    lines
}

fn row(node: &PlanNode) -> [String; 6] {
    let cell = |cell: &Option<crate::model::Text>| cell.as_deref().unwrap_or_default().to_owned();
    let access = cell(&node.access_object);
    let info = cell(&node.operator_info);
    let info = if access.is_empty() || info.is_empty() { access + &info } else { format!("{access}, {info}") };
    [
        format!("{:indent$}{}", "", node.id, indent = 2 * node.depth.min(100) as usize),
        cell(&node.task),
        cell(&node.est_rows),
        cell(&node.act_rows),
        node.time_nanos.map(duration).unwrap_or_default(),
        info,
    ]
}
