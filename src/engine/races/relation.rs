//! How the two goroutines of a race stand to each other (docs/spec/go-reports.md §5.7).

use crate::model::race::{CommonRun, Relation};
use crate::model::{Access, Creation, Frame, RaceReport, Role};

/// Frames of a stack that are compared; deeper stacks are recursion.
const MAX_FRAMES: usize = 512;

/// A common run shorter than this is chance.
const MIN_RUN: usize = 2;

/// The relation of the first two accesses; None where there are no two.
pub fn of(report: &RaceReport) -> Option<Relation> {
    let [first, second, ..] = report.accesses.as_slice() else { return None };
    let (one, two) = (real(&first.frames), real(&second.frames));
    let (functions, lines) = shared_root(&one, &two);
    let common_run = common_run(&one, &two, functions as usize);
    let mut relation = Relation {
        kind: "none".into(),
        shared_root_functions: functions,
        shared_root_lines: lines,
        common_run,
        ..Relation::default()
    };
    let (made_first, made_second) = (creation(report, first), creation(report, second));
    if let Some((parent, child)) = parent(first, &one, made_second).or_else(|| parent(second, &two, made_first)) {
        relation.kind = "parent".into();
        relation.text = format!("{parent} created {child}").into();
        (relation.parent, relation.child) = (Some(parent), Some(child));
    } else if let (Some(made_first), Some(made_second)) = (made_first, made_second)
        && made_first.goroutine != made_second.goroutine
        && same_functions(&real(&made_first.frames), &real(&made_second.frames))
    {
        relation.kind = "siblings".into();
        let text = format!("{} and {} were started at the same place", made_first.goroutine, made_second.goroutine);
        relation.text = text.into();
    }
    Some(relation)
}

fn real(frames: &[Frame]) -> Vec<&Frame> {
    frames.iter().filter(|frame| !frame.ghost).collect()
}

fn creation<'a>(report: &'a RaceReport, access: &Access) -> Option<&'a Creation> {
    report.goroutines.iter().find(|made| access.goroutine.as_ref() == Some(&made.goroutine))
}

/// Whether the goroutine of `access` created that of `made`: the creating stack below its spawning frame is a root part
/// of the access stack. Of a stack of one frame only that frame's function can be compared.
fn parent(
    access: &Access,
    stack: &[&Frame],
    made: Option<&Creation>,
) -> Option<(crate::model::Text, crate::model::Text)> {
    let (goroutine, made) = (access.goroutine.as_ref()?, made?);
    if *goroutine == made.goroutine {
        return None;
    }
    let frames = real(&made.frames);
    let (spawning, below) = frames.split_first()?;
    let is_parent = if below.is_empty() {
        // The bottom frame is never printed where there are two, so this one is the root itself.
        stack.last().is_some_and(|root| root.function == spawning.function && is_own(root))
    } else {
        let root = stack.get(stack.len().checked_sub(below.len())?..)?;
        let same = root.iter().zip(below).all(|(one, two)| one.function == two.function && one.line == two.line);
        same && below.iter().any(|frame| is_own(frame))
    };
    is_parent.then(|| (goroutine.clone(), made.goroutine.clone()))
}

fn is_own(frame: &Frame) -> bool {
    matches!(frame.role, Role::App | Role::Helper | Role::Dependency)
}

fn same_functions(one: &[&Frame], two: &[&Frame]) -> bool {
    !one.is_empty() && one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.function == two.function)
}

/// Frames at the root of both stacks that are equal by function, and how many of these, from the root on, also by line.
/// A root part made only of the test harness and of wrappers around goroutines says nothing.
fn shared_root(one: &[&Frame], two: &[&Frame]) -> (u32, u32) {
    let pairs = one.iter().rev().zip(two.iter().rev()).take_while(|(one, two)| one.function == two.function);
    let (mut functions, mut lines, mut telling) = (0, 0, false);
    for (one, two) in pairs {
        lines += u32::from(lines == functions && one.line == two.line);
        functions += 1;
        telling |= matches!(one.role, Role::App | Role::Dependency);
    }
    if telling { (functions, lines) } else { (0, 0) }
}

/// The longest run of functions that both stacks share above their common root.
fn common_run(one: &[&Frame], two: &[&Frame], root: usize) -> CommonRun {
    let one = one.get(..one.len().saturating_sub(root).min(MAX_FRAMES)).unwrap_or_default();
    let two = two.get(..two.len().saturating_sub(root).min(MAX_FRAMES)).unwrap_or_default();
    let mut best = CommonRun::default();
    let mut before = vec![0_usize; two.len() + 1];
    for (at, frame) in one.iter().enumerate() {
        let mut now = vec![0_usize; two.len() + 1];
        for (other_at, other) in two.iter().enumerate() {
            if frame.function != other.function {
                continue;
            }
            let length = before.get(other_at).copied().unwrap_or(0) + 1;
            if let Some(cell) = now.get_mut(other_at + 1) {
                *cell = length;
            }
            if length >= MIN_RUN && length > best.length as usize {
                best.length = length as u32;
                best.first_start = (at + 1 - length) as u32;
                best.second_start = (other_at + 1 - length) as u32;
            }
        }
        before = now;
    }
    let pairs = one.iter().skip(best.first_start as usize).zip(two.iter().skip(best.second_start as usize));
    best.same_lines = pairs.take(best.length as usize).filter(|(one, two)| one.line == two.line).count() as u32;
    best
}
