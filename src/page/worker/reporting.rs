//! What is done with what was read, and what few logs need. `cargo xtask` cuts this and all that only this uses (findings,
//! views, exports, search, unpacking) out of the worker, into a module that arrives after it: a log is read meanwhile.

use super::export;
use super::heads;
use super::state::State;
use crate::engine::saved::{self, Saved};
use crate::page::protocol::{Ask, Heads, Panel, Switches, Tell};
use crate::page::views::{self, Scene};
use crate::text::unpack::{Intake, Told};
use regex::bytes::{Regex, RegexBuilder};

/// The way into the part: all its functions that the rest of the worker calls.
pub struct Reporting {
    /// Puts the report together anew; what the page is to hear of it.
    pub report: fn(&mut State) -> Tell,
    /// The answer to a request about the report.
    pub answer: fn(&mut State, &Ask) -> Tell,
    /// See [`compile`].
    pub pattern: fn(&str, bool) -> Result<Pattern, String>,
    /// See [`saved::read`]; a file that only begins like one is refused.
    pub saved: fn(&[u8]) -> Saved,
    /// See [`Intake`].
    pub intake: fn() -> Box<dyn TakeIn>,
}

pub static REPORTING: Reporting = Reporting {
    report,
    answer,
    pattern: search,
    saved: |text| saved::read(text, false),
    intake: || Box::new(Intake::default()),
};

/// Whether a line matches.
pub type Pattern = Box<dyn Fn(&[u8]) -> bool>;

/// [`Intake`], without its code.
pub trait TakeIn {
    fn push(&mut self, raw: &[u8], each: &mut dyn FnMut(&[u8]));
    fn finish(self: Box<Self>, each: &mut dyn FnMut(&[u8])) -> Told;
}

impl TakeIn for Intake {
    fn push(&mut self, raw: &[u8], each: &mut dyn FnMut(&[u8])) {
        self.push(raw, each);
    }

    fn finish(self: Box<Self>, each: &mut dyn FnMut(&[u8])) -> Told {
        (*self).finish(each)
    }
}

fn report(state: &mut State) -> Tell {
    state.assemble();
    Tell::Report(state.summary())
}

fn answer(state: &mut State, ask: &Ask) -> Tell {
    match ask {
        Ask::Heads { filter, sort } => {
            let (rows, problem) = heads::select(&state.report, &state.heads, filter, *sort);
            let rows = rows.into_iter().filter_map(|at| state.heads.get(at).cloned()).collect::<Vec<_>>();
            let rows = Heads::encode(rows.into_iter(), state.heads.len() as u32);
            Tell::Heads { problem: problem.map(|text| text.as_str().into()), rows }
        }
        Ask::Panel { panel, switches } => {
            let drawn = match panel {
                Panel::Compare => Some(state.sides(|sides| views::compare::view(sides, switches))),
                _ => views::draw(&scene(state, *panel, switches)),
            };
            Tell::Panel { tree: drawn.unwrap_or_default().into_bytes() }
        }
        Ask::Copied { panel, switches, what } => {
            let text = match panel {
                Panel::Compare => state.sides(|sides| views::compare::copied(sides, switches, what)),
                _ => views::copied(&scene(state, *panel, switches), what),
            };
            Tell::Export { text: text.unwrap_or_default() }
        }
        Ask::Thresholds { switches } => {
            state.thresholds = views::rules::thresholds(switches);
            report(state)
        }
        Ask::Export { format, cards, redact } => {
            let text = export::export(state, *format, cards, *redact);
            Tell::Export { text: text.as_str().into() }
        }
        _ => Tell::Crashed { source: None, text: "this is no question about the report".into() },
    }
}

fn scene<'a>(state: &'a State, panel: Panel, switches: &'a Switches) -> Scene<'a> {
    Scene { report: &state.report, panel, switches, frame_link: &state.frame_link }
}

fn search(pattern: &str, regex: bool) -> Result<Pattern, String> {
    let regex = compile(pattern, regex)?;
    Ok(Box::new(move |line| regex.is_match(line)))
}

/// A search pattern: plain text, or a regular expression; upper and lower case are the same unless it has upper case.
pub fn compile(pattern: &str, regex: bool) -> Result<Regex, String> {
    let plain = || regex::escape(pattern);
    let source = if regex { pattern.to_owned() } else { plain() };
    RegexBuilder::new(&source)
        .unicode(false)
        .case_insensitive(!pattern.bytes().any(|byte| byte.is_ascii_uppercase()))
        .size_limit(1 << 22)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "The pattern is too large.".to_owned(),
            error => error.to_string().lines().last().unwrap_or_default().to_owned(),
        })
}
