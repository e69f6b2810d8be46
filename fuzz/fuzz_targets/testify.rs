//! Assertions: what is taken out of an error is in it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for assertion in &racecard_fuzz::scan(bytes).assertions {
        let first = assertion.expected.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        assert!(assertion.error.contains(first) || assertion.trace.is_empty(), "an expected value that is not in the error");
    }
});
