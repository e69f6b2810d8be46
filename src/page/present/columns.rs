//! Two stacks beside each other, newest frame on top, what they share on common rows and marked once
//! (docs/spec/go-reports.md §5.7). A column is filled up with gaps where the other is longer.

use super::fold::{Fold, Item, fold};
use crate::model::race::Relation;
use crate::model::{Frame, Role};
use std::ops::Range;

/// One stack to be drawn.
#[derive(Clone, Copy)]
pub struct Stack<'a> {
    pub frames: &'a [Frame],
    pub culprit: Option<usize>,
    /// Tells the folds of this stack from those of the card's other stacks.
    pub block: u32,
}

/// Names a fold of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoldKey {
    /// The [`Stack::block`] it is in.
    pub block: u32,
    /// Its first frame.
    pub frame: u32,
}

impl FoldKey {
    /// `2.14`
    pub fn to_text(self) -> String {
        format!("{}.{}", self.block, self.frame)
    }

    pub fn read(text: &str) -> Option<Self> {
        let (block, frame) = text.split_once('.')?;
        Some(Self { block: block.parse().ok()?, frame: frame.parse().ok()? })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Index into the stack's frames. `shared`: the other stack has the same function on this row; `moved`: at another line.
    Frame {
        at: usize,
        shared: bool,
        moved: bool,
        inner: bool,
    },
    Fold {
        key: FoldKey,
        fold: Fold,
        shared: bool,
        open: bool,
    },
    /// Heads the rows both stacks share.
    Mark(String),
    /// Nothing here, until the rows both share come below.
    Bridge,
    /// Nothing here any more.
    Gap,
}

/// Most empty rows worth putting a shared run in the middle of two stacks on common rows.
const LONGEST_GAP: usize = 14;

/// The rows of one stack alone.
pub fn rows(stack: Stack<'_>, open: &[FoldKey]) -> Vec<Row> {
    let mut rows = Vec::new();
    section(stack, 0..stack.frames.len(), open, &mut rows);
    rows
}

/// The rows of both; the two lists are equally long.
pub fn columns(left: Stack<'_>, right: Stack<'_>, relation: Option<&Relation>, open: &[FoldKey]) -> [Vec<Row>; 2] {
    let mut out = [Vec::new(), Vec::new()];
    let mut from = [0, 0];
    for (place, [start_left, start_right, length]) in shared_parts(left, right, relation).into_iter().enumerate() {
        let mut before = [Vec::new(), Vec::new()];
        section(left, from[0]..start_left, open, &mut before[0]);
        section(right, from[1]..start_right, open, &mut before[1]);
        let gap = before[0].len().abs_diff(before[1].len());
        let is_root = start_left + length == left.frames.len();
        if gap > LONGEST_GAP && !is_root {
            continue;
        }
        level(&mut before, &Row::Bridge);
        for (column, mut part) in out.iter_mut().zip(before) {
            column.append(&mut part);
        }
        shared(left, right, [start_left, start_right, length], place, open, &mut out);
        from = [start_left + length, start_right + length];
    }
    section(left, from[0]..left.frames.len(), open, &mut out[0]);
    section(right, from[1]..right.frames.len(), open, &mut out[1]);
    level(&mut out, &Row::Gap);
    out
}

fn level(columns: &mut [Vec<Row>; 2], with: &Row) {
    let rows = columns[0].len().max(columns[1].len());
    for column in columns {
        column.resize(rows, with.clone());
    }
}

/// The parts both stacks have, newest first: the common run, then the common root; parts of harness frames only are none.
fn shared_parts(left: Stack<'_>, right: Stack<'_>, relation: Option<&Relation>) -> Vec<[usize; 3]> {
    let Some(relation) = relation else { return Vec::new() };
    let (a, b) = (left.frames.len(), right.frames.len());
    let root = relation.shared_root_functions as usize;
    let run = relation.common_run;
    let mut parts = Vec::new();
    let mut add = |start: usize, other: usize, length: usize, least: usize| {
        let tells = left.frames.get(start..start + length).is_some_and(|frames| {
            frames.iter().any(|frame| !matches!(frame.role, Role::Harness | Role::Std) && !frame.ghost)
        });
        if length >= least && tells && other + length <= b {
            parts.push([start, other, length]);
        }
    };
    let run_end = [run.first_start + run.length, run.second_start + run.length].map(|end| end as usize);
    if root <= a.min(b) {
        if run_end[0] <= a - root && run_end[1] <= b - root {
            add(run.first_start as usize, run.second_start as usize, run.length as usize, 2);
        }
        add(a - root, b - root, root, 1);
    }
    parts
}

/// The rows both share: folded alike on both sides, after what the left stack has.
fn shared(
    left: Stack<'_>,
    right: Stack<'_>,
    [start_left, start_right, length]: [usize; 3],
    place: usize,
    open: &[FoldKey],
    out: &mut [Vec<Row>; 2],
) {
    let line = |stack: Stack<'_>, at: usize| stack.frames.get(at).and_then(|frame| frame.line);
    let moved = |at: usize| line(left, at) != line(right, at - start_left + start_right);
    let same = (start_left..start_left + length).filter(|at| !moved(*at)).count();
    let calls = if length == 1 { "the same call".to_owned() } else { format!("the same {length} calls") };
    let lines = match same {
        _ if same == length => String::new(),
        0 => ", at other lines".to_owned(),
        _ => format!(", {same} at the same line"),
    };
    let text = if place == 0 && start_left + length < left.frames.len() {
        format!("Both went through {calls}{lines}")
    } else {
        format!("Both come from {calls}{lines}")
    };
    for column in out.iter_mut() {
        column.push(Row::Mark(text.clone()));
    }
    let both = |out: &mut [Vec<Row>; 2], at: usize, inner: bool| {
        for (column, at_side) in out.iter_mut().zip([at, at - start_left + start_right]) {
            column.push(Row::Frame { at: at_side, shared: true, moved: moved(at), inner });
        }
    };
    for item in fold(left.frames, start_left..start_left + length, left.culprit) {
        match item {
            Item::Frame(at) => both(out, at, false),
            Item::Fold(fold) => {
                let key = key(left.block, fold.frames.start);
                let is_open = open.contains(&key);
                for column in out.iter_mut() {
                    column.push(Row::Fold { key, fold: fold.clone(), shared: true, open: is_open });
                }
                if is_open {
                    fold.frames.for_each(|at| both(out, at, true));
                }
            }
        }
    }
}

fn section(stack: Stack<'_>, range: Range<usize>, open: &[FoldKey], rows: &mut Vec<Row>) {
    for item in fold(stack.frames, range, stack.culprit) {
        match item {
            Item::Frame(at) => rows.push(Row::Frame { at, shared: false, moved: false, inner: false }),
            Item::Fold(fold) => {
                let key = key(stack.block, fold.frames.start);
                let is_open = open.contains(&key);
                let inside = fold.frames.clone();
                rows.push(Row::Fold { key, fold, shared: false, open: is_open });
                if is_open {
                    rows.extend(inside.map(|at| Row::Frame { at, shared: false, moved: false, inner: true }));
                }
            }
        }
    }
}

fn key(block: u32, first: usize) -> FoldKey {
    FoldKey { block, frame: first as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::CommonRun;
    use crate::page::present::fold::tests::frames;

    fn show(rows: &[Row], frames: &[Frame]) -> Vec<String> {
        rows.iter()
            .map(|row| match row {
                Row::Frame { at, shared, moved, .. } => {
                    let sign = if *moved {
                        "~"
                    } else if *shared {
                        "="
                    } else {
                        ""
                    };
                    format!("{sign}{}", frames[*at].function)
                }
                Row::Fold { fold, .. } => format!("[{}]", fold.label),
                Row::Mark(_) => "mark".into(),
                Row::Bridge | Row::Gap => "-".into(),
            })
            .collect()
    }

    fn check(left: &str, right: &str, relation: &Relation, expected: [&[&str]; 2]) {
        let (a, b) = (frames(left), frames(right));
        let stack = |frames, block| Stack { frames, culprit: Some(0), block };
        let [x, y] = columns(stack(&a, 0), stack(&b, 1), Some(relation), &[]);
        assert_eq!(
            [show(&x, &a), show(&y, &b)],
            expected.map(|rows| rows.iter().map(ToString::to_string).collect::<Vec<_>>())
        );
    }

    #[test]
    fn folds_have_names() {
        assert_eq!((key(2, 14).to_text(), FoldKey::read("2.14")), ("2.14".into(), Some(key(2, 14))));
        assert_eq!((FoldKey::read("2"), FoldKey::read("2.x")), (None, None));
    }

    #[test]
    fn a_common_root_stands_on_common_rows() {
        let relation = Relation { shared_root_functions: 2, ..Relation::default() };
        check(
            "a.a r.r s.s",
            "b.b c.c r.r s.s",
            &relation,
            [&["a.a", "-", "mark", "~r.r", "~s.s"], &["b.b", "c.c", "mark", "~r.r", "~s.s"]],
        );
        check(
            "a.a r.r",
            "b.b r.r",
            &Relation { shared_root_functions: 1, ..Relation::default() },
            [&["a.a", "mark", "=r.r"], &["b.b", "mark", "=r.r"]],
        );
    }

    #[test]
    fn a_common_run_in_the_middle() {
        let common_run = CommonRun { first_start: 1, second_start: 3, length: 2, same_lines: 0 };
        check(
            "a.a k.x k.y z.z",
            "b.b c.c d.d k.x k.y",
            &Relation { common_run, ..Relation::default() },
            [&["a.a", "-", "-", "mark", "~k.x", "~k.y", "z.z"], &["b.b", "c.c", "d.d", "mark", "~k.x", "~k.y", "-"]],
        );
    }

    #[test]
    fn a_harness_root_is_not_worth_a_mark() {
        let relation = Relation { shared_root_functions: 2, ..Relation::default() };
        check(
            "a.a testing.t/h testing.r/h",
            "b.b testing.t/h testing.r/h",
            &relation,
            [&["a.a", "[2 testing frames]"], &["b.b", "[2 testing frames]"]],
        );
    }

    #[test]
    fn figures_out_of_range_are_left_aside() {
        let common_run = CommonRun { first_start: 9, second_start: 9, length: 9, same_lines: 0 };
        let relation = Relation { shared_root_functions: 7, common_run, ..Relation::default() };
        check("a.a", "b.b c.c", &relation, [&["a.a", "-"], &["b.b", "c.c"]]);
    }
}
