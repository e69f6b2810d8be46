//! Q29: bound by TiDB's own CPU.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q29.share", 70.0, Source::Choice);
const TIME: Limit = Limit::seconds("Q29.time", 0.1, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q29",
    title: "Bound by TiDB's CPU",
    says: "Tidb_cpu_time is at least 70 % of Query_time.",
    why: "CPU time is a sum over threads: on several cores it may exceed the wall time of a statement that waits too.",
    severity: Severity::Medium,
    limits: &[&SHARE, &TIME],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(cpu) = entry.tidb_cpu else { continue };
        if (cpu as f64) < facts.limits.share(&SHARE) * query as f64 || cpu < facts.limits.nanos(&TIME) {
            continue;
        }
        let title = format!("TiDB CPU bound: {} of {}", say::time(cpu), say::time(query));
        let share =
            if cpu <= query { format!(" ({})", say::share(cpu, query)) } else { " on several cores".to_owned() };
        let text = format!("TiDB CPU bound: {} of CPU in {}{share}.", say::time(cpu), say::time(query));
        found.push(RULE.found_in(entry, title, text).part_of_query("cpu", cpu, query));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn seventy_percent() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 4\nTidb_cpu_time: 2.8", "Medium: TiDB CPU bound: 2.800 s of 4.000 s"),
                ("Query_time: 4\nTidb_cpu_time: 2.799", "-"),
                ("Query_time: 0.1\nTidb_cpu_time: 0.09", "-"),
            ],
        );
    }
}
