//! How much of a source was understood, derived from its notes in one place.
//!
//! Lines that concern nobody are understood: most of a log is such. What counts is what the log plainly tells and the report
//! does not: a part that was not read, and a report of Go or TiDB that could not be.

use crate::formats::Records;
use crate::model::{Note, Source, Text, Understood};

/// Sentences kept of one source.
const MAX_WHY: usize = 20;

/// The words of `--fail-on`.
const WORDS: [&str; 3] = ["race", "failure", "high"];

/// Says of a source how much of it was understood, and why not all.
pub fn judge(source: &mut Source, records: &Records) {
    let mut missed = Missed::default();
    for note in &records.notes {
        missed.note(note);
    }
    source.understood = match (missed.unread, missed.any) {
        (true, _) if source.lines == 0 => Understood::Not,
        (false, false) => Understood::All,
        _ => Understood::Partly,
    };
    if missed.left > 0 {
        missed.why.push(format!("and {} more of that kind", missed.left).into());
    }
    source.why = missed.why;
    source.may_hold =
        WORDS.iter().zip(missed.may_hold).filter(|(_, may)| *may).map(|(word, _)| (*word).into()).collect();
}

#[derive(Default)]
struct Missed {
    any: bool,
    unread: bool,
    why: Vec<Text>,
    left: u64,
    /// One per word of [`WORDS`].
    may_hold: [bool; 3],
}

impl Missed {
    fn note(&mut self, note: &Note) {
        let line = note.span.map_or(0, |span| span.line);
        let may_hold = match (&*note.kind, &note.near_miss) {
            ("not_read", _) => {
                self.unread = true;
                [true; 3]
            }
            (_, Some(miss)) if miss.plain => may_hold(&miss.format),
            // Of the source as a whole: it was read up to a bound, or to where it is damaged. A bound that a single record
            // reached says so there, and nothing else is missing.
            ("limit" | "cut", None) if line == 0 => [true; 3],
            _ => return,
        };
        self.any = true;
        for (all, may) in self.may_hold.iter_mut().zip(may_hold) {
            *all |= may;
        }
        if self.why.len() >= MAX_WHY {
            self.left += 1;
            return;
        }
        let place = if line > 0 { format!(" (line {line})") } else { String::new() };
        self.why.push(format!("{}{place}", note.text).into());
    }
}

/// What a report of a format that could not be read may have told.
fn may_hold(format: &str) -> [bool; 3] {
    match format {
        "race" => [true, false, false],
        "go_stack" => [true, true, false],
        "go_failure" | "go_test" | "testify" | "test_xml" => [false, true, false],
        "slow_query" | "plan" | "tidb_log" | "result_table" => [false, false, true],
        // The stack of an error that was printed on purpose, a profile.
        _ => [false; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scanner;
    use super::*;

    fn judged(text: &str, notes: &[(&str, &str)]) -> (Understood, usize, Vec<String>) {
        let mut scanner = Scanner::new("x.log");
        scanner.push(text.as_bytes());
        for (kind, text) in notes {
            scanner.note(kind, text);
        }
        let source = scanner.finish().sources.remove(0);
        (source.understood, source.why.len(), source.may_hold.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_was_not_read_and_what_was() {
        let all = || WORDS.map(str::to_owned).to_vec();
        assert_eq!(judged("", &[("not_read", "x.xz is packed with xz")]), (Understood::Not, 1, all()));
        assert_eq!(judged("a\n", &[("not_read", "a member is packed with xz")]), (Understood::Partly, 1, all()));
        assert_eq!(judged("a\n", &[("limit", "read up to the limit")]), (Understood::Partly, 1, all()));
        let race = || vec!["race".to_owned()];
        assert_eq!(judged("WARNING: DATA RACE\n", &[]), (Understood::Partly, 1, race()));
        assert_eq!(judged("Found 3 data race(s)\n", &[]), (Understood::Partly, 1, race()));
        assert_eq!(judged("", &[]), (Understood::All, 0, Vec::new()));
        assert_eq!(judged("hello\n# a comment\n  at x.rs:3\n", &[]), (Understood::All, 0, Vec::new()));
        assert_eq!(judged("a\n", &[("repaired", "line breaks")]), (Understood::All, 0, Vec::new()));
    }
}
