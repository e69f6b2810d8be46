//! Q1: time that is in no field.

use crate::findings::facts::Entry;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q1.share", 30.0, Source::Choice);
const TIME: Limit = Limit::seconds("Q1.time", 0.1, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q1",
    title: "Time that is in no field",
    says: "Query_time less Parse, Compile, Wait_TS, Write_response and the sequential parts (coprocessor, commit group, \
           lock and retry: added when their sum fits into Query_time, otherwise only the largest) leaves too much. Only for \
           entries that print these fields: not for rows of some columns, entries with lines left out, and releases \
           before 4.0, which have no Cop_time.",
    why: "Fields that this release does not print, or a statement cut in the log, look the same; parts that ran in \
          parallel are counted once only.",
    severity: Severity::Medium,
    limits: &[&SHARE, &TIME],
    check,
};

/// What no field explains; never negative.
pub fn unexplained(entry: &Entry<'_>, query: i64) -> i64 {
    let once = [entry.parse, entry.compile, entry.wait_ts, entry.write_response].into_iter().flatten().sum::<i64>();
    let cop = entry.cop.unwrap_or_default();
    // Queueing for request units lies inside the coprocessor's time where there is one.
    let queue = if entry.cop.is_none() { entry.rc_queue.unwrap_or_default() } else { 0 };
    let lock = entry.lock_keys.unwrap_or_default() + entry.exec_retry.unwrap_or_default();
    let parts = [cop, entry.commit_group(), lock, queue];
    let sum = parts.iter().sum::<i64>();
    let sequential = if once + sum <= query { sum } else { parts.into_iter().max().unwrap_or_default() };
    (query - once - sequential).max(0)
}

/// KV_total counts the requests that no other field does: point reads and locks.
fn requests(entry: &Entry<'_>, left: i64) -> String {
    match entry.kv_total.map(|kv| kv - entry.cop.unwrap_or_default()) {
        Some(other) if other >= left / 2 => format!(
            " KV_total says that requests to stores other than the coprocessor's took {}: point reads or locks.",
            say::time(other)
        ),
        _ => String::new(),
    }
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        // A cut or elided entry may have lost the fields that explain it (rule S4).
        if !entry.breaks_down() {
            continue;
        }
        let left = unexplained(entry, query);
        if (left as f64) > facts.limits.share(&SHARE) * query as f64 && left > facts.limits.nanos(&TIME) {
            let title = format!("{} of {} is in no field", say::time(left), say::time(query));
            let text = format!(
                "{} of {} ({}) is in no field. Usual hidden parts: point reads and their retries, auto-increment \
                 allocation, foreign keys, a client slow to fetch, executor CPU.{}",
                say::time(left),
                say::time(query),
                say::share(left, query),
                requests(entry, left)
            );
            found.push(RULE.found_in(entry, title, text).part_of_query("unexplained", left, query));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    /// The rule about entries that are whole: they say whether the statement succeeded.
    fn whole(cases: &[(&str, &str)]) {
        for (entry, expected) in cases {
            testing::check(&RULE, &[(&format!("{entry}\nSucc: true"), expected)]);
        }
    }

    /// What is elided, or was never printed, is no time in no field.
    #[test]
    fn fields_that_are_not_there_explain_nothing_away() {
        let all = "Query_time: 9\nParse_time: 0.0001\nCompile_time: 0.0004\nSucc: true";
        testing::check(
            &RULE,
            &[
                (all, "Medium: 9.000 s of 9.000 s is in no field"),
                // Two columns of a row, and three lines of an entry.
                ("Query_time: 9\nCompile_time: 0.0003", "-"),
                ("Query_time: 9\nRewrite_time: 8.9\nPreproc_subqueries_time: 8.9\nParse_time: 0\nSucc: true", "-"),
                // Release 3.0: no Cop_time.
                (&format!("{all}\nProcess_time: 8.7\nWait_time: 0.1\nRequest_count: 12"), "-"),
                (&format!("{all}\nNum_cop_tasks: 12\nCop_proc_avg: 0.7"), "-"),
                // A part that is larger than the whole is none.
                (&format!("{all}\nPrewrite_time: 12"), "Medium: 9.000 s of 9.000 s is in no field"),
            ],
        );
    }

    #[test]
    fn thirty_percent_and_a_tenth_of_a_second() {
        whole(&[
            ("Query_time: 15\nParse_time: 0\nCompile_time: 2.6", "Medium: 12.400 s of 15.000 s is in no field"),
            ("Query_time: 1\nCompile_time: 0.7", "-"),
            ("Query_time: 1\nCompile_time: 0.69", "Medium: 0.310 s of 1.000 s is in no field"),
            ("Query_time: 0.1\nCompile_time: 0", "-"),
            ("Query_time: 1", "-"),
            ("Query_time: 9223372036.854776\nCompile_time: 0", "-"),
        ]);
    }

    /// pingcap/tidb#19487: a locking read that was repeated.
    #[test]
    fn requests_that_only_kv_total_counts() {
        let text = |fields: &str| {
            testing::findings(&RULE, &testing::entries(&[&format!("{fields}\nSucc: true")]))[0].text.to_string()
        };
        let found = text("Query_time: 2.109\nParse_time: 0\nCop_time: 0.025\nKV_total: 2.099");
        assert!(found.ends_with("other than the coprocessor's took 2.074 s: point reads or locks."), "{found}");
        let found = text("Query_time: 2.109\nParse_time: 0\nCop_time: 0.025\nKV_total: 0.03");
        assert!(found.ends_with("executor CPU."), "{found}");
    }

    /// pingcap/tidb#20494: the paste ends within the plan, behind all times.
    #[test]
    fn an_entry_cut_behind_its_times() {
        for (fields, missing, count) in [
            ("Query_time: 2\nParse_time: 0\nSucc: true\nPlan: tidb_decode_plan('x", "the statement", 1),
            ("Query_time: 2\nParse_time: 0\nDB: test", "the statement", 0),
            ("Query_time: 2\nParse_time: 0\nSucc: true", "lines left out (dots stand in their place)", 0),
        ] {
            let mut report = testing::entries(&[fields]);
            report.slow_queries[0].complete = false;
            report.slow_queries[0].missing.push(missing.into());
            assert_eq!(testing::findings(&RULE, &report).len(), count, "{fields}");
        }
    }

    #[test]
    fn parallel_parts_count_once() {
        whole(&[
            ("Query_time: 1\nParse_time: 0\nCop_time: 0.9\nPrewrite_time: 0.6", "-"),
            ("Query_time: 1\nParse_time: 0\nCop_time: 1.4\nProcess_time: 7", "-"),
            ("Query_time: 1\nParse_time: 0\nCop_time: 0.4\nPrewrite_time: 0.2\nCommit_time: 0.2", "-"),
        ]);
    }

    #[test]
    fn internal_statements_are_one_step_lower() {
        whole(&[("Query_time: 1\nCompile_time: 0\nIs_internal: true", "Low: 1.000 s of 1.000 s is in no field")]);
    }
}
