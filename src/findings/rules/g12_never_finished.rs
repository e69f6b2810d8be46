//! G12: a statement that was running and never finished in this log.

use crate::findings::facts::{Entry, Measure, WRITE_LAG_NANOS};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, clocks, say};
use crate::model::Severity;
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    id: "G12",
    title: "Never finished in this log",
    says: "An expensive_query line has no later slow-log entry with its connection and start timestamp.",
    why: "The entry may be in another file: the slow log is usually not the server's log.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    // The same statement is reported again every minute; its last line counts.
    let mut running: BTreeMap<(&str, u64), Vec<&Measure<'_>>> = BTreeMap::new();
    // Releases up to 2.0 wrote a line of that name before the statement ran: it has no time.
    for line in facts.measures.iter().filter(|line| line.kind == "expensive_query" && line.nanos.is_some()) {
        running.entry((line.conn, line.start_ts)).or_default().push(line);
    }
    // Only entries of the same start timestamp can be the end of it.
    let mut ended: BTreeMap<u64, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in &facts.entries {
        ended.entry(entry.start_ts).or_default().push(entry);
    }
    let mut found = Vec::new();
    for ((conn, start_ts), lines) in running {
        let Some(last) = lines.iter().max_by_key(|line| line.nanos) else { continue };
        let candidates = ended.get(&start_ts).map_or(&[][..], Vec::as_slice);
        if candidates.iter().any(|entry| finished(facts, entry, last)) {
            continue;
        }
        let least = last.nanos.unwrap_or_default();
        let title = format!("A statement ran for at least {} and never finished in this log", say::time(least));
        let transaction = match start_ts {
            0 => "no start timestamp yet".to_owned(),
            start_ts => format!("start timestamp {start_ts}"),
        };
        let text = if conn.is_empty() {
            format!("{title} ({transaction}).")
        } else {
            format!("{title} (connection {conn}, {transaction}).")
        };
        let draft = RULE
            .found(title, text)
            .explains(least)
            .figure("at least", say::exact(least))
            .figure("connection", conn)
            .figure("start timestamp", start_ts.to_string())
            .figure("lines", lines.len().to_string());
        found.push(lines.iter().take(10).fold(draft, |draft, line| draft.measure(line)));
    }
    found
}

/// Whether an entry is the end of a statement that was running when `line` was written: the statements of a transaction
/// have connection and start timestamp in common, so it has to be written later. Without a start timestamp it has
/// to be of the same connection and to cover the line.
fn finished(facts: &Facts<'_>, entry: &Entry<'_>, line: &Measure<'_>) -> bool {
    let conn = |both_known: bool| match (line.conn, entry.conn) {
        ("", _) | (_, "") => !both_known,
        (running, ended) => running == ended,
    };
    if line.start_ts != 0 {
        let ahead = facts.clocks.between(clocks::of_measure(line), clocks::of_entry(entry));
        let later = entry.end.zip(line.end).is_none_or(|(end, line)| {
            let comparable = end.offset_minutes.is_some() == line.offset_minutes.is_some();
            !comparable || end.nanos + WRITE_LAG_NANOS >= line.nanos - ahead
        });
        return conn(false) && entry.start_ts == line.start_ts && later;
    }
    let covers = || {
        let ((start, end), line) = (entry.interval()?, line.end?);
        Some((start..=end.saturating_add(WRITE_LAG_NANOS)).contains(&line.nanos))
    };
    conn(true) && entry.start_ts == 0 && covers().unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn count(entry: &str) -> usize {
        let mut report = testing::entries(&[entry]);
        for millis in [60_000, 120_000] {
            let fields = "conn=7 txnStartTS=439085609928097792";
            testing::add_timing(&mut report, "expensive_query", "2023-01-29T07:53:15Z", millis, fields);
        }
        testing::findings(&RULE, &report).len()
    }

    /// The statement before, of the same transaction.
    #[test]
    fn an_entry_from_before_is_another_statement() {
        let ended =
            |time: &str| count(&format!("time: {time}\nConn_ID: 7\nTxn_start_ts: 439085609928097792\nQuery_time: 1"));
        assert_eq!((ended("2023-01-29T07:53:14Z"), ended("2023-01-29T07:53:14.985Z")), (1, 0));
    }

    #[test]
    fn without_its_entry() {
        assert_eq!(
            count("time: 2023-01-29T07:55:15Z\nConn_ID: 8\nTxn_start_ts: 439085609928097792\nQuery_time: 200"),
            1
        );
        assert_eq!(
            count("time: 2023-01-29T07:55:15Z\nConn_ID: 7\nTxn_start_ts: 439085609928097792\nQuery_time: 200"),
            0
        );
    }

    /// `select sleep(250)` takes no timestamp.
    #[test]
    fn without_a_start_timestamp() {
        let count = |entry: &str| {
            let mut report = testing::entries(&[entry]);
            testing::add_timing(&mut report, "expensive_query", "2023-01-29T07:53:15Z", 60_000, "conn=7");
            testing::findings(&RULE, &report).len()
        };
        assert_eq!(count("time: 2023-01-29T07:55:15Z\nConn_ID: 7\nTxn_start_ts: 0\nQuery_time: 200"), 0);
        assert_eq!(count("time: 2023-01-29T07:55:15Z\nConn_ID: 7\nTxn_start_ts: 0\nQuery_time: 20"), 1);
        assert_eq!(count("time: 2023-01-29T07:55:15Z\nConn_ID: 8\nTxn_start_ts: 0\nQuery_time: 200"), 1);
    }

    /// `[EXPENSIVE_QUERY]` of releases up to 2.0 was written before the statement ran.
    #[test]
    fn a_line_without_a_time_says_nothing() {
        let mut report = testing::entries(&[]);
        testing::add_timing(&mut report, "expensive_query", "2017-01-29T02:23:38Z", 0, "");
        report.timings[0].duration_nanos = None;
        assert!(testing::findings(&RULE, &report).is_empty());
    }
}
