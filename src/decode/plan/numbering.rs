//! Which operator numbers a plan uses (docs/spec/tidb-logs.md §4.2).
//!
//! Releases 3.0.5 to 3.1.2 numbered the operators from 17 on differently, and nothing in the plan says so: today's TiDB
//! prints such a plan with wrong names. The operator infos give it away: `data:` belongs to a TableReader, `index:` to
//! an IndexReader.

use super::rows::{Row, Task};
use crate::model::Numbering;

/// How to number the operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// By what the plan shows; `otherwise` where it shows nothing (from other fields of the slow-log entry).
    Detect { otherwise: Numbering },
    /// The reader says so.
    Use(Numbering),
}

impl Numbers {
    pub(super) fn of(self, rows: &[Row]) -> Numbering {
        match self {
            Self::Use(numbering) => numbering,
            Self::Detect { otherwise } if could_be_old(rows) => vote(rows).unwrap_or(otherwise),
            Self::Detect { .. } => Numbering::Current,
        }
    }
}

/// Old plans have five columns, ids, and name no store.
fn could_be_old(rows: &[Row]) -> bool {
    let old = |row: &Row| row.cells.len() == 2 && row.label.is_some() && !matches!(row.task, Some(Task::CopAt(_)));
    !rows.is_empty() && rows.iter().all(old)
}

fn vote(rows: &[Row]) -> Option<Numbering> {
    let children = cop_children(rows);
    let (mut old, mut new, mut old_join) = (0, 0, false);
    for (row, cop_children) in rows.iter().zip(children) {
        let info = row.cells.get(1).map_or("", AsRef::as_ref);
        let point_get = info.starts_with("table:") && (info.contains(", handle:") || info.contains(", index:"));
        let (is_old, is_new) = match row.number {
            17 | 18 => {
                old_join |= info.contains("inner:");
                (false, false)
            }
            // A lookup reads an index and a table; under the other number stands a Delete or a TableReader.
            30 => (false, cop_children > 1),
            31 => (cop_children > 1, info.starts_with("data:")),
            32 => (info.starts_with("data:"), info.starts_with("index:")),
            33 => (info.starts_with("index:"), false),
            36 => (false, point_get),
            37 => (point_get, false),
            // Numbers the old releases did not have.
            40.. => (false, true),
            _ => (false, false),
        };
        old += u32::from(is_old);
        new += u32::from(is_new);
    }
    match old.cmp(&new) {
        std::cmp::Ordering::Greater => Some(Numbering::V3),
        std::cmp::Ordering::Less => Some(Numbering::Current),
        std::cmp::Ordering::Equal => (old == 0 && old_join).then_some(Numbering::V3),
    }
}

/// How many children of each row run in the store, for rows that do not.
fn cop_children(rows: &[Row]) -> Vec<u32> {
    let mut counts = vec![0; rows.len()];
    for row in rows.iter().filter(|row| row.task == Some(Task::Cop)) {
        let Some(parent) = row.parent else { continue };
        if rows.get(parent).is_some_and(|parent| parent.task == Some(Task::Root))
            && let Some(count) = counts.get_mut(parent)
        {
            *count += 1;
        }
    }
    counts
}
