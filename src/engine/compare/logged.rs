//! What two programs logged, by statement: what is new, what is gone, what was logged much more often.
//!
//! Statements are the same when their level, the file of their caller and their message are: the line of a caller moves
//! with every release, and numbers differ from run to run.

use super::{State, state};
use crate::model::log::{Statement, Statements, is_warning};
use crate::model::{Report, Text};
use crate::text::order::Order;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From so many times as often on, and so many records, a statement is said to be logged much more often.
pub const MORE_OFTEN: (u64, u64) = (3, 10);

/// Statements that differ; those that do not are not listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// Warnings and errors first; new, gone, more often.
    pub changes: Vec<StatementChange>,
    /// What was not compared, and from where on a statement is logged much more often, in sentences.
    pub bounds: Vec<Text>,
}

/// A statement that is new or gone; `both` is one that was logged much more often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementChange {
    pub state: State,
    pub level: Text,
    pub caller: Text,
    pub message: Text,
    pub before: u64,
    pub after: u64,
}

/// None where one of the reports does not list its statements.
pub fn compare(before: &Report, after: &Report) -> Option<Logged> {
    let (before, after) = (before.log.statements.as_ref()?, after.log.statements.as_ref()?);
    let mut all: BTreeMap<(Text, String, String), StatementChange> = BTreeMap::new();
    for (statements, later) in [(before, false), (after, true)] {
        for statement in &statements.listed {
            let change = all.entry(key(statement)).or_default();
            change.level = statement.level.clone();
            change.caller = statement.caller.clone();
            change.message = statement.message.clone();
            *if later { &mut change.after } else { &mut change.before } += statement.count;
        }
    }
    let mut left = false;
    let mut changes: Vec<StatementChange> = all.into_values().collect();
    changes.retain_mut(|change| {
        change.state = state(change.before > 0, change.after > 0);
        // What is in one list only may stand behind the end of the other.
        let unknown = match change.state {
            State::New => further(before, &change.level),
            State::Gone => further(after, &change.level),
            State::Both => false,
        };
        left |= unknown;
        !unknown && (change.state != State::Both || is_more_often(change))
    });
    changes.order_by(|a, b| {
        let warning = |it: &StatementChange| is_warning(&it.level);
        let number = |it: &StatementChange| it.before.max(it.after);
        let order = warning(b).cmp(&warning(a)).then(a.state.cmp(&b.state)).then(number(b).cmp(&number(a)));
        order.then_with(|| (&a.level, &a.message, &a.caller).cmp(&(&b.level, &b.message, &b.caller)))
    });
    let mut bounds = Vec::new();
    if changes.iter().any(|change| change.state == State::Both) {
        let (times, records) = MORE_OFTEN;
        let text = format!(
            "Statements that are still there are listed when they were logged at least {times} times as often, and at least {records} times."
        );
        bounds.push(text.into());
    }
    if left {
        let text =
            "There are more log statements than a report lists: whether the rarest are new or gone is not known.";
        bounds.push(text.into());
    }
    Some(Logged { changes, bounds })
}

fn is_more_often(change: &StatementChange) -> bool {
    let (times, records) = MORE_OFTEN;
    change.after >= records && change.after / times >= change.before
}

/// Whether not all statements of such a level are listed.
fn further(statements: &Statements, level: &str) -> bool {
    if is_warning(level) { statements.further_warnings > 0 } else { statements.further > 0 }
}

/// Level, file and message without what differs from run to run.
fn key(statement: &Statement) -> (Text, String, String) {
    let file = statement.caller.rsplit_once(':').map_or(&*statement.caller, |(file, _)| file);
    (statement.level.clone(), file.to_owned(), without_addresses(&statement.message))
}

/// A word of hexadecimal digits is one `#`. Runs of decimal digits are already: `0xc000123456` came as `#xc#`.
fn without_addresses(masked: &str) -> String {
    let mut out = String::with_capacity(masked.len());
    for word in masked.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric() && letter != '#') {
        let body = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '#');
        let is_number =
            body.contains('#') && body.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'#' | b'x'));
        out.push_str(if is_number { "#" } else { body });
        out.push_str(word.get(body.len()..).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scanner;

    fn report(text: &str) -> Report {
        let mut scanner = Scanner::new("x.log");
        scanner.push(text.as_bytes());
        scanner.finish()
    }

    fn differ(before: &str, after: &str) -> Vec<(State, String, u64, u64)> {
        let changes = compare(&report(before), &report(after)).unwrap().changes;
        changes.into_iter().map(|it| (it.state, format!("{} {}", it.level, it.message), it.before, it.after)).collect()
    }

    fn line(level: &str, caller: &str, message: &str) -> String {
        format!("[2023/01/29 15:51:47.121 +08:00] [{level}] [{caller}] [\"{message}\"]\n")
    }

    #[test]
    fn logs_that_differ_in_an_error_line_differ() {
        let same = line("INFO", "a.go:1", "started");
        let error = line("ERROR", "b.go:2", "region 12 lost");
        assert_eq!(differ(&same, &same), []);
        assert_eq!(differ(&same, &(same.clone() + &error)), [(State::New, "ERROR region # lost".into(), 0, 1)]);
        assert_eq!(differ(&(same.clone() + &error), &same), [(State::Gone, "ERROR region # lost".into(), 1, 0)]);
    }

    #[test]
    fn numbers_and_the_line_of_the_caller_do_not_count() {
        let before = line("WARN", "b.go:2", "region 12 at 0xc000123456 lost");
        let after = line("WARN", "b.go:40", "region 7 at 0xc0ffee lost");
        assert_eq!(differ(&before, &after), []);
        assert_eq!(differ(&before, &line("ERROR", "b.go:2", "region 12 at 0xc000123456 lost")).len(), 2);
    }

    #[test]
    fn much_more_often_has_a_threshold() {
        let one = line("WARN", "b.go:2", "slow");
        assert_eq!(differ(&one.repeat(4), &one.repeat(11)), []);
        assert_eq!(differ(&one.repeat(2), &one.repeat(9)), []);
        assert_eq!(differ(&one.repeat(4), &one.repeat(12)), [(State::Both, "WARN slow".into(), 4, 12)]);
    }

    #[test]
    fn what_stands_behind_the_end_of_a_list_is_not_new() {
        let letters =
            |at: usize| ["a", "b", "c", "d", "e", "f", "g"].map(|base| base.repeat(at % 29 + 1))[at / 29].clone();
        let many: String = (0..203).map(|at| line("INFO", "a.go:1", &letters(at))).collect();
        let found = compare(&report(&many), &report(&line("INFO", "a.go:1", "other"))).unwrap();
        assert!(found.changes.iter().all(|change| change.state == State::Gone), "{:?}", found.changes);
        assert_eq!(found.changes.len(), 200);
        assert_eq!(found.bounds.len(), 1);
    }

    #[test]
    fn error_lines_of_other_loggers_count() {
        for (before, after) in [
            ("", "E0711 12:00:01.000123       1 reflector.go:138] Failed to watch pods 12\n"),
            ("", "time=\"2024-01-02T15:04:05Z\" level=error msg=\"cannot open\" file=x\n"),
            ("", "time=2024-01-02T15:04:05.000Z level=ERROR msg=\"cannot open\"\n"),
            ("", "2024-01-02T15:04:05.000Z\tERROR\tstore/pool.go:12\tcannot open\n"),
            ("", "[ERROR] cannot open\n"),
            ("", "2024-01-02 15:04:05 ERROR cannot open\n"),
        ] {
            assert_eq!(differ(before, after).len(), 1, "{after}");
            assert_eq!(differ(after, after), [], "{after}");
        }
        for text in ["ERRORS: 0\n", "no error here\n", "Error handling\n", "I0711 12:00:01.000123       1 a.go:1] x\n"]
        {
            assert_eq!(differ("", text), [], "{text}");
        }
    }
}
