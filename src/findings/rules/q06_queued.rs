//! Q6: the store had no time for this statement.

use crate::findings::facts::{Entry, is_mock_store};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const LONGEST: Limit = Limit::seconds("Q6.longest_wait", 0.1, Source::Documentation);

pub static RULE: Rule = Rule {
    id: "Q6",
    title: "Queued, not working",
    says: "The coprocessor tasks waited longer than they were processed (Wait_time above Process_time), and the longest \
           wait is above its limit: the statement is a victim of others. Where the longest wait is not printed (Cop_wait_max), \
           the average over the tasks or requests counts: the longest is at least that.",
    why: "Wait_time also holds the snapshot; a slow disk or a busy Raft store looks like a queue.",
    severity: Severity::Medium,
    limits: &[&LONGEST],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(wait) = entry.wait else { continue };
        let Some((longest, least)) = longest_wait(entry, wait) else { continue };
        let Some(process) = entry.or_zero(entry.process) else { continue };
        let addr = entry.waited.addr;
        if wait <= process || longest <= facts.limits.nanos(&LONGEST) || is_mock_store(addr) {
            continue;
        }
        let place = if addr.is_empty() { String::new() } else { format!(" on {addr}") };
        let title = format!("Queued {}, worked {}: a victim", say::time(wait), say::time(process));
        let text = format!(
            "Queued, not working: its tasks waited {} and were processed {} (sums over {}), the longest wait {least}{}{place}. This \
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
                .figure("longest wait", format!("{least}{}", say::exact(longest)))
                .figure("tasks", entry.cop_tasks.map(say::count).unwrap_or_default())
                .figure("store", addr),
        );
    }
    found
}

/// The longest wait of one task, and the words before it where only the average over the requests is known.
fn longest_wait(entry: &Entry<'_>, wait: i64) -> Option<(i64, &'static str)> {
    if let Some(longest) = entry.longest_wait() {
        return Some((longest, ""));
    }
    let requests = [entry.cop_tasks, entry.request_count].into_iter().flatten().max().filter(|count| *count > 0)?;
    Some((wait / requests, "at least "))
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
                // Only some columns: the average over the requests, 0.567 s and 0.01 s; of how many is not known.
                (
                    "Query_time: 3.5\nProcess_time: 0.2\nWait_time: 6.8\nRequest_count: 12",
                    "Medium: Queued 6.800 s, worked 0.200 s: a victim",
                ),
                ("Query_time: 3.5\nProcess_time: 0.2\nWait_time: 6.8\nRequest_count: 680", "-"),
                ("Query_time: 3.5\nProcess_time: 0.2\nWait_time: 6.8", "-"),
            ],
        );
    }
}
