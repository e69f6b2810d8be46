//! Log lines: what is listed is counted, and stands in the text; a record of the usual form is read as any other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::formats::tidb_log::{self, TidbLog};
use racecard::formats::{Format, Records};
use racecard::model::{LogSummary, Span};
use racecard::text::Line;

/// What is made of the lines, asked by their usual form first or not.
fn summary(text: &[u8], usual: bool) -> (LogSummary, usize, usize) {
    let mut records = Records::default();
    for text in text.split(|byte| *byte == b'\n') {
        let line = Line { text, span: Span::default(), stream: 0 };
        if !(usual && tidb_log::take_usual(line, &mut records)) {
            TidbLog.open(line, &mut records);
        }
    }
    let (timings, nested) = (records.timings.len(), records.nested.len());
    let mut summary = LogSummary::default();
    records.log.add_to(&mut summary);
    (summary, timings, nested)
}

fuzz_target!(|bytes: &[u8]| {
    // Most random bytes are no record: every line gets a header as well.
    let mut text = bytes.to_vec();
    for line in bytes.split(|byte| *byte == b'\n') {
        text.extend_from_slice(b"\n[2024/05/20 09:15:02.118 +02:00] [WARN] [a.go:152] ");
        text.extend_from_slice(line);
    }
    assert_eq!(summary(&text, true), summary(&text, false));
    let report = racecard_fuzz::scan(&text);
    assert!(report.timings.len() as u64 <= report.timing_count, "more timings listed than counted");
    for timing in &report.timings {
        assert!(timing.span.byte <= timing.span.end_byte && timing.span.end_byte <= text.len() as u64);
    }
});
