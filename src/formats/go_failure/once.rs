//! Failures of one line, and reports that are recognised and not decoded.

use super::anchor;
use super::explain;
use crate::formats::{Machine, More, Records};
use crate::model::{Failure, FailureKind, Span, Stamp, Text};
use crate::text::{Block, Line, bytes};

/// Bazel's end of a test: `at` is `2024-07-02 15:07:07 UTC --`.
pub fn bazel_timeout(at: &[u8], span: Span, test: Option<Text>, records: &mut Records) {
    let at = at.strip_suffix(b"--").unwrap_or(at).trim_ascii();
    let time = at.strip_suffix(b" UTC").map_or_else(
        || Stamp::parse(at),
        |clock| Stamp::parse(clock).map(|stamp| Stamp { offset_minutes: Some(0), ..stamp }),
    );
    let mut failure = Failure {
        kind: FailureKind::BazelTimeout,
        message: format!("Test timed out at {}", String::from_utf8_lossy(at)).into(),
        span,
        complete: true,
        time,
        test,
        ..Failure::default()
    };
    failure.explanation = explain::explanation(&failure, None);
    records.failures.push(failure);
}

/// A kernel KCSAN report: not Go, and no failure of the test run. Up to its closing ruler.
pub struct Kcsan;

impl Machine for Kcsan {
    fn more(&mut self, line: Line<'_>) -> More {
        const STARTS: [&[u8]; 8] = [
            b"read",
            b"write",
            b"value changed",
            b"Reported by ",
            b"CPU: ",
            b"Hardware name: ",
            b"irq event",
            b"assert ",
        ];
        let text = line.trimmed();
        if text.is_empty() {
            return More::Foreign;
        }
        if text.len() >= 60 && text.iter().all(|byte| *byte == b'=') {
            return More::End;
        }
        let indented = line.text.first().is_some_and(u8::is_ascii_whitespace);
        let ours = indented || STARTS.iter().any(|start| text.starts_with(start));
        if ours && anchor::read(text).is_none() { More::Mine } else { More::Before }
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let first = block.lines().next().map(|line| bytes::text(line.trimmed())).unwrap_or_default();
        let reason = "a report of the Linux kernel's concurrency sanitizer; it is recognised and not decoded";
        records.near_miss(block.span(), first, "race", reason);
    }
}

/// A C or C++ ThreadSanitizer report, up to its summary or closing ruler (docs/spec/go-reports.md §1.11).
pub struct CRace {
    summary: bool,
}

impl CRace {
    pub fn open() -> Self {
        Self { summary: false }
    }
}

impl Machine for CRace {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if text.starts_with(b"SUMMARY: ThreadSanitizer") {
            self.summary = true;
            return More::End;
        }
        if anchor::ends(text) || anchor::read(text).is_some() {
            return More::Before;
        }
        let indented = line.text.first().is_some_and(u8::is_ascii_whitespace) || text.starts_with(b"#");
        match text.is_empty() {
            true => More::Foreign,
            false if indented => More::Mine,
            false => More::Before,
        }
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let first = block.lines().next().map(|line| bytes::text(line.trimmed())).unwrap_or_default();
        let message = first.strip_prefix("WARNING: ").map_or(first.clone(), Text::from);
        records.failures.push(Failure {
            kind: FailureKind::CRace,
            message,
            span: block.span(),
            complete: self.summary,
            explanation: Some("A report of the C and C++ ThreadSanitizer; it is recognised and not decoded.".into()),
            ..Failure::default()
        });
    }
}
