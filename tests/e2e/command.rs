//! What the command says of the same text: the truth the page is held to.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The samples offered on the first screen.
pub const SAMPLES: [&str; 3] = ["tidb-40823.txt", "tidb-46282.txt", "tidb-54395.txt"];

pub fn sample_path(name: &str) -> PathBuf {
    xtask::steps::root().join("www/samples").join(name)
}

pub fn sample_text(name: &str) -> String {
    fs::read_to_string(sample_path(name)).expect("the samples are in www/samples")
}

/// `racecard scan --format json` of a sample.
pub fn report(sample: &str) -> Value {
    report_on(&sample_path(sample))
}

/// `racecard scan --format json` of a file.
pub fn report_on(file: &Path) -> Value {
    let name = format!("racecard{}", env::consts::EXE_SUFFIX);
    let command = env::var_os(xtask::test::COMMAND_VARIABLE)
        .map_or_else(|| xtask::steps::target().join("debug").join(name), PathBuf::from);
    let output = Command::new(&command).args(["scan", "--format", "json"]).arg(file).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error} (cargo build makes it)", command.display()));
    assert!(output.status.success(), "racecard scan {}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}
