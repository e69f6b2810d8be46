//! Sentences on standard error.

use clap::Error;
use racecard::render::safe::{visible, visible_line};
use std::io::{self, Write};
use std::process::ExitCode;

/// Says what went wrong. File names and texts in the sentence may hold anything: nothing of them acts on a terminal, and they
/// stay on one line. Nobody may be listening, which is no reason to fail otherwise.
pub fn say(sentence: &str) {
    let _ = writeln!(io::stderr().lock(), "racecard: {}", visible_line(sentence));
}

/// What the reader of the command line says: help on standard output; what is wrong with an argument, which it quotes, on
/// standard error.
pub fn refuse(error: &Error) -> ExitCode {
    if error.use_stderr() {
        let _ = write!(io::stderr().lock(), "{}", visible(&error.render().to_string()));
    } else {
        let _ = error.print();
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
