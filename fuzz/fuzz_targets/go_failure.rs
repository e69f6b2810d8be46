//! Panics and dumps: what is counted is in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let report = racecard_fuzz::scan(bytes);
    for failure in &report.failures {
        let listed: u64 = failure.goroutines.iter().map(|goroutine| goroutine.count).sum();
        assert!(listed <= failure.goroutine_count, "more goroutines listed than counted");
        assert!(failure.span.byte <= failure.span.end_byte && failure.span.end_byte <= bytes.len() as u64);
    }
});
