//! `racecard decode`: plans, timestamps, keys, and whatever was pasted.

use super::bounded::{self, seen_enough};
use racecard::Scanner;
use racecard::decode::binary_plan::read_binary_plan;
use racecard::decode::detect::{Pasted, detect, ends_of_range, value_of};
use racecard::decode::key::read_key;
use racecard::decode::plan::{Numbers, read_plan};
use racecard::decode::sql_digest::Style;
use racecard::decode::tso;
use racecard::model::{Numbering, Plan};
use racecard::render::safe::visible;
use racecard::render::text::{plain, render_text};
use std::io::{self, IsTerminal, Write};
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
    /// Prints the moment and the counter of timestamps
    Tso {
        /// Shows the moment in this zone too, as in +08:00
        #[arg(long, value_parser = offset, allow_hyphen_values = true)]
        offset: Option<i16>,
        /// Timestamps; one per line of standard input when none is given
        #[arg(value_name = "N")]
        numbers: Vec<String>,
    },
    /// Prints table, index, handle and values of TiKV keys
    Key {
        /// Keys in hexadecimal; one per line of standard input when none is given
        #[arg(value_name = "HEX")]
        keys: Vec<String>,
    },
    /// Finds out what a text is and decodes it
    Auto {
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
        What::Tso { offset, numbers } => {
            each(numbers, |number| tso::describe(number, *offset).ok_or_else(|| format!("not a timestamp: {number}")))
        }
        What::Key { keys } => each(keys, |key| {
            let read = read_key(key).ok_or_else(|| format!("not hexadecimal: {key}"))?;
            Ok(read.to_string())
        }),
        What::Auto { input } => auto(&input.read()?),
    }
}

/// Decodes a text of any kind. A field may come with its name, and log lines are read as `scan` reads them.
fn auto(bytes: &[u8]) -> Result<ExitCode, String> {
    const DETECT: Numbers = Numbers::Detect { otherwise: Numbering::Current };
    let text = String::from_utf8_lossy(bytes);
    if let Some(report) = read_log(bytes) {
        return write(report.trim_end()).map(|()| ExitCode::SUCCESS);
    }
    let whole = text.trim();
    let value = value_of(whole);
    let (text, pasted) = match detect(whole) {
        Some(pasted) => (whole, Some(pasted)),
        None => (value, detect(value)),
    };
    match pasted {
        Some(Pasted::Plan) => print_plan(&read_plan(text.as_bytes(), DETECT)),
        Some(Pasted::BinaryPlan) => print_plan(&read_binary_plan(text.as_bytes())),
        Some(Pasted::Tso) => print(&tso::describe(text, None).unwrap_or_default()).map(|()| ExitCode::SUCCESS),
        Some(Pasted::Key) => print(&read_key(text).unwrap_or_default().to_string()).map(|()| ExitCode::SUCCESS),
        Some(Pasted::Sql) => crate::digest::print_digest(text, Style::CURRENT),
        Some(Pasted::Digest) => Err("a digest cannot be decoded: it is a hash; look it up in a slow log".to_owned()),
        None => match ends_of_range(whole).map(|ends| ends.map(read_key)) {
            Some([Some(start), Some(end)]) => print(&format!("{start}\n{end}")).map(|()| ExitCode::SUCCESS),
            _ => Err("neither a plan nor a timestamp, a key, a statement or a line of a log".to_owned()),
        },
    }
}

/// The report about a text with records of a log in it. A field line alone (`# Plan: …`) is no record.
fn read_log(bytes: &[u8]) -> Option<String> {
    let mut scanner = Scanner::new("pasted text");
    scanner.push(bytes);
    let report = scanner.finish();
    let fields = report.slow_queries.iter().map(|query| query.fields.len()).sum::<usize>();
    let found =
        fields > 1 || !report.log.levels.is_empty() || !report.timings.is_empty() || !report.failures.is_empty();
    (found || !report.races.is_empty()).then(|| plain(&render_text(&report)))
}

/// Prints what `describe` makes of each text, or of each line of standard input.
fn each(texts: &[String], describe: impl Fn(&str) -> Result<String, String>) -> Result<ExitCode, String> {
    let input;
    let texts: Vec<&str> = if texts.is_empty() || *texts == ["-"] {
        input = String::from_utf8_lossy(&Input { text: None }.read()?).into_owned();
        input.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    } else {
        texts.iter().map(String::as_str).collect()
    };
    for text in texts {
        print(&describe(text)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `+08:00` in minutes.
fn offset(text: &str) -> Result<i16, String> {
    let wrong = || format!("{text} is not an offset like +08:00");
    let (sign, rest) = match text.split_at_checked(1).ok_or_else(wrong)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return Err(wrong()),
    };
    let (hours, minutes) = rest.split_once(':').ok_or_else(wrong)?;
    let (hours, minutes): (i16, i16) = (hours.parse().map_err(|_| wrong())?, minutes.parse().map_err(|_| wrong())?);
    if hours > 14 || minutes > 59 { Err(wrong()) } else { Ok(sign * (60 * hours + minutes)) }
}

impl Input {
    pub fn read(&self) -> Result<Vec<u8>, String> {
        match &self.text {
            Some(text) if text != "-" => Ok(text.clone().into_bytes()),
            _ => {
                let mut input = io::stdin().lock();
                bounded::read(&mut input, bounded::MAX_BYTES)
                    .map_err(|error| format!("cannot read standard input: {error}"))
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

/// What was decoded, and a line break. A program gets it to the byte, as TiDB prints it; on a terminal nothing of it acts.
pub fn print(text: &str) -> Result<(), String> {
    if io::stdout().is_terminal() { write(&visible(text)) } else { write(text) }
}

/// One text and a line break on standard output.
fn write(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n"));
    seen_enough(written).map_err(|error| format!("cannot write: {error}"))
}
