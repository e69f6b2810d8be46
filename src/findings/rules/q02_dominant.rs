//! Q2: the one part most of the time went to.

use crate::findings::facts::Entry;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q2.share", 70.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q2",
    title: "One part holds most of the time",
    says: "One part of Query_time holds at least the given share: a headline, no accusation.",
    why: "Where parts run in parallel, the part shown may hide another one of the same length.",
    severity: Severity::Note,
    limits: &[&SHARE],
    check,
};

/// The parts of a statement that are wall time, with the words for them.
pub fn parts(entry: &Entry<'_>) -> [(&'static str, Option<i64>); 10] {
    [
        ("planning", entry.compile),
        ("parsing", entry.parse),
        ("waiting for a start timestamp", entry.wait_ts),
        ("waiting for the coprocessor", entry.cop),
        ("waiting for pessimistic locks", entry.lock_keys),
        ("in tries that were repeated", entry.exec_retry),
        ("in prewrite", entry.prewrite),
        ("in commit", entry.commit),
        ("waiting for the commit timestamp", entry.get_commit_ts),
        ("sending the result", entry.write_response),
    ]
}

/// The largest part that fits into the query.
pub fn largest(entry: &Entry<'_>, query: i64) -> Option<(&'static str, i64)> {
    parts(entry)
        .into_iter()
        .filter_map(|(name, nanos)| Some((name, nanos?)))
        .filter(|(_, nanos)| *nanos <= query)
        .max_by_key(|(_, nanos)| *nanos)
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some((name, nanos)) = largest(entry, query) else { continue };
        if (nanos as f64) < facts.limits.share(&SHARE) * query as f64 {
            continue;
        }
        let draft = RULE.about(entry).explains(nanos).confidence(Confidence::Certain);
        found.push(draft.words(move |draft, _| {
            let share = say::share(nanos, query);
            let title = format!("{} of {} ({share}) {name}", say::time(nanos), say::time(query));
            draft
                .says(title.clone(), title + ".")
                .figure("part", name)
                .figure("part time", say::exact(nanos))
                .figure("query", say::exact(query))
                .figure("share", share)
        }));
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
                (
                    "Query_time: 54.568269609\nCompile_time: 2.931214495\nCop_time: 51.636181293",
                    "Note: 51.636 s of 54.568 s (94.6 %) waiting for the coprocessor",
                ),
                ("Query_time: 1\nCompile_time: 0.7", "Note: 0.700 s of 1.000 s (70.0 %) planning"),
                ("Query_time: 1\nCompile_time: 0.699", "-"),
                ("Query_time: 1\nCop_time: 1.2", "-"),
            ],
        );
    }
}
