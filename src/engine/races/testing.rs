//! Short ways to write reports in tests.

use crate::model::{Access, AccessKind, Creation, Frame, RaceReport, Role};

pub fn frame(function: &str, file: &str, line: u32) -> Frame {
    Frame {
        function: function.into(),
        file: file.into(),
        line: Some(line),
        offset: None,
        role: Role::App,
        ghost: false,
    }
}

/// A stack written `pkg.F file.go:12, pkg.G file.go:7`, newest first.
pub fn stack(text: &str) -> Vec<Frame> {
    let frames = text.split(", ").filter(|one| !one.is_empty()).map(|one| {
        let (function, place) = one.rsplit_once(' ').unwrap_or((one, "x.go:1"));
        let (file, line) = place.rsplit_once(':').unwrap();
        frame(function, file, line.parse().unwrap())
    });
    frames.collect()
}

pub fn access(kind: AccessKind, previous: bool, goroutine: &str, frames: Vec<Frame>) -> Access {
    Access {
        kind,
        previous,
        address: Some("0x00c000012340".into()),
        goroutine: Some(goroutine.into()),
        frames,
        restored: true,
        culprit: None,
        culprit_from: None,
    }
}

/// A write by goroutine 7 against an earlier read by goroutine 8, each with a stack.
pub fn report(write: &str, read: &str) -> RaceReport {
    report_with(write, read, "a.start a.go:1", "b.start b.go:1")
}

/// The same with the stacks that created both goroutines.
pub fn report_with(write: &str, read: &str, made_write: &str, made_read: &str) -> RaceReport {
    let creation = |goroutine: &str, frames: &str| Creation {
        goroutine: goroutine.into(),
        state: "running".into(),
        frames: stack(frames),
    };
    RaceReport {
        complete: true,
        accesses: vec![
            access(AccessKind::Write, false, "7", stack(write)),
            access(AccessKind::Read, true, "8", stack(read)),
        ],
        goroutines: vec![creation("7", made_write), creation("8", made_read)],
        ..RaceReport::default()
    }
}
