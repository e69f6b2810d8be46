//! The table of the anomaly rules (docs/spec/tidb-logs.md §5), in the order of the specification. S8 to S10 and the
//! remarks they make are of §2.5.

use super::rule::Rule;
pub use q01_unexplained::unexplained;
pub use q02_dominant::largest as dominant;

mod g01_plan_change;
mod g02_outlier;
mod g03_new_statement;
mod g04_stall;
mod g05_one_store_in_time;
mod g06_gap;
mod g07_clock_skew;
mod g08_old_transaction;
mod g09_burst;
mod g10_lock_chain;
mod g11_starved;
mod g12_never_finished;
mod g13_timer_chain;
mod q01_unexplained;
mod q02_dominant;
mod q03_planning;
mod q04_subquery;
mod q05_timestamp;
mod q06_queued;
mod q07_load;
mod q08_tail;
mod q09_one_store;
mod q10_client_wait;
mod q11_slow_keys;
mod q12_versions;
mod q13_disk_reads;
mod q14_backoff;
mod q15_prewrite;
mod q16_commit_timestamp;
mod q17_locks;
mod q18_latch;
mod q19_large_transaction;
mod q20_spill;
mod q21_memory;
mod q22_statistics;
mod q23_estimates;
mod q24_plan_shape;
mod q25_operator;
mod q26_slow_client;
mod q27_request_units;
mod q28_cross_zone;
mod q29_cpu;
mod q30_outcome;
mod q31_plans_disagree;
mod s10_digest_verified;
mod s1_missing_clock;
mod s2_stale;
mod s3_digest;
mod s4_cut;
mod s5_mock_store;
mod s6_store_time;
mod s7_dropped_entries;
mod s8_cop_wait_name;
mod s9_kv_total;

/// All rules.
pub static RULES: &[&Rule] = &[
    &s1_missing_clock::RULE,
    &s2_stale::RULE,
    &s3_digest::RULE,
    &s4_cut::RULE,
    &s5_mock_store::RULE,
    &s6_store_time::RULE,
    &s7_dropped_entries::RULE,
    &s8_cop_wait_name::RULE,
    &s9_kv_total::RULE,
    &s10_digest_verified::RULE,
    &q01_unexplained::RULE,
    &q02_dominant::RULE,
    &q03_planning::RULE,
    &q04_subquery::RULE,
    &q05_timestamp::RULE,
    &q06_queued::RULE,
    &q07_load::RULE,
    &q08_tail::RULE,
    &q09_one_store::RULE,
    &q10_client_wait::RULE,
    &q11_slow_keys::RULE,
    &q12_versions::RULE,
    &q13_disk_reads::RULE,
    &q14_backoff::RULE,
    &q15_prewrite::RULE,
    &q16_commit_timestamp::RULE,
    &q17_locks::RULE,
    &q18_latch::RULE,
    &q19_large_transaction::RULE,
    &q20_spill::RULE,
    &q21_memory::RULE,
    &q22_statistics::RULE,
    &q23_estimates::RULE,
    &q24_plan_shape::RULE,
    &q25_operator::RULE,
    &q26_slow_client::RULE,
    &q27_request_units::RULE,
    &q28_cross_zone::RULE,
    &q29_cpu::RULE,
    &q30_outcome::RULE,
    &q31_plans_disagree::RULE,
    &g01_plan_change::RULE,
    &g02_outlier::RULE,
    &g03_new_statement::RULE,
    &g04_stall::RULE,
    &g05_one_store_in_time::RULE,
    &g06_gap::RULE,
    &g07_clock_skew::RULE,
    &g08_old_transaction::RULE,
    &g09_burst::RULE,
    &g10_lock_chain::RULE,
    &g11_starved::RULE,
    &g12_never_finished::RULE,
    &g13_timer_chain::RULE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    /// A field that is not printed is unknown: no finding may show it as nothing.
    #[test]
    fn what_is_not_printed_is_not_zero() {
        for (rule, entry, expected) in [
            ("Q7", "Query_time: 9\nSucc: true\nProcess_time: 9", "and it waited 0 s only"),
            ("Q12", "Total_keys: 2000000\nProcess_keys: 10", "Read 2,000,000 versions for 10 rows: old versions."),
            (
                "Q13",
                "Process_time: 1\nRocksdb_block_read_time: 0.4",
                "Disk reads dominate: reading took 0.400 s of 1.000 s of processing.",
            ),
            (
                "Q17",
                "Query_time: 1\nExec_retry_count: 2",
                "Pessimistic lock wait; 2 retries, whose time is not printed.",
            ),
            ("Q19", "Prewrite_region: 101", "Large transaction: 101 regions."),
            ("Q20", "Disk_max: 1024", "Spilled 1.0 KiB (1,024 bytes) to disk: memory limit of the statement."),
            (
                "Q21",
                "Query_time: 3
Mem_arbitration: 2",
                "Waited 2.000 s for its quota of memory.",
            ),
            (
                "Q26",
                "Query_time: 1\nWrite_sql_response_total: 0.5",
                "Sending the result took 0.500 s of 1.000 s (50.0 %): client or",
            ),
        ] {
            let rule = RULES.iter().find(|known| known.id == rule).unwrap();
            let found = testing::findings(rule, &testing::entries(&[entry]));
            assert!(found[0].text.contains(expected), "{}: {}", rule.id, found[0].text);
            let figures: Vec<_> = found[0].figures.iter().filter(|(name, _)| &***name != "wait").collect();
            assert!(figures.iter().all(|(_, value)| !matches!(&***value, "0" | "0 s" | "0 bytes")), "{figures:?}");
        }
    }

    /// Of an entry that is cut before its detail line ended, what is not there says nothing.
    #[test]
    fn a_cut_entry_has_no_zeros() {
        for (rule, entry) in
            [("Q6", "Query_time: 9\nWait_time: 5\nCop_wait_max: 1"), ("Q7", "Query_time: 9\nProcess_time: 9")]
        {
            let rule = RULES.iter().find(|known| known.id == rule).unwrap();
            let mut report = testing::entries(&[entry]);
            assert_eq!(testing::findings(rule, &report).len(), 1, "{}", rule.id);
            report.slow_queries[0].complete = false;
            assert_eq!(testing::findings(rule, &report).len(), 0, "{}", rule.id);
        }
    }
}
