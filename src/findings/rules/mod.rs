//! The table of the anomaly rules (spec/tidb-logs.md §5), in the order of the specification.

use super::rule::Rule;

mod q01_unexplained;
mod q02_dominant;
mod q03_planning;
mod q04_subquery;
mod q05_timestamp;
mod q06_queued;
mod q07_load;
mod q08_tail;
mod q10_client_wait;
mod q11_slow_keys;
mod q12_versions;
mod q14_backoff;
mod q22_statistics;
mod s1_missing_clock;
mod s2_stale;
mod s5_mock_store;

/// All rules.
pub static RULES: &[&Rule] = &[
    &s1_missing_clock::RULE,
    &s2_stale::RULE,
    &s5_mock_store::RULE,
    &q01_unexplained::RULE,
    &q02_dominant::RULE,
    &q03_planning::RULE,
    &q04_subquery::RULE,
    &q05_timestamp::RULE,
    &q06_queued::RULE,
    &q07_load::RULE,
    &q08_tail::RULE,
    &q10_client_wait::RULE,
    &q11_slow_keys::RULE,
    &q12_versions::RULE,
    &q14_backoff::RULE,
    &q22_statistics::RULE,
];
