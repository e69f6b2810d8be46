//! `racecard compare`: two sources, or reports saved as JSON, side by side.

use super::sources;
use racecard::render::compare::{Layout, render_comparison};
use racecard::{Report, engine, render};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The earlier source, or a report of it saved with `scan --format json`
    before: PathBuf,
    /// The later source, or a report of it
    after: PathBuf,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

pub fn run(args: &Args) -> Result<ExitCode, String> {
    let comparison = engine::compare(&read(&args.before)?, &read(&args.after)?);
    let (before, after) = (args.before.display().to_string(), args.after.display().to_string());
    let text = match args.format {
        Format::Json => render::json::text(&comparison),
        Format::Text => render_comparison(&comparison, &before, &after, Layout::Text),
        Format::Markdown => render_comparison(&comparison, &before, &after, Layout::Markdown),
    };
    io::stdout().write_all(text.as_bytes()).map_err(|error| format!("cannot write the comparison: {error}"))?;
    Ok(ExitCode::SUCCESS)
}

/// A saved report when the file is one, else the report on it.
fn read(path: &Path) -> Result<Report, String> {
    if path.extension().is_some_and(|extension| extension == "json")
        && let Ok(text) = std::fs::read(path)
        && let Ok(report) = serde_json::from_slice::<Report>(&text)
    {
        return Ok(report);
    }
    sources::report(&[path.to_owned()], None)
}
