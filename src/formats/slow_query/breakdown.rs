//! Where the time of a statement went (docs/spec/tidb-logs.md §3.5, nesting).

use crate::model::{SlowQuery, TimePart};

/// The parts of Query_time. Parts of level 0 that are not parallel add up to it together with `unexplained`, or with `not shown`
/// where the fields that would explain it may have been left out.
///
/// Coprocessor, commit group and locking with retries are added when their sum fits into the statement; otherwise they
/// overlapped (joins, stale values) and only the longest counts. What is not written is left out: unknown, not zero.
pub fn breakdown(query: &SlowQuery) -> Vec<TimePart> {
    let Some(whole) = query.nanos("Query_time").filter(|nanos| (1..i64::MAX).contains(nanos)) else {
        return Vec::new();
    };
    let mut parts = Parts { query, left: whole, list: Vec::new() };
    parts.plain("parse", "Parse_time");
    if parts.plain("compile", "Compile_time") {
        let compile = query.nanos("Compile_time").unwrap_or(0);
        if parts.inside("rewrite", "Rewrite_time", compile) {
            parts.deeper("preproc_subqueries", "Preproc_subqueries_time");
        }
        if parts.inside("optimize", "Optimize_time", compile) {
            for (name, field) in [
                ("opt_logical", "Opt_logical"),
                ("opt_physical", "Opt_physical"),
                ("opt_binding_match", "Opt_binding_match"),
                ("opt_stats_sync_wait", "Opt_stats_sync_wait"),
                ("opt_stats_derive", "Opt_stats_derive"),
            ] {
                parts.deeper(name, field);
            }
        }
    } else if query.nanos("Compile_time").is_none() {
        // Without the whole of planning its steps stand for it.
        if parts.plain("rewrite", "Rewrite_time") {
            let rewrite = query.nanos("Rewrite_time").unwrap_or(0);
            parts.inside("preproc_subqueries", "Preproc_subqueries_time", rewrite);
        }
        parts.plain("optimize", "Optimize_time");
    }
    parts.execution();
    parts.plain("write_response", "Write_sql_response_total");
    let left = parts.left;
    parts.push(if is_whole(query) { "unexplained" } else { "not shown" }, 0, left, false);
    parts.list
}

/// Whether what no part explains is in no field. Succ is written behind all times, and every release that writes it also
/// writes a time of planning: an entry without both is a part of one, or some columns of a row.
fn is_whole(query: &SlowQuery) -> bool {
    let has = |field| query.fields.get(field).is_some();
    let elided = query.missing.iter().any(|what| what.contains("left out"));
    let one_line = has("cost_time");
    !elided && (one_line || query.complete || has("Succ")) && (one_line || has("Compile_time") || has("Parse_time"))
}

struct Parts<'a> {
    query: &'a SlowQuery,
    /// What no part explains yet.
    left: i64,
    list: Vec<TimePart>,
}

/// Parts that follow one another; each is named by its fields.
const GROUPS: &[&[(&str, &str)]] = &[
    &[("coprocessor", "Cop_time")],
    &[
        ("local_latch", "Local_latch_wait_time"),
        ("prewrite", "Prewrite_time"),
        ("get_commit_ts", "Get_commit_ts_time"),
        ("get_latest_ts", "Get_latest_ts_time"),
        ("commit", "Commit_time"),
    ],
    &[("lock", "LockKeys_time"), ("retry", "Exec_retry_time")],
];

impl Parts<'_> {
    fn push(&mut self, name: &str, level: u32, nanos: i64, parallel: bool) {
        self.list.push(TimePart { name: name.into(), level, duration_nanos: nanos, parallel });
    }

    /// A part of the whole that follows the one before; false where it is unknown, zero or does not fit.
    fn plain(&mut self, name: &str, field: &str) -> bool {
        let Some(nanos) = self.query.nanos(field).filter(|nanos| *nanos > 0 && *nanos <= self.left) else {
            return false;
        };
        self.left -= nanos;
        self.push(name, 0, nanos, false);
        true
    }

    /// A part of the part before; one longer than that is left over from another statement.
    fn inside(&mut self, name: &str, field: &str, whole: i64) -> bool {
        let Some(nanos) = self.query.nanos(field).filter(|nanos| *nanos > 0 && *nanos <= whole) else { return false };
        self.push(name, 1, nanos, false);
        true
    }

    fn deeper(&mut self, name: &str, field: &str) {
        if let Some(nanos) = self.query.nanos(field).filter(|nanos| *nanos > 0) {
            self.push(name, 2, nanos, false);
        }
    }

    fn sum_over_requests(&mut self, name: &str, field: &str, level: u32) {
        if let Some(nanos) = self.query.nanos(field).filter(|nanos| *nanos > 0) {
            self.push(name, level, nanos, true);
        }
    }

    fn execution(&mut self) {
        self.plain("wait_ts", "Wait_TS");
        let query = self.query;
        let sum = |group: &&[(&str, &str)]| {
            group.iter().fold(0i64, |sum, (_, field)| sum.saturating_add(query.nanos(field).unwrap_or(0).max(0)))
        };
        let sums: Vec<i64> = GROUPS.iter().map(sum).collect();
        let fits = sums.iter().fold(0i64, |all, nanos| all.saturating_add(*nanos)) <= self.left;
        let longest = sums.iter().enumerate().max_by_key(|(_, nanos)| **nanos).map(|(at, _)| at);
        for (at, group) in GROUPS.iter().enumerate() {
            for (name, field) in *group {
                let Some(nanos) = query.nanos(field).filter(|nanos| *nanos > 0) else { continue };
                if fits || longest == Some(at) {
                    // Longer than what is left: requests of a join overlapped; it explains all of it.
                    let share = nanos.min(self.left);
                    self.left -= share;
                    self.push(name, 0, share, false);
                    if share < nanos {
                        self.push(&format!("{name}_summed"), 1, nanos, true);
                    }
                } else {
                    self.push(name, 0, nanos, true);
                }
                self.children(name);
            }
        }
        if query.nanos("Cop_time").is_none() {
            // Before 4.0 only the sums over requests were written.
            self.sum_over_requests("cop_process", "Process_time", 0);
            self.sum_over_requests("cop_wait", "Wait_time", 0);
            self.sum_over_requests("cop_backoff", "Backoff_time", 0);
        }
    }

    fn children(&mut self, name: &str) {
        match name {
            "coprocessor" => {
                self.sum_over_requests("cop_process", "Process_time", 1);
                self.sum_over_requests("cop_wait", "Wait_time", 1);
                self.sum_over_requests("cop_backoff", "Backoff_time", 1);
            }
            "prewrite" => {
                self.sum_over_requests("resolve_lock", "Resolve_lock_time", 1);
                self.sum_over_requests("commit_backoff", "Commit_backoff_time", 1);
                self.sum_over_requests("prewrite_binlog", "Wait_prewrite_binlog_time", 1);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fields;

    fn parts(fields: &str, missing: &[&str]) -> Vec<String> {
        let mut list = Fields::default();
        for (name, value) in fields.lines().filter_map(|line| line.split_once(": ")) {
            list.push(name, value);
        }
        let missing: Vec<_> = missing.iter().map(|what| (*what).into()).collect();
        let query = SlowQuery { complete: missing.is_empty(), fields: list, missing, ..SlowQuery::default() };
        breakdown(&query).iter().map(|part| format!("{} {}", part.name, part.duration_nanos / 1_000_000)).collect()
    }

    /// Of an elided entry nothing is unexplained: what would explain it was not pasted.
    #[test]
    fn what_was_left_out_is_not_unexplained() {
        let elided = ["lines left out (dots stand in their place)"];
        let steps = "Query_time: 7.904\nRewrite_time: 7.898\nPreproc_subqueries_time: 7.897";
        assert_eq!(parts(steps, &elided), ["rewrite 7898", "preproc_subqueries 7897", "not shown 6"]);
        assert_eq!(parts("Query_time: 2\nNum_cop_tasks: 1", &elided), ["not shown 2000"]);
        assert_eq!(parts("Query_time: 2\nDB: quay", &[]), ["not shown 2000"]);
        assert_eq!(
            parts("Query_time: 2\nParse_time: 0\nDB: quay", &["the end of DB and what follows it"]),
            ["not shown 2000"]
        );
        assert_eq!(
            parts("Query_time: 2\nParse_time: 0\nCompile_time: 0.5\nSucc: true", &[]),
            ["compile 500", "unexplained 1500"]
        );
    }
}
