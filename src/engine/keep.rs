//! Which records a report keeps when there are too many: the slowest, in the order of the text. All are counted.

use super::digests::Digests;
use super::keep_go::KeptGo;
use crate::formats::Records;
use crate::model::{SlowQuery, Timing};
use crate::text::order::Order;

/// Slow-log entries kept whole.
pub const MAX_ENTRIES: usize = 2_000;
/// Bytes of text of the entries kept, and of the timings.
pub const MAX_ENTRY_BYTES: usize = 16 << 20;
/// Timings kept.
pub const MAX_TIMINGS: usize = 10_000;

/// What was met so far.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub digests: Digests,
    /// Failures, assertions and notes.
    pub go: KeptGo,
    /// All timings.
    pub timings: u64,
    /// Records looked at already.
    seen_entries: usize,
    seen_timings: usize,
    entry_bytes: usize,
    timing_bytes: usize,
    /// Duration of the slowest entry that was dropped: what is not slower will be dropped as well.
    dropped: Option<i64>,
}

impl Kept {
    /// Counts what came in since the last call; drops the fastest when there are far too many.
    pub fn settle(&mut self, records: &mut Records) {
        self.go.settle(records);
        if self.seen_entries == records.slow_queries.len() && self.seen_timings == records.timings.len() {
            return;
        }
        for query in records.slow_queries.split_off(self.seen_entries) {
            self.digests.add(&query);
            if self.dropped.is_none_or(|dropped| length(&query) > dropped) {
                self.entry_bytes += text_bytes(&query);
                records.slow_queries.push(query);
            }
        }
        self.seen_entries = records.slow_queries.len();
        self.timings += records.timings.len().saturating_sub(self.seen_timings) as u64;
        self.timing_bytes += records.timings.iter().skip(self.seen_timings).map(bytes_of_timing).sum::<usize>();
        self.seen_timings = records.timings.len();
        // Sorting is paid for by the records that came in since.
        let many = self.seen_entries > MAX_ENTRIES * 3 / 2 || self.entry_bytes > MAX_ENTRY_BYTES * 3 / 2;
        let many_timings = self.seen_timings > MAX_TIMINGS * 3 / 2 || self.timing_bytes > MAX_ENTRY_BYTES * 3 / 2;
        if many || many_timings {
            self.shrink(records);
        }
    }

    fn shrink(&mut self, records: &mut Records) {
        self.dropped = self.dropped.max(slowest(&mut records.slow_queries));
        self.entry_bytes = records.slow_queries.iter().map(text_bytes).sum();
        self.seen_entries = records.slow_queries.len();
        longest(&mut records.timings);
        self.timing_bytes = records.timings.iter().map(bytes_of_timing).sum();
        self.seen_timings = records.timings.len();
    }
}

/// Keeps the slowest entries, within [`MAX_ENTRIES`] and [`MAX_ENTRY_BYTES`]. Gives the duration of the slowest one that
/// was dropped.
pub fn slowest(entries: &mut Vec<SlowQuery>) -> Option<i64> {
    let mut bytes = 0;
    keep_longest(entries, length, |number, query| {
        bytes += text_bytes(query);
        number < MAX_ENTRIES && bytes <= MAX_ENTRY_BYTES
    })
}

/// Nanoseconds by which entries are chosen.
fn length(query: &SlowQuery) -> i64 {
    query.nanos("Query_time").unwrap_or(-1)
}

/// Keeps the longest timings, within [`MAX_TIMINGS`] and [`MAX_ENTRY_BYTES`].
pub fn longest(timings: &mut Vec<Timing>) {
    let mut bytes = 0;
    let fits = |number, timing: &Timing| {
        bytes += bytes_of_timing(timing);
        number < MAX_TIMINGS && bytes <= MAX_ENTRY_BYTES
    };
    keep_longest(timings, |timing| timing.duration_nanos.unwrap_or(-1), fits);
}

/// Keeps the items with the largest `length` as long as `fits` says so of the next one; the order stays.
/// Gives the largest one that was dropped.
fn keep_longest<T>(
    items: &mut Vec<T>,
    length: impl Fn(&T) -> i64,
    mut fits: impl FnMut(usize, &T) -> bool,
) -> Option<i64> {
    let mut ranked: Vec<(i64, usize)> = items.iter().enumerate().map(|(at, item)| (length(item), at)).collect();
    ranked.order_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut keep = vec![false; items.len()];
    let mut dropped = None;
    for (number, (length, at)) in ranked.iter().enumerate() {
        if !items.get(*at).is_some_and(|item| fits(number, item)) {
            dropped = Some(*length);
            break;
        }
        if let Some(place) = keep.get_mut(*at) {
            *place = true;
        }
    }
    let mut keep = keep.into_iter();
    items.retain(|_| keep.next().unwrap_or(false));
    dropped
}

/// Bytes of text a timing holds on to.
fn bytes_of_timing(timing: &Timing) -> usize {
    timing.message.len() + timing.fields.iter().map(|(_, value)| value.len() + 32).sum::<usize>() + 200
}

/// Bytes of text an entry holds on to.
fn text_bytes(query: &SlowQuery) -> usize {
    let fields: usize = query.fields.iter().map(|(_, value)| value.len() + 32).sum();
    fields + query.sql.as_deref().map_or(0, str::len) + 400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_stay_in_the_order_of_the_text() {
        let mut records = Records::default();
        let mut kept = Kept::default();
        for number in 0..MAX_ENTRIES * 4 {
            let mut query = SlowQuery::default();
            query.fields.push("Query_time", (number % 4000).to_string());
            records.slow_queries.push(query);
            kept.settle(&mut records);
        }
        slowest(&mut records.slow_queries);
        assert_eq!(records.slow_queries.len(), MAX_ENTRIES);
        let times: Vec<_> = records.slow_queries.iter().filter_map(|query| query.nanos("Query_time")).collect();
        assert_eq!(times.first().copied(), Some(3_000_000_000_000));
        assert_eq!(times.get(1000).copied(), Some(3_000_000_000_000));
        assert_eq!(kept.digests.count, MAX_ENTRIES as u64 * 4);
    }
}
