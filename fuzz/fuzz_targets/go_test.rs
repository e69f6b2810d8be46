//! Test output: every listed test has a name or a package.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for test in &racecard_fuzz::scan(bytes).tests {
        assert!(test.name.is_some() || test.package.is_some() || test.count.is_some(), "a result of nothing");
    }
});
