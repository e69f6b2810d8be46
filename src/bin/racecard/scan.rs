//! `racecard scan`: files or standard input to a report.

use super::bounded::seen_enough;
use super::say::say;
use super::sources::{self, Scanned};
use anstyle::{AnsiColor, Style};
use racecard::engine::query::{self, Pattern, Query};
use racecard::model::{Severity, TestStatus};
use racecard::render::outline::Tone;
use racecard::render::redact::{Redaction, redact};
use racecard::render::text::Piece;
use racecard::{Report, render};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
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
    /// Exit with 3 when the report holds one of these, or when something that may hold one could not be read, for CI jobs
    #[arg(long, value_enum, value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    /// File of thresholds for the rules, one `name = figure` a line (docs/rules)
    #[arg(long)]
    rules: Option<PathBuf>,
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

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum FailOn {
    /// A data race
    Race,
    /// A failed test, a panic, a time-out, any other failure
    Failure,
    /// A finding of high severity
    High,
    /// Beside the others: what could not be read does not fail
    Lenient,
}

impl FailOn {
    fn is_in(self, report: &Report) -> bool {
        match self {
            FailOn::Race => !report.races.is_empty(),
            FailOn::Failure => {
                !report.failures.is_empty()
                    || !report.assertions.is_empty()
                    || report.tests.iter().any(|test| test.status == TestStatus::Fail)
            }
            FailOn::High => report.findings.iter().any(|finding| finding.severity == Severity::High),
            FailOn::Lenient => false,
        }
    }

    /// As [`racecard::model::Source::may_hold`] names it.
    fn word(self) -> &'static str {
        match self {
            FailOn::Race => "race",
            FailOn::Failure => "failure",
            FailOn::High => "high",
            FailOn::Lenient => "lenient",
        }
    }
}

/// Says of the first source that may hold what is asked for, in a part that was not understood; None where there is none.
fn missed(report: &Report, asked: &[FailOn]) -> Option<String> {
    if asked.contains(&FailOn::Lenient) {
        return None;
    }
    report.sources.iter().find_map(|source| {
        let word =
            asked.iter().map(|what| what.word()).find(|word| source.may_hold.iter().any(|may| **may == **word))?;
        let why = source.why.first().map_or("a part of it was not understood", |why| why.trim_end_matches('.'));
        let name = &source.name;
        Some(format!(
            "--fail-on {word}: {name} was not wholly understood: {why} (`--fail-on {word},lenient` passes over it)"
        ))
    })
}

pub fn run(args: &Args) -> Result<ExitCode, String> {
    let query = args.filter.as_ref().map(|text| Query::read(text, &compile));
    if let Some((_, Some(problem))) = &query {
        return Ok(wrong_usage(problem));
    }
    let Scanned { mut report, unreadable } = sources::report(&args.files, args.rules.as_deref())?;
    for sentence in &unreadable {
        say(sentence);
    }
    if let Some((query, _)) = &query {
        if let Some(problem) = query.unknown_field(&report) {
            return Ok(wrong_usage(&problem));
        }
        query::filter(&mut report, query);
    }
    let has = |what| args.redact.contains(&what);
    if !args.redact.is_empty() {
        let what = Redaction { literals: has(Redact::Literals), hosts: has(Redact::Hosts), users: has(Redact::Users) };
        report = redact(report, what);
    }
    let failed = args.fail_on.iter().any(|what| what.is_in(&report));
    let missed = missed(&report, &args.fail_on);
    let code = match (failed, unreadable.is_empty(), &missed) {
        (true, ..) | (_, true, Some(_)) => 3,
        (false, false, _) => 1,
        (false, true, None) => 0,
    };
    let written = write(&report, args.format);
    if let Some(sentence) = missed.filter(|_| !failed) {
        say(&sentence);
    }
    // The process is about to end: taking a report of many records apart would only take time.
    std::mem::forget(report);
    seen_enough(written).map(|()| ExitCode::from(code)).map_err(|error| format!("cannot write the report: {error}"))
}

/// Says what is wrong with the filter. The status is that of any other argument that cannot be read.
fn wrong_usage(problem: &str) -> ExitCode {
    say(&format!("--filter: {problem}"));
    ExitCode::from(2)
}

fn write(report: &Report, format: Format) -> io::Result<()> {
    let text = match format {
        Format::Text => return write_text(&render::text::render_text(report)),
        Format::Json => {
            let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
            render::json::write_json(report, &mut out)?;
            return out.flush();
        }
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
