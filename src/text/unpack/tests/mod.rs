//! Sources packed here and unpacked again: whole, in pieces, cut, damaged and hostile.

mod archives;
mod damage;
mod layers;
mod pack;
mod texts;

use super::*;
use pack::*;

/// What came of a source.
#[derive(Debug, PartialEq)]
struct Got {
    text: Vec<u8>,
    told: Told,
}

impl Got {
    fn said(&self) -> String {
        self.told.remarks.iter().fold(String::new(), |said, remark| said + remark.kind + ": " + &remark.text + "\n")
    }

    /// Whether anything was said but which members were read.
    fn is_warned(&self) -> bool {
        self.told.remarks.iter().any(|remark| remark.kind != "archive")
    }
}

/// Takes a source in pieces of `step` bytes.
fn take_in(raw: &[u8], step: usize) -> Got {
    let mut text = Vec::new();
    let mut intake = Intake::default();
    for piece in raw.chunks(step) {
        intake.push(piece, &mut |bytes| text.extend_from_slice(bytes));
    }
    let told = intake.finish(&mut |bytes| text.extend_from_slice(bytes));
    Got { text, told }
}

/// Takes a source in pieces of several sizes, which must not matter.
fn take(raw: &[u8]) -> Got {
    let whole = take_in(raw, usize::MAX);
    for step in [1, 7, 512, 5_000] {
        // A byte at a time is slow for large sources.
        if raw.len() / step < 30_000 {
            let other = take_in(raw, step);
            assert!(other == whole, "in pieces of {step}: {} {}", other.said(), whole.said());
        }
    }
    whole
}

/// Takes a source of which all is read and nothing is to be said.
#[track_caller]
fn check(raw: &[u8], expected: &[u8]) -> Got {
    let got = take(raw);
    assert!(!got.is_warned(), "{}", got.said());
    assert!(got.text == expected, "{} bytes, not {}", got.text.len(), expected.len());
    got
}

/// Takes a source of which something is to be said.
#[track_caller]
fn check_said(raw: &[u8], expected: &[u8], sentences: &[&str]) {
    let got = take(raw);
    let said: Vec<String> = got.told.remarks.iter().map(|remark| format!("{}: {}", remark.kind, remark.text)).collect();
    assert_eq!(said, sentences);
    assert!(got.text == expected, "{:?}", String::from_utf8_lossy(&got.text));
}
