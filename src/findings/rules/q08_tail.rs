//! Q8: one slow task of many.

use crate::findings::facts::{Entry, is_mock_store};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, Thresholds, say};
use crate::model::Severity;

const RATIO: Limit = Limit::times("Q8.ratio", 10.0, Source::Documentation);
const MAX: Limit = Limit::seconds("Q8.max", 0.1, Source::Documentation);
const TASKS: Limit = Limit::count("Q8.tasks", 5.0, Source::Choice);
/// From this share of the maximum on, the 90th percentile says that many tasks are slow.
const P90: Limit = Limit::percent("Q8.p90", 50.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q8",
    title: "One slow task of many",
    says: "The slowest coprocessor task took at least ten times the average and at least 0.1 s, of at least five tasks; \
           where the 90th percentile is close to the maximum, many tasks are slow and the rule is silent.",
    why: "The slowest task may simply have read most of the rows.",
    severity: Severity::Medium,
    limits: &[&RATIO, &MAX, &TASKS, &P90],
    check,
};

/// A tail in the tasks of an entry: what was slow (`took` or `waited`), average, maximum, place.
#[derive(Clone, Copy, Debug)]
pub struct Tail<'a> {
    pub verb: &'static str,
    pub avg: i64,
    pub p90: Option<i64>,
    pub max: i64,
    pub addr: &'a str,
}

/// The tail of an entry, of processing or else of waiting.
pub fn tail<'a>(entry: &Entry<'a>, limits: &Thresholds) -> Option<Tail<'a>> {
    if (entry.tasks() as f64) < limits.get(&TASKS) {
        return None;
    }
    [("took", entry.proc), ("waited", entry.waited)].into_iter().find_map(|(verb, tasks)| {
        let (avg, max) = (tasks.avg?, tasks.max?);
        let slow = max >= limits.nanos(&MAX) && max as f64 >= limits.get(&RATIO) * avg as f64;
        let many = tasks.p90.is_some_and(|p90| p90 as f64 > limits.share(&P90) * max as f64);
        (slow && !many && !is_mock_store(tasks.addr)).then_some(Tail {
            verb,
            avg,
            p90: tasks.p90,
            max,
            addr: tasks.addr,
        })
    })
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let Some(Tail { verb, avg, p90, max, addr }) = tail(entry, facts.limits) else { continue };
        let place = if addr.is_empty() { String::new() } else { format!(" on {addr}") };
        let tasks = entry.tasks();
        let title = format!("One of {tasks} tasks {verb} {}{place}", say::time(max));
        let text = format!(
            "One of {tasks} tasks {verb} {}, average {}{place}: hot spot or slow store.",
            say::time(max),
            say::time(avg)
        );
        let ratio = max as f64 / (avg.max(1)) as f64;
        found.push(
            RULE.found_in(entry, title, text)
                .explains(max.min(entry.query.unwrap_or(max)))
                .figure("max", say::exact(max))
                .figure("average", say::exact(avg))
                .figure("p90", p90.map_or_else(|| "unknown".to_owned(), say::exact))
                .figure("ratio", say::times(ratio))
                .figure("tasks", tasks.to_string())
                .figure("store", addr),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn tasks(count: u32, avg: &str, p90: &str, max: &str) -> String {
        format!(
            "Num_cop_tasks: {count}\nCop_proc_avg: {avg}\nCop_proc_p90: {p90}\nCop_proc_max: {max}\nCop_proc_addr: t:1"
        )
    }

    #[test]
    fn ten_times_the_average_of_five_tasks() {
        testing::check(
            &RULE,
            &[
                (&tasks(430, "0.012", "0.016", "1.904"), "Medium: One of 430 tasks took 1.904 s on t:1"),
                (&tasks(5, "0.01", "0.01", "0.1"), "Medium: One of 5 tasks took 0.100 s on t:1"),
                (&tasks(4, "0.01", "0.01", "0.1"), "-"),
                (&tasks(5, "0.0101", "0.01", "0.1"), "-"),
                (&tasks(5, "0.001", "0.001", "0.099"), "-"),
                (&tasks(30, "0.19", "1.91", "2.02"), "-"),
            ],
        );
    }
}
