//! Go's race reports (docs/spec/go-reports.md §1), printed by ThreadSanitizer's Go half
//! (`compiler-rt/lib/tsan/rtl/tsan_report.cpp`) with names from `runtime/race.go`.
//!
//! ```text
//! Write at 0x00c00bf3f580 by goroutine 216448:
//!   github.com/pingcap/tidb/sessionctx/variable.(*SessionVars).SetAlloc()
//! ```
//!
//! What is odd: the report is printed in many small writes, so lines of other goroutines stand inside it and even split
//! its headers; both sides may name different addresses; the goroutine numbers are the detector's own.

mod classify;
mod collapsed;
mod draft;
mod escaped;
mod glued;
mod headers;
mod machine;

use super::{Format, Opened, Records};
use crate::text::Line;
use machine::Reading;

pub struct Race;

impl Format for Race {
    fn name(&self) -> &'static str {
        "race"
    }

    fn open(&self, line: Line<'_>, records: &mut Records) -> Opened {
        if !may_open(line.text) || is_message(line.trimmed()) {
            return Opened::No;
        }
        if let Some(text) = escaped::unescape(line.text) {
            records.note("repaired", line.span, "a race report written as one escaped string");
            records.nested.push(super::Nested { text, span: line.span, time: None });
            return Opened::Done;
        }
        if let Some(lines) = collapsed::lines(line.text) {
            records.note("repaired", line.span, "a race report with its white space collapsed to one line");
            records.nested.push(super::Nested { text: lines, span: line.span, time: None });
            return Opened::Done;
        }
        match Reading::open(line, records) {
            Some(reading) => Opened::Block(Box::new(reading)),
            None => Opened::No,
        }
    }

    fn samples(&self) -> &'static [&'static str] {
        &[SAMPLE]
    }

    fn near_miss(&self, line: Line<'_>) -> Option<&'static str> {
        let header = classify::access(line.trimmed())?;
        header.previous.then_some("an access without the report around it")
    }
}

/// A service message of TeamCity, which names the test and has escapes of its own: the reader of test output hands its
/// text on.
fn is_message(text: &[u8]) -> bool {
    (text.starts_with(b"##") || text.ends_with(b"']")) && crate::text::bytes::contains(text, b"##teamcity[test")
}

/// The one look every line of a log gets: a ruler or an access header by its first byte, the warning anywhere.
fn may_open(text: &[u8]) -> bool {
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'=') if classify::banner(text).is_some() => true,
        Some(b'R' | b'W' | b'P') if classify::access(text.trim_ascii()).is_some() => true,
        Some(_) => classify::WARNING_IN_LINE.find(text).is_some(),
        None => false,
    }
}

const SAMPLE: &str = "\
==================
WARNING: DATA RACE
Read at 0x00c000094028 by goroutine 9:
  main.(*node).visit()
      /home/user/project/main.go:8 +0x30
  main.launch.gowrap2()
      /home/user/project/main.go:14 +0xe

Previous write at 0x00c000094028 by main goroutine:
  main.main()
      /home/user/project/main.go:20 +0x44

Goroutine 9 (running) created at:
  main.launch()
      /home/user/project/main.go:14 +0xfe
==================
";
