//! `racecard compare`: two sources, or reports saved as JSON, side by side.

use super::bounded::{self, seen_enough};
use super::sources::{self, Scanned};
use racecard::engine::saved::{self, Saved};
use racecard::render::compare::{Layout, render_comparison};
use racecard::{Report, engine, render};
use std::fs::File;
use std::io::{self, Read, Write};
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
    seen_enough(io::stdout().write_all(text.as_bytes()))
        .map_err(|error| format!("cannot write the comparison: {error}"))?;
    Ok(ExitCode::SUCCESS)
}

/// A saved report when the file is one, else the report on it.
fn read(path: &Path) -> Result<Report, String> {
    if path.as_os_str() != "-"
        && let Some(text) = perhaps_saved(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?
    {
        match saved::read(&text, is_named_json(path)) {
            Saved::Report(report) => return Ok(*report),
            Saved::Refused(sentence) => return Err(format!("{}: {sentence}", path.display())),
            Saved::Log => {}
        }
    }
    let Scanned { report, .. } = sources::report(&[path.to_owned()], None)?;
    Ok(report)
}

fn is_named_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// The text of a file that may be a saved report, by its name or by what it begins with. A pipe gives its bytes once: it is
/// read as a log.
fn perhaps_saved(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut head = Vec::new();
    (&mut file).take(saved::HEAD as u64).read_to_end(&mut head)?;
    if saved::looks_like_one(&head) || is_named_json(path) && saved::may_be_json(&head) {
        let mut text = head.as_slice().chain(file);
        return bounded::read(&mut text, bounded::MAX_BYTES).map(Some);
    }
    Ok(None)
}
