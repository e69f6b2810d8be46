//! Which frames of a stack are drawn one by one and which are put under a fold: harness and standard-library runs,
//! ghosts of a recovered panic, recursion, long runs through dependencies. The top frame and the culprit are never folded.

use super::name::{label, short_name};
use crate::model::{Frame, Role};
use std::ops::Range;

/// Said of ghost frames wherever they are shown (docs/spec/go-reports.md §5.7).
pub const GHOSTS_EXPLAINED: &str = "The race detector keeps frames that a recovered panic had already unwound \
    (golang/go#46095). These calls were over; they did not start this goroutine.";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Frame(usize),
    Fold(Fold),
}

/// A run of frames shown as one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    pub frames: Range<usize>,
    pub label: String,
    pub ghosts: bool,
}

/// Shortest runs worth a fold.
const HARNESS_RUN: usize = 2;
const DEPENDENCY_RUN: usize = 4;
/// A function that comes back within this many frames, at least this often, is recursion.
const RECURSION_GAP: usize = 4;
const RECURSION_TIMES: usize = 3;

/// Folds `frames[range]`; `keep` is the culprit.
pub fn fold(frames: &[Frame], range: Range<usize>, keep: Option<usize>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = range.start;
    let end = range.end.min(frames.len());
    while at < end {
        let run = |limit: usize, same: &dyn Fn(&Frame) -> bool| {
            let run = frames.get(at..end).unwrap_or_default().iter();
            let length = run.enumerate().take_while(|(step, frame)| Some(at + step) != keep && same(frame)).count();
            (length >= limit).then_some(at..at + length)
        };
        let first = at == 0 || Some(at) == keep;
        let folded = run(1, &|frame| frame.ghost)
            .map(|run| (ghosts_label(run.len()), run, true))
            .or_else(|| if first { None } else { recursion(frames, at..end, keep) })
            .or_else(|| if first { None } else { quiet(frames, run(HARNESS_RUN, &is_harness)) })
            .or_else(|| if first { None } else { quiet(frames, run(DEPENDENCY_RUN, &is_dependency)) });
        if let Some((label, run, ghosts)) = folded {
            at = run.end;
            items.push(Item::Fold(Fold { frames: run, label, ghosts }));
        } else {
            items.push(Item::Frame(at));
            at += 1;
        }
    }
    items
}

fn is_harness(frame: &Frame) -> bool {
    !frame.ghost && matches!(frame.role, Role::Harness | Role::Std)
}

fn is_dependency(frame: &Frame) -> bool {
    !frame.ghost && frame.role == Role::Dependency
}

fn ghosts_label(count: usize) -> String {
    if count == 1 {
        "1 frame left over from a recovered panic".to_owned()
    } else {
        format!("{count} frames left over from a recovered panic")
    }
}

/// `4 testing frames`, `6 frames of testing, runtime`.
fn quiet(frames: &[Frame], run: Option<Range<usize>>) -> Option<(String, Range<usize>, bool)> {
    let run = run?;
    let mut packages: Vec<&str> = Vec::new();
    for frame in frames.get(run.clone())? {
        let package = short_name(&frame.function).package;
        if !packages.contains(&package) {
            packages.push(package);
        }
    }
    let label = match packages.as_slice() {
        [one] if !one.is_empty() => format!("{} {one} frames", run.len()),
        [one, two] => format!("{} frames of {one}, {two}", run.len()),
        [one, two, rest @ ..] => format!("{} frames of {one}, {two}, {} more", run.len(), rest.len()),
        _ => format!("{} frames", run.len()),
    };
    Some((label, run, false))
}

/// `build ×3 via buildSelection, buildUpdate`.
fn recursion(frames: &[Frame], range: Range<usize>, keep: Option<usize>) -> Option<(String, Range<usize>, bool)> {
    let first = frames.get(range.start)?;
    let (mut last, mut times) = (range.start, 1);
    let again = |last: usize| {
        let ahead = last + 1..(last + 1 + RECURSION_GAP).min(range.end);
        ahead
            .take_while(|at| Some(*at) != keep && frames.get(*at).is_some_and(|frame| !frame.ghost))
            .find(|at| frames.get(*at).is_some_and(|frame| frame.function == first.function))
    };
    while let Some(next) = again(last) {
        (last, times) = (next, times + 1);
    }
    if times < RECURSION_TIMES {
        return None;
    }
    let run = range.start..last + 1;
    let mut others: Vec<String> = Vec::new();
    for frame in frames.get(run.clone())?.iter().filter(|frame| frame.function != first.function) {
        let name = short_name(&frame.function).method.to_owned();
        if !others.contains(&name) {
            others.push(name);
        }
    }
    let via = match others.len() {
        0 => String::new(),
        1..=3 => format!(" via {}", others.join(", ")),
        more => format!(" via {more} functions"),
    };
    Some((format!("{} ×{times}{via}", label(&first.function)), run, false))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Frames from short words: `testing.tRunner/h`; roles h(arness), s(td), d(ependency), g(host).
    pub fn frames(words: &str) -> Vec<Frame> {
        words
            .split_whitespace()
            .enumerate()
            .map(|(line, word)| {
                let (function, role) = word.split_once('/').unwrap_or((word, ""));
                let role_of = match role {
                    "h" => Role::Harness,
                    "s" => Role::Std,
                    "d" => Role::Dependency,
                    _ => Role::App,
                };
                let line = Some(line as u32 + 1);
                Frame {
                    function: function.into(),
                    file: "x.go".into(),
                    line,
                    offset: None,
                    role: role_of,
                    ghost: role == "g",
                }
            })
            .collect()
    }

    fn check(words: &str, keep: Option<usize>, expected: &[&str]) {
        let frames = frames(words);
        let shown: Vec<String> = fold(&frames, 0..frames.len(), keep)
            .into_iter()
            .map(|item| match item {
                Item::Frame(at) => frames[at].function.to_string(),
                Item::Fold(fold) => format!("[{}]", fold.label),
            })
            .collect();
        assert_eq!(shown, expected, "{words}");
    }

    #[test]
    fn folds() {
        check("a.b testing.tRunner/h testing.x/h", Some(0), &["a.b", "[2 testing frames]"]);
        check("a.b testing.t/h runtime.x/s", Some(0), &["a.b", "[2 frames of testing, runtime]"]);
        check("runtime.map/s runtime.y/s a.b", Some(2), &["runtime.map", "runtime.y", "a.b"]);
        check("a.b c.d/g e.f/g a.b", Some(0), &["a.b", "[2 frames left over from a recovered panic]", "a.b"]);
        check("a.b testing.t/h", None, &["a.b", "testing.t"]);
        check(
            "e.new e.point e.(*B).build e.(*B).sel e.(*B).build e.(*B).upd e.(*B).build e.x",
            Some(0),
            &["e.new", "e.point", "[B.build ×3 via sel, upd]", "e.x"],
        );
    }

    #[test]
    fn the_culprit_is_never_folded() {
        check("a.x r.f r.f r.f r.f", Some(2), &["a.x", "r.f", "r.f", "r.f", "r.f"]);
        check("a.x d.f/d d.g/d d.h/d d.i/d d.j/d", Some(5), &["a.x", "[4 d frames]", "d.j"]);
    }
}
