//! Slow query ↔ coprocessor line ↔ expensive_query ↔ slow-query line of a store: by start timestamp, connection, digest,
//! and by lying within the statement's time.

use super::Joins;
use crate::findings::clocks::{Clocks, of_entry, of_measure};
use crate::findings::facts::{Entry, Measure, WRITE_LAG_NANOS};
use crate::text::order::Order;
use std::collections::BTreeMap;

/// `18446744073709551615` means "latest" and identifies nothing.
pub(crate) const LATEST: u64 = u64::MAX;

/// A store's clock may differ from the client's by so much before rule G7 speaks of it (spec §5.3).
const STORE_CLOCK_NANOS: i64 = 1_000_000_000;

/// Of many entries that a line may belong to, so many before and behind its time are looked at, in its own source and in
/// others.
const NEAR: usize = 32;

pub(super) fn join(entries: &[Entry<'_>], measures: &[Measure<'_>], clocks: &Clocks, joins: &mut Joins) {
    let mut by_start: BTreeMap<u64, Candidates<'_, '_>> = BTreeMap::new();
    let mut by_digest: BTreeMap<&str, Candidates<'_, '_>> = BTreeMap::new();
    // Only lines of stores name one.
    let named = measures.iter().any(|measure| !measure.digest.is_empty());
    for entry in entries {
        if entry.start_ts != 0 && entry.start_ts != LATEST {
            by_start.entry(entry.start_ts).or_default().push(entry);
        }
        if named && !entry.digest.is_empty() {
            by_digest.entry(entry.digest).or_default().push(entry);
        }
    }
    by_start.values_mut().for_each(Candidates::sort);
    by_digest.values_mut().for_each(Candidates::sort);
    for measure in measures {
        if let Some(entry) = best(by_start.get(&measure.start_ts), measure, clocks, joins) {
            let by = match measure.kind {
                "expensive_query" => "start timestamp and connection; still running then",
                "tikv_slow_query" => "start timestamp, as the store saw it",
                _ => "start timestamp and time",
            };
            joins.request(entry.index, measure.index, by, true);
        } else if measure.kind == "tikv_slow_query" && matches!(measure.start_ts, 0 | LATEST) {
            // Without a start timestamp the digest has to tell; many statements share one, so the connection as well.
            if let Some(entry) =
                best(by_digest.get(measure.digest), measure, clocks, joins).filter(|entry| entry.interval().is_some())
            {
                let by_connection = !measure.conn.is_empty() && measure.conn == entry.conn;
                let by = if by_connection { "digest, connection and time" } else { "digest and time" };
                joins.request(entry.index, measure.index, by, by_connection);
            }
        }
    }
    same_requests(measures, clocks, joins);
}

/// Records that a line may belong to, by their end.
#[derive(Default)]
struct Candidates<'e, 'a> {
    all: Vec<&'e Entry<'a>>,
    /// The same by source, where there are many.
    by_source: BTreeMap<u32, Vec<&'e Entry<'a>>>,
}

impl<'e, 'a> Candidates<'e, 'a> {
    fn push(&mut self, entry: &'e Entry<'a>) {
        self.all.push(entry);
    }

    /// Few are kept in the order of the log; many are looked up by their time.
    fn sort(&mut self) {
        if self.all.len() <= 2 * NEAR {
            return;
        }
        self.all.order_by_key(|entry| (entry.end.map(|end| end.nanos), entry.index));
        for entry in &self.all {
            self.by_source.entry(entry.span.source).or_default().push(entry);
        }
    }

    /// Those near a time: all of few, of many those of one source and of all that end around it.
    fn near(&self, source: u32, at: Option<i64>) -> impl Iterator<Item = &'e Entry<'a>> {
        let own = self.by_source.get(&source).map_or(&[][..], |list| around(list, at));
        let all = if self.by_source.is_empty() { &self.all[..] } else { around(&self.all, at) };
        own.iter().chain(all).copied()
    }
}

/// The part of a list, ordered by end, that ends around a time.
fn around<'l, 'e, 'a>(list: &'l [&'e Entry<'a>], at: Option<i64>) -> &'l [&'e Entry<'a>] {
    let place = list.partition_point(|entry| entry.end.map(|end| end.nanos) < at);
    list.get(place.saturating_sub(NEAR)..(place + NEAR).min(list.len())).unwrap_or_default()
}

/// The line that a store wrote about a request, and the client's line about the same one: start timestamp and region
/// agree (spec §2.4), and the store worked while the client waited.
fn same_requests(measures: &[Measure<'_>], clocks: &Clocks, joins: &mut Joins) {
    let mut waits: BTreeMap<(u64, &str), Vec<&Measure<'_>>> = BTreeMap::new();
    for measure in measures.iter().filter(|measure| measure.is_cop() && measure.start_ts != 0) {
        waits.entry((measure.start_ts, measure.region)).or_default().push(measure);
    }
    for list in waits.values_mut() {
        list.order_by_key(|wait| (wait.end.map(|end| end.nanos), wait.index));
    }
    for store in measures.iter().filter(|measure| measure.kind == "tikv_slow_query" && !measure.region.is_empty()) {
        let candidates = waits.get(&(store.start_ts, store.region)).map_or(&[][..], Vec::as_slice);
        let at = store.end.map(|end| end.nanos);
        let place = candidates.partition_point(|wait| wait.end.map(|end| end.nanos) < at);
        let near = candidates.get(place.saturating_sub(2 * NEAR)..(place + 2 * NEAR).min(candidates.len()));
        let near = if candidates.len() <= 4 * NEAR { candidates } else { near.unwrap_or_default() };
        joins.compared += near.len();
        let nearest = near
            .iter()
            .filter_map(|wait| {
                let ahead = clocks.between(of_measure(store), of_measure(wait));
                let ((start, end), at) = (wait.interval()?, store.end?.nanos - ahead);
                let within = start - STORE_CLOCK_NANOS <= at && at <= end + STORE_CLOCK_NANOS;
                within.then(|| (wait, (end - at).abs()))
            })
            .min_by_key(|(wait, distance)| (wait.span.source != store.span.source, *distance, wait.index));
        if let Some((wait, _)) = nearest {
            joins.same_request(store.index, wait.index, "start timestamp, region and time");
        }
    }
}

/// The entry among `candidates` that a line belongs to: of the same connection as far as both name one, of the same source
/// where there is one, nearest in time.
fn best<'e, 'a>(
    candidates: Option<&Candidates<'e, 'a>>,
    measure: &Measure<'_>,
    clocks: &Clocks,
    joins: &mut Joins,
) -> Option<&'e Entry<'a>> {
    let conn_differs =
        |entry: &Entry<'_>| !measure.conn.is_empty() && !entry.conn.is_empty() && measure.conn != entry.conn;
    let (entry, _) = candidates?
        .near(measure.span.source, measure.end.map(|end| end.nanos))
        .inspect(|_| joins.compared += 1)
        .filter(|entry| !conn_differs(entry))
        .filter_map(|entry| Some((entry, fits(entry, measure, clocks)?)))
        .min_by_key(|(entry, distance)| (entry.span.source != measure.span.source, *distance))?;
    Some(entry)
}

/// How far the end of a request lies from the end of the statement; None where it does not lie within the statement. An
/// offset of the clocks is taken off here, for nothing but this question.
fn fits(entry: &Entry<'_>, measure: &Measure<'_>, clocks: &Clocks) -> Option<i64> {
    let (Some((start, end)), Some(line)) = (entry.interval(), measure.end) else { return Some(i64::MAX) };
    let lag = if measure.kind == "tikv_slow_query" { STORE_CLOCK_NANOS } else { WRITE_LAG_NANOS };
    let at = line.nanos - clocks.between(of_measure(measure), of_entry(entry));
    let within = at >= start - lag && at <= end + lag;
    let no_longer = measure.nanos.unwrap_or_default() <= end - start + lag;
    (within && no_longer).then(|| (end - at).abs())
}

#[cfg(test)]
mod tests {
    use crate::findings::{Facts, Thresholds, testing};

    /// The entry of each timing line.
    fn joined(fields: &[(&str, &str, i64, &str)]) -> Vec<Option<u32>> {
        let mut report = testing::entries(&[
            "time: 2023-01-29T15:52:07.216+08:00\nTxn_start_ts: 439085609928097792\nQuery_time: 54.568269609\nConn_ID: 7\nDigest: 9d5a0f1a",
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

    const START: &str = "txnStartTS=439085609928097792";

    /// The store's clock is its own, and its line names the connection.
    #[test]
    fn lines_of_stores() {
        let store = |fields: &'static str| ("tikv_slow_query", "2023-01-29T15:52:07.900+08:00", 51_000, fields);
        assert_eq!(
            joined(&[
                store("txnStartTS=439085609928097792 connection_id=7"),
                store("txnStartTS=439085609928097792 connection_id=9"),
                store("query_digest=9d5a0f1a connection_id=7"),
                store("query_digest=9d5a0f1a connection_id=9"),
                store("query_digest=50a2e32d"),
                ("tikv_slow_query", "2023-01-29T15:53:07.900+08:00", 900, "query_digest=9d5a0f1a"),
            ]),
            [Some(0), None, Some(0), None, None, None]
        );
    }

    /// One log given twice: each line belongs to the entry beside it.
    #[test]
    fn lines_of_two_copies_of_a_log() {
        let entry = |source: u32| {
            format!(
                "source: {source}\ntime: 2023-01-29T15:52:07.216+08:00\nTxn_start_ts: 439085609928097792\nQuery_time: 54.5"
            )
        };
        let mut report = testing::entries(&[&entry(0), &entry(1)]);
        for source in [1, 0] {
            let fields = format!("source={source} {START}");
            testing::add_timing(&mut report, "cop_wait", "2023-01-29T15:52:07.204+08:00", 51_635, &fields);
        }
        let limits = Thresholds::default();
        let facts = Facts::new(&report, &limits);
        assert_eq!([0, 1].map(|at| facts.joins.entry_of(at)), [Some(1), Some(0)]);
    }

    /// A transaction of very many statements: each line finds its own among those around its time.
    #[test]
    fn statements_of_a_long_transaction() {
        let steps = |count: i64| {
            let mut report = testing::entries(&[]);
            for at in 0..count {
                let time = format!("2023-01-29T{:02}:{:02}:{:02}Z", 8 + at / 3600, at / 60 % 60, at % 60);
                let text = format!("time: {time}\nTxn_start_ts: 439085609928097792\nQuery_time: 0.9");
                testing::add_entry(&mut report, &text);
                testing::add_timing(&mut report, "cop_wait", &time, 800, START);
            }
            let limits = Thresholds::default();
            let facts = Facts::new(&report, &limits);
            assert!((0..count as u32).all(|at| facts.joins.entry_of(at) == Some(at)));
            facts.joins.compared
        };
        // So many candidates a line at most, however many statements the transaction has.
        for count in [500, 2_000] {
            assert!(steps(count) <= count as usize * 4 * super::NEAR, "{count}");
        }
    }

    /// Index of the store's line and of the client's.
    #[test]
    fn the_two_lines_of_one_request() {
        let mut report = testing::entries(&[]);
        let wait = |time, fields: &str| ("cop_process", time, 2_000, format!("{START} {fields}"));
        let store = |time, fields: &str| ("tikv_slow_query", time, 1_900, format!("{START} {fields}"));
        for (kind, time, millis, fields) in [
            wait("2023-01-29T15:52:07.204+08:00", "region_id=815"),
            wait("2023-01-29T15:52:17.204+08:00", "region_id=815"),
            wait("2023-01-29T15:52:17.204+08:00", "region_id=816"),
            store("2023-01-29T15:52:17.190+08:00", "region_id=815"),
            store("2023-01-29T15:52:27.190+08:00", "region_id=815"),
            store("2023-01-29T15:52:17.190+08:00", "region_id=817"),
        ] {
            testing::add_timing(&mut report, kind, time, millis, &fields);
        }
        let limits = Thresholds::default();
        let facts = Facts::new(&report, &limits);
        let pairs: Vec<_> = facts.joins.all.iter().map(|join| (join.from.index, join.to.index)).collect();
        assert_eq!(pairs, [(Some(3), Some(1))]);
    }
}
