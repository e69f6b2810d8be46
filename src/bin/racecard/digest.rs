//! `racecard digest`: the normalised text of a statement and its digest.

use crate::decode::{Input, print};
use racecard::decode::sql_digest::{Style, digest, normalise};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    /// As releases before 5.0 do it
    #[arg(long = "before-5.0")]
    before_5_0: bool,
    #[command(flatten)]
    input: Input,
}

pub fn run(args: &Args) -> Result<ExitCode, String> {
    let bytes = args.input.read()?;
    let sql = String::from_utf8(bytes).map_err(|error| format!("the statement is not UTF-8: {error}"))?;
    // One line break at the end is the shell's, not the statement's.
    let sql = sql.strip_suffix('\n').unwrap_or(&sql);
    let style = if args.before_5_0 { Style::BEFORE_5_0 } else { Style::CURRENT };
    print_digest(sql, style)
}

pub fn print_digest(sql: &str, style: Style) -> Result<ExitCode, String> {
    let normalised = normalise(sql, style);
    print(&normalised)?;
    print(&digest(&normalised))?;
    Ok(ExitCode::SUCCESS)
}
