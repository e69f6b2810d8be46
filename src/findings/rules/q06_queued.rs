//! Q6: the store had no time for this statement.

use crate::findings::facts::is_mock_store;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const LONGEST: Limit = Limit::seconds("Q6.longest_wait", 0.1, Source::Documentation);

pub static RULE: Rule = Rule {
    id: "Q6",
    title: "Queued, not working",
    says: "The coprocessor tasks waited longer than they were processed (Wait_time above Process_time), and the longest \
           wait is above its limit: the statement is a victim of others.",
    why: "Wait_time also holds the snapshot; a slow disk or a busy Raft store looks like a queue.",
    severity: Severity::Medium,
    limits: &[&LONGEST],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let (Some(wait), Some(longest)) = (entry.wait, entry.longest_wait()) else { continue };
        let Some(process) = entry.or_zero(entry.process) else { continue };
        let addr = entry.waited.addr;
        if wait <= process || longest <= facts.limits.nanos(&LONGEST) || is_mock_store(addr) {
            continue;
        }
        let place = if addr.is_empty() { String::new() } else { format!(" on {addr}") };
        let title = format!("Queued {}, worked {}: a victim", say::time(wait), say::time(process));
        let text = format!(
            "Queued, not working: its tasks waited {} and were processed {} (sums over {}), the longest wait {}{place}. This \
             statement is a victim: look for entries with a large Process_time{place} at the same time.",
            say::time(wait),
            say::time(process),
            entry.tasks_in_words(),
            say::time(longest)
        );
        found.push(
            RULE.found_in(entry, title, text)
                .explains(wait.min(query))
                .figure("wait", say::exact(wait))
                .figure("process", say::exact(process))
                .figure("longest wait", say::exact(longest))
                .figure("tasks", entry.cop_tasks.map(say::count).unwrap_or_default())
                .figure("store", addr),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn more_waiting_than_work_and_a_tenth_of_a_second() {
        let wait = |wait, max, addr| {
            format!("Query_time: 2\nProcess_time: 1\nWait_time: {wait}\nCop_wait_max: {max}\nCop_wait_addr: {addr}")
        };
        testing::check(
            &RULE,
            &[
                (&wait("4", "0.9", "tikv-2:20160"), "Medium: Queued 4.000 s, worked 1.000 s: a victim"),
                (&wait("1", "0.9", "tikv-2:20160"), "-"),
                (&wait("4", "0.1", "tikv-2:20160"), "-"),
                (&wait("4", "0.9", "store1"), "-"),
                ("Query_time: 2\nWait_time: 1.5\nCop_wait_avg: 1.5", "Medium: Queued 1.500 s, worked 0 s: a victim"),
            ],
        );
    }
}
