//! Frames left over from a recovered panic (golang/go#46095, docs/spec/go-reports.md §5.7).

use crate::decode::symbol::Symbol;
use crate::model::{Frame, RaceReport, Role};

/// Marks the stale frames of all stacks of a report.
pub fn mark(report: &mut RaceReport) {
    for access in &mut report.accesses {
        mark_stack(&mut access.frames);
    }
    for creation in report.goroutines.iter_mut().chain(&mut report.ancestors) {
        mark_stack(&mut creation.frames);
    }
}

/// The oldest frame outside of testing and runtime is where the goroutine began. Where that is a test or `main.main`,
/// which nobody calls a second time, and it also stands further up, what lies between the two is stale. Any other
/// function may have called itself, so nothing is said about it.
fn mark_stack(frames: &mut [Frame]) {
    let Some(root) = frames.iter().rposition(|frame| !is_runtime(frame)) else { return };
    let Some(function) = frames.get(root).map(|frame| frame.function.clone()) else { return };
    let Some(newest) = frames.iter().position(|frame| frame.function == function).filter(|newest| *newest < root)
    else {
        return;
    };
    let symbol = Symbol::read(&function);
    let began = &*function == "main.main" || symbol.is_test() && symbol.receiver.is_none() && symbol.closure.is_empty();
    if !began {
        return;
    }
    for frame in frames.iter_mut().take(root + 1).skip(newest + 1) {
        frame.ghost = true;
    }
}

fn is_runtime(frame: &Frame) -> bool {
    frame.role == Role::Harness || frame.function.starts_with("runtime.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(functions: &[&str], ghosts: &[usize]) {
        let mut frames: Vec<Frame> = functions
            .iter()
            .map(|function| {
                let mut frame = crate::engine::races::testing::frame(function, "x.go", 1);
                frame.role = crate::engine::races::role::role(&frame);
                frame
            })
            .collect();
        mark_stack(&mut frames);
        let got: Vec<usize> = (0..frames.len()).filter(|at| frames[*at].ghost).collect();
        assert_eq!(got, ghosts, "{functions:?}");
    }

    #[test]
    fn a_test_stands_twice() {
        check(&["a.Run", "a.TestX", "b.old", "c.older", "a.TestX", "testing.tRunner"], &[2, 3, 4]);
        check(&["main.start", "main.main", "x.stale", "main.main"], &[2, 3]);
    }

    #[test]
    fn recursion_is_no_ghost() {
        check(&["a.build", "a.buildSelection", "a.build", "a.TestX", "testing.tRunner"], &[]);
        check(&["a.walk", "a.walk", "a.walk"], &[]);
    }
}
