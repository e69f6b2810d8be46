//! Q21: much memory.

use crate::findings::facts::Measure;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;
use std::collections::BTreeMap;

/// Lines about a statement that has not ended.
const RUNNING: [&str; 3] = ["expensive_query", "memory_quota", "killed"];

const MEMORY: Limit = Limit::mebibytes("Q21.memory", 1024.0, Source::Code);

pub static RULE: Rule = Rule {
    id: "Q21",
    title: "Much memory",
    says: "Mem_max is above the default quota of one statement (1 GiB), or the statement waited for memory \
           (Mem_arbitration), for no longer than it ran. The same of a statement that was still running (expensive_query, \
           memory exceeds quota), unless its own entry says it.",
    why: "A larger quota may have been set on purpose.",
    severity: Severity::Medium,
    limits: &[&MEMORY],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let quota = facts.limits.bytes(&MEMORY);
    let mut found = Vec::new();
    for entry in &facts.entries {
        // Without the whole statement nobody can tell whether a wait is possible.
        let waited = entry.mem_arbitration.filter(|_| entry.query.is_some());
        if let Some((title, text)) = judge(entry.mem_max, waited, quota, "") {
            let draft = RULE.found_in(entry, title, text);
            found.push(with_figures(draft, entry.mem_max, waited, quota));
        }
    }
    for line in running(facts) {
        let waited = possible_wait(line);
        if let Some((title, text)) = judge(line.mem_max, waited, quota, " while it was still running") {
            let draft = RULE.found(title, text).measure(line).figure("connection", line.conn);
            found.push(with_figures(draft, line.mem_max, waited, quota));
        }
    }
    found
}

/// A wait of a running statement is no longer than it had run.
fn possible_wait(line: &Measure<'_>) -> Option<i64> {
    line.mem_arbitration.zip(line.nanos).filter(|(waited, ran)| waited <= ran).map(|(waited, _)| waited)
}

/// The line with the most memory of each statement whose entry does not name its own.
fn running<'f, 'a>(facts: &'f Facts<'a>) -> Vec<&'f Measure<'a>> {
    let mut most: BTreeMap<(u32, &str, u64, &str), &Measure<'a>> = BTreeMap::new();
    let says = |line: &&Measure<'_>| line.mem_max.is_some() || line.mem_arbitration.is_some();
    for line in facts.measures.iter().filter(|line| RUNNING.contains(&line.kind)).filter(says) {
        let entry = facts.joins.entry_of(line.index).and_then(|index| facts.entries.get(index as usize));
        if entry.is_some_and(|entry| entry.mem_max.is_some()) {
            continue;
        }
        // Lines without a connection and a start are about statements of their own.
        let lone = if line.conn.is_empty() && line.start_ts == 0 { line.index } else { u32::MAX };
        let key = (lone, line.conn, line.start_ts, line.digest);
        let known = most.entry(key).or_insert(line);
        if (line.mem_max, line.mem_arbitration) > (known.mem_max, known.mem_arbitration) {
            *known = line;
        }
    }
    most.into_values().collect()
}

/// Title and text, where memory or the wait for it is worth a word.
fn judge(memory: Option<i64>, waited: Option<i64>, quota: i64, when: &str) -> Option<(String, String)> {
    let much = memory.filter(|memory| *memory > quota);
    let waited = waited.filter(|waited| *waited > 0);
    let title = match (waited, much) {
        (Some(waited), _) => format!("Waited {} for memory", say::time(waited)),
        (None, Some(memory)) => format!("Used {} of memory{when}", say::bytes(memory)),
        (None, None) => return None,
    };
    let mut said = Vec::new();
    said.extend(waited.map(|waited| format!("Waited {} for its quota of memory", say::time(waited))));
    said.extend(
        memory.map(|memory| format!("Used {} of memory ({} bytes){when}", say::bytes(memory), say::count(memory))),
    );
    Some((title, said.join(". ") + "."))
}

fn with_figures(draft: Draft, memory: Option<i64>, waited: Option<i64>, quota: i64) -> Draft {
    draft
        .explains(waited.unwrap_or_default())
        .figure("memory", memory.map(say::bytes).unwrap_or_default())
        .figure("memory bytes", memory.map(|memory| memory.to_string()).unwrap_or_default())
        .figure("quota", say::bytes(quota))
        .figure("arbitration", waited.map(say::exact).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn a_gibibyte_or_any_wait() {
        testing::check(
            &RULE,
            &[
                ("Mem_max: 1073741825", "Medium: Used 1.0 GiB of memory"),
                ("Mem_max: 1073741824", "-"),
                ("Query_time: 1\nMem_max: 5\nMem_arbitration: 0.4", "Medium: Waited 0.400 s for memory"),
                ("Query_time: 1\nMem_arbitration: 0", "-"),
            ],
        );
    }

    #[test]
    fn an_impossible_wait_for_memory_is_not_told() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 2\nMem_max: 5\nMem_arbitration: 86400", "-"),
                ("Query_time: 2\nMem_max: 1073741825\nMem_arbitration: -4", "Medium: Used 1.0 GiB of memory"),
                ("Query_time: 2\nMem_max: 5\nMem_arbitration: 9223372036.854776", "-"),
                ("Mem_max: 5\nMem_arbitration: 86400", "-"),
                ("Query_time: 2\nMem_max: 9223372036854775807", "-"),
            ],
        );
    }

    /// A statement that is still running says what it holds every minute: once, and not beside its own entry.
    #[test]
    fn memory_of_a_running_statement() {
        let said = |entry: &str, mem: [&str; 2]| {
            let mut report = testing::entries(&[entry]);
            for (at, mem) in mem.iter().enumerate() {
                let time = format!("2023-01-29T07:5{at}:15Z");
                let fields = format!("conn=7 txnStartTS=439085609928097792 mem_max={mem}");
                testing::add_timing(&mut report, "expensive_query", &time, 60_000, &fields);
            }
            let found = testing::findings(&RULE, &report);
            found.iter().map(|finding| finding.title.to_string()).collect::<Vec<_>>()
        };
        let other = "time: 2023-01-29T07:59:15Z\nConn_ID: 8\nQuery_time: 200";
        assert_eq!(said(other, ["5", "2147483648"]), ["Used 2.0 GiB of memory while it was still running"]);
        assert!(said(other, ["5", "1073741824"]).is_empty());
        let own = "time: 2023-01-29T07:59:15Z\nConn_ID: 7\nTxn_start_ts: 439085609928097792\nQuery_time: 500\nMem_max: 3221225472";
        assert_eq!(said(own, ["5", "2147483648"]), ["Used 3.0 GiB of memory"]);
    }
}
