//! Q7: this statement is the load.

use crate::findings::facts::is_mock_store;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const PROCESS: Limit = Limit::seconds("Q7.process", 5.0, Source::Choice);
const WAIT: Limit = Limit::percent("Q7.wait", 10.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q7",
    title: "Causes load",
    says: "Process_time, summed over the tasks, is large and Wait_time small beside it: statements like this delay others.",
    why: "A large statement in a quiet cluster delays nobody; a report may be meant to read that much.",
    severity: Severity::Medium,
    limits: &[&PROCESS, &WAIT],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let (Some(process), Some(wait)) = (entry.process, entry.or_zero(entry.wait)) else { continue };
        if process < facts.limits.nanos(&PROCESS)
            || wait as f64 > facts.limits.share(&WAIT) * process as f64
            || is_mock_store(entry.proc.addr)
        {
            continue;
        }
        found.push(RULE.about(entry).explains(process.min(query)).words(move |draft, entry| {
            let title = format!("Causes load: {} of work in the stores", say::time(process));
            let mut text = format!(
                "Causes load: the stores worked {} for it (sum over {}) and it waited {} only; statements like this \
                 delay others.",
                say::time(process),
                entry.tasks_in_words(),
                say::time(wait)
            );
            if let Some(keys) = entry.process_keys {
                text += &format!(" It read {} keys.", say::count(keys));
            }
            draft
                .says(title, text)
                .figure("process", say::exact(process))
                .figure("wait", say::exact(wait))
                .figure("tasks", entry.cop_tasks.map(say::count).unwrap_or_default())
                .figure("keys", entry.process_keys.map(say::count).unwrap_or_default())
                .figure("query", say::exact(query))
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn much_work_and_little_waiting() {
        testing::check(
            &RULE,
            &[
                (
                    "Query_time: 3\nProcess_time: 40\nWait_time: 0.2",
                    "Medium: Causes load: 40.000 s of work in the stores",
                ),
                (
                    "Query_time: 3\nProcess_time: 5\nWait_time: 0.5",
                    "Medium: Causes load: 5.000 s of work in the stores",
                ),
                ("Query_time: 3\nProcess_time: 4.999\nWait_time: 0", "-"),
                ("Query_time: 3\nProcess_time: 5\nWait_time: 0.501", "-"),
            ],
        );
    }
}
