//! All fields of the slow-query log of all releases (docs/spec/tidb-logs.md §3.5): the one table that drives reading,
//! display and help. docs/formats/slow-query.md holds it for people; a test keeps the two equal.

use crate::model::Text;
use crate::text::hash::Words;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Decimal seconds, scientific notation allowed.
    Seconds,
    Bytes,
    Count,
    /// `true` or `false`.
    Bool,
    Text,
    /// 64 hexadecimal digits.
    Hex,
    Time,
    /// A timestamp of the timestamp oracle.
    Tso,
    /// A number that names something.
    Id,
    /// `[a b c]`.
    List,
    /// Names and values inside braces, or after one another.
    Detail,
    Json,
    /// `table:version[rows;modified]` or `table:pseudo`.
    Stats,
    /// `tidb_decode_plan('…')`.
    Plan,
    /// Request units.
    Units,
}

impl Unit {
    /// For the help.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Seconds => "s",
            Unit::Bytes => "B",
            Unit::Count => "count",
            Unit::Bool => "true/false",
            Unit::Text => "text",
            Unit::Hex => "hex",
            Unit::Time => "time",
            Unit::Tso => "TSO",
            Unit::Id => "id",
            Unit::List => "list",
            Unit::Detail => "detail",
            Unit::Json => "JSON",
            Unit::Stats => "statistics",
            Unit::Plan => "plan",
            Unit::Units => "RU",
        }
    }
}

/// Where a field stands on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Basic,
    Time,
    Txn,
    Cop,
    Scan,
    Memory,
    Plan,
    Resource,
    Network,
    Other,
}

impl Group {
    pub const ALL: [Group; 10] = [
        Group::Basic,
        Group::Time,
        Group::Txn,
        Group::Cop,
        Group::Scan,
        Group::Memory,
        Group::Plan,
        Group::Resource,
        Group::Network,
        Group::Other,
    ];

    /// Heading on the card.
    pub fn title(self) -> &'static str {
        match self {
            Group::Basic => "Basic",
            Group::Time => "Time breakdown",
            Group::Txn => "Transaction",
            Group::Cop => "Coprocessor",
            Group::Scan => "Storage scan",
            Group::Memory => "Memory and disk",
            Group::Plan => "Plan",
            Group::Resource => "Resource control",
            Group::Network => "Network",
            Group::Other => "Other",
        }
    }
}

/// One field of the log.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// A `*` stands for any kind of back-off.
    pub name: &'static str,
    /// First release that writes it.
    pub since: &'static str,
    pub unit: Unit,
    pub group: Group,
    /// Its value is the rest of the line.
    pub rest_of_line: bool,
    /// A sum over parallel requests, or CPU time: may exceed Query_time and is never added to anything.
    pub parallel: bool,
    pub meaning: &'static str,
    /// What one might get wrong; empty where nothing is known.
    pub trap: &'static str,
}

#[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)]
const fn field(
    name: &'static str,
    since: &'static str,
    unit: Unit,
    group: Group,
    rest_of_line: bool,
    parallel: bool,
    meaning: &'static str,
    trap: &'static str,
) -> Field {
    Field { name, since, unit, group, rest_of_line, parallel, meaning, trap }
}

/// The table: name, first release, unit, group, rest of line, parallel, meaning, trap.
#[rustfmt::skip]
pub static FIELDS: &[Field] = &[
    field("Time", "2.1.8", Unit::Time, Group::Basic, true, false, "When the entry was written, that is the end of the statement.", "Not its start."),
    field("Txn_start_ts", "2.1.8", Unit::Tso, Group::Basic, false, false, "Start timestamp of the transaction.", "0: none; 18446744073709551615: latest; newer releases put the timestamp of a stale read here."),
    field("Keyspace_name", "7.0", Unit::Text, Group::Basic, true, false, "Name of the keyspace of a multi-tenant build.", ""),
    field("Keyspace_ID", "7.0", Unit::Count, Group::Basic, false, false, "Number of the keyspace of a multi-tenant build.", ""),
    field("User@Host", "4.0.8", Unit::Text, Group::Basic, true, false, "User, host name and client address.", "Missing for internal statements."),
    field("User", "2.1.8", Unit::Text, Group::Basic, true, false, "User and host, as releases before 4.0.8 wrote it.", "Missing for internal statements."),
    field("Conn_ID", "2.1.8", Unit::Id, Group::Basic, false, false, "Connection.", "64 bits: not a double."),
    field("Session_alias", "7.4", Unit::Text, Group::Basic, true, false, "Name the client gave its session.", ""),
    field("Session_connect_attrs", "2026", Unit::Json, Group::Basic, true, false, "Attributes the client sent on connecting.", ""),
    field("Exec_retry_time", "4.0.8", Unit::Seconds, Group::Time, false, false, "Time of earlier tries of a pessimistic statement.", "May count from the last retry only (pingcap/tidb#38470)."),
    field("Exec_retry_count", "4.0.8", Unit::Count, Group::Time, false, false, "Retries of a pessimistic statement.", ""),
    field("Exec_retry_reason", "proposed", Unit::List, Group::Time, false, false, "Why the statement was retried.", ""),
    field("Query_time", "2.1.8", Unit::Seconds, Group::Time, false, false, "The whole statement, from parsing to the last row.", "9223372036.854776 is an overflow (pingcap/tidb#12025)."),
    field("Parse_time", "3.0.5", Unit::Seconds, Group::Time, false, false, "Parsing the statement.", "0 for prepared and internal statements."),
    field("Compile_time", "3.0.5", Unit::Seconds, Group::Time, false, false, "Planning: contains Rewrite_time and Optimize_time, and waiting for statistics.", ""),
    field("Rewrite_time", "4.0.8", Unit::Seconds, Group::Time, false, false, "Rewriting the statement, sub-queries run while planning included.", "May be left over from an earlier statement (pingcap/tidb#39715)."),
    field("Preproc_subqueries", "4.0.8", Unit::Count, Group::Time, false, false, "Sub-queries run while planning.", ""),
    field("Preproc_subqueries_time", "4.0.8", Unit::Seconds, Group::Time, false, false, "Time of the sub-queries run while planning, part of Rewrite_time.", "EXPLAIN ANALYZE does not show it."),
    field("Optimize_time", "4.0.9", Unit::Seconds, Group::Time, false, false, "Choosing the plan.", "May be left over from an earlier statement of the session (pingcap/tidb#39711)."),
    field("Opt_logical", "9.0", Unit::Seconds, Group::Time, false, false, "Logical part of Optimize_time.", ""),
    field("Opt_physical", "9.0", Unit::Seconds, Group::Time, false, false, "Physical part of Optimize_time.", ""),
    field("Opt_binding_match", "9.0", Unit::Seconds, Group::Time, false, false, "Part of Optimize_time spent looking for a binding.", ""),
    field("Opt_stats_sync_wait", "9.0", Unit::Seconds, Group::Time, false, false, "Part of Optimize_time spent waiting for statistics.", ""),
    field("Opt_stats_derive", "9.0", Unit::Seconds, Group::Time, false, false, "Part of Optimize_time spent deriving statistics.", ""),
    field("Wait_TS", "4.0.9", Unit::Seconds, Group::Time, false, false, "Waiting for the start timestamp.", "Older releases carried it over to later statements of the transaction (pingcap/tidb#22224)."),
    field("Cop_time", "4.0.0", Unit::Seconds, Group::Cop, false, false, "Wall time the executors waited for coprocessor results.", "Joins may overlap: it can exceed Query_time."),
    field("Process_time", "2.1.8", Unit::Seconds, Group::Cop, false, true, "Work in the stores, summed over requests.", "A sum over parallel requests."),
    field("Wait_time", "2.1.8", Unit::Seconds, Group::Cop, false, true, "Queue and snapshot in the stores, summed over requests.", "A sum over parallel requests; a mock store never fills it."),
    field("Backoff_time", "2.1.8", Unit::Seconds, Group::Cop, false, true, "Waiting before retries, summed over requests.", "A sum over parallel requests."),
    field("LockKeys_time", "3.0.8", Unit::Seconds, Group::Txn, false, false, "Taking pessimistic locks.", ""),
    field("Request_count", "2.1.8", Unit::Count, Group::Cop, false, false, "Coprocessor requests.", ""),
    field("Prewrite_time", "2.1.9", Unit::Seconds, Group::Txn, false, false, "First phase of the commit.", ""),
    field("Wait_prewrite_binlog_time", "3.0.12", Unit::Seconds, Group::Txn, false, false, "Waiting for the binlog while prewriting.", "Gone since 8.4."),
    field("Binlog_prewrite_time", "3.0.8", Unit::Seconds, Group::Txn, false, false, "Wait_prewrite_binlog_time, as 3.0.8 to 3.0.11 wrote it.", ""),
    field("Commit_time", "2.1.9", Unit::Seconds, Group::Txn, false, false, "Second phase of the commit.", ""),
    field("Get_commit_ts_time", "2.1.9", Unit::Seconds, Group::Txn, false, false, "Waiting for the commit timestamp.", ""),
    field("Get_latest_ts_time", "6.2", Unit::Seconds, Group::Txn, false, false, "Waiting for a timestamp of async commit or one-phase commit.", ""),
    field("Commit_backoff_time", "3.0.8", Unit::Seconds, Group::Txn, false, false, "Waiting before retries of the commit.", ""),
    field("Backoff_types", "3.0.8", Unit::List, Group::Txn, false, false, "Kinds of the commit's back-offs, one word each.", "Words repeat."),
    field("Prewrite_Backoff_types", "6.0", Unit::List, Group::Txn, false, false, "Kinds of the prewrite's back-offs, one word each.", "Words repeat."),
    field("Commit_Backoff_types", "6.0", Unit::List, Group::Txn, false, false, "Kinds of the second phase's back-offs, one word each.", "Words repeat."),
    field("Slowest_prewrite_rpc_detail", "6.3", Unit::Detail, Group::Txn, false, false, "The slowest request of the prewrite.", ""),
    field("Commit_primary_rpc_detail", "6.3", Unit::Detail, Group::Txn, false, false, "The request that committed the primary key.", "May repeat the prewrite's (pingcap/tidb#56445)."),
    field("Slowest_commit_rpc_detail", "6.2", Unit::Detail, Group::Txn, false, false, "Commit_primary_rpc_detail, as 6.2 wrote it.", ""),
    field("Resolve_lock_time", "3.0.8", Unit::Seconds, Group::Txn, false, false, "Resolving locks of other transactions.", ""),
    field("Local_latch_wait_time", "2.1.9", Unit::Seconds, Group::Txn, false, false, "Waiting for a latch inside this TiDB server.", "Small values in scientific notation."),
    field("Write_keys", "2.1.9", Unit::Count, Group::Txn, false, false, "Keys written.", ""),
    field("Write_size", "2.1.9", Unit::Bytes, Group::Txn, false, false, "Bytes written.", ""),
    field("Prewrite_region", "2.1.9", Unit::Count, Group::Txn, false, false, "Regions the transaction wrote to.", ""),
    field("Txn_retry", "2.1.9", Unit::Count, Group::Txn, false, false, "Retries of an optimistic transaction.", ""),
    field("Process_keys", "2.1.8", Unit::Count, Group::Cop, false, false, "Visible keys read.", "Can exceed Total_keys by a batch."),
    field("Processed_keys", "2.1.8", Unit::Count, Group::Cop, false, false, "Process_keys, as 2.1.8 wrote it.", ""),
    field("Total_keys", "2.1.8", Unit::Count, Group::Cop, false, false, "All versions of keys read.", "Stood before Process_keys until 4.0."),
    field("Get_snapshot_time", "6.2", Unit::Seconds, Group::Scan, false, true, "Taking snapshots in the stores.", "Three decimals only."),
    field("Rocksdb_delete_skipped_count", "5.0", Unit::Count, Group::Scan, false, false, "Deletion marks stepped over.", ""),
    field("Rocksdb_key_skipped_count", "5.0", Unit::Count, Group::Scan, false, false, "Keys stepped over.", ""),
    field("Rocksdb_block_cache_hit_count", "5.0", Unit::Count, Group::Scan, false, false, "Blocks found in the cache.", ""),
    field("Rocksdb_block_read_count", "5.0", Unit::Count, Group::Scan, false, false, "Blocks read from disk.", ""),
    field("Rocksdb_block_read_byte", "5.0", Unit::Bytes, Group::Scan, false, false, "Bytes read from disk.", ""),
    field("Rocksdb_block_read_time", "6.2", Unit::Seconds, Group::Scan, false, true, "Reading from disk.", "Three decimals only."),
    field("IA_remote_read_segment_size", "2026", Unit::Bytes, Group::Scan, false, false, "Bytes read from the infrequent-access tier.", ""),
    field("IA_remote_read_segment_wait_time", "2026", Unit::Seconds, Group::Scan, false, true, "Waiting for the infrequent-access tier.", ""),
    field("DB", "2.1.8", Unit::Text, Group::Basic, true, false, "Current database.", "In small letters since 4.0; may hold blanks."),
    field("Index_names", "3.0.5", Unit::List, Group::Plan, true, false, "Indexes used, as table:index.", ""),
    field("Index_ids", "2.1.8", Unit::List, Group::Plan, true, false, "Numbers of the indexes used, as releases before 3.0.5 wrote them.", ""),
    field("Is_internal", "2.1.8", Unit::Bool, Group::Basic, false, false, "Whether TiDB itself issued the statement.", ""),
    field("Is_tiflash", "cloud", Unit::Bool, Group::Other, false, false, "Whether TiFlash was used.", ""),
    field("Digest", "2.1.9", Unit::Hex, Group::Basic, true, false, "SHA-256 of the normalised statement.", "The normalisation changed in 5.0 and 7.1."),
    field("Stats", "2.1.9", Unit::Stats, Group::Plan, true, false, "Version, rows and modified rows of the statistics used, per table; pseudo: there were none.", "Commas also stand inside brackets."),
    field("Num_cop_tasks", "2.1.9", Unit::Count, Group::Cop, false, false, "Coprocessor tasks.", "The line is missing when no task ran (since 3.1)."),
    field("Cop_proc_avg", "2.1.15", Unit::Seconds, Group::Cop, false, false, "Average work of a task in the store.", "With one task only this and the address are written."),
    field("Cop_proc_p90", "2.1.15", Unit::Seconds, Group::Cop, false, false, "Ninetieth percentile of the work of a task.", ""),
    field("Cop_proc_max", "2.1.15", Unit::Seconds, Group::Cop, false, false, "Work of the slowest task.", ""),
    field("Cop_proc_addr", "3.0.0", Unit::Text, Group::Cop, false, false, "Store of the slowest task.", "Empty when no task ran."),
    field("Cop_wait_avg", "2.1.15", Unit::Seconds, Group::Cop, false, false, "Average waiting of a task in the store.", ""),
    field("Cop_wait_p90", "2.1.15", Unit::Seconds, Group::Cop, false, false, "Ninetieth percentile of the waiting of a task.", ""),
    field("Cop_wait_max", "2.1.15", Unit::Seconds, Group::Cop, false, false, "Waiting of the task that waited longest.", ""),
    field("Cop_wait_addr", "3.0.0", Unit::Text, Group::Cop, false, false, "Store of the task that waited longest.", "Empty when no task ran."),
    field("Cop_process", "2.1.9", Unit::Detail, Group::Cop, true, false, "Work of the tasks, as 2.1.9 wrote it: average, p90, maximum, store.", "Its inner names repeat in Cop_wait."),
    field("Cop_wait", "2.1.9", Unit::Detail, Group::Cop, true, false, "Waiting of the tasks, as 2.1.9 wrote it: average, p90, maximum, store.", "Its inner names repeat in Cop_process."),
    field("Cop_backoff_*_total_times", "4.0.0", Unit::Count, Group::Cop, false, false, "Back-offs of this kind.", ""),
    field("Cop_backoff_*_total_time", "4.0.0", Unit::Seconds, Group::Cop, false, true, "Waiting in back-offs of this kind, summed over tasks.", ""),
    field("Cop_backoff_*_max_time", "4.0.0", Unit::Seconds, Group::Cop, false, false, "Longest waiting of one task in back-offs of this kind.", ""),
    field("Cop_backoff_*_max_addr", "4.0.0", Unit::Text, Group::Cop, false, false, "Store of the task that waited longest.", ""),
    field("Cop_backoff_*_avg_time", "4.0.0", Unit::Seconds, Group::Cop, false, false, "Average waiting of a task in back-offs of this kind.", ""),
    field("Cop_backoff_*_p90_time", "4.0.0", Unit::Seconds, Group::Cop, false, false, "Ninetieth percentile of the waiting in back-offs of this kind.", ""),
    field("Backoff_Detail", "4.0.0", Unit::Text, Group::Cop, true, false, "All back-offs, as the system table joins them.", "Not in the file."),
    field("Mem_max", "2.1.15", Unit::Bytes, Group::Memory, false, false, "Most memory used.", ""),
    field("Memory_max", "draft", Unit::Bytes, Group::Memory, false, false, "Mem_max, as drafts wrote it.", ""),
    field("Mem_arbitration", "9.0", Unit::Seconds, Group::Memory, false, false, "Waiting for memory quota.", ""),
    field("Disk_max", "4.0.5", Unit::Bytes, Group::Memory, false, false, "Most disk space used.", "Above 0: the statement spilled."),
    field("Prepared", "3.0.5", Unit::Bool, Group::Plan, false, false, "Whether the statement was prepared.", ""),
    field("Plan_from_cache", "4.0.0", Unit::Bool, Group::Plan, false, false, "Whether the plan came from the cache.", ""),
    field("Plan_from_binding", "4.0.9", Unit::Bool, Group::Plan, false, false, "Whether a binding chose the plan.", ""),
    field("Has_more_results", "3.0.5", Unit::Bool, Group::Basic, false, false, "Whether further results follow.", ""),
    field("KV_total", "4.0.8", Unit::Seconds, Group::Time, false, true, "Client-side waiting for stores, summed over requests.", "0 for internal statements; may exceed Query_time."),
    field("PD_total", "4.0.8", Unit::Seconds, Group::Time, false, true, "Client-side waiting for PD, summed over requests.", "0 for internal statements."),
    field("Backoff_total", "4.0.8", Unit::Seconds, Group::Time, false, true, "Waiting before retries, summed over requests.", "0 for internal statements."),
    field("Unpacked_bytes_sent_tikv_total", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes sent to TiKV.", ""),
    field("Unpacked_bytes_received_tikv_total", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes received from TiKV.", ""),
    field("Unpacked_bytes_sent_tikv_cross_zone", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes sent to TiKV in other zones.", ""),
    field("Unpacked_bytes_received_tikv_cross_zone", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes received from TiKV in other zones.", ""),
    field("Unpacked_bytes_sent_tiflash_total", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes sent to TiFlash.", ""),
    field("Unpacked_bytes_received_tiflash_total", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes received from TiFlash.", ""),
    field("Unpacked_bytes_sent_tiflash_cross_zone", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes sent to TiFlash in other zones.", ""),
    field("Unpacked_bytes_received_tiflash_cross_zone", "9.0", Unit::Bytes, Group::Network, false, false, "Bytes received from TiFlash in other zones.", ""),
    field("Write_sql_response_total", "4.0.8", Unit::Seconds, Group::Time, false, false, "Sending the result to the client.", "Large: a slow client or network."),
    field("Result_rows", "5.3", Unit::Count, Group::Basic, false, false, "Rows of the result.", ""),
    field("Warnings", "6.6", Unit::Json, Group::Plan, true, false, "Warnings of the statement.", ""),
    field("Succ", "3.0", Unit::Bool, Group::Basic, false, false, "Whether the statement succeeded.", ""),
    field("IsExplicitTxn", "5.4", Unit::Bool, Group::Txn, false, false, "Whether a transaction had been begun explicitly.", ""),
    field("IsSyncStatsFailed", "6.3", Unit::Bool, Group::Plan, false, false, "Whether statistics could not be loaded in 100 ms.", ""),
    field("IsWriteCacheTable", "5.4", Unit::Bool, Group::Txn, false, false, "Whether the statement waited for the lease of a cached table.", "Only written when it did."),
    field("Plan", "3.0.5", Unit::Plan, Group::Plan, true, false, "The plan, encoded.", ""),
    field("Plan_digest", "3.0.12", Unit::Hex, Group::Plan, true, false, "SHA-256 of the normalised plan.", "Only good for equality."),
    field("Binary_plan", "6.2", Unit::Plan, Group::Plan, true, false, "The plan with costs, encoded.", "Empty quotes: no plan."),
    field("Resource_group", "7.5", Unit::Text, Group::Resource, true, false, "Resource group.", ""),
    field("Request_unit_read", "7.5", Unit::Units, Group::Resource, false, false, "Request units for reading.", ""),
    field("Request_unit_write", "7.5", Unit::Units, Group::Resource, false, false, "Request units for writing.", ""),
    field("Time_queued_by_rc", "7.5", Unit::Seconds, Group::Resource, false, false, "Waiting for request units.", ""),
    field("Request_unit_v2", "2026", Unit::Units, Group::Resource, false, false, "Request units, second definition.", ""),
    field("Request_unit_v2_detail", "2026", Unit::Detail, Group::Resource, true, false, "How Request_unit_v2 is made up.", ""),
    field("Tidb_cpu_time", "8.4", Unit::Seconds, Group::Resource, false, true, "CPU time in TiDB.", "CPU, not wall time."),
    field("Tikv_cpu_time", "8.4", Unit::Seconds, Group::Resource, false, true, "CPU time in TiKV.", "CPU, not wall time."),
    field("Storage_from_kv", "8.5.6", Unit::Bool, Group::Plan, false, false, "Whether rows came from TiKV.", ""),
    field("Storage_from_mpp", "8.5.6", Unit::Bool, Group::Plan, false, false, "Whether rows came from TiFlash.", "Was wrong when a replica merely existed (pingcap/tidb#70296)."),
    field("Prev_stmt", "3.0.5", Unit::Text, Group::Txn, true, false, "The statement before, for COMMIT.", ""),];

/// Whether a release is known to write a field of that name, upper and lower case alike.
pub fn is_known(name: &str) -> bool {
    lookup(name).is_some() || FIELDS.iter().any(|field| field.name.eq_ignore_ascii_case(name))
}

/// The field of that name; None for names no release is known to write.
pub fn lookup(name: &str) -> Option<&'static Field> {
    if let Some((at, _)) = INDEX.get(name) {
        return FIELDS.get(*at);
    }
    let kind = name.strip_prefix("Cop_backoff_")?;
    FIELDS.iter().find(|field| {
        field.name.strip_prefix("Cop_backoff_*").is_some_and(|end| kind.len() > end.len() && kind.ends_with(end))
    })
}

/// The field of that name, and its name as shared text: names repeat in every entry.
pub fn find(name: &str) -> Option<(&'static Field, Text)> {
    match INDEX.get(name) {
        Some((at, text)) => Some((FIELDS.get(*at)?, text.clone())),
        None => Some((lookup(name)?, name.into())),
    }
}

static INDEX: LazyLock<HashMap<&'static str, (usize, Text), Words>> =
    LazyLock::new(|| FIELDS.iter().enumerate().map(|(at, field)| (field.name, (at, field.name.into()))).collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        for (at, field) in FIELDS.iter().enumerate() {
            assert!(FIELDS[..at].iter().all(|earlier| earlier.name != field.name), "{} twice", field.name);
            assert!(field.meaning.ends_with('.') && field.meaning.len() > 10, "{}", field.name);
            assert!(field.trap.is_empty() || field.trap.ends_with('.'), "{}", field.name);
            assert!(!field.parallel || field.unit == Unit::Seconds, "{}: only times are summed", field.name);
            let name = field.name.replace('*', "tikvRPC");
            assert_eq!(lookup(&name).map(|found| found.name), Some(field.name));
        }
        assert!(lookup("Cop_backoff_total_time").is_none());
        assert!(lookup("Rows_examined").is_none());
    }
}
