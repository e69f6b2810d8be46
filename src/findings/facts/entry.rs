//! A slow query as typed values: durations in nanoseconds, sizes in bytes, counts; None where the log has no such field.

use super::fields::{Field, field};
use super::{number, stats, tables};
use crate::findings::say;
use crate::model::{Plan, SlowQuery, Span, Stamp, Text};

/// Everything the rules ask of one entry. Times marked ∥ are sums over parallel requests and may exceed Query_time.
#[derive(Debug, Default)]
pub struct Entry<'a> {
    pub index: u32,
    pub span: Span,
    pub end: Option<Stamp>,
    pub sql: &'a str,
    pub complete: bool,
    pub missing: &'a [Text],
    pub plan: Option<&'a Plan>,
    pub record: Option<&'a SlowQuery>,

    pub query: Option<i64>,
    pub parse: Option<i64>,
    pub compile: Option<i64>,
    pub rewrite: Option<i64>,
    pub preproc: Option<i64>,
    pub preproc_count: Option<i64>,
    pub optimize: Option<i64>,
    /// `Opt_logical`, `Opt_physical`, … with their times.
    pub optimize_parts: Vec<(&'a str, i64)>,
    pub wait_ts: Option<i64>,
    pub exec_retry: Option<i64>,
    pub exec_retry_count: Option<i64>,
    pub write_response: Option<i64>,

    pub cop: Option<i64>,
    /// ∥
    pub process: Option<i64>,
    /// ∥
    pub wait: Option<i64>,
    /// ∥
    pub backoff: Option<i64>,
    /// ∥
    pub backoff_total: Option<i64>,
    pub kv_total: Option<i64>,
    pub cop_tasks: Option<i64>,
    pub request_count: Option<i64>,
    pub proc: Tasks<'a>,
    pub waited: Tasks<'a>,
    pub backoffs: Vec<Backoff<'a>>,

    pub lock_keys: Option<i64>,
    pub prewrite: Option<i64>,
    pub wait_binlog: Option<i64>,
    pub commit: Option<i64>,
    pub get_commit_ts: Option<i64>,
    pub get_latest_ts: Option<i64>,
    pub commit_backoff: Option<i64>,
    pub resolve_lock: Option<i64>,
    pub local_latch: Option<i64>,
    pub write_keys: Option<i64>,
    pub write_bytes: Option<i64>,
    pub prewrite_regions: Option<i64>,
    pub txn_retry: Option<i64>,
    pub slowest_prewrite: Option<i64>,
    pub slowest_prewrite_store: &'a str,
    pub backoff_types: &'a str,

    pub process_keys: Option<i64>,
    pub total_keys: Option<i64>,
    pub delete_skipped: Option<i64>,
    pub key_skipped: Option<i64>,
    pub cache_hits: Option<i64>,
    pub block_reads: Option<i64>,
    pub block_read_bytes: Option<i64>,
    pub block_read_time: Option<i64>,

    pub mem_max: Option<i64>,
    pub mem_arbitration: Option<i64>,
    pub disk_max: Option<i64>,
    pub bytes_total: i64,
    pub bytes_cross_zone: i64,
    pub result_rows: Option<i64>,
    pub rc_queue: Option<i64>,
    pub resource_group: &'a str,
    pub tidb_cpu: Option<i64>,
    pub tikv_cpu: Option<i64>,

    pub db: &'a str,
    pub user: &'a str,
    pub conn: &'a str,
    pub digest: &'a str,
    /// Number of the statement among [`super::Facts::statements`].
    pub statement: Option<u32>,
    pub plan_digest: &'a str,
    pub stats: Vec<stats::TableStats<'a>>,
    pub index_names: &'a str,
    pub warnings: &'a str,
    pub internal: bool,
    pub explicit_txn: Option<bool>,
    pub sync_stats_failed: Option<bool>,
    pub succ: Option<bool>,
    pub has_more: Option<bool>,
    pub txn_start: Option<Stamp>,
    pub start_ts: u64,

    /// Fields with an impossible time, as printed; they count nowhere (rule S1).
    pub impossible: Vec<(&'a str, &'a str, i64)>,
    /// Fields larger than what contains them, and the name and length of that; not used (rule S2).
    pub stale: Vec<Stale>,
    /// All tables lie in system schemas, or the schema in use is one.
    pub system: bool,
}

/// Average, 90th percentile, maximum and its place over the coprocessor tasks of one entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tasks<'a> {
    pub avg: Option<i64>,
    pub p90: Option<i64>,
    pub max: Option<i64>,
    pub addr: &'a str,
}

/// A time that is larger than the time it is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    pub field: &'static str,
    pub nanos: i64,
    /// `Query_time`, or another field that contains it.
    pub whole: &'static str,
    pub whole_nanos: i64,
}

/// Back-off of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff<'a> {
    pub kind: &'a str,
    pub times: i64,
    pub total: i64,
    pub addr: &'a str,
}

/// From here on a time is no time but a missing clock value (pingcap/tidb#12025).
pub const IMPOSSIBLE_NANOS: i64 = 9_200_000_000_000_000_000;

/// Ten years: what claims to have taken longer is damaged, and unknown to the rules, which may add and multiply.
const LONGEST_NANOS: i64 = 315_360_000_000_000_000;

/// A length that a statement or a request can have.
pub fn possible(nanos: Option<i64>) -> Option<i64> {
    nanos.filter(|nanos| (0..LONGEST_NANOS).contains(nanos))
}

/// 2200-01-01: a later time is a damaged one.
const LAST_NANOS: i64 = 7_258_118_400_000_000_000;

/// A time that a log can have. The rules may subtract any two of them.
pub fn plausible(time: Option<Stamp>) -> Option<Stamp> {
    time.filter(|time| (0..LAST_NANOS).contains(&time.nanos))
}

/// The name of today for a field of the one-line layout of releases up to 2.1.7 (spec §2.2).
fn one_line_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "cost_time" => "Query_time",
        "process_time" => "Process_time",
        "wait_time" => "Wait_time",
        "backoff_time" => "Backoff_time",
        "request_count" => "Request_count",
        "total_keys" => "Total_keys",
        "processed_keys" => "Process_keys",
        "prewrite_time" => "Prewrite_time",
        "commit_time" => "Commit_time",
        "get_commit_ts_time" => "Get_commit_ts_time",
        "local_latch_wait_time" => "Local_latch_wait_time",
        "write_keys" => "Write_keys",
        "write_size" => "Write_size",
        "prewrite_region" => "Prewrite_region",
        "txn_retry" => "Txn_retry",
        "succ" => "Succ",
        "con" | "connection_id" => "Conn_ID",
        "user" => "User",
        "database" => "DB",
        _ => return None,
    })
}

impl<'a> Entry<'a> {
    pub fn read(index: u32, record: &'a SlowQuery) -> Self {
        let mut entry = Self {
            index,
            span: record.span,
            end: plausible(record.time),
            sql: record.sql.as_deref().unwrap_or_default(),
            complete: record.complete,
            missing: &record.missing,
            plan: [&record.binary_plan, &record.plan]
                .into_iter()
                .flatten()
                .find(|plan| plan.error.is_none() && !plan.nodes.is_empty()),
            record: Some(record),
            txn_start: plausible(record.txn_start.and_then(|start| start.time)),
            start_ts: record.txn_start.map_or(0, |start| start.tso.0),
            ..Self::default()
        };
        for (name, value) in record.fields.iter() {
            entry.field(name, value);
        }
        entry.internal |= record.internal;
        entry.check_times();
        entry.system = tables::is_system_schema(entry.db) || tables::only_system_tables(entry.sql);
        entry
    }

    /// A time field; an impossible one is set aside.
    fn time(&mut self, name: &'a str, value: &'a str) -> Option<i64> {
        // Releases up to 2.1.7 printed Go durations.
        let nanos = number::seconds(value).or_else(|| number::duration(value))?;
        if (0..IMPOSSIBLE_NANOS).contains(&nanos) {
            return possible(Some(nanos));
        }
        self.impossible.push((name, value, nanos));
        None
    }

    fn field(&mut self, name: &'a str, value: &'a str) {
        match field(name) {
            Some(Field::Time(slot)) => *slot(self) = self.time(name, value),
            Some(Field::Count(slot)) => *slot(self) = number::count(value),
            Some(Field::Truth(slot)) => *slot(self) = number::truth(value),
            Some(Field::Text(slot)) => *slot(self) = value,
            Some(Field::Read(read)) => read(self, value),
            None => match one_line_name(name) {
                Some(today) => self.field(today, value),
                None => self.family(name, value),
            },
        }
    }

    /// Fields whose name holds a kind: `Opt_*`, `Cop_backoff_*`, `Unpacked_bytes_*`.
    fn family(&mut self, name: &'a str, value: &'a str) {
        if name.starts_with("Opt_") {
            if let Some(nanos) = self.time(name, value) {
                self.optimize_parts.push((name, nanos));
            }
        } else if let Some(rest) = name.strip_prefix("Cop_backoff_") {
            let read = |suffix| rest.strip_suffix(suffix);
            if let Some(kind) = read("_total_times") {
                let times = number::count(value).unwrap_or_default();
                self.backoff_kind(kind, |backoff| backoff.times = times);
            } else if let Some(kind) = read("_total_time") {
                let total = self.time(name, value).unwrap_or_default();
                self.backoff_kind(kind, |backoff| backoff.total = total);
            } else if let Some(kind) = read("_max_addr") {
                self.backoff_kind(kind, |backoff| backoff.addr = value);
            }
        } else if name.starts_with("Unpacked_bytes_") {
            let bytes = number::count(value).unwrap_or_default();
            if name.ends_with("_cross_zone") {
                self.bytes_cross_zone = self.bytes_cross_zone.saturating_add(bytes);
            } else if name.ends_with("_total") {
                self.bytes_total = self.bytes_total.saturating_add(bytes);
            }
        }
    }

    fn backoff_kind(&mut self, kind: &'a str, change: impl FnOnce(&mut Backoff<'a>)) {
        if let Some(known) = self.backoffs.iter_mut().find(|known| known.kind == kind) {
            return change(known);
        }
        let mut backoff = Backoff { kind, ..Backoff::default() };
        change(&mut backoff);
        self.backoffs.push(backoff);
    }

    /// Sets aside what cannot be: parts that are larger than what contains them, such as times of earlier statements (spec
    /// §3.5, §5.1). Sums over parallel requests contain nothing and are contained in nothing.
    fn check_times(&mut self) {
        let mut stale = Vec::new();
        let mut check = |field, slot: &mut Option<i64>, whole: &'static str, whole_nanos: Option<i64>, slack: i64| {
            let Some((nanos, whole_nanos)) = slot.zip(whole_nanos) else { return };
            if nanos > whole_nanos.saturating_add(slack) {
                stale.push(Stale { field, nanos, whole, whole_nanos });
                *slot = None;
            }
        };
        for (name, slot) in [
            ("Compile_time", &mut self.compile),
            ("Parse_time", &mut self.parse),
            ("Optimize_time", &mut self.optimize),
            ("Rewrite_time", &mut self.rewrite),
            ("Wait_TS", &mut self.wait_ts),
            ("LockKeys_time", &mut self.lock_keys),
            ("Local_latch_wait_time", &mut self.local_latch),
            ("Get_commit_ts_time", &mut self.get_commit_ts),
            ("Get_latest_ts_time", &mut self.get_latest_ts),
            ("Prewrite_time", &mut self.prewrite),
            ("Commit_time", &mut self.commit),
            ("Mem_arbitration", &mut self.mem_arbitration),
            ("Write_sql_response_total", &mut self.write_response),
        ] {
            check(name, slot, "Query_time", self.query, 0);
        }
        // The figures of requests are rounded to milliseconds.
        for (name, slot) in [("Cop_proc_max", &mut self.proc.max), ("Cop_wait_max", &mut self.waited.max)] {
            check(name, slot, "Query_time", self.query, ROUNDING_NANOS);
        }
        let sub_queries = "Preproc_subqueries_time";
        check(sub_queries, &mut self.preproc, "Query_time", self.query, 0);
        check(sub_queries, &mut self.preproc, "Compile_time", self.compile, ROUNDING_NANOS);
        check(sub_queries, &mut self.preproc, "Rewrite_time", self.rewrite, ROUNDING_NANOS);
        check("Rewrite_time", &mut self.rewrite, "Compile_time", self.compile, ROUNDING_NANOS);
        check("Optimize_time", &mut self.optimize, "Compile_time", self.compile, ROUNDING_NANOS);
        check(
            "Slowest_prewrite_rpc_detail",
            &mut self.slowest_prewrite,
            "Prewrite_time",
            self.prewrite,
            ROUNDING_NANOS,
        );
        self.stale = stale;
    }

    /// Internal statements and those on system schemas only: their findings are one step lower.
    pub fn is_system(&self) -> bool {
        self.internal || self.system
    }

    /// `Cop_proc_max`, or the average where there was one task only.
    pub fn slowest_task(&self) -> Option<i64> {
        self.proc.max.or(self.proc.avg)
    }

    pub fn longest_wait(&self) -> Option<i64> {
        self.waited.max.or(self.waited.avg)
    }

    /// Number of coprocessor tasks.
    pub fn tasks(&self) -> i64 {
        self.cop_tasks.unwrap_or_default()
    }

    /// `12 tasks`, `its tasks` where the entry does not say how many.
    pub fn tasks_in_words(&self) -> String {
        self.cop_tasks.map_or_else(|| "its tasks".to_owned(), |tasks| say::plural(tasks, "task"))
    }

    /// Prewrite, commit and what belongs to them.
    pub fn commit_group(&self) -> i64 {
        [self.prewrite, self.wait_binlog, self.commit, self.get_commit_ts, self.local_latch].into_iter().flatten().sum()
    }

    /// Whether no time field can be missing: an entry that is cut behind them (Succ follows all of them) has its own.
    pub fn has_all_times(&self) -> bool {
        let elided = self.missing.iter().any(|what| what.contains("left out"));
        self.complete || self.succ.is_some() && !elided
    }

    /// A part of the detail line, which leaves out what is zero (spec §3.5); in an entry that is cut, what is not there is
    /// unknown.
    pub fn or_zero(&self, part: Option<i64>) -> Option<i64> {
        part.or_else(|| self.has_all_times().then_some(0))
    }

    /// Whether the fields that the release prints are there, so that what they leave of the time is in no field. Of rows with
    /// some columns and of elided entries nothing can be said: an entry with its planning also has Succ. Releases before 4.0
    /// say what the tasks did, but not how long they were waited for (Cop_time).
    pub fn breaks_down(&self) -> bool {
        let tasks = [self.request_count, self.cop_tasks, self.proc.avg].into_iter().flatten();
        let no_wait = self.cop.is_none() && tasks.chain(self.process).any(|figure| figure > 0);
        let planned =
            self.compile.is_some() || self.parse.is_some() && self.optimize.is_none() && self.rewrite.is_none();
        planned && self.succ.is_some() && self.has_all_times() && !no_wait
    }

    /// Start and end in nanoseconds since 1970. The line is written a little after the end: where the start timestamp,
    /// taken right after planning, shows by how much, the interval is moved by it.
    pub fn interval(&self) -> Option<(i64, i64)> {
        let end = self.end?.nanos;
        let start = end.checked_sub(self.query?)?;
        let lag = self.txn_start.map_or(0, |tso| {
            let planned = start + self.parse.unwrap_or_default() + self.compile.unwrap_or_default();
            planned.saturating_sub(tso.nanos)
        });
        let lag = if (0..=WRITE_LAG_NANOS).contains(&lag) { lag } else { 0 };
        Some((start - lag, end - lag))
    }
}

/// Times of requests are printed in whole milliseconds or microseconds.
const ROUNDING_NANOS: i64 = 1_500_000;

/// How long after the end of a statement its line may be written (docs/spec/tidb-logs.md §5.4: 11 ms in 40823).
pub const WRITE_LAG_NANOS: i64 = 15_000_000;
