//! What two clocks wrote about the same thing, as bounds of their offset: the store worked while its client waited, a
//! request lies within its statement, and one statement written down twice ended once.

use super::{of_entry, of_measure};
use crate::findings::facts::{Entry, Measure, WRITE_LAG_NANOS};
use crate::findings::joins::{LATEST, evidence};
use crate::model::{Clock, Evidence, EvidenceKind};
use std::collections::{BTreeMap, BTreeSet};

/// The offset of the second clock to the first lies between these.
pub struct Bound {
    pub clocks: (Clock, Clock),
    pub low: i64,
    pub high: i64,
    pub evidence: [Evidence; 2],
}

impl Bound {
    /// The same with the clocks in their order.
    pub fn in_order(self) -> Self {
        let ((one, other), [first, second]) = (self.clocks, self.evidence);
        if one <= other {
            return Self { evidence: [first, second], ..self };
        }
        Self { clocks: (other, one), low: -self.high, high: -self.low, evidence: [second, first] }
    }
}

/// What a store says of its processing and what its client was told differ by rounding only.
const SAME_PROCESS_NANOS: i64 = 2_000_000;

/// A statement, or one request of it, as one clock saw it.
#[derive(Clone)]
struct Outer<'a> {
    interval: (i64, i64),
    conn: &'a str,
    process: Option<i64>,
    evidence: Evidence,
}

/// By start timestamp, region (empty: the statement) and clock; None where several agree in all that.
type Outers<'a> = BTreeMap<(u64, &'a str, Clock), Option<Outer<'a>>>;

/// Every pair of records of two clocks that tells something of their offset.
///
/// Where there are `many` clocks, of all that speak of one thing not each is held against each, but all against one: the clock
/// that is found beside others most often, or else the first.
pub fn bounds(entries: &[Entry<'_>], measures: &[Measure<'_>], many: bool) -> Vec<Bound> {
    let mut outers = Outers::new();
    let mut put = |key, outer| {
        outers.entry(key).and_modify(|known| *known = None).or_insert(Some(outer));
    };
    let names_one = |start_ts: u64| start_ts != 0 && start_ts != LATEST;
    for entry in entries.iter().filter(|entry| names_one(entry.start_ts) && entry.explicit_txn != Some(true)) {
        let Some(interval) = entry.interval() else { continue };
        let evidence = evidence(EvidenceKind::SlowQuery, entry.index);
        put((entry.start_ts, "", of_entry(entry)), Outer { interval, conn: entry.conn, process: None, evidence });
    }
    for line in measures.iter().filter(|line| names_one(line.start_ts) && line.is_cop() && !line.region.is_empty()) {
        let Some(interval) = line.interval() else { continue };
        let evidence = evidence(EvidenceKind::Timing, line.index);
        let outer = Outer { interval, conn: line.conn, process: line.process, evidence };
        put((line.start_ts, line.region, of_measure(line)), outer);
    }
    let mut beside = Beside { center: many.then(|| center(&outers)), met: BTreeSet::new() };
    let mut found = Vec::new();
    for line in measures.iter().filter(|line| names_one(line.start_ts)) {
        let store = line.kind == "tikv_slow_query";
        if !(store || line.is_cop() || line.kind == "expensive_query") {
            continue;
        }
        within(&outers, "", line, &mut beside, &mut found);
        if !line.region.is_empty() && line.kind != "expensive_query" {
            within(&outers, line.region, line, &mut beside, &mut found);
        }
    }
    twice(entries, &mut found);
    found
}

/// Which clocks a line is held against.
struct Beside<'a> {
    /// The one clock, where there are many.
    center: Option<Clock>,
    /// What its own lines have been held against the others for.
    met: BTreeSet<(u64, &'a str)>,
}

/// The clock that is found most often where several speak of one thing.
fn center(outers: &Outers<'_>) -> Clock {
    let mut counts: BTreeMap<Clock, usize> = BTreeMap::new();
    for (.., clock) in outers.keys() {
        *counts.entry(*clock).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(clock, count)| (**count, std::cmp::Reverse(**clock)));
    most.map_or_else(Clock::default, |(clock, _)| *clock)
}

/// A line, and the statement or request of another clock that it lies within.
fn within<'a>(
    outers: &Outers<'a>,
    region: &'a str,
    line: &Measure<'a>,
    beside: &mut Beside<'a>,
    found: &mut Vec<Bound>,
) {
    let (Some((start, end)), own) = (line.interval(), of_measure(line)) else { return };
    let last = Clock { source: u32::MAX, stores: true };
    let key = |clock| (line.start_ts, region, clock);
    let range = match beside.center {
        None => key(Clock::default())..=key(last),
        // The clock all are held against meets all others, once for each thing.
        Some(center) if center == own && beside.met.insert((line.start_ts, region)) => {
            key(Clock::default())..=key(last)
        }
        Some(center) => {
            let of_center = outers.get(&key(center)).filter(|outer| center != own && outer.is_some());
            let mut others = outers.range(key(Clock::default())..=key(last)).map(|((.., clock), _)| *clock);
            let one = of_center.map(|_| center).or_else(|| others.find(|clock| *clock != own));
            let Some(one) = one else { return };
            key(one)..=key(one)
        }
    };
    for ((.., clock), outer) in outers.range(range) {
        let Some(outer) = outer.as_ref().filter(|_| *clock != own) else { continue };
        let conn_differs = !line.conn.is_empty() && !outer.conn.is_empty() && line.conn != outer.conn;
        let process = line.process.zip(outer.process).map_or(0, |(one, other)| (one - other).abs());
        let (low, high) = (end - outer.interval.1 - WRITE_LAG_NANOS, start - outer.interval.0 + WRITE_LAG_NANOS);
        // Two clients' lines are about one request only where they are the same line.
        let other_request = line.is_cop() && !region.is_empty() && end - start != outer.interval.1 - outer.interval.0;
        if conn_differs || other_request || process > SAME_PROCESS_NANOS || low > high {
            continue;
        }
        let evidence = [outer.evidence.clone(), evidence(EvidenceKind::Timing, line.index)];
        found.push(Bound { clocks: (*clock, own), low, high, evidence });
    }
}

/// One statement in two sources: connection, start timestamp, digest and Query_time to the last digit agree.
fn twice(entries: &[Entry<'_>], found: &mut Vec<Bound>) {
    let mut first: BTreeMap<(u64, &str, &str, i64), &Entry<'_>> = BTreeMap::new();
    for entry in entries {
        let (Some(query), Some(end)) = (entry.query, entry.end) else { continue };
        if entry.start_ts == 0 && (entry.conn.is_empty() || entry.digest.is_empty()) {
            continue;
        }
        let key = (entry.start_ts, entry.conn, entry.digest, query);
        let one = *first.entry(key).or_insert(entry);
        let (clocks, Some(earlier)) = ((of_entry(one), of_entry(entry)), one.end) else { continue };
        if clocks.0 == clocks.1 {
            continue;
        }
        let offset = end.nanos - earlier.nanos;
        let evidence = [one, entry].map(|entry| evidence(EvidenceKind::SlowQuery, entry.index));
        found.push(Bound { clocks, low: offset - WRITE_LAG_NANOS, high: offset + WRITE_LAG_NANOS, evidence });
    }
}
