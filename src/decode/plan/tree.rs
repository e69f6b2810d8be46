//! The tree drawn before operator names.

use super::rows::Row;

/// What stands before each row's name: two characters per level.
pub struct Tree {
    cells: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Blank,
    Body,
    Middle,
    Last,
    Dash,
}

impl Tree {
    /// Draws as TiDB does: each row as if it were the last child, then the lines up to the parent's earlier children.
    /// With a header row above, a first row below depth 0 counts as its child.
    pub fn of(rows: &[Row], header: bool) -> Self {
        let mut tree = Self { cells: rows.iter().map(|row| last_child(row.depth)).collect() };
        for (at, row) in rows.iter().enumerate() {
            let Some(column) = (2 * row.depth as usize).checked_sub(2) else { continue };
            let first = row.parent.map_or(usize::from(!header), |parent| parent + 1);
            for above in tree.cells.get_mut(first..at).into_iter().flatten().rev() {
                match above.get_mut(column) {
                    Some(cell @ Cell::Last) => {
                        *cell = Cell::Middle;
                        break;
                    }
                    Some(cell) => *cell = Cell::Body,
                    None => {}
                }
            }
        }
        tree
    }

    /// Code points before the name.
    pub fn width(&self, row: usize) -> usize {
        self.cells.get(row).map_or(0, Vec::len)
    }

    pub fn draw(&self, row: usize, text: &mut String) {
        text.extend(self.cells.get(row).into_iter().flatten().map(|cell| match cell {
            Cell::Blank => ' ',
            Cell::Body => '│',
            Cell::Middle => '├',
            Cell::Last => '└',
            Cell::Dash => '─',
        }));
    }
}

fn last_child(depth: u32) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank; 2 * depth as usize];
    if let [.., elbow, dash] = &mut cells[..] {
        (*elbow, *dash) = (Cell::Last, Cell::Dash);
    }
    cells
}
