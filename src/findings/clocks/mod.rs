//! How the clocks of a log stand to each other: shown (rule G7, the timeline, the reports), never applied to a time.
//!
//! Two things tell it. The start timestamps of a clock's own records are PD's time, taken when the statement began (spec
//! §5.3, G7). And records that two clocks have in common bound their offset from both sides: `shared`, `agree`.

mod agree;
mod chain;
mod shared;
mod words;

pub use words::Names;

use super::facts::{Entry, Measure};
use super::limit::{Limit, Source, Thresholds};
use super::statistics::median_nanos;
use crate::model::{Clock, ClockOffset, Evidence, EvidenceKind, Report, Stamp};
use std::collections::BTreeMap;

pub const SKEW: Limit = Limit::seconds("G7.skew", 1.0, Source::Choice);
pub const RECORDS: Limit = Limit::count("G7.records", 5.0, Source::Choice);
/// A start timestamp this much older than its statement belongs to a transaction, not to a clock.
pub const OLD: Limit = Limit::seconds("G7.old_transaction", 60.0, Source::Choice);

/// Zones lie whole quarters of an hour apart, up to 14 hours.
const QUARTER: i64 = 900_000_000_000;
const MAX_QUARTERS: i64 = 14 * 4;
/// Of the records of a clock, how many must tell the same zone: a stale read may lie a whole hour back.
const MOST: f64 = 0.8;
/// The lines of stores that say to which statement they belong.
const STORE_LINE: &str = "tikv_slow_query";
/// Records named as evidence.
const MAX_EVIDENCE: usize = 20;

/// An offset that is known less well than this is not said: it says nothing of a clock.
pub const UNCERTAIN: Limit = Limit::seconds("G7.uncertain", 10.0, Source::Choice);
/// Up to so many clocks each is held against each; more of them against one that most share records with.
const FEW: usize = 8;

/// What is known of the clocks of a log.
#[derive(Debug, Default)]
pub struct Clocks {
    /// What is worth saying.
    pub offsets: Vec<ClockOffset>,
    /// A record whose start timestamp is later than its line by the most, per clock: how much, and which. Not of clocks
    /// whose records contradict one another.
    pub futures: BTreeMap<Clock, (i64, Evidence)>,
    /// By both clocks, or a clock and PD's: the offset, and whether they are apart.
    known: BTreeMap<(Clock, Option<Clock>), (i64, bool)>,
    /// Where there are many clocks: how far each is ahead of the first one it is connected with, by one chain of offsets.
    chains: BTreeMap<Clock, chain::Place>,
    /// Pairs of records held against each other, for tests.
    pub compared: usize,
}

pub fn of_entry(entry: &Entry<'_>) -> Clock {
    Clock { source: entry.span.source, stores: false }
}

pub fn of_measure(line: &Measure<'_>) -> Clock {
    Clock { source: line.span.source, stores: line.kind == STORE_LINE }
}

impl Clocks {
    pub fn of(report: &Report, limits: &Thresholds, entries: &[Entry<'_>], measures: &[Measure<'_>]) -> Self {
        let names = words::Names::of(report);
        let judge = Judge { names: &names, limits, zoned: zoned(entries, measures) };
        let mut clocks = Self { futures: futures(entries, measures), ..Self::default() };
        for (clock, pairs) in pairs(entries, measures) {
            match judge.by_timestamps(clock, &pairs) {
                Some(offset) if judge.says_something(&offset) => clocks.offsets.push(offset),
                Some(offset) if offset.uncertain_nanos > limits.nanos(&UNCERTAIN) => {
                    clocks.futures.remove(&clock);
                }
                _ => {}
            }
        }
        let several = judge.zoned.len() > 1;
        let mut shared: BTreeMap<(Clock, Clock), Vec<shared::Bound>> = BTreeMap::new();
        for bound in several.then(|| shared::bounds(entries, measures, judge.zoned.len() > FEW)).into_iter().flatten() {
            clocks.compared += 1;
            let bound = bound.in_order();
            shared.entry(bound.clocks).or_default().push(bound);
        }
        let mut found: Vec<ClockOffset> =
            shared.into_iter().filter_map(|(pair, bounds)| judge.by_records(pair, &bounds)).collect();
        if judge.zoned.len() > FEW {
            clocks.chains = chain::keep_one(&mut found);
        }
        clocks.known = clocks.offsets.iter().chain(&found).map(chain::known).collect();
        clocks.offsets.extend(found.into_iter().filter(|offset| judge.says_something(offset)));
        let first = judge.zoned.keys().next().map(|clock| clock.source);
        let sources = judge.zoned.keys().any(|clock| Some(clock.source) != first);
        clocks.offsets.retain(|offset| offset.apart || sources);
        clocks
    }

    /// How far `one` is ahead of `other`, where they are known to be apart; for telling which records belong together.
    pub fn between(&self, one: Clock, other: Clock) -> i64 {
        if one == other {
            return 0;
        }
        let known = |clock, against| self.known.get(&(clock, against)).copied();
        let direct = known(one, Some(other)).or_else(|| known(other, Some(one)).map(|(nanos, apart)| (-nanos, apart)));
        let chained = || chain::between(self.chains.get(&one)?, self.chains.get(&other)?);
        let (offset, apart) = direct.or_else(chained).unwrap_or_else(|| {
            let (one, other) = (known(one, None).unwrap_or_default(), known(other, None).unwrap_or_default());
            (one.0 - other.0, one.1 || other.1)
        });
        if apart { offset } else { 0 }
    }

    /// Whether a clock is known to be apart from PD's, by the start timestamps of its records.
    pub fn is_off(&self, clock: Clock) -> bool {
        self.known.get(&(clock, None)).is_some_and(|(_, apart)| *apart)
    }
}

/// A record's start by its line less its start timestamp.
struct Pair {
    difference: i64,
    start_ts: u64,
    evidence: Evidence,
}

/// Records whose start can be compared with their timestamp, by clock: no explicit transactions; of one timestamp those
/// that came first, since later statements and requests of a transaction have the same.
fn pairs(entries: &[Entry<'_>], measures: &[Measure<'_>]) -> BTreeMap<Clock, Vec<Pair>> {
    let mut pairs: BTreeMap<Clock, Vec<Pair>> = BTreeMap::new();
    let mut first: BTreeMap<(Clock, u64), i64> = BTreeMap::new();
    let mut add = |clock: Clock, start_ts: u64, difference: i64, evidence: Evidence| {
        first.entry((clock, start_ts)).and_modify(|first| *first = difference.min(*first)).or_insert(difference);
        pairs.entry(clock).or_default().push(Pair { difference, start_ts, evidence });
    };
    for entry in entries.iter().filter(|entry| entry.explicit_txn != Some(true)) {
        let (Some(end), Some(query), Some(tso)) = (entry.end, entry.query, entry.txn_start) else { continue };
        let planned = entry.parse.unwrap_or_default() + entry.compile.unwrap_or_default();
        let evidence = super::joins::evidence(EvidenceKind::SlowQuery, entry.index);
        add(of_entry(entry), entry.start_ts, end.nanos - query + planned - tso.nanos, evidence);
    }
    for line in measures.iter().filter(|line| line.is_cop()) {
        let (Some((start, _)), Some(tso)) = (line.interval(), line.txn_start) else { continue };
        add(
            of_measure(line),
            line.start_ts,
            start - tso.nanos,
            super::joins::evidence(EvidenceKind::Timing, line.index),
        );
    }
    for (clock, pairs) in &mut pairs {
        let first = |pair: &Pair| first.get(&(*clock, pair.start_ts)).copied().unwrap_or_default();
        pairs.retain(|pair| pair.difference - first(pair) < 1_000_000_000);
    }
    pairs
}

/// A line cannot be older than the timestamp in it.
fn futures(entries: &[Entry<'_>], measures: &[Measure<'_>]) -> BTreeMap<Clock, (i64, Evidence)> {
    let mut futures: BTreeMap<Clock, (i64, Evidence)> = BTreeMap::new();
    let mut add = |clock: Clock, end: Option<Stamp>, tso: Option<Stamp>, kind, index| {
        let (Some(end), Some(tso)) = (end.filter(|end| end.offset_minutes.is_some()), tso) else { return };
        let ahead = tso.nanos - end.nanos;
        if ahead > 0 && futures.get(&clock).is_none_or(|(most, _)| ahead > *most) {
            futures.insert(clock, (ahead, super::joins::evidence(kind, index)));
        }
    };
    for entry in entries {
        add(of_entry(entry), entry.end, entry.txn_start, EvidenceKind::SlowQuery, entry.index);
    }
    let kinds = |line: &&Measure<'_>| line.is_cop() || matches!(line.kind, "tikv_slow_query" | "expensive_query");
    for line in measures.iter().filter(kinds) {
        add(of_measure(line), line.end, line.txn_start, EvidenceKind::Timing, line.index);
    }
    futures
}

/// The clocks of the log, and whether their records name a time zone.
fn zoned(entries: &[Entry<'_>], measures: &[Measure<'_>]) -> BTreeMap<Clock, bool> {
    let entries = entries.iter().filter_map(|entry| Some((of_entry(entry), entry.end?)));
    let lines = measures.iter().filter_map(|line| Some((of_measure(line), line.end?)));
    entries.chain(lines).map(|(clock, end)| (clock, end.offset_minutes.is_some())).collect()
}

struct Judge<'a> {
    names: &'a words::Names<'a>,
    limits: &'a Thresholds,
    zoned: BTreeMap<Clock, bool>,
}

impl Judge<'_> {
    fn names_zone(&self, clock: Clock) -> bool {
        self.zoned.get(&clock).copied().unwrap_or(true)
    }

    /// Whether an offset says something of a clock: what is known within hours, or within more than the offset itself, does
    /// not. A zone is known by its quarter of an hour.
    fn says_something(&self, offset: &ClockOffset) -> bool {
        let uncertain = offset.uncertain_nanos;
        match offset {
            ClockOffset { zone_minutes: Some(_), .. } => true,
            // A clock that is off is off by the same for all records; what differs is the age of their transactions.
            ClockOffset { against: None, .. } => uncertain <= self.limits.nanos(&SKEW),
            ClockOffset { apart: true, offset_nanos, .. } => {
                uncertain <= self.limits.nanos(&UNCERTAIN) && uncertain.saturating_mul(2) <= offset_nanos.abs()
            }
            _ => uncertain <= self.limits.nanos(&SKEW),
        }
    }

    /// A clock against the timestamps of its records.
    fn by_timestamps(&self, clock: Clock, pairs: &[Pair]) -> Option<ClockOffset> {
        let enough = |pairs: &[&Pair]| pairs.len() as f64 >= self.limits.get(&RECORDS);
        let all: Vec<&Pair> = pairs.iter().collect();
        let (middle, _) = spread(&all)?;
        let skew = self.limits.nanos(&SKEW);
        let near = |pair: &&Pair| (pair.difference - middle).abs() <= skew;
        let alike: Vec<&Pair> = pairs.iter().filter(near).collect();
        let zone = quarters(middle).filter(|_| alike.len() as f64 >= MOST * pairs.len() as f64);
        let (zone, used) = match zone {
            Some((zone, rest)) if (zone != 0 || !self.names_zone(clock)) && rest.abs() <= skew => (Some(zone), alike),
            _ if !self.names_zone(clock) => return None,
            _ => {
                let young = |pair: &&Pair| pair.difference < self.limits.nanos(&OLD);
                (None, pairs.iter().filter(young).collect())
            }
        };
        let (offset_nanos, uncertain_nanos) = spread(&used).filter(|_| enough(&used))?;
        Some(self.finish(ClockOffset {
            clock,
            offset_nanos,
            uncertain_nanos,
            records: used.len() as u32,
            zone_minutes: zone,
            apart: zone.is_some() || offset_nanos.abs() > skew,
            evidence: used.iter().take(MAX_EVIDENCE).map(|pair| pair.evidence.clone()).collect(),
            ..ClockOffset::default()
        }))
    }

    /// A clock against another one, by what both wrote about.
    fn by_records(&self, (against, clock): (Clock, Clock), bounds: &[shared::Bound]) -> Option<ClockOffset> {
        let ranges: Vec<(i64, i64)> = bounds.iter().map(|bound| (bound.low, bound.high)).collect();
        let ((low, high), records) = agree::agreement(&ranges).filter(|(_, count)| count * 2 > ranges.len())?;
        let (offset_nanos, uncertain_nanos) = (low.midpoint(high), (high - low) / 2);
        let skew = self.limits.nanos(&SKEW);
        let prints_none = !self.names_zone(clock) || !self.names_zone(against);
        let zone = quarters(offset_nanos)
            .filter(|(zone, rest)| (*zone != 0 || prints_none) && rest.abs() <= skew + uncertain_nanos)
            .filter(|_| uncertain_nanos < QUARTER / 2)
            .map(|(zone, _)| zone);
        let agreeing = bounds.iter().filter(|bound| bound.low <= low && high <= bound.high);
        Some(self.finish(ClockOffset {
            clock,
            against: Some(against),
            offset_nanos,
            uncertain_nanos,
            records: records as u32,
            zone_minutes: zone,
            apart: zone.is_some() || low > skew || high < -skew,
            evidence: agreeing.take(MAX_EVIDENCE / 2).flat_map(|bound| bound.evidence.clone()).collect(),
            ..ClockOffset::default()
        }))
    }

    fn finish(&self, mut offset: ClockOffset) -> ClockOffset {
        let own = self.names_zone(offset.clock);
        let other = offset.against.is_none_or(|against| self.names_zone(against));
        offset.zones_printed = own && other;
        let (title, rest) = words::sentence(self.names, &offset, own, other);
        offset.text = format!("{title}{rest}").into();
        offset.title = title.into();
        offset
    }
}

/// Median and median deviation of the differences.
fn spread(pairs: &[&Pair]) -> Option<(i64, i64)> {
    let differences: Vec<i64> = pairs.iter().map(|pair| pair.difference).collect();
    let middle = median_nanos(&differences)?;
    let distances: Vec<i64> = differences.iter().map(|difference| (difference - middle).abs()).collect();
    Some((middle, median_nanos(&distances)?))
}

/// The nearest time zone in minutes, and what is left; None for more than a zone can be.
fn quarters(nanos: i64) -> Option<(i16, i64)> {
    let quarters = (nanos + QUARTER / 2).div_euclid(QUARTER);
    (quarters.abs() <= MAX_QUARTERS).then_some(((quarters * 15) as i16, nanos - quarters * QUARTER))
}

#[cfg(test)]
mod tests;
