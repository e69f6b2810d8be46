//! Slow query ↔ coprocessor line ↔ expensive_query ↔ slow-query line of a store: by start timestamp, connection, digest,
//! and by lying within the statement's time.

use super::Joins;
use crate::findings::facts::{Entry, Measure, WRITE_LAG_NANOS};
use std::collections::BTreeMap;

/// `18446744073709551615` means "latest" and identifies nothing.
const LATEST: u64 = u64::MAX;

pub(super) fn join(entries: &[Entry<'_>], measures: &[Measure<'_>], joins: &mut Joins) {
    let mut by_start: BTreeMap<u64, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.start_ts != 0 && entry.start_ts != LATEST) {
        by_start.entry(entry.start_ts).or_default().push(entry);
    }
    for measure in measures {
        let Some(candidates) = by_start.get(&measure.start_ts) else { continue };
        let conn_differs =
            |entry: &Entry<'_>| !measure.conn.is_empty() && !entry.conn.is_empty() && measure.conn != entry.conn;
        let best = candidates
            .iter()
            .filter(|entry| !conn_differs(entry))
            .filter_map(|entry| Some((entry, fits(entry, measure)?)))
            .min_by_key(|(_, distance)| *distance);
        if let Some((entry, _)) = best {
            let by = match measure.kind {
                "expensive_query" => "start timestamp and connection; still running then",
                "tikv_slow_query" => "start timestamp, as the store saw it",
                _ => "start timestamp and time",
            };
            joins.request(entry.index, measure.index, by, true);
        }
    }
}

/// How far the end of a request lies from the end of the statement; None where it does not lie within the statement.
fn fits(entry: &Entry<'_>, measure: &Measure<'_>) -> Option<i64> {
    let (Some((start, end)), Some(line)) = (entry.interval(), measure.end) else { return Some(i64::MAX) };
    let within = line.nanos >= start - WRITE_LAG_NANOS && line.nanos <= end + WRITE_LAG_NANOS;
    let no_longer = measure.nanos.unwrap_or_default() <= end - start + WRITE_LAG_NANOS;
    (within && no_longer).then(|| (end - line.nanos).abs())
}

#[cfg(test)]
mod tests {
    use crate::findings::{Facts, Thresholds, testing};

    /// The entry of each timing line.
    fn joined(fields: &[(&str, &str, i64, &str)]) -> Vec<Option<u32>> {
        let mut report = testing::entries(&[
            "time: 2023-01-29T15:52:07.216+08:00\nTxn_start_ts: 439085609928097792\nQuery_time: 54.568269609\nConn_ID: 7",
            "time: 2023-01-29T15:52:30.000+08:00\nTxn_start_ts: 439085609928097792\nQuery_time: 1\nConn_ID: 7",
        ]);
        for (kind, time, millis, fields) in fields {
            testing::add_timing(&mut report, kind, time, *millis, fields);
        }
        let limits = Thresholds::default();
        let facts = Facts::new(&report, &limits);
        (0..fields.len() as u32).map(|at| facts.joins.entry_of(at)).collect()
    }

    #[test]
    fn by_start_timestamp_connection_and_time() {
        let same = "txnStartTS=439085609928097792";
        assert_eq!(
            joined(&[
                ("cop_wait", "2023-01-29T15:52:07.204+08:00", 51_635, same),
                ("cop_wait", "2023-01-29T15:52:29.900+08:00", 400, same),
                ("cop_wait", "2023-01-29T15:52:07.204+08:00", 51_635, "txnStartTS=439085606952763392"),
                ("cop_wait", "2023-01-29T15:53:07.204+08:00", 400, same),
                ("cop_wait", "2023-01-29T15:52:07.204+08:00", 400, "txnStartTS=439085609928097792 conn=9"),
                ("cop_wait", "2023-01-29T15:52:07.204+08:00", 400, "txnStartTS=18446744073709551615"),
            ]),
            [Some(0), Some(1), None, None, None, None]
        );
    }
}
