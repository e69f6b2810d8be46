//! Every line of TiDB, its client, TiKV and PD that is known to speak of time (docs/spec/tidb-logs.md §2.2): one small
//! reader each. The help and docs/formats/tidb-log.md are made from this table.

use crate::text::bytes::contains;
use crate::text::duration::{MILLI, SECOND};

/// How the message of a line is recognised.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    Is(&'static str),
    Starts(&'static str),
    Contains(&'static str),
}

impl Message {
    fn matches(self, message: &[u8]) -> bool {
        match self {
            Message::Is(text) => message == text.as_bytes(),
            Message::Starts(text) => message.starts_with(text.as_bytes()),
            Message::Contains(text) => contains(message, text.as_bytes()),
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Message::Is(text) | Message::Starts(text) | Message::Contains(text) => text,
        }
    }
}

/// Where the duration of a line stands.
#[derive(Clone, Copy, Debug)]
pub enum Duration {
    /// In the first of these fields that holds one; a bare number counts units of so many nanoseconds.
    Field(&'static [&'static str], i64),
    /// In a field by the generic rule. The line is kept without one, too: what it says is that its threshold was passed.
    Maybe,
    /// The first duration in the message.
    Text,
    /// The duration in the message behind these words: a limit that was used up, and so the threshold of the line.
    Behind(&'static str),
    /// In this field and in no other: the others measure parts. A line without it has no duration.
    Only(&'static str),
    /// The number behind these words, which counts seconds where it has no unit.
    Seconds(&'static str),
    /// From one time field to another, or where one is missing, what the third field holds.
    Between(&'static str, &'static str, &'static str),
    /// From one timestamp of PD in the message to another, behind these words.
    BetweenTso(&'static str, &'static str),
    /// A field holds nanoseconds since 1970: how far it lies after the line's own time.
    AheadOfLine(&'static str),
    /// The pairs of a coprocessor line.
    Cop,
    /// The line names none.
    None,
}

/// A known line.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub kind: &'static str,
    pub writer: &'static str,
    pub message: Message,
    pub duration: Duration,
    /// From which duration on the writer prints the line, in nanoseconds.
    pub threshold_nanos: Option<i64>,
    /// Where that comes from.
    pub threshold: &'static str,
    /// One sentence for the help.
    pub meaning: &'static str,
}

const fn reader(
    kind: &'static str,
    writer: &'static str,
    message: Message,
    duration: Duration,
    threshold_nanos: Option<i64>,
    threshold: &'static str,
    meaning: &'static str,
) -> Reader {
    Reader { kind, writer, message, duration, threshold_nanos, threshold, meaning }
}

use Duration::{AheadOfLine, Behind, Between, BetweenTso, Cop, Field, Maybe, None as Nothing, Only, Seconds, Text};
use Message::{Contains, Is, Starts};

const MINUTE: i64 = 60 * SECOND;
const ELAPSED: Duration = Field(&["elapsed", "total elapsed", "elapsed time"], SECOND);
const TAKE: Duration = Field(&["take time", "takes", "takeTimes", "elapsed time", "duration"], SECOND);
const COST: Duration = Field(&["cost time", "cost", "costTime", "cost_time"], SECOND);

/// The table, in the order in which it is tried.
#[rustfmt::skip]
pub static CATALOGUE: &[Reader] = &[
    reader("cop_process", "TiDB", Starts("[TIME_COP_PROCESS]"), Cop, Some(300 * MILLI), "minLogCopTaskTime, fixed", "One coprocessor request took more than 300 ms in the client; the store worked on it for more than 100 ms."),
    reader("cop_wait", "TiDB", Starts("[TIME_COP_WAIT]"), Cop, Some(300 * MILLI), "minLogCopTaskTime, fixed", "One coprocessor request took more than 300 ms although the store reported at most 100 ms of work; the name does not say that the store queued it."),
    reader("cop_task", "TiDB before 2.0", Starts("[TIME_COP_TASK]"), Text, Some(50 * MILLI), "fixed before 2.0", "One coprocessor request, as releases before 2.0 logged it."),
    reader("table_scan", "TiDB before 2.0", Starts("[TIME_TABLE_SCAN]"), Text, Some(50 * MILLI), "fixed before 2.0", "One table scan, as releases before 2.0 logged it."),
    reader("index_scan", "TiDB before 2.0", Starts("[TIME_INDEX_"), Text, Some(50 * MILLI), "fixed before 2.0", "One index scan or look-up, as releases before 2.0 logged it."),
    reader("query", "TiDB before 2.0", Contains("[TIME_QUERY] "), Seconds("[TIME_QUERY] "), Some(300 * MILLI), "slow-threshold, 300 ms", "One statement, as releases before 2.0 logged it."),
    reader("query", "TiDB of 2017", Is("query"), Field(&["costTime"], 1), Some(300 * MILLI), "slow-threshold, 300 ms", "One statement, as releases of 2017 logged it as JSON, in nanoseconds."),
    reader("query", "TiDB of 2017", Starts("query costTime="), Seconds("query costTime="), Some(300 * MILLI), "slow-threshold, 300 ms", "One statement, as releases of 2017 logged it."),
    reader("expensive_query", "TiDB", Is("expensive_query"), Only("cost_time"), Some(60 * SECOND), "tidb_expensive_query_time_threshold, 60 s, and again every 60 s", "The statement is still running; its time is a lower bound."),
    reader("expensive_query", "TiDB up to 2.0", Starts("[EXPENSIVE_QUERY]"), Nothing, None, "shape of the plan", "A plan that looks expensive, logged before it ran."),
    reader("expensive_txn", "TiDB", Is("expensive_txn"), COST, Some(10 * MINUTE), "tidb_expensive_txn_time_threshold, 10 min, and again every 10 min", "The transaction is still open; its time is a lower bound."),
    reader("memory_quota", "TiDB", Is("memory exceeds quota"), COST, None, "tidb_mem_quota_query, 1 GiB", "The statement went over its memory quota."),
    reader("killed", "TiDB", Is("execution timeout, kill it"), COST, None, "max_execution_time", "The statement was killed because it ran too long."),
    reader("killed", "TiDB", Is("auto analyze timeout, kill it"), COST, None, "tidb_max_auto_analyze_time", "An automatic ANALYZE was killed because it ran too long."),
    reader("killed", "TiDB", Is("runaway query timeout"), COST, None, "rule of the resource group", "The statement was stopped as a runaway query."),
    reader("slow_transaction", "TiDB", Is("slow transaction"), TAKE, None, "tidb_slow_txn_log_threshold, off by default", "A transaction with the times of its steps."),
    reader("blocks_ddl", "TiDB", Starts("old running transaction block DDL"), ELAPSED, Some(MINUTE), "fixed", "A DDL statement waits for this transaction to end."),
    reader("internal_txn", "TiDB", Starts("An internal transaction running by "), Field(&["time", "cost time", "elapsed"], SECOND), Some(5 * MINUTE), "fixed", "An internal transaction has been open for long."),
    reader("schema_load", "TiDB", Starts("loading schema takes a long time"), TAKE, Some(22_500 * MILLI), "half the schema lease of 45 s", "Loading the schema took more than half its lease; statements may fail soon."),
    reader("schema_load", "TiDB", Is("diff load InfoSchema success"), Field(&["elapsed time", "start time"], SECOND), None, "always logged", "The schema was brought up to date."),
    reader("schema_load", "TiDB", Is("full load InfoSchema success"), Field(&["elapsed time", "start time"], SECOND), None, "always logged", "The schema was loaded as a whole."),
    reader("schema_sync", "TiDB", Contains("wait schema version synced success"), TAKE, None, "always logged; worth a look above twice the lease", "A DDL step waited until all servers had the new schema."),
    reader("schema_sync", "TiDB", Starts("wait latest schema version "), TAKE, None, "always logged; worth a look above twice the lease", "A DDL step waited until all servers had the new schema."),
    reader("ddl_slow", "TiDB", Is("slow operations"), TAKE, Some(300 * MILLI), "ddl_slow_threshold", "One step of a DDL backfill was slow."),
    reader("ddl_slow", "TiDB", Is("[ddl-reorg] slow operations"), TAKE, Some(300 * MILLI), "ddl_slow_threshold", "One step of a DDL backfill was slow."),
    reader("closed", "TiDB", Is("DDL closed"), TAKE, None, "always logged", "The DDL owner of this server was shut down."),
    reader("closed", "TiDB", Is("DDL worker closed"), TAKE, None, "always logged", "A DDL worker was shut down."),
    reader("closed", "TiDB", Is("domain closed"), TAKE, None, "always logged", "The server's domain was shut down."),
    reader("ddl_sleep", "TiDB", Starts("sleep before DDL finishes"), TAKE, None, "always logged", "A DDL statement slept so that async commit and one-phase commit stay safe."),
    reader("cop_build", "TiDB", Starts("buildCopTasks takes too much time"), ELAPSED, Some(500 * MILLI), "fixed", "Cutting a read into coprocessor tasks was slow: region cache or PD."),
    reader("cop_build", "TiDB", Starts("buildBatchCopTasks"), ELAPSED, Some(500 * MILLI), "fixed", "Cutting a TiFlash read into tasks was slow."),
    reader("executor_close", "TiDB", Is("limit executor close takes a long time"), ELAPSED, Some(MILLI), "fixed", "Closing a LIMIT waited for its readers."),
    reader("slow_event", "TiDB", Is("Slow process event"), TAKE, Some(5 * SECOND), "fixed", "A DDL event handler was slow."),
    reader("stats_slow", "TiDB", Contains("Update stats cache is too slow"), TAKE, None, "five statistics leases", "Bringing the statistics cache up to date was slow."),
    reader("stats_slow", "TiDB", Contains("Sweeping session list is too slow"), TAKE, Some(20 * SECOND), "fixed", "A step of the statistics worker was slow."),
    reader("stats_slow", "TiDB", Contains("Collecting batch updates is too slow"), TAKE, Some(20 * SECOND), "fixed", "A step of the statistics worker was slow."),
    reader("stats_slow", "TiDB", Contains("Dumping batch updates is too slow"), TAKE, Some(20 * SECOND), "fixed", "A step of the statistics worker was slow."),
    reader("stats_slow", "TiDB", Contains("Recording historical stats meta is too slow"), TAKE, Some(20 * SECOND), "fixed", "A step of the statistics worker was slow."),
    reader("analyze_failed", "TiDB", Is("auto analyze failed"), COST, None, "always logged", "An automatic ANALYZE failed."),
    reader("stats_sync", "TiDB", Starts("sync load stats timeout"), Maybe, Some(100 * MILLI), "tidb_stats_load_sync_wait", "Statistics did not load in time while planning."),
    reader("stats_sync", "TiDB", Starts("sync stats timeout"), Maybe, Some(100 * MILLI), "tidb_stats_load_sync_wait", "Statistics did not load in time while planning."),
    reader("stats_sync", "TiDB", Starts("sync load took too long to return"), Maybe, Some(100 * MILLI), "tidb_stats_load_sync_wait", "Statistics did not load in time while planning."),
    reader("gc", "TiDB", Contains("finish delete ranges"), COST, None, "always logged", "Garbage collection deleted the ranges of dropped tables."),
    reader("gc", "TiDB up to 2.1", Contains(" ranges, cost time: "), Seconds(" ranges, cost time: "), None, "always logged", "Garbage collection deleted the ranges of dropped tables."),
    reader("gc", "TiDB", Contains("finish redo-delete ranges"), COST, None, "always logged", "Garbage collection deleted the ranges of dropped tables again."),
    reader("idle_connection", "TiDB", Starts("connection idle for too long"), Field(&["idle"], SECOND), None, "wait_timeout", "A connection was closed because nothing came for so long."),
    reader("idle_connection", "TiDB", Starts("read packet timeout, close this connection"), Field(&["idle"], SECOND), None, "wait_timeout", "A connection was closed because nothing came for so long."),
    reader("clock_jump", "TiDB, PD", Is("system time jump backward"), AheadOfLine("last"), None, "any step backward between ticks of 100 ms", "The clock of this machine was set back."),
    reader("slow_log_limit", "TiDB", Is("slow log skipped due to rate limiting"), Nothing, None, "tidb_slow_log_max_per_sec", "Entries are missing from the slow log: counts are lower bounds."),
    reader("tso_slow", "client", Contains("get timestamp too slow"), COST, Some(30 * MILLI), "fixed", "A timestamp took more than 30 ms: PD, network, or this process short of CPU."),
    reader("tso_slow", "client", Contains("get minimum timestamp too slow"), COST, Some(30 * MILLI), "fixed", "A timestamp took more than 30 ms: PD, network, or this process short of CPU."),
    reader("slow_prewrite", "client", Starts("slow prewrite request"), Maybe, Some(MINUTE), "fixed", "A prewrite has been retried for more than a minute."),
    reader("slow_commit", "client", Starts("slow commit request"), Maybe, Some(MINUTE), "fixed", "A commit has been retried for more than a minute."),
    reader("slow_flush", "client", Starts("[pipelined dml] slow pipelined flush request"), Maybe, Some(MINUTE), "fixed", "A flush of a pipelined statement has been retried for more than a minute."),
    reader("pending_request", "client", Contains("batchRecvLoop detects slow pending request"), Field(&["waitTime"], SECOND), Some(30 * SECOND), "30 s slow, 90 s hanging", "A request to a store has had no answer for long."),
    reader("wait_cancelled", "client", Starts("wait response is cancelled"), Nothing, None, "always logged", "Nobody waits for this answer any more."),
    reader("backoff_exhausted", "client", Contains("backoffer.maxSleep "), Behind("backoffer.maxSleep "), None, "budget of the kind of request", "Retries used up their time budget, which is the time shown."),
    reader("txn_too_long", "client", Contains("txn takes too much time"), BetweenTso("txnStartTS: ", "comm: "), None, "GC life time", "The transaction lived longer than garbage collection allows."),
    reader("region_change", "client", Starts("switch region peer to next due to"), Nothing, None, "always logged", "A request failed at one peer of a region and goes to the next."),
    reader("region_change", "client", Starts("switch region leader to specific leader due to"), Nothing, None, "always logged", "A store named another one as the leader of a region."),
    reader("region_change", "client", Starts("tikv reports `NotLeader`"), Nothing, None, "always logged", "A store was asked that does not lead the region."),
    reader("region_change", "client", Starts("mark store's regions need be refill"), Nothing, None, "always logged", "What is known of the regions of a store is thrown away after a failure."),
    reader("store_health", "client", Is("store health status changed"), Nothing, None, "either score at least 80 of 100", "The client changed its mind about a store being slow."),
    reader("txn_lifetime", "client", Contains("ttlManager live up to its lifetime"), Field(&["uptime"], MILLI), Some(60 * MINUTE), "fixed", "A transaction reached its longest life; its locks are no longer kept alive."),
    reader("range_task", "client", Starts("range task "), COST, None, "always logged", "A task over key ranges, mostly of garbage collection."),
    reader("resolve_locks", "client", Starts("BatchResolveLocks: lookup txn status"), COST, None, "always logged", "Looking up the owners of locks."),
    reader("tikv_slow_query", "TiKV", Is("slow-query"), Field(&["total_lifetime", "total_process_time"], SECOND), Some(SECOND), "end-point-slow-log-threshold", "A coprocessor request needed more than a second of processing and suspension in the store."),
    reader("tikv_slow_query", "TiKV 2.1", Contains("[slow-query] execute takes "), Seconds("execute takes "), Some(SECOND), "end-point-slow-log-threshold", "A coprocessor request needed more than a second in the store."),
    reader("tikv_slow_query", "TiKV up to 2.0", Contains("handle Some("), Seconds("] takes "), Some(SECOND), "fixed before 2.1", "A coprocessor request needed more than a second in the store."),
    reader("resolved_ts_gap", "TiKV", Is("the max gap of leader resolved-ts is large"), Field(&["gap", "duration_to_last_update_safe_ts"], MILLI), None, "fixed", "Stale reads and change feeds lag by so much."),
    reader("resolved_ts_gap", "TiKV", Starts("the max gap of "), Field(&["gap", "duration_to_last_update_safe_ts"], MILLI), None, "fixed", "Stale reads and change feeds lag by so much."),
    reader("slow_score", "TiKV", Starts("compute slow score"), Field(&["takes", "cost", "duration"], MILLI), None, "always logged", "The store's own judgement of how slow it is."),
    reader("heartbeat_late", "TiKV", Starts("scheduling store_heartbeat timeout"), Nothing, None, "fixed", "The store could not report to PD in time."),
    reader("backup_slow", "TiKV", Starts("backup scan takes long time"), Field(&["take", "takes", "duration", "elapsed"], MILLI), None, "fixed", "A backup scan was slow."),
    reader("cdc_slow", "TiKV", Starts("cdc incremental scan takes too long"), Field(&["takes", "duration", "elapsed"], MILLI), None, "fixed", "The first scan of a change feed was slow."),
    reader("cdc_slow", "TiKV", Starts("cdc region scan locks too slow"), Field(&["takes", "duration", "elapsed"], MILLI), None, "fixed", "A change feed scanned locks slowly."),
    reader("limiter_wait", "TiKV", Starts("limiter future wait too long"), Field(&["takes", "wait", "duration", "elapsed"], MILLI), None, "fixed", "A rate limiter held work back."),
    reader("check_leader", "TiKV", Starts("check leader rpc costs too long"), Field(&["takes", "cost", "duration", "elapsed"], MILLI), None, "fixed", "Asking other stores about leaders was slow."),
    reader("clock_offset", "PD", Is("clock offset"), Field(&["jet-lag"], SECOND), Some(150 * MILLI), "150 ms, and three update intervals", "PD's clock ran ahead of the time it had saved: the process or the machine stood still."),
    reader("clock_offset", "PD before 3.0", Starts("clock offset: "), Text, Some(150 * MILLI), "150 ms, and three update intervals", "PD's clock ran ahead of the time it had saved: the process or the machine stood still."),
    reader("txn_slow", "PD", Is("txn runs too slow"), COST, Some(SECOND), "fixed", "A write to etcd was slow: its disk or network."),
    reader("kv_slow", "PD", Is("kv gets too slow"), COST, Some(SECOND), "fixed", "A read from etcd was slow: its disk or network."),
    reader("lease_interval", "PD", Is("the interval between keeping alive lease is too long"), Between("last-time", "current-time", "tick-interval"), None, "twice the tick interval", "PD could not renew its lease in time: a starved process."),
    reader("operator", "PD", Starts("operator finish"), TAKE, None, "always logged", "A scheduling step ended."),
    reader("operator", "PD", Starts("operator timeout"), TAKE, None, "always logged", "A scheduling step ran out of time."),
    reader("operator", "PD", Starts("operator cancel"), TAKE, None, "always logged", "A scheduling step was given up."),
    reader("token_bucket_slow", "PD client", Starts("[resource group controller] slow token bucket request"), COST, Some(10 * MILLI), "fixed", "Asking for request units was slow."),
];

/// What a message is, decided once per distinct message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Number in [`CATALOGUE`].
    Known(u8),
    /// Not known, and its text may name a duration (`take time 3s`).
    MayNameDuration,
    /// Not known: only fields can name one.
    Plain,
}

/// Words after which a message names a duration (docs/spec/tidb-logs.md §2.2, generic rule).
pub const WORDS: &[&str] = &["take", "took", "cost", "elapsed"];

pub fn classify(message: &[u8]) -> Class {
    let known = |message: &[u8]| CATALOGUE.iter().position(|reader| reader.message.matches(message));
    if let Some(at) = known(message).or_else(|| known(behind_category(message)?)) {
        return Class::Known(at as u8);
    }
    let names = message.iter().any(u8::is_ascii_digit) && WORDS.iter().any(|word| contains(message, word.as_bytes()));
    if names { Class::MayNameDuration } else { Class::Plain }
}

/// What follows the `[ddl] `, `[ddl-worker 3, tp general] ` or `[gc worker] ` that releases before 7.5 put before the message; later ones have a field
/// `category`.
fn behind_category(message: &[u8]) -> Option<&[u8]> {
    let rest = message.strip_prefix(b"[")?;
    let (category, rest) = rest.split_at_checked(memchr::memmem::find(rest, b"] ")?)?;
    let is_name = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b" ,-_".contains(byte);
    let first = category.first()?;
    rest.get(2..).filter(|rest| !rest.is_empty() && first.is_ascii_lowercase() && category.iter().all(is_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_before_the_message() {
        let kind = |message: &str| match classify(message.as_bytes()) {
            Class::Known(at) => CATALOGUE[usize::from(at)].kind,
            Class::MayNameDuration | Class::Plain => "",
        };
        assert_eq!(kind("[ddl] wait latest schema version changed"), "schema_sync");
        assert_eq!(kind("wait latest schema version changed(get the metadata lock if it is on)"), "schema_sync");
        assert_eq!(
            kind("[ddl-worker 3, tp general] wait latest schema version 12 changed, take time 52ms"),
            "schema_sync"
        );
        assert_eq!(kind("[ddl] DDL closed"), "closed");
        assert_eq!(kind("[stats] auto analyze failed"), "analyze_failed");
        assert_eq!(kind("[ddl] DDL closed soon"), "");
        assert_eq!(kind("[Region 7] DDL closed"), "");
    }

    #[test]
    fn every_reader_is_reached_by_its_own_message() {
        for (at, reader) in CATALOGUE.iter().enumerate() {
            let Class::Known(found) = classify(reader.message.text().as_bytes()) else {
                panic!("{} is not reached", reader.message.text());
            };
            assert_eq!(CATALOGUE[usize::from(found)].kind, reader.kind, "row {at}: {}", reader.message.text());
            assert!(reader.meaning.ends_with('.') && !reader.threshold.is_empty(), "{}", reader.message.text());
        }
    }
}
