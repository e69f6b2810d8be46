//! Q11: long processing, few keys.

use crate::findings::facts::is_mock_store;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const PER_KEY: Limit = Limit::seconds("Q11.per_key", 0.001, Source::Issue);
const PROCESS: Limit = Limit::seconds("Q11.process", 1.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q11",
    title: "Long processing for few rows",
    says: "The store processed for more than 1 s and more than 1 ms per version that it read: suspended or contended, not working \
           (tikv/tikv#18119).",
    why: "Rows may be very large, and an aggregation pushed down may compute for long on few rows.",
    severity: Severity::Medium,
    limits: &[&PER_KEY, &PROCESS],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    // Versions that were passed over are work too (rule Q12).
    let slow = |process: i64, keys: i64, versions: Option<i64>| {
        let read = keys.max(versions.unwrap_or_default()).max(1);
        process > facts.limits.nanos(&PROCESS) && process > facts.limits.nanos(&PER_KEY).saturating_mul(read)
    };
    let draft = |process: i64, keys: i64, reads: Option<i64>| {
        let disk = match reads {
            Some(0) => " without disk reads".to_owned(),
            Some(reads) => format!(" with {}", say::plural(reads, "disk read")),
            None => String::new(),
        };
        let title = format!("{} for {}", say::time(process), say::plural(keys, "row"));
        let text = format!(
            "{} for {}{disk}: suspended or contended in the store, not work.",
            say::time(process),
            say::plural(keys, "row")
        );
        let draft = RULE
            .found(title, text)
            .explains(process)
            .figure("process", say::exact(process))
            .figure("rows", say::count(keys))
            .figure("per row", say::time(process / keys.max(1)));
        match reads {
            Some(reads) => draft.figure("disk reads", say::count(reads)),
            None => draft,
        }
    };
    let mut found = Vec::new();
    for measure in facts.measures.iter().filter(|measure| !measure.is_mock()) {
        if let (Some(process), Some(keys)) = (measure.process, measure.processed_versions)
            && slow(process, keys, measure.total_versions)
        {
            found.push(
                draft(process, keys, measure.block_reads)
                    .measure(measure)
                    .figure("region", measure.region)
                    .figure("store", measure.store),
            );
        }
    }
    for entry in facts.entries.iter().filter(|entry| !is_mock_store(entry.proc.addr)) {
        if let (Some(process), Some(keys)) = (entry.process, entry.process_keys)
            && slow(process, keys, entry.total_keys)
        {
            found.push(
                draft(process, keys, entry.block_reads)
                    .severity_in(RULE.severity, entry)
                    .entry(entry)
                    .figure("store", entry.proc.addr),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn a_second_and_a_millisecond_per_row() {
        testing::check(
            &RULE,
            &[
                ("Process_time: 6.47\nProcess_keys: 15", "Medium: 6.470 s for 15 rows"),
                ("Process_time: 2\nProcess_keys: 2000", "-"),
                ("Process_time: 2.001\nProcess_keys: 2000", "Medium: 2.001 s for 2,000 rows"),
                ("Process_time: 1\nProcess_keys: 1", "-"),
                ("Process_time: 6.47\nProcess_keys: 15\nCop_proc_addr: store1", "-"),
                ("Process_time: 6.47", "-"),
                ("Process_time: 6.47\nProcess_keys: 15\nTotal_keys: 2000000", "-"),
            ],
        );
    }
}
