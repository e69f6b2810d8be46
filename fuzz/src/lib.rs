//! What every fuzz target checks: reading never fails, and the result does not depend on how the input was cut.
//!
//! `cargo +nightly fuzz run go_failure CORPUS tests/fixtures/samples`, with CORPUS an empty folder to keep what was found.

use racecard::{Report, Scanner};

/// The report on the bytes, after a look at it in two pieces.
pub fn scan(bytes: &[u8]) -> Report {
    let whole = read(&[bytes]);
    let (head, tail) = bytes.split_at(bytes.len() / 2);
    assert_eq!(text(&whole), text(&read(&[head, tail])), "depends on the chunks");
    whole
}

fn read(chunks: &[&[u8]]) -> Report {
    let mut scanner = Scanner::new("fuzz");
    for chunk in chunks {
        scanner.push(chunk);
    }
    scanner.finish()
}

fn text(report: &Report) -> String {
    serde_json::to_string(report).expect("a report can be written")
}
