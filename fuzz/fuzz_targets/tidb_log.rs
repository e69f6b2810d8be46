//! Log lines: what is listed is counted, and stands in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Most random bytes are no record: every line gets a header as well.
    let mut text = bytes.to_vec();
    for line in bytes.split(|byte| *byte == b'\n') {
        text.extend_from_slice(b"\n[2024/05/20 09:15:02.118 +02:00] [WARN] [a.go:152] ");
        text.extend_from_slice(line);
    }
    let report = racecard_fuzz::scan(&text);
    assert!(report.timings.len() as u64 <= report.timing_count, "more timings listed than counted");
    for timing in &report.timings {
        assert!(timing.span.byte <= timing.span.end_byte && timing.span.end_byte <= text.len() as u64);
    }
});
