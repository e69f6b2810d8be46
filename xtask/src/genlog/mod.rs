//! `cargo xtask genlog`: large logs whose contents are known, for benchmarks and for tests of size. The same kind,
//! size and seed give the same bytes on every machine.
//!
//! | kind | what it is |
//! | --- | --- |
//! | sparse | a CI log: TiDB and Go test lines; per 100 MB about 50 races, 1,400 slow queries, 2,600 coprocessor lines |
//! | dense | race reports and nothing else |
//! | slow | a slow-log file, two thirds of it plan text |

mod go;
mod random;
mod slow;
mod tidb;

use crate::options::Options;
use crate::steps::{about, say};
use random::Random;
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sparse,
    Dense,
    Slow,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Sparse, Kind::Dense, Kind::Slow];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Sparse => "sparse",
            Kind::Dense => "dense",
            Kind::Slow => "slow",
        }
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or(())
    }
}

/// What a generated log holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Truth {
    pub bytes: u64,
    pub lines: u64,
    pub races: u64,
    pub slow_queries: u64,
    pub cop_lines: u64,
}

/// The log while it is written: where it goes, what time it is in it, what it holds so far.
struct Log<W> {
    out: W,
    random: Random,
    /// Milliseconds since the start of the log.
    clock_millis: u64,
    truth: Truth,
}

pub fn run(mut options: Options) -> crate::Done {
    let kind = options.needed("--kind")?;
    let megabytes: u64 = options.needed("--megabytes")?;
    let seed = options.needed("--seed")?;
    let file: PathBuf = options.needed("--out")?;
    options.none()?;
    let truth = generate(kind, megabytes, seed, &file)?;
    say(&format!("{}: {truth:?}", file.display()));
    Ok(())
}

/// Writes the log and `FILE.truth.json` beside it. A megabyte has 1,000,000 bytes; the last record is written whole.
pub fn generate(kind: Kind, megabytes: u64, seed: u64, file: &Path) -> Result<Truth, String> {
    let out = BufWriter::with_capacity(1 << 20, File::create(file).map_err(about(file))?);
    let truth = write(kind, megabytes * 1_000_000, seed, out).map_err(about(file))?;
    let beside = truth_path(file);
    let Truth { bytes, lines, races, slow_queries, cop_lines } = &truth;
    let text = json!({
        "kind": kind.name(), "seed": seed, "bytes": bytes, "lines": lines,
        "races": races, "slow_queries": slow_queries, "cop_lines": cop_lines,
    });
    fs::write(&beside, format!("{text:#}\n")).map_err(about(&beside))?;
    Ok(truth)
}

/// Where the truth of a generated log lies.
pub fn truth_path(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_os_string();
    name.push(".truth.json");
    name.into()
}

fn write(kind: Kind, bytes: u64, seed: u64, out: impl Write) -> io::Result<Truth> {
    let mut log = Log { out, random: Random::new(seed), clock_millis: 0, truth: Truth::default() };
    while log.truth.bytes < bytes {
        match kind {
            Kind::Sparse => sparse(&mut log)?,
            Kind::Dense => go::race(&mut log)?,
            Kind::Slow => slow::entry(&mut log)?,
        }
    }
    log.out.flush()?;
    Ok(log.truth)
}

/// One item of the sparse log. About 410,000 items make 100 MB.
fn sparse(log: &mut Log<impl Write>) -> io::Result<()> {
    match log.random.below(410_000) {
        0..50 => go::race(log),
        50..1_450 => slow::embedded(log),
        1_450..4_050 => tidb::coprocessor(log),
        4_050..30_000 => go::test(log),
        _ => tidb::line(log),
    }
}

impl<W: Write> Log<W> {
    /// Writes text of whole lines and counts it.
    fn put(&mut self, text: &str) -> io::Result<()> {
        self.truth.bytes += text.len() as u64;
        self.truth.lines += text.bytes().filter(|byte| *byte == b'\n').count() as u64;
        self.out.write_all(text.as_bytes())
    }

    /// Lets some milliseconds pass; the clock as (hour, minute, second, millisecond) of the log's day.
    fn tick(&mut self) -> (u64, u64, u64, u64) {
        self.clock_millis += self.random.below(40);
        let seconds = self.clock_millis / 1_000;
        (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60, self.clock_millis % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: Kind, seed: u64) -> (String, Truth) {
        let mut bytes = Vec::new();
        let truth = write(kind, 2_000_000, seed, &mut bytes).unwrap();
        (String::from_utf8(bytes).unwrap(), truth)
    }

    #[test]
    fn the_truth_counts_what_is_written() {
        for kind in Kind::ALL {
            let (text, truth) = text(kind, 1);
            let count = |mark: &str| text.matches(mark).count() as u64;
            assert_eq!(truth.bytes, text.len() as u64, "{kind:?}");
            assert_eq!(truth.lines, count("\n"), "{kind:?}");
            assert_eq!(truth.races, count("WARNING: DATA RACE\n"), "{kind:?}");
            assert_eq!(truth.slow_queries, count("# Query_time: "), "{kind:?}");
            assert_eq!(truth.cop_lines, count("[\"[TIME_COP_"), "{kind:?}");
            assert!(truth.races + truth.slow_queries > 0, "{kind:?}");
        }
    }

    #[test]
    fn a_seed_gives_one_log_and_another_gives_another() {
        for kind in Kind::ALL {
            assert!(text(kind, 7) == text(kind, 7), "{kind:?}");
            assert!(text(kind, 7).0 != text(kind, 8).0, "{kind:?}");
        }
    }
}
