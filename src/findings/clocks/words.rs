//! The offset of a clock in a sentence.

use super::STORE_LINE;
use crate::findings::say;
use crate::model::{Clock, ClockOffset, Report};

/// `this log`, or the name of the source where there are several.
pub fn name(report: &Report, clock: Clock) -> String {
    let source = report.sources.get(clock.source as usize).filter(|_| report.sources.len() > 1);
    let source = source.map_or("this log", |source| &*source.name);
    if clock.stores && has_others(report, clock) { format!("the store lines of {source}") } else { source.to_owned() }
}

/// Whether a source holds lines of others than the stores.
fn has_others(report: &Report, clock: Clock) -> bool {
    let queries = report.slow_queries.iter().map(|query| query.span.source);
    let others = report.timings.iter().filter(|timing| &*timing.kind != STORE_LINE).map(|timing| timing.span.source);
    queries.chain(others).any(|source| source == clock.source)
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

/// What an offset says; `zoned` and `other_zoned`: whether its clock and the other one print their time zone.
pub fn sentence(report: &Report, offset: &ClockOffset, zoned: bool, other_zoned: bool) -> String {
    let clock = name(report, offset.clock);
    let records = say::plural(i64::from(offset.records), "record");
    let within = format!("± {}, {records}", say::time(offset.uncertain_nanos));
    let (size, ahead) = (say::seconds(offset.offset_nanos.abs(), 1), offset.offset_nanos > 0);
    let word = if ahead { "ahead of" } else { "behind" };
    let Some(against) = offset.against.map(|against| name(report, against)) else {
        return match offset.zone_minutes {
            Some(minutes) if !zoned => {
                format!("{clock} prints no time zone; its start timestamps say {} ({records}).", zone(minutes))
            }
            Some(minutes) => format!(
                "The clock of {clock} is {} {word} its start timestamps ({within}): rather a time zone than a clock.",
                hours(minutes)
            ),
            None if offset.apart => format!("The clock of {clock} is {size} {word} its start timestamps ({within})."),
            None => format!("The clock of {clock} agrees with its start timestamps ({within})."),
        };
    };
    match offset.zone_minutes {
        Some(minutes) if !zoned && other_zoned => {
            format!(
                "{clock} prints no time zone; what it has in common with {against} says {} ({records}).",
                zone(minutes)
            )
        }
        Some(minutes) if zoned && !other_zoned => {
            format!(
                "{against} prints no time zone; what it has in common with {clock} says {} ({records}).",
                zone(-minutes)
            )
        }
        Some(0) => format!("The clocks of {clock} and {against} agree ({within}); neither prints its time zone."),
        Some(minutes) => format!(
            "The clock of {clock} is {} {word} that of {against} ({within}): rather a time zone than a clock.",
            hours(minutes)
        ),
        None if offset.apart => format!("The clock of {clock} is {size} {word} that of {against} ({within})."),
        None => format!("The clocks of {clock} and {against} agree ({within})."),
    }
}
