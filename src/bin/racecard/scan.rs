//! `racecard scan`: files or standard input to a report.

use racecard::{Scanner, engine, render};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Files to read; standard input when none is named, or for `-`
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

pub fn run(args: &Args) -> Result<ExitCode, String> {
    let mut scans = Vec::new();
    let stdin = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    for (number, file) in files.iter().enumerate() {
        scans.push(read(file, number as u32).map_err(|error| format!("cannot read {}: {error}", file.display()))?);
    }
    let report = engine::report(scans);
    let text = match args.format {
        Format::Json | Format::Text | Format::Markdown => render::json::json(&report),
    };
    io::stdout().write_all(text.as_bytes()).map_err(|error| format!("cannot write the report: {error}"))?;
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path, number: u32) -> io::Result<engine::Scan> {
    let (name, mut input): (String, Box<dyn Read>) = if path.as_os_str() == "-" {
        ("standard input".into(), Box::new(io::stdin().lock()))
    } else {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        (name, Box::new(File::open(path)?))
    };
    let mut scanner = Scanner::numbered(&name, number);
    let mut buffer = vec![0; 1 << 20];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(scanner.end()),
            Ok(length) => scanner.push(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
