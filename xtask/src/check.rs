//! `cargo xtask check`: the inner loop while writing. What fails soonest and most often, on the native engine alone;
//! `cargo xtask test` checks the rest.

use crate::options::Options;
use crate::steps::{call, command, say};
use std::time::Instant;

/// The steps with their words for cargo, cheapest first.
const STEPS: [(&str, &[&str]); 4] = [
    ("formatting", &["fmt", "--all", "--check"]),
    ("lints", &["clippy", "--locked", "--package", "racecard", "--lib", "--bins", "--", "--deny", "warnings"]),
    ("tests of the modules", &["test", "--locked", "--quiet", "--package", "racecard", "--lib"]),
    ("rules of the house", &["test", "--locked", "--quiet", "--package", "racecard", "--test", "house"]),
];

/// Runs the steps until one fails; `--test NAME` adds one file of `tests/`.
pub fn run(mut options: Options) -> crate::Done {
    let file: Option<String> = options.value("--test")?;
    options.none()?;
    let start = Instant::now();
    for (name, words) in STEPS {
        say(&format!("\n== {name}"));
        call(&mut command("cargo", words))?;
    }
    if let Some(file) = file {
        say(&format!("\n== tests/{file}.rs"));
        call(&mut command("cargo", ["test", "--locked", "--quiet", "--package", "racecard", "--test", &file]))?;
    }
    say(&format!("\nAll well after {} s", start.elapsed().as_secs()));
    Ok(())
}
