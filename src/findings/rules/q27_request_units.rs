//! Q27: waiting for request units.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q27.share", 20.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q27",
    title: "Waited for request units",
    says: "Time_queued_by_rc is at least a fifth of Query_time: the resource group had no request units left.",
    why: "The time is a sum over requests and may exceed the wait that the client saw.",
    severity: Severity::Medium,
    limits: &[&SHARE],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(queued) = entry.rc_queue.filter(|queued| *queued > 0) else { continue };
        if (queued as f64) < facts.limits.share(&SHARE) * query as f64 {
            continue;
        }
        let group = if entry.resource_group.is_empty() { "default" } else { entry.resource_group };
        let title = format!("Waited {} of {} for request units of group {group}", say::time(queued), say::time(query));
        let text = format!(
            "Waited {} of {} ({}) for request units of group {group}.",
            say::time(queued),
            say::time(query),
            say::share(queued, query)
        );
        found.push(RULE.found_in(entry, title, text).part_of_query("queued", queued, query).figure("group", group));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn a_fifth_of_the_query() {
        testing::check(
            &RULE,
            &[
                (
                    "Query_time: 1\nTime_queued_by_rc: 0.2\nResource_group: batch",
                    "Medium: Waited 0.200 s of 1.000 s for request units of group batch",
                ),
                ("Query_time: 1\nTime_queued_by_rc: 0.199", "-"),
                ("Query_time: 1\nTime_queued_by_rc: 0", "-"),
            ],
        );
    }
}
