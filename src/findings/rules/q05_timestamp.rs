//! Q5: waiting for the start timestamp.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const WAIT: Limit = Limit::seconds("Q5.wait", 0.03, Source::Code);
const SHARE: Limit = Limit::percent("Q5.share", 10.0, Source::Documentation);

pub static RULE: Rule = Rule {
    id: "Q5",
    title: "Waited for a timestamp",
    says: "Wait_TS is above 30 ms and a noticeable share of Query_time; normally it is very low, since timestamps are \
           fetched ahead.",
    why: "Releases before 5.0 print the value of an earlier statement of the transaction (pingcap/tidb#22224).",
    severity: Severity::Medium,
    limits: &[&WAIT, &SHARE],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(nanos) = entry.wait_ts else { continue };
        if nanos <= facts.limits.nanos(&WAIT) || nanos as f64 <= facts.limits.share(&SHARE) * query as f64 {
            continue;
        }
        let title = format!("Waited {} of {} for a timestamp", say::time(nanos), say::time(query));
        let text = format!(
            "Waited {} of {} ({}) for a timestamp: PD slow, network, or this TiDB is short of CPU.",
            say::time(nanos),
            say::time(query),
            say::share(nanos, query)
        );
        found.push(RULE.found_in(entry, title, text).part_of_query("wait", nanos, query));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn thirty_milliseconds_and_a_tenth() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 0.4\nWait_TS: 0.05", "Medium: Waited 50.0 ms of 0.400 s for a timestamp"),
                ("Query_time: 0.1\nWait_TS: 0.03", "-"),
                ("Query_time: 0.5\nWait_TS: 0.05", "-"),
                ("Query_time: 0.01\nWait_TS: 0.05", "-"),
            ],
        );
    }
}
