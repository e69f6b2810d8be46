//! Quantiles of durations: exact while there are few, then within 2 %.

use super::order::Order;

/// Durations of one group.
#[derive(Clone, Debug)]
pub enum Sketch {
    Exact(Vec<u64>),
    Rounded(Counts),
}

/// Counts per [`bucket`], in their order. At most a few thousand: a search by halves and one move find room.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<(u16, u64)>);

impl Counts {
    fn add(&mut self, bucket: u16, count: u64) {
        match self.0.binary_search_by_key(&bucket, |(bucket, _)| *bucket) {
            Ok(at) => self.0.get_mut(at).into_iter().for_each(|(_, known)| *known += count),
            Err(at) => self.0.insert(at, (bucket, count)),
        }
    }
}

/// Many durations, each within 2 %: one count per [`bucket`], so that adding one takes no search.
#[derive(Clone, Debug, Default)]
pub struct Dense(Vec<u64>);

impl Dense {
    pub fn add(&mut self, nanos: u64) {
        let at = usize::from(bucket(nanos));
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        if let Some(count) = self.0.get_mut(at) {
            *count += 1;
        }
    }

    pub fn sketch(&self) -> Sketch {
        let counts = (0u16..).zip(&self.0).filter(|(_, count)| **count > 0);
        Sketch::Rounded(Counts(counts.map(|(bucket, count)| (bucket, *count)).collect()))
    }
}

impl Default for Sketch {
    fn default() -> Self {
        Sketch::Exact(Vec::new())
    }
}

/// Buckets per power of two.
const STEPS: u32 = 64;

impl Sketch {
    pub fn add(&mut self, nanos: u64) {
        match self {
            Sketch::Exact(values) => values.push(nanos),
            Sketch::Rounded(counts) => counts.add(bucket(nanos), 1),
        }
    }

    /// Gives up the single values.
    pub fn round(&mut self) {
        if let Sketch::Exact(values) = self {
            let mut counts = Counts::default();
            for nanos in values {
                counts.add(bucket(*nanos), 1);
            }
            *self = Sketch::Rounded(counts);
        }
    }

    /// Adds what another one holds.
    pub fn absorb(&mut self, mut other: Sketch) {
        if let (Sketch::Exact(values), Sketch::Exact(more)) = (&mut *self, &mut other) {
            values.append(more);
            return;
        }
        self.round();
        other.round();
        if let (Sketch::Rounded(counts), Sketch::Rounded(more)) = (self, other) {
            for (bucket, count) in more.0 {
                counts.add(bucket, count);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Sketch::Exact(values) => values.is_empty(),
            Sketch::Rounded(counts) => counts.0.is_empty(),
        }
    }

    pub fn is_exact(&self) -> bool {
        matches!(self, Sketch::Exact(_))
    }

    /// The values at these percentages, by nearest rank; 0 where there is none.
    pub fn quantiles<const N: usize>(&self, percents: [u64; N]) -> [u64; N] {
        let rank = |count: u64, percent: u64| (count * percent).div_ceil(100).max(1);
        match self {
            Sketch::Exact(values) => {
                let mut sorted = values.clone();
                sorted.order_by(Ord::cmp);
                let count = sorted.len() as u64;
                percents.map(|percent| sorted.get(rank(count, percent) as usize - 1).copied().unwrap_or(0))
            }
            Sketch::Rounded(counts) => {
                let count = counts.0.iter().map(|(_, count)| count).sum();
                percents.map(|percent| {
                    let mut left = rank(count, percent);
                    let found = counts.0.iter().find(|(_, count)| {
                        let here = left <= *count;
                        left = left.saturating_sub(*count);
                        here
                    });
                    found.map_or(0, |(bucket, _)| middle(*bucket))
                })
            }
        }
    }
}

impl Sketch {
    /// The median of the distances from `center`, by nearest rank; 0 where there is no value.
    pub fn spread(&self, center: u64) -> u64 {
        let distances = match self {
            Sketch::Exact(values) => Sketch::Exact(values.iter().map(|value| value.abs_diff(center)).collect()),
            Sketch::Rounded(counts) => {
                let mut distances = Counts::default();
                for (value, count) in &counts.0 {
                    distances.add(bucket(middle(*value).abs_diff(center)), *count);
                }
                Sketch::Rounded(distances)
            }
        };
        distances.quantiles([50])[0]
    }
}

/// 64 buckets of equal width per power of two: no value is further than 1/64 from the others of its bucket. Whole
/// numbers only, so that every machine gives the same.
fn bucket(nanos: u64) -> u16 {
    if nanos < u64::from(STEPS) {
        return nanos as u16;
    }
    let shift = nanos.ilog2() - STEPS.ilog2();
    (shift * STEPS) as u16 + (nanos >> shift) as u16
}

/// The value in the middle of a bucket.
fn middle(bucket: u16) -> u64 {
    let bucket = u32::from(bucket);
    if bucket < 2 * STEPS {
        return u64::from(bucket);
    }
    let shift = bucket / STEPS - 1;
    (u64::from(bucket - shift * STEPS) << shift) + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_within_two_percent() {
        for nanos in [0, 1, 63, 64, 65, 127, 128, 1_000, 999_999, 54_568_269_609, u64::MAX / 3] {
            let back = middle(bucket(nanos));
            assert!(back.abs_diff(nanos) * 50 <= nanos, "{nanos} became {back}");
        }
        assert!((1..100_000u64).all(|nanos| bucket(nanos - 1) <= bucket(nanos)));
    }

    #[test]
    fn quantiles_by_nearest_rank() {
        let mut sketch = Sketch::default();
        (1..=100).rev().for_each(|value| sketch.add(value * 1_000));
        assert_eq!(sketch.quantiles([50, 95, 100]), [50_000, 95_000, 100_000]);
        sketch.round();
        let rounded = sketch.quantiles([50, 95, 100]);
        for (rounded, exact) in rounded.iter().zip([50_000u64, 95_000, 100_000]) {
            assert!(rounded.abs_diff(exact) * 50 <= exact, "{rounded} for {exact}");
        }
        assert_eq!(Sketch::default().quantiles([50]), [0]);
        let mut dense = Dense::default();
        (1..=100).for_each(|value| dense.add(value * 1_000));
        assert_eq!(dense.sketch().quantiles([50, 95, 100]), rounded);
        assert!(Dense::default().sketch().is_empty());
    }

    #[test]
    fn the_spread_is_the_median_distance() {
        let mut sketch = Sketch::default();
        for value in [1_000, 2_000, 4_000, 90_000, 2_500] {
            sketch.add(value);
        }
        assert_eq!(sketch.spread(2_500), 1_500);
        sketch.round();
        assert!(sketch.spread(2_500).abs_diff(1_500) < 50, "{}", sketch.spread(2_500));
        assert_eq!(Sketch::default().spread(0), 0);
    }
}
