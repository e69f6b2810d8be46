//! Of many clocks, one chain of offsets instead of all pairs: n clocks have n − 1 offsets that say everything.

use crate::model::{Clock, ClockOffset};
use crate::text::order::Order;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Where a clock stands in the chain: the first clock that it is connected with, how far it is ahead of that one, and
/// whether a step on the way is known to be apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    first: Clock,
    ahead_nanos: i64,
    apart: bool,
}

/// An offset as [`super::Clocks`] looks it up.
pub fn known(offset: &ClockOffset) -> ((Clock, Option<Clock>), (i64, bool)) {
    ((offset.clock, offset.against), (offset.offset_nanos, offset.apart))
}

/// How far one clock is ahead of another, and whether they are known to be apart; None where nothing connects them.
pub fn between(one: &Place, other: &Place) -> Option<(i64, bool)> {
    (one.first == other.first).then(|| (one.ahead_nanos.saturating_sub(other.ahead_nanos), one.apart || other.apart))
}

/// Keeps the offsets that connect clocks for the first time, those by the most records first (Kruskal), in the order in
/// which they stood, and tells where each clock stands then.
pub fn keep_one(offsets: &mut Vec<ClockOffset>) -> BTreeMap<Clock, Place> {
    let mut best: Vec<usize> = (0..offsets.len()).collect();
    best.order_by_key(|at| (Reverse(offsets.get(*at).map(|offset| offset.records)), *at));
    let mut parents: BTreeMap<Clock, Clock> = BTreeMap::new();
    let mut kept: BTreeSet<usize> = BTreeSet::new();
    for at in best {
        let Some((one, other)) = offsets.get(at).and_then(|offset| Some((offset.clock, offset.against?))) else {
            continue;
        };
        let (one, other) = (root(&mut parents, one), root(&mut parents, other));
        if one != other {
            parents.insert(one.max(other), one.min(other));
            kept.insert(at);
        }
    }
    let mut at = 0;
    offsets.retain(|_| {
        at += 1;
        kept.contains(&(at - 1))
    });
    places(offsets)
}

/// The first clock that one is connected with; the way to it is made short.
fn root(parents: &mut BTreeMap<Clock, Clock>, clock: Clock) -> Clock {
    let mut root = clock;
    while let Some(parent) = parents.get(&root) {
        root = *parent;
    }
    let mut step = clock;
    while step != root {
        step = parents.insert(step, root).unwrap_or(root);
    }
    root
}

/// Walks the kept offsets from the first clock of each chain.
fn places(offsets: &[ClockOffset]) -> BTreeMap<Clock, Place> {
    let mut beside: BTreeMap<Clock, Vec<(Clock, i64, bool)>> = BTreeMap::new();
    for offset in offsets {
        let Some(against) = offset.against else { continue };
        beside.entry(against).or_default().push((offset.clock, offset.offset_nanos, offset.apart));
        beside.entry(offset.clock).or_default().push((against, -offset.offset_nanos, offset.apart));
    }
    let mut places: BTreeMap<Clock, Place> = BTreeMap::new();
    for first in beside.keys() {
        let mut open = vec![(*first, Place { first: *first, ahead_nanos: 0, apart: false })];
        while let Some((clock, place)) = open.pop() {
            if places.contains_key(&clock) {
                continue;
            }
            places.insert(clock, place);
            for (next, ahead, apart) in beside.get(&clock).into_iter().flatten() {
                let ahead_nanos = place.ahead_nanos.saturating_add(*ahead);
                open.push((*next, Place { ahead_nanos, apart: place.apart || *apart, ..place }));
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(source: u32) -> Clock {
        Clock { source, stores: false }
    }

    fn offset(clock_of: u32, against: u32, seconds: i64, records: u32) -> ClockOffset {
        ClockOffset {
            clock: clock(clock_of),
            against: Some(clock(against)),
            offset_nanos: seconds * 1_000_000_000,
            records,
            apart: seconds != 0,
            ..ClockOffset::default()
        }
    }

    #[test]
    fn the_offsets_by_the_most_records_connect_all() {
        let mut offsets = vec![offset(1, 0, 5, 1), offset(2, 0, 7, 9), offset(2, 1, 2, 4), offset(4, 3, 0, 1)];
        let places = keep_one(&mut offsets);
        let kept: Vec<_> = offsets.iter().map(|it| (it.clock.source, it.against.unwrap().source)).collect();
        assert_eq!(kept, [(2, 0), (2, 1), (4, 3)]);
        let at = |source| places.get(&clock(source)).unwrap();
        assert_eq!(between(at(1), at(0)), Some((5_000_000_000, true)));
        assert_eq!(between(at(1), at(2)), Some((-2_000_000_000, true)));
        assert_eq!(between(at(4), at(3)), Some((0, false)));
        assert_eq!(between(at(4), at(0)), None);
    }
}
