//! `cargo xtask bench`: how fast the command, the worker in Node and the page in Chromium read generated logs, each
//! beside something that only reads them, in turn. Medians and ratios are printed and kept in `benches/results`.
//!
//! Times of one machine say little about another; the ratios taken within one run are what counts.

mod contest;
mod machine;
mod table;

use crate::genlog::{self, Kind};
use crate::options::Options;
use crate::steps::{about, call, command, root, say, target};
use crate::{build, setup};
use contest::Measured;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use table::Row;

/// The seed of all measured logs.
const SEED: u64 = 1;

pub fn run(mut options: Options) -> crate::Done {
    let megabytes = options.value("--megabytes")?.unwrap_or(100);
    let rounds: usize = options.value("--rounds")?.unwrap_or(9);
    let only_native = options.flag("--native");
    options.none()?;
    call(&mut command("cargo", ["build", "--locked", "--release", "--package", "racecard", "--bin", "racecard"]))?;
    if !only_native {
        build::run()?;
        setup::browser()?;
    }
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        let log = log(kind, megabytes)?;
        say(&format!("{} ({megabytes} MB), {rounds} rounds", kind.name()));
        rows.extend(native(kind, &log, rounds)?);
        if !only_native {
            rows.push(in_node(kind, &log, rounds)?);
            rows.extend(in_page(kind, &log, rounds)?);
        }
    }
    let text = table::text(&rows, megabytes, rounds);
    say(&text);
    keep(&text)
}

/// The generated log, made once.
fn log(kind: Kind, megabytes: u64) -> Result<PathBuf, String> {
    let folder = target().join("bench");
    fs::create_dir_all(&folder).map_err(about(&folder))?;
    let file = folder.join(format!("{}-{megabytes}-{SEED}.log", kind.name()));
    if !genlog::truth_path(&file).is_file() {
        genlog::generate(kind, megabytes, SEED, &file)?;
    }
    Ok(file)
}

/// The command beside `wc -l`, and beside ripgrep counting four markers where that is installed.
fn native(kind: Kind, log: &Path, rounds: usize) -> Result<Vec<Row>, String> {
    let racecard = target().join("release").join(format!("racecard{}", std::env::consts::EXE_SUFFIX));
    contest::right(&racecard, log)?;
    let racecard = racecard.to_string_lossy();
    let file = log.to_string_lossy();
    let ours = [&racecard, "scan", "--format", "json", &file];
    let count = ["wc", "-l", &file];
    let marks = ["WARNING: DATA RACE", "TIME_COP", "Query_time", "panic:"];
    let mut ripgrep = vec!["rg", "-c", "-F"];
    ripgrep.extend(marks.iter().flat_map(|mark| ["-e", mark]));
    ripgrep.push(&file);
    let others = [("wc -l", &count[..]), ("ripgrep, 4 markers", &ripgrep[..])];
    let there = others.into_iter().filter(|(_, words)| contest::is_there(words[0]));
    there.map(|(name, other)| Ok(Row::new(kind, "command", name, contest::in_turn(&ours, other, rounds)?))).collect()
}

/// The worker's wasm in Node beside a plain read of the file there.
fn in_node(kind: Kind, log: &Path, rounds: usize) -> Result<Row, String> {
    let script = root().join("benches/node.mjs");
    let mut node = command("node", [script.as_os_str(), build::dist().as_os_str(), rounds.to_string().as_ref()]);
    let measured = Measured::read(&contest::told(node.arg(log))?, "scan_millis")?;
    Ok(Row::new(kind, "wasm in Node", "read in Node", measured))
}

/// The page in Chromium, from drop to last result, beside a plain `stream()` read of the same file: with a worker that has
/// read before, as the first mark is meant, and in a page that was just opened.
fn in_page(kind: Kind, log: &Path, rounds: usize) -> Result<[Row; 2], String> {
    let words = ["bench", "--locked", "--profile", "dev", "--package", "xtask", "--bench", "page", "--"];
    let times = contest::told(command("cargo", words).arg(rounds.to_string()).arg(log))?;
    let row = |what, measured| Row::new(kind, what, "stream() in Chromium", measured);
    let (warm, cold) = (Measured::read(&times, "scan_millis")?, Measured::read(&times, "cold_millis")?);
    Ok([row("page in Chromium", warm), row("page just opened", cold)])
}

fn keep(text: &str) -> crate::Done {
    let folder = root().join("benches/results");
    fs::create_dir_all(&folder).map_err(about(&folder))?;
    let file = folder.join(format!("{}.md", machine::date()));
    fs::write(&file, text).map_err(about(&file))?;
    say(&format!("Kept in {}", file.display()));
    Ok(())
}

/// The times in a program's JSON.
fn millis(value: &Value, name: &str) -> Result<Vec<f64>, String> {
    let list = value[name].as_array().ok_or_else(|| format!("no {name} in {value}"))?;
    Ok(list.iter().filter_map(Value::as_f64).collect())
}

impl Measured {
    /// The times of that name, and those of the plain read in the same rounds.
    fn read(value: &Value, ours: &str) -> Result<Self, String> {
        Ok(Self { ours: millis(value, ours)?, other: millis(value, "read_millis")? })
    }
}
