//! What of the sources was not understood, for the first line of a report: it never calls a log empty that is not.

use super::shortened;
use crate::model::{Report, Source, TestStatus, Understood};
use crate::render::figures::plural;

/// Characters of a reason in the first line.
const REASON: usize = 240;

/// What is said in the place of counts where there are none: `nothing found`, or why nothing was read.
pub fn nothing_found(report: &Report) -> String {
    let missed = missed(report);
    if let Some(first) = missed.first() {
        return format!("nothing read: {}", reason(first, &missed, report.sources.len()));
    }
    let passed = report.tests.iter().filter(|test| test.status == TestStatus::Pass);
    match passed.map(|test| test.count.unwrap_or(1)).sum() {
        0 => "nothing found".to_owned(),
        passed => format!("nothing found, {} passed", plural(passed, "test")),
    }
}

/// What follows the counts: empty, or that not all was read.
pub(super) fn but(report: &Report) -> String {
    let missed = missed(report);
    match missed.first() {
        Some(first) => format!("; not all was read: {}", reason(first, &missed, report.sources.len())),
        None => String::new(),
    }
}

fn missed(report: &Report) -> Vec<&Source> {
    let mut missed: Vec<&Source> =
        report.sources.iter().filter(|source| source.understood != Understood::All).collect();
    // What was not read at all is worse.
    crate::text::order::Order::order_by_key(missed.as_mut_slice(), |source| source.understood != Understood::Not);
    missed
}

/// The first reason of the first source, and how many more there are.
fn reason(first: &Source, missed: &[&Source], sources: usize) -> String {
    let why = first.why.first().map_or("a part of it was not understood", |why| why);
    let why = shortened(why, REASON);
    let why = why.trim_end_matches('.');
    let name = if sources > 1 && !why.contains(&*first.name) { format!("{}: ", first.name) } else { String::new() };
    let more = match (first.why.len().saturating_sub(1), missed.len().saturating_sub(1)) {
        (0, 0) => String::new(),
        (reasons, 0) => format!(", and {}", plural(reasons as u64, "more reason")),
        (_, further) => format!(", and {}", plural(further as u64, "more source")),
    };
    format!("{name}{why}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::outline::summary;

    fn source(name: &str, understood: Understood, why: &str) -> Source {
        Source { name: name.into(), understood, why: vec![why.into()], ..Source::default() }
    }

    #[test]
    fn a_log_is_not_called_empty_that_is_not() {
        let report = |sources| Report { sources, ..Report::default() };
        let one = report(vec![source("a.log", Understood::Partly, "this looks like a Go stack (line 12)")]);
        assert!(summary(&one).ends_with(": nothing read: this looks like a Go stack (line 12)"), "{}", summary(&one));
        let many = report(vec![
            source("a.log", Understood::Partly, "this looks like a Go stack (line 12)"),
            source("b.xz", Understood::Not, "packed with xz."),
            source("c.log", Understood::All, ""),
        ]);
        assert!(summary(&many).ends_with(": nothing read: b.xz: packed with xz, and 1 more source"));
        assert!(summary(&report(vec![source("c.log", Understood::All, "")])).ends_with(": nothing found"));
    }
}
