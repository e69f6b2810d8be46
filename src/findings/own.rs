//! Time that only the process itself accounts for, or what it runs on: neither work nor queues of a store, nor locks of
//! other transactions, nor a client, nor a timer that prints a line when it runs out. Rules that speak of a process that
//! stood still or had no CPU take nothing else for a witness.

use super::Facts;
use super::facts::{Entry, Measure};
use super::rules::unexplained;

/// Lines that the process prints about a step of its own that waited for no store. What is missing here says nothing of
/// the process: `expensive_query` and `expensive_txn` are printed by a timer while the statement runs.
const STEPS: [&str; 7] =
    ["tso_slow", "lease_interval", "executor_close", "cop_build", "slow_event", "stats_slow", "token_bucket_slow"];

/// `tidb_stats_load_sync_wait`: how long planning waits for statistics.
const STATS_WAIT_NANOS: i64 = 100_000_000;

/// Planning that neither sub-queries nor the wait for statistics account for.
pub fn planning(entry: &Entry<'_>) -> Option<i64> {
    let statistics = entry.optimize_parts.iter().find(|(name, _)| *name == "Opt_stats_sync_wait");
    let statistics = match (statistics, entry.sync_stats_failed) {
        (Some((_, nanos)), _) => *nanos,
        (None, Some(true)) => STATS_WAIT_NANOS,
        (None, _) => 0,
    };
    let long = entry.compile.or(entry.optimize)?;
    Some((long - entry.preproc.unwrap_or_default() - statistics).max(0))
}

/// Of the wait for the coprocessor, what the stores do not account for; None where the entry does not say what they did.
pub fn outside_stores(entry: &Entry<'_>) -> Option<i64> {
    // Of TiFlash, and in rows of some columns, there is no account of the tasks.
    if entry.process.is_none() && entry.process_keys.is_none() && entry.wait.is_none() {
        return None;
    }
    let inside = entry.or_zero(entry.process)?.saturating_add(entry.or_zero(entry.wait)?);
    Some((entry.cop? - inside - entry.backoff.unwrap_or_default()).max(0))
}

/// What of an entry's time only the process accounts for.
pub fn of_entry(facts: &Facts<'_>, entry: &Entry<'_>) -> Option<i64> {
    let query = entry.query?;
    if facts.processes.holds_its_store(facts.processes.of_entry(entry)) {
        return Some(query - entry.lock_keys.unwrap_or_default());
    }
    let steps = [
        planning(entry),
        entry.parse,
        entry.wait_ts,
        entry.get_commit_ts,
        entry.get_latest_ts,
        outside_stores(entry),
        nowhere(entry, query),
    ];
    Some(steps.into_iter().flatten().fold(0_i64, i64::saturating_add).min(query))
}

/// Time in no field that neither requests to stores nor the statement's own computing account for.
pub fn nowhere(entry: &Entry<'_>, query: i64) -> Option<i64> {
    let left = unexplained(entry, query);
    let requests = entry.kv_total.map_or(0, |kv| (kv - entry.cop.unwrap_or_default()).max(0));
    entry.breaks_down().then(|| (left - requests - entry.tidb_cpu.unwrap_or_default()).max(0))
}

/// What of a line's duration only the process that wrote it accounts for.
pub fn of_measure(facts: &Facts<'_>, line: &Measure<'_>) -> Option<i64> {
    if line.is_cop() {
        let inside = facts.processes.holds_its_store(facts.processes.of_measure(line));
        return if inside { line.nanos } else { line.outside_store() };
    }
    line.nanos.filter(|_| STEPS.contains(&line.kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Thresholds, testing};

    fn own(entry: &str) -> Option<i64> {
        let report = testing::entries(&[entry]);
        let limits = Thresholds::default();
        let facts = Facts::new(&report, &limits);
        of_entry(&facts, &facts.entries[0]).map(|nanos| nanos / 1_000_000_000)
    }

    #[test]
    fn what_others_account_for_is_not_the_process() {
        let all = "Query_time: 20\nParse_time: 0\nSucc: true";
        for (fields, seconds) in [
            ("Compile_time: 19", 20),
            ("Compile_time: 19\nPreproc_subqueries_time: 18", 2),
            ("Compile_time: 0\nWait_TS: 20", 20),
            ("Compile_time: 0\nCop_time: 20\nProcess_time: 19\nWait_time: 0.5", 0),
            ("Compile_time: 0\nCop_time: 20\nProcess_time: 0.2\nWait_time: 38", 0),
            ("Compile_time: 0\nCop_time: 20\nProcess_time: 0.2\nProcess_keys: 9", 19),
            ("Compile_time: 0\nCop_time: 20\nProcess_keys: 9\nBackoff_time: 19", 1),
            ("Compile_time: 0\nCop_time: 20", 0),
            ("Compile_time: 0\nLockKeys_time: 20", 0),
            ("Compile_time: 0\nPrewrite_time: 20", 0),
            ("Compile_time: 0\nWrite_sql_response_total: 20", 0),
            ("Compile_time: 0\nKV_total: 20", 0),
            ("Compile_time: 0\nTidb_cpu_time: 19.5", 0),
            ("Compile_time: 0", 20),
            ("Compile_time: 0\nCop_time: 20\nProcess_time: 19\nCop_proc_addr: store1", 20),
        ] {
            assert_eq!(own(&format!("{all}\n{fields}")), Some(seconds), "{fields}");
        }
    }

    #[test]
    fn lines_that_a_timer_prints_are_no_steps() {
        for (kind, fields, own) in [
            ("tso_slow", "", Some(9)),
            ("expensive_query", "process_time=0.1s", None),
            ("expensive_txn", "", None),
            ("killed", "", None),
            ("internal_txn", "", None),
            ("tikv_slow_query", "total_process_time=9s", None),
            ("cop_wait", "store_addr=t:1 kv_process_ms=0 kv_wait_ms=8000", Some(1)),
            ("cop_wait", "store_addr=t:1 kv_process_ms=0", None),
            // Work of a store that is longer than its request is none.
            ("cop_process", "store_addr=t:1 kv_process_ms=90000 kv_wait_ms=0", None),
            ("cop_process", "store_addr=store1 kv_process_ms=8000 kv_wait_ms=0", Some(9)),
        ] {
            let mut report = testing::entries(&[]);
            testing::add_timing(&mut report, kind, "2024-05-14T08:00:00Z", 9_000, fields);
            let limits = Thresholds::default();
            let facts = Facts::new(&report, &limits);
            let nanos = of_measure(&facts, &facts.measures[0]);
            assert_eq!(nanos.map(|nanos| nanos / 1_000_000_000), own, "{kind} {fields}");
        }
    }
}
