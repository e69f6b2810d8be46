//! The offset of a clock in a sentence.

use super::STORE_LINE;
use crate::findings::say;
use crate::model::{Clock, ClockOffset, Report};
use std::collections::BTreeSet;

/// How the clocks of a report are called.
pub struct Names<'a> {
    report: &'a Report,
    /// Sources that hold lines of others than the stores.
    others: BTreeSet<u32>,
}

impl<'a> Names<'a> {
    pub fn of(report: &'a Report) -> Self {
        let queries = report.slow_queries.iter().map(|query| query.span.source);
        let lines = report.timings.iter().filter(|timing| &*timing.kind != STORE_LINE).map(|timing| timing.span.source);
        Self { report, others: queries.chain(lines).collect() }
    }

    pub fn are_several(&self) -> bool {
        self.report.sources.len() > 1
    }

    /// `this log`, or the name of the source where there are several.
    pub fn name(&self, clock: Clock) -> String {
        let sources = &self.report.sources;
        let source = sources.get(clock.source as usize).filter(|_| sources.len() > 1);
        let source = source.map_or("this log", |source| &*source.name);
        let mixed = clock.stores && self.others.contains(&clock.source);
        if mixed { format!("the store lines of {source}") } else { source.to_owned() }
    }
}

/// `8 h`, `5 h 45 min`.
fn hours(minutes: i16) -> String {
    match (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// `+08:00`.
pub fn zone(minutes: i16) -> String {
    let (sign, size) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
    format!("{sign}{:02}:{:02}", size / 60, size % 60)
}

/// What an offset comes to, and what follows in its sentence; `zoned` and `other_zoned`: whether its clock and the other
/// one print their time zone.
pub fn sentence(names: &Names<'_>, offset: &ClockOffset, zoned: bool, other_zoned: bool) -> (String, String) {
    let clock = names.name(offset.clock);
    let records = say::plural(i64::from(offset.records), "record");
    let within = format!(", ± {} by {records}", say::time(offset.uncertain_nanos));
    let (size, ahead) = (say::seconds(offset.offset_nanos.abs(), 1), offset.offset_nanos > 0);
    let word = if ahead { "ahead of" } else { "behind" };
    let no_zone = |clock: &str, witness: &str, minutes: i16| {
        (format!("{clock} prints no time zone"), format!("; {witness} says {}, by {records}.", zone(minutes)))
    };
    let other = match offset.against {
        None => "its start timestamps".to_owned(),
        Some(against) => format!("that of {}", names.name(against)),
    };
    match (offset.zone_minutes, offset.against.map(|against| names.name(against))) {
        (Some(minutes), None) if !zoned => no_zone(&clock, "the time in its start timestamps", minutes),
        (Some(minutes), Some(against)) if !zoned && other_zoned => {
            no_zone(&clock, &format!("what it has in common with {against}"), minutes)
        }
        (Some(minutes), Some(against)) if zoned && !other_zoned => {
            no_zone(&against, &format!("what it has in common with {clock}"), -minutes)
        }
        (Some(0), Some(against)) => {
            (format!("The clocks of {clock} and {against} agree"), format!("{within}; neither prints its time zone."))
        }
        (Some(minutes), _) => (
            format!("The clock of {clock} is {} {word} {other}", hours(minutes)),
            format!("{within}: rather a time zone than a clock."),
        ),
        (None, _) if offset.apart => (format!("The clock of {clock} is {size} {word} {other}"), within + "."),
        (None, Some(against)) => (format!("The clocks of {clock} and {against} agree"), within + "."),
        (None, None) => (format!("The clock of {clock} agrees with its start timestamps"), within + "."),
    }
}
