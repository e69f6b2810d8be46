//! The sentences of the page.

use crate::model::Severity;
use crate::page::present::figures::{bytes, count, plural};
use crate::page::protocol::{Counts, ExportAs, Kind, Sort, Summary};

pub const TITLE: &str = "Read a CI log the way its author would.";
pub const LEAD: &str =
    "Go data races, TiDB slow queries and timing anomalies — found, decoded and explained in this page.";
pub const PASTE: &str = "Paste a log, drop files anywhere, or";
pub const TYPES: &str = ".log .txt .json .gz .zst .zip";
pub const PRIVACY: &str = "Nothing leaves this page";
pub const CHECK: &str = "check it";
pub const LOCK_PROVEN: &str = "Two test requests, a fetch and an image, were made just now, and the browser refused both: this page can load and send nothing any more.";
pub const LOCK_OPEN: &str = "A test request was not refused: this copy of the page is not locked. Use it only for logs that may be seen by others.";
pub const LOCK_LIMITS: &str = "What the lock does not cover, because no page can forbid it to itself: going to another address, looking up the name of a host, and WebRTC. Racecard does none of these by itself. Nor does it cover browser extensions, and a host that serves a changed page.";
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
pub const NOT_READ: &str = "Not read";
pub const WAITING_FOR_LOG: &str = "This address leads into a report. Give the page the same log, and it opens there.";
pub const LONG_LIST: &str =
    "This list is long: the browser's own search sees only the cards near the screen. Use the filter.";
pub const NO_CARD: &str = "The card that this leads to is not in this report.";
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

/// What was found, and first what was not read, for the live region.
pub fn found(summary: &Summary) -> String {
    let parts = parts(&summary.counts).into_iter().map(|(_, figure, noun)| format!("{figure} {noun}"));
    let parts: Vec<_> = parts.collect();
    let found = match (parts.is_empty(), summary.unread.is_empty()) {
        (true, true) => NOTHING_FOUND.to_owned(),
        (true, false) => String::new(),
        (false, _) => format!("Found {}.", parts.join(", ")),
    };
    let sentences = summary.unread.iter().map(|text| &**text).chain([&*found]).filter(|text| !text.is_empty());
    sentences.collect::<Vec<_>>().join(" ")
}

pub fn reading(name: &str) -> String {
    format!("Reading {name}")
}

pub fn progress(read: u64, total: u64, records: u64) -> String {
    let of = if total > 0 { format!(" of {}", bytes(total)) } else { String::new() };
    format!("{}{of}, {}", bytes(read), plural(records, "record"))
}

/// A source of which a part was not read, or nothing.
pub fn not_read(size: u64) -> String {
    format!("{}, not read in full", bytes(size))
}

pub fn stopped(read: u64, size: u64) -> String {
    format!("stopped after {} of {}", bytes(read), bytes(size))
}

/// Title and text for what a dropped folder was not able to give.
pub fn empty_folder(name: &str) -> (String, &'static str) {
    (format!("{name} is a folder without a file in it."), "There is nothing to read.")
}

pub fn unreadable_in_folder(name: &str) -> (String, &'static str) {
    (format!("{name} cannot be read."), "The browser does not let the page look into it. The other files are read.")
}

pub fn too_many_files(read: usize) -> (String, &'static str) {
    (format!("Only the first {} files are read.", count(read as u64)), "The folder holds more of them.")
}

/// A file of no bytes.
pub fn empty(name: &str) -> String {
    format!("{name} is empty: it holds no bytes.")
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
        let check = |counts, expected: &str| {
            let summary = Summary { counts, ..Summary::default() };
            assert_eq!(found(&summary), expected);
        };
        let many = Counts { races: 9, race_reports: 412, slow_queries: 1, ..Counts::default() };
        check(many, "Found 412 races in 9 groups, 1 slow query.");
        check(Counts { races: 1, race_reports: 1, ..Counts::default() }, "Found 1 race.");
        check(Counts::default(), NOTHING_FOUND);
    }

    #[test]
    fn a_source_that_was_not_read_is_said_before_what_was_found() {
        let unread = vec!["a.xz is packed with xz.".into()];
        let nothing = Summary { unread, ..Summary::default() };
        assert_eq!(found(&nothing), "a.xz is packed with xz.");
        let counts = Counts { races: 1, race_reports: 1, ..Counts::default() };
        assert_eq!(found(&Summary { counts, ..nothing }), "a.xz is packed with xz. Found 1 race.");
    }

    #[test]
    fn what_a_drop_will_do() {
        assert_eq!(drop_here(2, true), "Add 2 files to this report");
        assert_eq!(drop_here(1, false), "Read 1 file");
        assert_eq!(drop_here(0, false), "Read the files");
    }
}
