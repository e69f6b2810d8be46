//! `racecard scan`: files or standard input to a report.

use anstyle::{AnsiColor, Style};
use racecard::engine::query::{self, Pattern, Query};
use racecard::render::outline::Tone;
use racecard::render::redact::{Redaction, redact};
use racecard::render::text::Piece;
use racecard::text::unpack::{MAGIC_BYTES, Packing, Unpacker};
use racecard::{Report, Scanner, engine, render};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Shows only what matches: words, /patterns/, kind:slow sev:high dur:>10s file:executor, or slow-log rules
    #[arg(long)]
    filter: Option<String>,
    /// Takes out of the report what must not leave the house (comma separated)
    #[arg(long, value_enum, value_delimiter = ',')]
    redact: Vec<Redact>,
    /// Files to read; standard input when none is named, or for `-`
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
    /// The digest table: slow queries by statement
    Csv,
    Html,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Redact {
    /// Numbers and strings of statements and plans
    Literals,
    Hosts,
    Users,
}

pub fn run(args: &Args) -> Result<ExitCode, String> {
    let mut scans = Vec::new();
    let stdin = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    for (number, file) in files.iter().enumerate() {
        scans.push(read(file, number as u32).map_err(|error| format!("cannot read {}: {error}", file.display()))?);
    }
    let mut report = engine::report(scans);
    if let Some(text) = &args.filter {
        let (query, problem) = Query::read(text, &compile);
        if let Some(problem) = problem {
            return Err(format!("--filter: {problem}"));
        }
        query::filter(&mut report, &query);
    }
    let has = |what| args.redact.contains(&what);
    if !args.redact.is_empty() {
        let what = Redaction { literals: has(Redact::Literals), hosts: has(Redact::Hosts), users: has(Redact::Users) };
        report = redact(report, what);
    }
    match write(&report, args.format) {
        // Whoever reads the report has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        done => done.map(|()| ExitCode::SUCCESS).map_err(|error| format!("cannot write the report: {error}")),
    }
}

fn write(report: &Report, format: Format) -> io::Result<()> {
    let text = match format {
        Format::Text => return write_text(&render::text::render_text(report)),
        Format::Json => render::json::json(report),
        Format::Markdown => render::markdown::render_markdown(report),
        Format::Csv => render::csv::digests(&report.digests),
        Format::Html => render::html::render_html(report),
    };
    io::stdout().lock().write_all(text.as_bytes())
}

/// Coloured on a terminal, unless `NO_COLOR` is set.
fn write_text(pieces: &[Piece]) -> io::Result<()> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    for Piece { tone, text } in pieces {
        let style = style(*tone);
        write!(out, "{style}{text}{style:#}")?;
    }
    out.flush()
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Strong => Style::new().bold(),
        Tone::Alarm => AnsiColor::Red.on_default().bold(),
        Tone::Warning => AnsiColor::Yellow.on_default(),
        Tone::Dim => Style::new().dimmed(),
    }
}

fn compile(pattern: &str) -> Result<Pattern, String> {
    // Upper and lower case are the same; no Unicode tables.
    let pattern = format!("(?i-u){pattern}");
    let regex = regex::bytes::Regex::new(&pattern).map_err(|error| last_line(&error))?;
    Ok(Box::new(move |text: &[u8]| regex.is_match(text)))
}

/// The last line of a message says what is wrong; those before it draw the pattern.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

fn read(path: &Path, number: u32) -> io::Result<engine::Scan> {
    let (name, mut input): (String, Box<dyn Read>) = if path.as_os_str() == "-" {
        ("standard input".into(), Box::new(io::stdin().lock()))
    } else {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        (name, Box::new(File::open(path)?))
    };
    let mut scanner = Scanner::numbered(&name, number);
    let mut start = Vec::new();
    (&mut input).take(MAGIC_BYTES as u64).read_to_end(&mut start)?;
    let mut unpacker = Packing::of(&start).map(|packing| {
        scanner.packed(packing.name());
        Unpacker::new(packing)
    });
    let mut input = start.as_slice().chain(input);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => &buffer[..length],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        match &mut unpacker {
            Some(unpacker) => unpacker.push(read, &mut |bytes| scanner.push(bytes)),
            None => scanner.push(read),
        }
    }
    if let Some(problem) = unpacker.and_then(|unpacker| unpacker.finish(&mut |bytes| scanner.push(bytes))) {
        scanner.note("limit", &problem);
    }
    Ok(scanner.end())
}
