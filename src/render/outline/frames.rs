//! Stacks as lines: short places, uninteresting runs folded.

use super::Tone;
use crate::model::{Frame, Role};

/// One line per frame, the culprit marked; ghosts and runs through the harness or the standard library become one line.
pub fn stack(frames: &[Frame], culprit: Option<u32>) -> Vec<(Tone, String)> {
    let width =
        frames.iter().map(|frame| short(&frame.function).chars().count()).filter(|width| *width <= WIDEST).max();
    let mut lines = Vec::new();
    let mut folded = Folded::default();
    for (at, frame) in (0..).zip(frames) {
        let is_culprit = culprit == Some(at);
        let fold = at > 0 && !is_culprit;
        if fold && frame.ghost {
            folded.ghosts += 1;
        } else if fold && matches!(frame.role, Role::Harness | Role::Std) {
            folded.harness += 1;
        } else {
            folded.end(&mut lines);
            let tone = match () {
                () if is_culprit => Tone::Alarm,
                () if frame.role == Role::App => Tone::Plain,
                () => Tone::Dim,
            };
            lines.push((tone, line(frame, is_culprit, width.unwrap_or(0))));
        }
    }
    folded.end(&mut lines);
    lines
}

/// Longer function names do not widen the column of places.
const WIDEST: usize = 70;

#[derive(Default)]
struct Folded {
    ghosts: u32,
    harness: u32,
}

impl Folded {
    fn end(&mut self, lines: &mut Vec<(Tone, String)>) {
        let Self { ghosts, harness } = std::mem::take(self);
        if ghosts > 0 {
            let frames = if ghosts == 1 { "frame" } else { "frames" };
            lines.push((Tone::Dim, format!("  … {ghosts} {frames} left over from a recovered panic")));
        }
        if harness > 0 {
            let frames = if harness == 1 { "frame" } else { "frames" };
            lines.push((Tone::Dim, format!("  … {harness} {frames} of the test harness or the standard library")));
        }
    }
}

fn line(frame: &Frame, is_culprit: bool, width: usize) -> String {
    let mark = if is_culprit { "▶ " } else { "  " };
    let function = short(&frame.function);
    let padding = width.saturating_sub(function.chars().count());
    let place = place(&frame.file, frame.line);
    let blanks = if place.is_empty() { 0 } else { padding + 2 };
    format!("{mark}{function}{:blanks$}{place}", "")
}

/// A function without the path of its package: `executor.newBaseExecutor`. Type parameters hold paths of their own.
pub fn short(function: &str) -> &str {
    let path = function.find(['[', '(']).map_or(function, |end| function.get(..end).unwrap_or(function));
    path.rfind('/').and_then(|at| function.get(at + 1..)).unwrap_or(function)
}

/// The last two parts of a path, and the line.
pub fn place(file: &str, line: Option<u32>) -> String {
    let start = file.rmatch_indices(['/', '\\']).nth(1).map_or(0, |(at, _)| at + 1);
    let short = file.get(start..).unwrap_or(file);
    match line {
        Some(line) if !short.is_empty() => format!("{short}:{line}"),
        _ => short.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(function: &str, role: Role, ghost: bool) -> Frame {
        Frame { function: function.into(), file: "/a/b/c/d.go".into(), line: Some(7), offset: None, role, ghost }
    }

    #[test]
    fn short_functions() {
        assert_eq!(short("github.com/a/b/executor.(*X).Run"), "executor.(*X).Run");
        assert_eq!(short("a/b.F[go.shape.struct { c/d.E }]"), "b.F[go.shape.struct { c/d.E }]");
        assert_eq!(short("main.main"), "main.main");
    }

    #[test]
    fn folding() {
        let frames = [
            frame("runtime.top", Role::Std, false),
            frame("x.app", Role::App, false),
            frame("x.ghost", Role::App, true),
            frame("testing.tRunner", Role::Harness, false),
            frame("testing.tRunner", Role::Harness, false),
        ];
        let lines: Vec<String> = stack(&frames, Some(1)).into_iter().map(|(_, line)| line).collect();
        assert_eq!(
            lines,
            [
                "  runtime.top      c/d.go:7",
                "▶ x.app            c/d.go:7",
                "  … 1 frame left over from a recovered panic",
                "  … 2 frames of the test harness or the standard library",
            ]
        );
    }
}
