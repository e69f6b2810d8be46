//! A frame that was cut off, guessed from the other goroutine's stack.

use crate::model::{Frame, RaceReport};

/// Where the last frame of a report is cut within its file name and another stack holds the same function, says what the
/// rest probably was. The frame itself stays as it was printed.
pub fn suggest(report: &mut RaceReport) {
    let Some(cut) = super::role::frames(report).find(|frame| frame.line.is_none() && !frame.file.is_empty()) else {
        return;
    };
    let probably = super::role::frames(report).find(|frame| is_whole(frame, cut)).map(|frame| {
        let line = frame.line.map_or(String::new(), |line| format!(":{line}"));
        format!("the rest of {} (probably {}{line}, as in the other stack)", cut.file, frame.file)
    });
    report.missing.extend(probably.map(Into::into));
}

fn is_whole(frame: &Frame, cut: &Frame) -> bool {
    frame.function == cut.function
        && frame.line.is_some()
        && frame.file.len() > cut.file.len()
        && frame.file.starts_with(&*cut.file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::races::testing;

    #[test]
    fn the_sister_stack_has_the_whole_place() {
        let mut report = testing::report("a.f x.go:1, a.g long/name.go:7", "a.h x.go:2, a.g long/n:1");
        report.accesses[1].frames[1].line = None;
        suggest(&mut report);
        assert_eq!(&*report.missing[0], "the rest of long/n (probably long/name.go:7, as in the other stack)");
        report = testing::report("a.f x.go:1", "a.h x.go:2");
        suggest(&mut report);
        assert!(report.missing.is_empty());
    }
}
