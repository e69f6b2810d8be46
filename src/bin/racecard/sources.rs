//! Files and standard input as scanned sources.

use racecard::text::unpack::Intake;
use racecard::{Report, Scanner, Thresholds, engine, findings};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The report on some files; standard input when none is named. `rules` is a file of thresholds.
pub fn report(files: &[PathBuf], rules: Option<&Path>) -> Result<Report, String> {
    let limits = rules.map(thresholds).transpose()?;
    let stdin = [PathBuf::from("-")];
    let files = if files.is_empty() { &stdin[..] } else { files };
    let mut scans = Vec::new();
    for (number, file) in files.iter().enumerate() {
        scans.push(read(file, number as u32).map_err(|error| format!("cannot read {}: {error}", file.display()))?);
    }
    let mut report = engine::report(scans);
    if let Some(limits) = limits {
        findings::add_with(&mut report, &limits);
    }
    Ok(report)
}

fn thresholds(path: &Path) -> Result<Thresholds, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Thresholds::read(&text).map_err(|sentence| format!("{}: {sentence}", path.display()))
}

fn read(path: &Path, number: u32) -> io::Result<engine::Scan> {
    let (name, mut input): (String, Box<dyn Read>) = if path.as_os_str() == "-" {
        ("standard input".into(), Box::new(io::stdin().lock()))
    } else {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        (name, Box::new(File::open(path)?))
    };
    let mut scanner = Scanner::numbered(&name, number);
    let mut intake = Intake::default();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => &buffer[..length],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        intake.push(read, &mut |bytes| scanner.push(bytes));
    }
    let told = intake.finish(&mut |bytes| scanner.push(bytes));
    scanner.taken_in(&told);
    Ok(scanner.end())
}
