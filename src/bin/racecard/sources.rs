//! Files and standard input as scanned sources.

use super::say::say;
use super::{bounded, names};
use racecard::engine::saved;
use racecard::text::unpack::Intake;
use racecard::{Report, Scanner, Thresholds, engine, findings};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of a file of thresholds.
const MAX_RULES_BYTES: u64 = 1 << 20;
/// Files that could not be read, each named in a sentence of its own; further ones are counted.
const MAX_NAMED: usize = 20;

/// The report on some files, and what could not be read.
pub struct Scanned {
    pub report: Report,
    /// One sentence each.
    pub unreadable: Vec<String>,
}

/// The report on some files; standard input when none is named. `rules` is a file of thresholds. A file that cannot be
/// read is a source that was not understood; the others are read. An error only where none of them could be read.
pub fn report(files: &[PathBuf], rules: Option<&Path>) -> Result<Scanned, String> {
    let limits = rules.map(thresholds).transpose()?;
    let stdin = [PathBuf::from("-")];
    let files = if files.is_empty() { &stdin[..] } else { files };
    let mut scans = Vec::new();
    let mut unreadable = Vec::new();
    for ((number, file), name) in (0..).zip(files).zip(names::of(files)) {
        let (scan, error) = read(file, &name, number);
        scans.push(scan);
        unreadable.extend(error.map(|error| format!("cannot read {}: {error}", file.display())));
    }
    if unreadable.len() == files.len() {
        let mut sentences = shortened(unreadable);
        let last = sentences.pop().unwrap_or_default();
        for sentence in &sentences {
            say(sentence);
        }
        return Err(last);
    }
    let mut report = engine::report(scans);
    if let Some(limits) = limits {
        findings::add_with(&mut report, &limits);
    }
    Ok(Scanned { report, unreadable: shortened(unreadable) })
}

fn shortened(mut sentences: Vec<String>) -> Vec<String> {
    let further = sentences.len().saturating_sub(MAX_NAMED);
    sentences.truncate(MAX_NAMED);
    sentences.extend((further > 0).then(|| format!("cannot read {further} more files")));
    sentences
}

fn thresholds(path: &Path) -> Result<Thresholds, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
    let mut file = File::open(path).map_err(|error| cannot(&error))?;
    let bytes = bounded::read(&mut file, MAX_RULES_BYTES).map_err(|error| cannot(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| cannot(&error))?;
    Thresholds::read(&text).map_err(|sentence| format!("{}: {sentence}", path.display()))
}

/// What was read of a file, and what stopped the reading.
fn read(path: &Path, name: &str, number: u32) -> (engine::Scan, Option<io::Error>) {
    let mut scanner = Scanner::numbered(name, number);
    let error = read_into(&mut scanner, path).err();
    if let Some(error) = &error {
        scanner.note("not_read", &format!("{name} could not be read: {error}"));
    }
    (scanner.end(), error)
}

fn read_into(scanner: &mut Scanner, path: &Path) -> io::Result<()> {
    let mut input: Box<dyn Read> =
        if path.as_os_str() == "-" { Box::new(io::stdin().lock()) } else { Box::new(File::open(path)?) };
    let mut start = Vec::new();
    (&mut input).take(saved::HEAD as u64).read_to_end(&mut start)?;
    if saved::looks_like_one(&start) {
        scanner.note("not_read", "this is a report that Racecard saved, and no log: `racecard compare` reads it");
        return Ok(());
    }
    let mut intake = Intake::default();
    let mut input = start.as_slice().chain(input);
    let mut buffer = vec![0; 1 << 20];
    let done = loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(length) => &buffer[..length],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => break Err(error),
        };
        intake.push(read, &mut |bytes| scanner.push(bytes));
    };
    let told = intake.finish(&mut |bytes| scanner.push(bytes));
    scanner.taken_in(&told);
    done
}
