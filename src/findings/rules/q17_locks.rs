//! Q17: waiting for pessimistic locks.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q17.share", 50.0, Source::Documentation);
const RETRIES: Limit = Limit::count("Q17.retries", 1.0, Source::Documentation);

pub static RULE: Rule = Rule {
    id: "Q17",
    title: "Waited for pessimistic locks",
    says: "LockKeys_time is at least half of Query_time, or the statement was repeated (Exec_retry_count) after a conflict.",
    why: "Exec_retry_time may count from the last retry only (pingcap/tidb#38470); locking many keys takes long without \
          any conflict.",
    severity: Severity::Medium,
    limits: &[&SHARE, &RETRIES],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let lock = entry.lock_keys.unwrap_or_default();
        let retries = entry.exec_retry_count.unwrap_or_default();
        let retried = entry.exec_retry.unwrap_or_default();
        let measured = entry.exec_retry.is_some();
        let long = lock > 0 && lock as f64 >= facts.limits.share(&SHARE) * query as f64;
        if !long && (retries as f64) < facts.limits.get(&RETRIES) {
            continue;
        }
        let again = if retries == 1 { "1 retry".to_owned() } else { format!("{} retries", say::count(retries)) };
        // The time of the tries may be left over from another statement: more than the whole is no part of it.
        let cost = |nanos: i64| match nanos {
            nanos if nanos <= query => format!("{} of {}", say::time(nanos), say::time(query)),
            nanos => format!("{}, more than the whole statement ({})", say::time(nanos), say::time(query)),
        };
        let title = if retries > 0 && lock.max(retried) > 0 {
            format!("Pessimistic lock wait: {again}, {}", cost(lock.max(retried)))
        } else if retries > 0 {
            format!("Pessimistic lock wait: {again}")
        } else {
            format!("Pessimistic lock wait: {} of {}", say::time(lock), say::time(query))
        };
        let mut text = "Pessimistic lock wait".to_owned();
        if lock > 0 {
            text += &format!(": {} of {} ({})", say::time(lock), say::time(query), say::share(lock, query));
        }
        if retries > 0 {
            text += &format!("; {again}");
            text +=
                &if measured { format!(" cost {}", cost(retried)) } else { ", whose time is not printed".to_owned() };
        }
        text += ".";
        let mut draft = RULE
            .found_in(entry, title, text)
            .explains(lock.max(retried).min(query))
            .figure("query", say::exact(query))
            .figure("retries", retries.to_string());
        if entry.lock_keys.is_some() {
            draft = draft.figure("lock", say::exact(lock)).figure("share", say::share(lock, query));
        }
        if measured {
            draft = draft.figure("retry time", say::exact(retried)).figure("retry share", say::share(retried, query));
        }
        found.push(draft);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn half_of_the_query_or_one_retry() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 2\nLockKeys_time: 1", "Medium: Pessimistic lock wait: 1.000 s of 2.000 s"),
                ("Query_time: 2\nLockKeys_time: 0.99", "-"),
                (
                    "Query_time: 1.908\nExec_retry_time: 1.338\nExec_retry_count: 2",
                    "Medium: Pessimistic lock wait: 2 retries, 1.338 s of 1.908 s",
                ),
                (
                    "Query_time: 1.5\nExec_retry_time: 5.1\nExec_retry_count: 3",
                    "Medium: Pessimistic lock wait: 3 retries, 5.100 s, more than the whole statement (1.500 s)",
                ),
                ("Query_time: 1\nExec_retry_count: 0", "-"),
            ],
        );
    }
}
