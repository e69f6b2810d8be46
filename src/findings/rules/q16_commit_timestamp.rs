//! Q16: waiting for the commit timestamp.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const WAIT: Limit = Limit::seconds("Q16.wait", 0.03, Source::Code);

pub static RULE: Rule = Rule {
    id: "Q16",
    title: "Waited for the commit timestamp",
    says: "Get_commit_ts_time or Get_latest_ts_time is above 30 ms.",
    why: "The request for the timestamp may have been quick and this process without CPU when the answer came.",
    severity: Severity::Medium,
    limits: &[&WAIT],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        for (field, nanos) in [("Get_commit_ts_time", entry.get_commit_ts), ("Get_latest_ts_time", entry.get_latest_ts)]
        {
            let Some(nanos) = nanos.filter(|nanos| *nanos > facts.limits.nanos(&WAIT)) else { continue };
            let title = format!("Waited {} of {} for a timestamp at commit", say::time(nanos), say::time(query));
            let text = format!(
                "{field} {} of {} ({}): PD slow, network, or this TiDB is short of CPU.",
                say::time(nanos),
                say::time(query),
                say::share(nanos, query)
            );
            found.push(RULE.found_in(entry, title, text).figure("field", field).part_of_query("wait", nanos, query));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn thirty_milliseconds() {
        testing::check(
            &RULE,
            &[
                (
                    "Query_time: 1\nGet_commit_ts_time: 0.3",
                    "Medium: Waited 0.300 s of 1.000 s for a timestamp at commit",
                ),
                (
                    "Query_time: 1\nGet_latest_ts_time: 0.031",
                    "Medium: Waited 31.0 ms of 1.000 s for a timestamp at commit",
                ),
                ("Query_time: 1\nGet_commit_ts_time: 0.03", "-"),
            ],
        );
    }
}
