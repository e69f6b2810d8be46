//! The fields of a slow-log entry that the rules ask for, by name (docs/spec/tidb-logs.md §3).

use super::{Entry, number, stats};

/// How a field is read, and where it goes.
pub enum Field {
    /// Seconds, or a duration.
    Time(for<'e, 'a> fn(&'e mut Entry<'a>) -> &'e mut Option<i64>),
    /// A whole number.
    Count(for<'e, 'a> fn(&'e mut Entry<'a>) -> &'e mut Option<i64>),
    /// `true` or `false`.
    Truth(for<'e, 'a> fn(&'e mut Entry<'a>) -> &'e mut Option<bool>),
    /// As printed.
    Text(for<'e, 'a> fn(&'e mut Entry<'a>) -> &'e mut &'a str),
    /// In a way of its own.
    Read(for<'a> fn(&mut Entry<'a>, &'a str)),
}
use Field::{Count, Read, Text, Time, Truth};

/// The field of that name.
pub fn field(name: &str) -> Option<&'static Field> {
    let at = FIELDS.binary_search_by(|(known, _)| order(known).cmp(&order(name))).ok()?;
    FIELDS.get(at).map(|(_, field)| field)
}

fn slowest_prewrite<'a>(entry: &mut Entry<'a>, value: &'a str) {
    entry.slowest_prewrite = number::in_braces(value, "total").and_then(number::duration);
    entry.slowest_prewrite_store = number::in_braces(value, "store").unwrap_or_default();
}

/// The order of the table: comparing lengths spares comparing most names.
fn order(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// In that order: an entry has up to sixty fields, and a log thousands of entries.
static FIELDS: [(&str, Field); 76] = [
    ("DB", Text(|entry| &mut entry.db)),
    ("Succ", Truth(|entry| &mut entry.succ)),
    ("User", Text(|entry| &mut entry.user)),
    ("Stats", Read(|entry, value| entry.stats = stats::read(value))),
    ("Digest", Text(|entry| &mut entry.digest)),
    ("Conn_ID", Text(|entry| &mut entry.conn)),
    ("Mem_max", Read(|entry, value| entry.mem_max = number::bytes(value))),
    ("Wait_TS", Time(|entry| &mut entry.wait_ts)),
    ("Cop_time", Time(|entry| &mut entry.cop)),
    ("Disk_max", Read(|entry, value| entry.disk_max = number::bytes(value))),
    ("KV_total", Time(|entry| &mut entry.kv_total)),
    ("Warnings", Text(|entry| &mut entry.warnings)),
    ("Txn_retry", Count(|entry| &mut entry.txn_retry)),
    ("User@Host", Text(|entry| &mut entry.user)),
    ("Wait_time", Time(|entry| &mut entry.wait)),
    ("Memory_max", Read(|entry, value| entry.mem_max = number::bytes(value))),
    ("Parse_time", Time(|entry| &mut entry.parse)),
    ("Query_time", Time(|entry| &mut entry.query)),
    ("Total_keys", Count(|entry| &mut entry.total_keys)),
    ("Write_keys", Count(|entry| &mut entry.write_keys)),
    ("Write_size", Count(|entry| &mut entry.write_bytes)),
    ("Commit_time", Time(|entry| &mut entry.commit)),
    ("Index_names", Text(|entry| &mut entry.index_names)),
    ("Is_internal", Read(|entry, value| entry.internal = value == "true")),
    ("Plan_digest", Text(|entry| &mut entry.plan_digest)),
    ("Result_rows", Count(|entry| &mut entry.result_rows)),
    ("Backoff_time", Time(|entry| &mut entry.backoff)),
    ("Compile_time", Time(|entry| &mut entry.compile)),
    ("Cop_proc_avg", Time(|entry| &mut entry.proc.avg)),
    ("Cop_proc_max", Time(|entry| &mut entry.proc.max)),
    ("Cop_proc_p90", Time(|entry| &mut entry.proc.p90)),
    ("Cop_wait_avg", Time(|entry| &mut entry.waited.avg)),
    ("Cop_wait_max", Time(|entry| &mut entry.waited.max)),
    ("Cop_wait_p90", Time(|entry| &mut entry.waited.p90)),
    ("Process_keys", Count(|entry| &mut entry.process_keys)),
    ("Process_time", Time(|entry| &mut entry.process)),
    ("Rewrite_time", Time(|entry| &mut entry.rewrite)),
    ("Backoff_total", Time(|entry| &mut entry.backoff_total)),
    ("Backoff_types", Text(|entry| &mut entry.backoff_types)),
    ("Cop_proc_addr", Text(|entry| &mut entry.proc.addr)),
    ("Cop_wait_addr", Text(|entry| &mut entry.waited.addr)),
    ("IsExplicitTxn", Truth(|entry| &mut entry.explicit_txn)),
    ("LockKeys_time", Time(|entry| &mut entry.lock_keys)),
    ("Num_cop_tasks", Count(|entry| &mut entry.cop_tasks)),
    ("Optimize_time", Time(|entry| &mut entry.optimize)),
    ("Prewrite_time", Time(|entry| &mut entry.prewrite)),
    ("Request_count", Count(|entry| &mut entry.request_count)),
    ("Tidb_cpu_time", Time(|entry| &mut entry.tidb_cpu)),
    ("Tikv_cpu_time", Time(|entry| &mut entry.tikv_cpu)),
    ("Processed_keys", Count(|entry| &mut entry.process_keys)),
    ("Resource_group", Text(|entry| &mut entry.resource_group)),
    ("Exec_retry_time", Time(|entry| &mut entry.exec_retry)),
    ("Mem_arbitration", Time(|entry| &mut entry.mem_arbitration)),
    ("Prewrite_region", Count(|entry| &mut entry.prewrite_regions)),
    ("Exec_retry_count", Count(|entry| &mut entry.exec_retry_count)),
    ("Has_more_results", Truth(|entry| &mut entry.has_more)),
    ("IsSyncStatsFailed", Truth(|entry| &mut entry.sync_stats_failed)),
    ("Resolve_lock_time", Time(|entry| &mut entry.resolve_lock)),
    ("Time_queued_by_rc", Time(|entry| &mut entry.rc_queue)),
    ("Get_commit_ts_time", Time(|entry| &mut entry.get_commit_ts)),
    ("Get_latest_ts_time", Time(|entry| &mut entry.get_latest_ts)),
    ("Preproc_subqueries", Count(|entry| &mut entry.preproc_count)),
    ("Commit_backoff_time", Time(|entry| &mut entry.commit_backoff)),
    ("Binlog_prewrite_time", Time(|entry| &mut entry.wait_binlog)),
    ("Local_latch_wait_time", Time(|entry| &mut entry.local_latch)),
    ("Prewrite_Backoff_types", Text(|entry| &mut entry.backoff_types)),
    ("Preproc_subqueries_time", Time(|entry| &mut entry.preproc)),
    ("Rocksdb_block_read_byte", Count(|entry| &mut entry.block_read_bytes)),
    ("Rocksdb_block_read_time", Time(|entry| &mut entry.block_read_time)),
    ("Rocksdb_block_read_count", Count(|entry| &mut entry.block_reads)),
    ("Write_sql_response_total", Time(|entry| &mut entry.write_response)),
    ("Rocksdb_key_skipped_count", Count(|entry| &mut entry.key_skipped)),
    ("Wait_prewrite_binlog_time", Time(|entry| &mut entry.wait_binlog)),
    ("Slowest_prewrite_rpc_detail", Read(slowest_prewrite)),
    ("Rocksdb_delete_skipped_count", Count(|entry| &mut entry.delete_skipped)),
    ("Rocksdb_block_cache_hit_count", Count(|entry| &mut entry.cache_hits)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(FIELDS.is_sorted_by(|(one, _), (two, _)| order(one) < order(two)));
    }
}
