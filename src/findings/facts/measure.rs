//! A timing line as typed values.

use super::entry::{plausible, possible};
use super::number;
use crate::model::{Span, Stamp, Timing, store};

/// One line that names a duration, with what the rules ask of it.
#[derive(Debug)]
pub struct Measure<'a> {
    pub index: u32,
    pub record: &'a Timing,
    pub kind: &'a str,
    /// Asked for again and again.
    cop: bool,
    pub span: Span,
    pub end: Option<Stamp>,
    pub nanos: Option<i64>,
    pub txn_start: Option<Stamp>,
    /// 0 where there is none.
    pub start_ts: u64,
    pub region: &'a str,
    pub store: &'a str,
    pub conn: &'a str,
    /// SQL digest, which lines of stores name.
    pub digest: &'a str,
    /// Store side: time in the handler, and in queue and snapshot.
    pub process: Option<i64>,
    pub wait: Option<i64>,
    pub processed_versions: Option<i64>,
    pub total_versions: Option<i64>,
    pub block_reads: Option<i64>,
    /// Memory of a statement that was still running, in bytes, and how long it waited for its quota.
    pub mem_max: Option<i64>,
    pub mem_arbitration: Option<i64>,
}

impl<'a> Measure<'a> {
    pub fn read(index: u32, record: &'a Timing) -> Self {
        let get = |names: &[&str]| names.iter().find_map(|name| record.fields.get(name));
        let millis = |name| get(&[name]).and_then(number::count).map(|millis| millis.saturating_mul(1_000_000));
        let count = |names: &[&str]| get(names).and_then(number::count);
        Self {
            index,
            record,
            kind: &record.kind,
            cop: matches!(&*record.kind, "cop_process" | "cop_wait"),
            span: record.span,
            end: plausible(record.time),
            nanos: possible(record.duration_nanos),
            txn_start: plausible(record.txn_start.and_then(|start| start.time)),
            start_ts: record.txn_start.map_or(0, |start| start.tso.0),
            region: get(&["region_id"]).unwrap_or_default(),
            store: get(&["store_addr"]).unwrap_or_default(),
            conn: get(&["conn", "conn_id", "connection_id"]).unwrap_or_default(),
            digest: get(&["query_digest"]).unwrap_or_default(),
            process: possible(
                millis("kv_process_ms").or_else(|| get(&["total_process_time"]).and_then(number::duration)),
            ),
            wait: possible(millis("kv_wait_ms").or_else(|| get(&["wait_time"]).and_then(number::duration))),
            processed_versions: count(&["processed_versions", "scan.processed", "scan_processed_write"]),
            total_versions: count(&["total_versions", "scan.total", "scan_total_write"]),
            block_reads: count(&["rocksdb_read_count", "perf_stats.block_read_count"]),
            mem_max: get(&["mem_max"]).and_then(number::bytes),
            mem_arbitration: possible(get(&["mem_arbitration"]).and_then(number::duration)),
        }
    }

    /// `[TIME_COP_PROCESS]` or `[TIME_COP_WAIT]`.
    pub fn is_cop(&self) -> bool {
        self.cop
    }

    /// A store inside the TiDB process (unistore): `store1`, without a port. Its wait and read times are not measured.
    pub fn is_mock(&self) -> bool {
        store::is_mock(self.store)
    }

    /// Start and end in nanoseconds since 1970.
    pub fn interval(&self) -> Option<(i64, i64)> {
        let end = self.end?.nanos;
        Some((end.checked_sub(self.nanos?)?, end))
    }

    /// The time in the client that the store does not account for; None where the line does not say all of the store's.
    pub fn outside_store(&self) -> Option<i64> {
        Some(self.nanos? - self.process? - self.wait?)
    }
}
