//! A text plan as TiDB prints it (docs/spec/tidb-logs.md §4.3).

use super::rows::Row;
use super::tree::Tree;
use crate::decode::limits;

const HEADER: [&str; 8] = ["id", "task", "estRows", "operator info", "actRows", "execution info", "memory", "disk"];

/// The table, and whether it could be padded (a very large one is not).
pub fn print(rows: &[Row], names: &[String], header: bool) -> (String, bool) {
    let Some(first) = rows.first() else { return (String::new(), true) };
    let tree = Tree::of(rows, header);
    let titles: &[&str] = if header { HEADER.get(..columns(first)).unwrap_or(&HEADER) } else { &[] };

    let mut widths = vec![0; rows.iter().map(columns).max().unwrap_or(0).max(titles.len())];
    let mut widen = |column: usize, width: usize| {
        if let Some(widest) = widths.get_mut(column) {
            *widest = width.max(*widest);
        }
    };
    for (column, title) in titles.iter().enumerate() {
        widen(column, title.len());
    }
    for (at, (row, name)) in rows.iter().zip(names).enumerate() {
        for column in 0..columns(row) {
            widen(column, width(row, name, column, tree.width(at)));
        }
    }
    // The last column is not padded.
    widths.pop();
    let size = widths.iter().sum::<usize>().saturating_mul(rows.len() + 1);
    let padded = size <= limits::TABLE_BYTES;
    if !padded {
        widths.fill(0);
    }

    let mut text = String::with_capacity(if padded { size } else { 0 });
    if header {
        text.push('\t');
        for column in 0..=widths.len() {
            let title = titles.get(column).copied().unwrap_or_default();
            cell(&mut text, title, title.len(), widths.get(column));
        }
    }
    for (at, (row, name)) in rows.iter().zip(names).enumerate() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push('\t');
        tree.draw(at, &mut text);
        for column in 0..=widths.len() {
            cell(&mut text, value(row, name, column), width(row, name, column, tree.width(at)), widths.get(column));
        }
    }
    (text, padded)
}

/// How many columns a row fills: its name, its task and what follows.
fn columns(row: &Row) -> usize {
    1 + usize::from(row.task.is_some()) + row.cells.len()
}

fn value<'a>(row: &'a Row, name: &'a str, column: usize) -> &'a str {
    match column {
        0 => name,
        1 => row.task.map_or("", |task| task.shown()),
        _ => row.cells.get(column - 2).map_or("", AsRef::as_ref),
    }
}

/// Bytes, as TiDB counts them, but code points for the tree.
fn width(row: &Row, name: &str, column: usize, tree: usize) -> usize {
    value(row, name, column).len() + if column == 0 { tree } else { 0 }
}

/// A cell and its padding; the last column has no width and no TAB behind it.
fn cell(text: &mut String, value: &str, width: usize, widest: Option<&usize>) {
    text.push_str(value);
    if let Some(widest) = widest {
        pad(text, widest.saturating_sub(width));
        text.push('\t');
    }
}

fn pad(text: &mut String, mut blanks: usize) {
    const BLANKS: &str = "                                                                ";
    while blanks > 0 {
        let here = BLANKS.get(..blanks).unwrap_or(BLANKS);
        text.push_str(here);
        blanks -= here.len();
    }
}
