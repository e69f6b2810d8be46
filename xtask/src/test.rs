//! `cargo xtask test`: everything that is checked, in the order in which it fails soonest. All steps run even when one
//! fails; the last line is the sum.

use crate::site::budgets;
use crate::steps::{call, command, root, say, target, watch};
use crate::{build, growth, setup};
use std::ffi::OsStr;
use std::process::Command;

/// Where the browser tests find the command whose report the page must match.
pub const COMMAND_VARIABLE: &str = "RACECARD_COMMAND";

/// The clippy arguments that make every warning an error.
const STRICT: [&str; 3] = ["--", "--deny", "warnings"];

/// What passed and failed so far: single tests of test runs, and checks that are one thing each.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

fn run_all() -> Tally {
    let mut tally = Tally::default();
    tally.check("formatting", || call(&mut command("cargo", ["fmt", "--all", "--check"])));
    tally.check("lints, native", || {
        call(command("cargo", ["clippy", "--locked", "--workspace", "--all-targets"]).args(STRICT))
    });
    tally.tests("engine without features", &["--package", "racecard", "--no-default-features", "--lib"]);
    tally.tests("native", &["--package", "racecard"]);
    tally.tests("own commands", &["--package", "xtask", "--lib"]);
    tally.check("no text costs more than its size", || growth::check(""));
    let tools = tally.check("tools of the page's build", setup::tools);
    tally.check("lints, wasm", || {
        let words = ["clippy", "--locked", "--package", "racecard", "--target", "wasm32-unknown-unknown"];
        let features = ["--no-default-features", "--features", "web", "--lib", "--bins"];
        call(command("cargo", words).args(features).args(STRICT))
    });
    let built = tools.and_then(|tools| tally.check("page build", || build::site(&tools)));
    if built.is_some() {
        for (name, outcome) in budgets::check(&build::dist()) {
            tally.check(&name, || outcome);
        }
        browser(&mut tally);
    } else {
        tally.fail("sizes and browser tests: there is no page to look at");
    }
    tally
}

pub fn run() -> crate::Done {
    let tally = run_all();
    if !tally.failures.is_empty() {
        say("\nFailed:");
    }
    for failure in &tally.failures {
        say(&format!("   {failure}"));
    }
    say(&format!("\n{} passed, {} failed", tally.passed, tally.failed));
    if tally.failed == 0 { Ok(()) } else { Err(String::new()) }
}

/// The tests in headless Chromium, on the site just built and the command just tested.
fn browser(tally: &mut Tally) {
    let ready = tally.check("browser and accessibility rules", || {
        setup::browser()?;
        setup::node_modules(&root().join("tests/e2e")).map(drop)
    });
    if ready.is_some() {
        // Two browsers at a time is what two cores carry.
        tally.tests("in the browser", &["--package", "xtask", "--test", "e2e", "--", "--test-threads=2"]);
    }
}

impl Tally {
    /// One thing that goes well or not.
    fn check<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T, String>) -> Option<T> {
        say(&format!("\n== {name}"));
        match step() {
            Ok(value) => {
                self.passed += 1;
                Some(value)
            }
            Err(sentence) => {
                say(&format!("FAILED: {sentence}"));
                self.fail(&format!("{name}: {sentence}"));
                None
            }
        }
    }

    fn fail(&mut self, what: &str) {
        self.failed += 1;
        self.failures.push(what.to_string());
    }

    /// A run of `cargo test`, counted by what it prints.
    fn tests(&mut self, name: &str, words: &[&str]) {
        say(&format!("\n== tests: {name}"));
        let (cargo, harness) = words.split_at(words.iter().position(|word| *word == "--").unwrap_or(words.len()));
        let mut test = cargo_test(cargo.iter().chain(harness));
        let mut counted = (0, 0);
        let outcome = watch(&mut test, |line| {
            if let Some((passed, failed)) = counts(line) {
                counted.0 += passed;
                counted.1 += failed;
            } else if let Some(test) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
                self.failures.push(format!("{name}: {test}"));
            }
        });
        self.passed += counted.0;
        self.failed += counted.1;
        match outcome {
            Ok(true) if counted.0 == 0 => self.fail(&format!("{name}: no test ran")),
            // Failed without a failed test: it did not compile, or a test ended the process.
            Ok(false) if counted.1 == 0 => self.fail(&format!("{name}: cargo test failed")),
            Ok(_) => {}
            Err(sentence) => self.fail(&format!("{name}: {sentence}")),
        }
    }
}

fn cargo_test<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Command {
    let mut test = command("cargo", ["test", "--locked", "--no-fail-fast"]);
    let racecard = target().join("debug").join(format!("racecard{}", std::env::consts::EXE_SUFFIX));
    test.args(words).env(COMMAND_VARIABLE, racecard);
    test
}

/// Passed and failed of a line `test result: ok. 12 passed; 0 failed; …`.
fn counts(line: &str) -> Option<(u64, u64)> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut parts = rest.split("; ");
    let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = parts.next()?.strip_suffix(" failed")?.parse().ok()?;
    Some((passed, failed))
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn result_lines_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.11s";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("test result_lines ... ok"), None);
    }
}
