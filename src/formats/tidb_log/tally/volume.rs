//! Records over time: buckets that double their width when there get too many.

use crate::model::Stamp;
use crate::model::log::Volume;
use crate::text::duration::SECOND;

/// Buckets at most.
const MAX_BUCKETS: i64 = 240;

/// Counts per bucket; bucket `n` holds the times from `n` × width on.
#[derive(Clone, Debug)]
pub struct Curve {
    width: i64,
    first: i64,
    counts: Vec<u32>,
    /// Start and place of the bucket used last: neighbouring records mostly share it.
    newest: Option<(i64, usize)>,
    /// A time of the log, for its offset.
    sample: Option<Stamp>,
}

impl Default for Curve {
    fn default() -> Self {
        Self { width: SECOND, first: 0, counts: Vec::new(), newest: None, sample: None }
    }
}

impl Curve {
    pub fn add(&mut self, time: Stamp) {
        self.sample.get_or_insert(time);
        self.count(time.nanos, 1);
    }

    fn count(&mut self, nanos: i64, records: u32) {
        if let Some((start, place)) = self.newest
            && (start..start.saturating_add(self.width)).contains(&nanos)
            && let Some(count) = self.counts.get_mut(place)
        {
            *count = count.saturating_add(records);
            return;
        }
        if self.counts.is_empty() {
            self.first = nanos.div_euclid(self.width);
        }
        let bucket = loop {
            let bucket = nanos.div_euclid(self.width);
            let last = (self.first + self.counts.len() as i64 - 1).max(bucket);
            if last - self.first.min(bucket) < MAX_BUCKETS {
                break bucket;
            }
            self.double();
        };
        if bucket < self.first {
            let missing = (self.first - bucket) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = bucket;
        }
        let place = (bucket - self.first) as usize;
        self.newest = Some((bucket * self.width, place));
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(place) {
            *count = count.saturating_add(records);
        }
    }

    fn double(&mut self) {
        let first = self.first.div_euclid(2);
        let mut counts: Vec<u32> = Vec::with_capacity(self.counts.len() / 2 + 1);
        for (at, records) in (self.first..).zip(&self.counts) {
            let place = (at.div_euclid(2) - first) as usize;
            counts.resize(counts.len().max(place + 1), 0);
            if let Some(count) = counts.get_mut(place) {
                *count = count.saturating_add(*records);
            }
        }
        (self.width, self.first, self.counts, self.newest) = (self.width * 2, first, counts, None);
    }

    /// Joins the curve with that of other sources. A log without a zone is drawn as if its clock were UTC.
    pub fn add_to(mut self, volume: &mut Option<Volume>) {
        let Some(sample) = self.sample else { return };
        if let Some(other) = volume.take()
            && let Some(start) = other.start
        {
            for (at, records) in (0i64..).zip(&other.counts) {
                self.count(start.nanos.saturating_add(at * other.bucket_nanos), *records);
            }
        }
        let start = Stamp { nanos: self.first * self.width, digits: 0, ..sample };
        *volume = Some(Volume { start: Some(start), bucket_nanos: self.width, counts: self.counts });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds: &[i64], width: i64, start: i64, counts: &[u32]) {
        let mut curve = Curve::default();
        for second in seconds {
            curve.add(Stamp::from_unix_nanos(second * SECOND, Some(0), 3));
        }
        let mut volume = None;
        curve.add_to(&mut volume);
        let volume = volume.unwrap();
        assert_eq!((volume.bucket_nanos, volume.start.unwrap().nanos), (width * SECOND, start * SECOND), "{seconds:?}");
        assert_eq!(volume.counts, counts, "{seconds:?}");
    }

    #[test]
    fn buckets_double_and_grow_to_both_sides() {
        check(&[10, 10, 12], 1, 10, &[2, 0, 1]);
        check(&[12, 10], 1, 10, &[1, 0, 1]);
        let mut counts = vec![0; 126];
        (counts[0], counts[125]) = (1, 1);
        check(&[0, 251], 2, 0, &counts);
    }
}
