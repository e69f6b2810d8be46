//! `racecard decode`: plans, timestamps and keys.

use racecard::decode::binary_plan::read_binary_plan;
use racecard::decode::plan::{Numbers, read_plan};
use racecard::model::{Numbering, Plan};
use std::io::{self, Read, Write};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Prints the table of tidb_decode_plan
    Plan {
        /// Operator numbers of the release that wrote the plan; found out from the plan when not given
        #[arg(long, value_enum)]
        numbering: Option<NumberingArg>,
        #[command(flatten)]
        input: Input,
    },
    /// Prints the table of tidb_decode_binary_plan
    BinaryPlan {
        #[command(flatten)]
        input: Input,
    },
}

/// A text given as an argument, or read from standard input.
#[derive(clap::Args)]
pub struct Input {
    /// The text; standard input when it is missing or `-`
    #[arg(allow_hyphen_values = true)]
    text: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum NumberingArg {
    #[value(name = "3.x")]
    V3,
    #[value(name = "current")]
    Current,
}

pub fn run(args: &Args) -> Result<ExitCode, String> {
    match &args.what {
        What::Plan { numbering, input } => {
            let numbers = match numbering {
                Some(NumberingArg::V3) => Numbers::Use(Numbering::V3),
                Some(NumberingArg::Current) => Numbers::Use(Numbering::Current),
                None => Numbers::Detect { otherwise: Numbering::Current },
            };
            print_plan(&read_plan(&input.read()?, numbers))
        }
        What::BinaryPlan { input } => print_plan(&read_binary_plan(&input.read()?)),
    }
}

impl Input {
    pub fn read(&self) -> Result<Vec<u8>, String> {
        match &self.text {
            Some(text) if text != "-" => Ok(text.clone().into_bytes()),
            _ => {
                let mut bytes = Vec::new();
                io::stdin().read_to_end(&mut bytes).map_err(|error| format!("cannot read standard input: {error}"))?;
                Ok(bytes)
            }
        }
    }
}

/// What can be read is printed also when something is wrong with the plan; the exit status and a line on standard error
/// then say so.
fn print_plan(plan: &Plan) -> Result<ExitCode, String> {
    let text = plan.text.trim_start_matches('\n').trim_end_matches('\n');
    if !text.is_empty() {
        print(text)?;
    }
    let trouble = plan.error.as_ref().or(plan.notes.first().filter(|_| plan.cut_after.is_some()));
    match trouble {
        Some(sentence) => Err(format!("cannot decode the plan: {sentence}")),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// One text and a line break on standard output.
pub fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(|error| format!("cannot write: {error}"))
}
