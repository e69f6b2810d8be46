//! G12: a statement that was running and never finished in this log.

use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
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
    let mut running: BTreeMap<(&str, u64), Vec<&crate::findings::facts::Measure<'_>>> = BTreeMap::new();
    for line in facts.measures.iter().filter(|line| line.kind == "expensive_query") {
        running.entry((line.conn, line.start_ts)).or_default().push(line);
    }
    let mut found = Vec::new();
    for ((conn, start_ts), lines) in running {
        let finished = facts.entries.iter().any(|entry| {
            (conn.is_empty() || entry.conn.is_empty() || entry.conn == conn)
                && start_ts != 0
                && entry.start_ts == start_ts
        });
        let Some(last) = lines.iter().max_by_key(|line| line.nanos) else { continue };
        if finished {
            continue;
        }
        let least = last.nanos.unwrap_or_default();
        let title = format!("A statement ran for at least {} and never finished in this log", say::time(least));
        let text = format!("{title} (connection {conn}, start timestamp {start_ts}).");
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
}
