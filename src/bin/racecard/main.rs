//! The native command.

mod bounded;
mod compare;
mod decode;
mod digest;
mod names;
mod say;
mod scan;
mod sources;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Reads Go race reports, TiDB slow queries and timing lines out of logs and says what happened.
#[derive(Parser)]
#[command(version, about)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reads logs and reports on them
    Scan(scan::Args),
    /// Says what is new, gone and still there between two logs or saved reports
    Compare(compare::Args),
    /// Decodes a plan, a timestamp or a key
    Decode(decode::Args),
    /// Prints the normalised text of a statement and its digest
    Digest(digest::Args),
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return say::refuse(&error),
    };
    let done = match args.command {
        Command::Scan(args) => scan::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Decode(args) => decode::run(&args),
        Command::Digest(args) => digest::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(sentence) => {
            say::say(&sentence);
            ExitCode::from(1)
        }
    }
}
