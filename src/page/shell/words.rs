//! The sentences of the page.

use crate::model::Severity;
use crate::page::present::figures::{bytes, count, plural};
use crate::page::protocol::{Counts, ExportAs, Kind, Sort};

pub const TITLE: &str = "Read a CI log the way its author would.";
pub const LEAD: &str =
    "Go data races, TiDB slow queries and timing anomalies — found, decoded and explained in this page.";
pub const PASTE: &str = "Paste a log, drop files anywhere, or";
pub const TYPES: &str = ".log .txt .json .gz .zst .zip";
pub const PRIVACY: &str = "Nothing leaves this page";
pub const CHECK: &str = "check it";
pub const LOCK_PROVEN: &str =
    "A test request was made just now, and the browser refused it: this page can reach nothing.";
pub const LOCK_OPEN: &str = "A test request went through: this copy of the page is not locked. Use it only for logs that may be seen by others.";
pub const LOCK_LIMITS: &str =
    "What the lock does not cover: browser extensions, and a host that serves a changed page.";
pub const LOCK_LOADING: &str = "The lock closes as soon as the program is here.";
pub const REDACT: &str = "Redact exports";
pub const REDACT_EXPLAINED: &str =
    "Statements are exported as their normalised form, hosts, users and keys as stand-ins; times and figures stay.";
pub const REDACTED: &str = "Exports and copied cards are redacted from now on.";
pub const NOT_REDACTED: &str = "Exports and copied cards show the log as it is.";
pub const OFFLINE_READY: &str = "Ready for offline use.";
pub const UPDATE: &str = "A newer version is ready.";
pub const CRASHED: &str = "Racecard broke on it";
pub const NOTHING_FOUND: &str = "Nothing that Racecard knows was found in this text.";
pub const LONG_LIST: &str =
    "This list is long: the browser's own search sees only the cards near the screen. Use the filter.";
pub const NO_CARD: &str = "There is no card of that in this report.";
pub const NO_MATCH: &str = "No card passes the filter.";
/// The samples on the first screen in the order of `www/start.js`: words, number of the issue.
pub const SAMPLES: [(&str, &str); 3] = [
    ("Flaky test, 54 s stall and a race", "#40823"),
    ("Two DDL workers, cut off", "#46282"),
    ("Race and bazel time-out", "#54395"),
];

pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Finding => "Finding",
        Kind::Race => "Race",
        Kind::Failure => "Failure",
        Kind::Assertion => "Assertion",
        Kind::Slow => "Slow query",
        Kind::Timing => "Timing",
        Kind::Test => "Test",
    }
}

pub fn kinds(kind: Kind) -> &'static str {
    match kind {
        Kind::Finding => "Findings",
        Kind::Race => "Races",
        Kind::Failure => "Failures",
        Kind::Assertion => "Assertions",
        Kind::Slow => "Slow queries",
        Kind::Timing => "Timings",
        Kind::Test => "Tests",
    }
}

pub fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Rank => "importance",
        Sort::Time => "time",
        Sort::Duration => "duration",
        Sort::Count => "count",
        Sort::Line => "place in the log",
    }
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Note => "note",
    }
}

/// What an unreadable title becomes.
pub fn untitled(kind: Kind) -> &'static str {
    match kind {
        Kind::Slow => "Statement without its text",
        Kind::Failure => "Failure without message",
        Kind::Assertion => "Failed assertion",
        _ => "Without title",
    }
}

/// The summary's parts: number and noun, and the kind they lead to.
pub fn parts(counts: &Counts) -> Vec<(Kind, String, String)> {
    let part = |kind, number: u64, one: &str| {
        let text = plural(number, one);
        let (figure, noun) = text.split_once(' ').unwrap_or((&text, ""));
        (number > 0).then(|| (kind, figure.to_owned(), noun.to_owned()))
    };
    let races = part(Kind::Race, counts.race_reports.max(counts.races), "race").map(|(kind, figure, noun)| {
        let groups = if counts.race_reports > counts.races {
            format!(" in {}", plural(counts.races, "group"))
        } else {
            String::new()
        };
        (kind, figure, noun + &groups)
    });
    let tests = part(Kind::Test, counts.failed_tests, "failed test");
    [
        part(Kind::Finding, counts.findings, "finding"),
        races,
        part(Kind::Failure, counts.failures, "failure"),
        part(Kind::Assertion, counts.assertions, "failed assertion"),
        part(Kind::Slow, counts.slow_queries, "slow query"),
        part(Kind::Timing, counts.timings, "timing"),
        tests,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// One sentence for the live region.
pub fn found(counts: &Counts) -> String {
    let parts: Vec<_> = parts(counts).into_iter().map(|(_, figure, noun)| format!("{figure} {noun}")).collect();
    if parts.is_empty() { NOTHING_FOUND.to_owned() } else { format!("Found {}.", parts.join(", ")) }
}

pub fn reading(name: &str) -> String {
    format!("Reading {name}")
}

pub fn progress(read: u64, total: u64, records: u64) -> String {
    let of = if total > 0 { format!(" of {}", bytes(total)) } else { String::new() };
    format!("{}{of}, {}", bytes(read), plural(records, "record"))
}

pub fn drop_here(files: u32, has_report: bool) -> String {
    let files = if files == 0 { "the files".to_owned() } else { plural(u64::from(files), "file") };
    if has_report { format!("Add {files} to this report") } else { format!("Read {files}") }
}

pub fn cannot_read(name: &str) -> String {
    if name.is_empty() { "A file cannot be read.".to_owned() } else { format!("{name} cannot be read.") }
}

pub fn crash(name: Option<&str>) -> String {
    match name {
        Some(name) => {
            format!("Racecard broke while it read {name}. That is a defect; the other sources are read again.")
        }
        None => "Racecard broke. That is a defect of the page, not of your log.".to_owned(),
    }
}

pub fn copied(what: &str) -> String {
    format!("Copied: {what}")
}

pub fn shown(shown: usize, all: usize) -> String {
    if shown == all {
        plural(all as u64, "card")
    } else {
        format!("{} of {}", count(shown as u64), plural(all as u64, "card"))
    }
}

pub fn export_name(format: ExportAs) -> &'static str {
    match format {
        ExportAs::Markdown => "Markdown for an issue",
        ExportAs::Json => "JSON",
        ExportAs::Csv => "CSV",
        ExportAs::Html => "HTML, one file",
        ExportAs::Text => "Plain text",
    }
}

/// Ending and type of an exported file.
pub fn file_type(format: ExportAs) -> (&'static str, &'static str) {
    match format {
        ExportAs::Markdown => ("md", "text/markdown"),
        ExportAs::Json => ("json", "application/json"),
        ExportAs::Csv => ("csv", "text/csv"),
        ExportAs::Html => ("html", "text/html"),
        ExportAs::Text => ("txt", "text/plain"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_honest() {
        let counts = Counts { races: 9, race_reports: 412, slow_queries: 1, ..Counts::default() };
        assert_eq!(found(&counts), "Found 412 races in 9 groups, 1 slow query.");
        assert_eq!(found(&Counts { races: 1, race_reports: 1, ..Counts::default() }), "Found 1 race.");
        assert_eq!(found(&Counts::default()), NOTHING_FOUND);
    }

    #[test]
    fn what_a_drop_will_do() {
        assert_eq!(drop_here(2, true), "Add 2 files to this report");
        assert_eq!(drop_here(1, false), "Read 1 file");
        assert_eq!(drop_here(0, false), "Read the files");
    }
}
