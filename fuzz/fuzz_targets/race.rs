//! The race reader: every input stands behind the words that open a report. What comes out must hang together.
#![no_main]

use libfuzzer_sys::fuzz_target;
use racecard::Scanner;

fuzz_target!(|input: &[u8]| {
    let mut scanner = Scanner::new("fuzz");
    scanner.push(b"WARNING: DATA RACE\nRead at 0x00c000012340 by goroutine 7:\n  main.f()\n      m.go:1 +0x1\n");
    scanner.push(input);
    let report = scanner.finish();
    for group in &report.races {
        assert!(group.count >= group.reports.len() as u64);
        for race in &group.reports {
            assert!(race.span.byte <= race.span.end_byte && race.span.line <= race.span.end_line);
            assert!(!race.complete || race.accesses.len() >= 2);
        }
    }
});
