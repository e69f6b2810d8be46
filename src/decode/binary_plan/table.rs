//! A binary plan as TiDB prints it (docs/spec/tidb-logs.md §4.4).

use crate::decode::limits;

/// A line of `| cell ` parts for the titles and every row, with a line break before the first; and whether it could be
/// padded (a very large one is not). Widths are code points.
pub fn print(titles: &[&str], rows: &[Vec<&str>]) -> (String, bool) {
    let mut widths: Vec<usize> = titles.iter().map(|title| title.len()).collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = width(cell).max(*widest);
        }
    }
    let padded = widths.iter().sum::<usize>().saturating_mul(rows.len() + 1) <= limits::TABLE_BYTES;
    if !padded {
        widths.fill(0);
    }
    let mut text = String::from("\n");
    line(&mut text, titles, &widths);
    for row in rows {
        line(&mut text, row, &widths);
    }
    (text, padded)
}

fn line(text: &mut String, cells: &[&str], widths: &[usize]) {
    for (cell, widest) in cells.iter().zip(widths) {
        text.push_str("| ");
        text.push_str(cell);
        text.extend(std::iter::repeat_n(' ', widest.saturating_sub(width(cell)) + 1));
    }
    text.push_str(" |\n");
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}
