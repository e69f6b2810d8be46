//! S6: a store time that is too small to be true.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const PER_KEY_NANOS: Limit = Limit::count("S6.nanoseconds_per_key", 10.0, Source::Issue);
const KEYS: Limit = Limit::count("S6.keys", 1_000_000.0, Source::Issue);

pub static RULE: Rule = Rule {
    id: "S6",
    title: "Store time too small for the keys read",
    says: "Process_time is below 10 ns per key with more than a million keys (pingcap/tidb#16916: 0.134 s for 77 million): \
           the store did not report all of its time.",
    why: "Results that came from the coprocessor cache cost the store no time.",
    severity: Severity::Note,
    limits: &[&PER_KEY_NANOS, &KEYS],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let (Some(process), Some(keys)) = (entry.process, entry.process_keys) else { continue };
        if keys as f64 <= facts.limits.get(&KEYS) || process as f64 >= facts.limits.get(&PER_KEY_NANOS) * keys as f64 {
            continue;
        }
        let title = format!("{} of store time for {} keys", say::time(process), say::count(keys));
        let text = format!(
            "Store time too small for the keys read: {} for {} keys ({:.2} ns each): the store did not report all of it.",
            say::time(process),
            say::count(keys),
            process as f64 / keys as f64
        );
        found.push(
            RULE.found(title, text)
                .entry(entry)
                .figure("process", say::exact(process))
                .figure("keys", say::count(keys))
                .figure("per key", format!("{:.2} ns", process as f64 / keys as f64)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn ten_nanoseconds_a_key() {
        testing::check(
            &RULE,
            &[
                ("Process_time: 0.134\nProcess_keys: 77000000", "Note: 0.134 s of store time for 77,000,000 keys"),
                ("Process_time: 0.02\nProcess_keys: 2000000", "-"),
                ("Process_time: 0\nProcess_keys: 1000000", "-"),
            ],
        );
    }
}
