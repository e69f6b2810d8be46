//! Sentences on standard error.

use std::io::{self, Write};

/// Says what went wrong. Nobody may be listening, which is no reason to fail otherwise.
pub fn say(sentence: &str) {
    let _ = writeln!(io::stderr().lock(), "racecard: {sentence}");
}
