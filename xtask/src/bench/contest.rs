//! Two things measured in turn, so that whatever disturbs the machine disturbs both.

use crate::genlog;
use crate::steps::{about, command, output};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Milliseconds per round.
pub struct Measured {
    pub ours: Vec<f64>,
    pub other: Vec<f64>,
}

/// Whether a program can be started.
pub fn is_there(program: &str) -> bool {
    output(&mut command(program, ["--version"])).is_some()
}

/// Whole processes, one of each a round, after one round that warms the file cache.
pub fn in_turn(ours: &[&str], other: &[&str], rounds: usize) -> Result<Measured, String> {
    let mut measured = Measured { ours: Vec::new(), other: Vec::new() };
    for round in 0..=rounds {
        let times = [process(ours)?, process(other)?];
        if round > 0 {
            measured.ours.push(times[0]);
            measured.other.push(times[1]);
        }
    }
    Ok(measured)
}

fn process(words: &[&str]) -> Result<f64, String> {
    let start = Instant::now();
    let mut child = command(words[0], &words[1..]);
    let status = child.stdout(Stdio::null()).status().map_err(|error| format!("{}: {error}", words[0]))?;
    let millis = start.elapsed().as_secs_f64() * 1000.0;
    if status.success() { Ok(millis) } else { Err(format!("`{}` ended with {status}", words.join(" "))) }
}

/// What another program measured: one JSON object on its standard output.
pub fn told(command: &mut Command) -> Result<Value, String> {
    let shown = format!("{command:?}");
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| format!("{shown}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find(|line| line.starts_with('{')).ok_or_else(|| format!("{shown} told nothing"))?;
    serde_json::from_str(line).map_err(|error| format!("{shown}: {error}"))
}

/// A fast wrong answer is no result: the command must find exactly what the log holds. Compared are the totals; lists end
/// where the report's bounds are.
pub fn right(racecard: &Path, log: &Path) -> crate::Done {
    let truth = genlog::truth_path(log);
    let truth: Value = serde_json::from_str(&fs::read_to_string(&truth).map_err(about(&truth))?).unwrap_or_default();
    let mut scan = Command::new(racecard);
    let output = scan.args(["scan", "--format", "json"]).arg(log).output().map_err(about(racecard))?;
    let report: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("no report: {error}"))?;
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let total = |name: &str| report[name].as_u64().unwrap_or_default();
    let races: u64 = list("races").iter().filter_map(|group| group["count"].as_u64()).sum();
    let timings = list("timings");
    let is_cop = |timing: &&Value| timing["kind"].as_str().is_some_and(|kind| kind.starts_with("cop_"));
    let mut found = vec![
        ("races", races),
        ("slow_queries", total("slow_query_count")),
        ("lines", report["sources"][0]["lines"].as_u64().unwrap_or_default()),
    ];
    if timings.len() as u64 == total("timing_count") {
        found.push(("cop_lines", timings.iter().filter(is_cop).count() as u64));
    }
    for (name, number) in found {
        if truth[name].as_u64() != Some(number) {
            return Err(format!("{}: {name} found {number}, written {}", log.display(), truth[name]));
        }
    }
    Ok(())
}
