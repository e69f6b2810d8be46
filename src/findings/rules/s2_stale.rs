//! S2: a part that is larger than the whole.

use crate::findings::facts::Stale;
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "S2",
    title: "A part is larger than the whole query",
    says: "A time that is larger than what contains it is none: a step of the statement above Query_time, a step of planning \
           above Compile_time, a request above Prewrite_time. Optimize_time, Rewrite_time and Wait_TS may be left over from \
           an earlier statement of the session (pingcap/tidb#39711, #22224). It is not used.",
    why: "The part may be right and Query_time wrong; neither is used for the other.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        for Stale { field, nanos, whole, whole_nanos } in &entry.stale {
            let known = ["Optimize_time", "Rewrite_time", "Wait_TS", "Preproc_subqueries_time"].contains(field);
            let why = if known { "left over from an earlier statement in older releases" } else { "no part of it" };
            let of = if *whole == "Query_time" { "the whole query" } else { whole };
            let title = format!("{field} is larger than {of}");
            let text = format!(
                "{field} {} is larger than {of} ({}): {why}. Not used.",
                say::time(*nanos),
                say::time(*whole_nanos)
            );
            let draft =
                RULE.found(title, text).entry(entry).figure("field", *field).figure("value", say::exact(*nanos));
            let draft = if *whole == "Query_time" { draft } else { draft.figure(whole, say::exact(*whole_nanos)) };
            found.push(draft.figure("query", say::exact(query)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn only_more_than_the_whole() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 0.5\nOptimize_time: 0.6", "Note: Optimize_time is larger than the whole query"),
                ("Query_time: 0.5\nWait_TS: 0.500000001", "Note: Wait_TS is larger than the whole query"),
                ("Query_time: 0.5\nRewrite_time: 0.5", "-"),
                ("Query_time: 0.5\nCop_time: 0.7\nProcess_time: 3", "-"),
            ],
        );
    }

    /// No rule takes for a cause what cannot be: a step is not longer than what it is a step of.
    #[test]
    fn a_part_that_is_larger_than_what_contains_it() {
        for (field, part, whole) in [
            ("Query_time: 2\nMem_arbitration: 3000", "Mem_arbitration", "the whole query"),
            ("Query_time: 2\nGet_commit_ts_time: 2.1", "Get_commit_ts_time", "the whole query"),
            ("Query_time: 2\nWrite_sql_response_total: 9", "Write_sql_response_total", "the whole query"),
            ("Query_time: 2\nLocal_latch_wait_time: 9", "Local_latch_wait_time", "the whole query"),
            ("Query_time: 2\nLockKeys_time: 9", "LockKeys_time", "the whole query"),
            ("Query_time: 2\nNum_cop_tasks: 9\nCop_proc_avg: 0.01\nCop_proc_max: 9", "Cop_proc_max", "the whole query"),
            (
                "Query_time: 2\nCompile_time: 0.1\nPreproc_subqueries_time: 1.5",
                "Preproc_subqueries_time",
                "Compile_time",
            ),
            (
                "Query_time: 2\nPrewrite_time: 0.1\nSlowest_prewrite_rpc_detail: {total:0.5s, region_id: 1}",
                "Slowest_prewrite_rpc_detail",
                "Prewrite_time",
            ),
        ] {
            let mut report = testing::entries(&[field]);
            crate::findings::add(&mut report);
            let titles: Vec<_> = report.findings.iter().map(|finding| finding.title.to_string()).collect();
            assert_eq!(titles, [format!("{part} is larger than {whole}")]);
        }
    }
}
