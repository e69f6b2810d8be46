//! The longest times without a record, and what is usual.

use crate::model::log::Gap;
use crate::model::{LogSummary, Span, Stamp};
use crate::text::sketch::Dense;

/// Gaps listed.
const MAX_GAPS: usize = 20;

/// Times between records that are remembered to tell what is usual before a gap.
const RECENT: usize = 32;

/// Gaps between records that follow one another.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    before: Option<Stamp>,
    /// Longest first.
    longest: Vec<Gap>,
    all: Dense,
    /// The last times between two records, in a ring, and how many there have been.
    recent: [i64; RECENT],
    seen: usize,
}

impl Gaps {
    /// Takes the next record. A time before the last one (interleaved sources) makes no gap.
    pub fn add(&mut self, time: Stamp, span: Span) {
        let Some(before) = self.before.replace(time) else { return };
        if before.offset_minutes.is_some() != time.offset_minutes.is_some() || time < before {
            return;
        }
        let nanos = time.nanos.saturating_sub(before.nanos);
        self.all.add(nanos as u64);
        let least = self.longest.get(MAX_GAPS - 1).map_or(0, |gap| gap.duration_nanos);
        if nanos > least {
            let recent = self.recent.get(..self.seen.min(RECENT)).unwrap_or_default();
            let gap = Gap {
                from: before,
                to: time,
                duration_nanos: nanos,
                median_nanos: 0,
                records_before: recent.len() as u32 + 1,
                longest_before_nanos: recent.iter().copied().max().unwrap_or_default(),
                span,
            };
            insert(&mut self.longest, gap);
        }
        if let Some(oldest) = self.recent.get_mut(self.seen % RECENT) {
            *oldest = nanos;
        }
        self.seen += 1;
    }

    /// Adds these gaps to those of other sources; the median is that of the first source that has one.
    pub fn add_to(self, summary: &mut LogSummary) {
        let all = self.all.sketch();
        let [median] = all.quantiles([50]);
        for gap in self.longest {
            insert(&mut summary.gaps, Gap { median_nanos: median as i64, ..gap });
        }
        if !all.is_empty() && summary.median_gap_nanos.is_none() {
            summary.median_gap_nanos = Some(median as i64);
        }
    }
}

fn insert(gaps: &mut Vec<Gap>, gap: Gap) {
    let at = gaps.partition_point(|other| other.duration_nanos >= gap.duration_nanos);
    gaps.insert(at, gap);
    gaps.truncate(MAX_GAPS);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_and_the_median() {
        let mut gaps = Gaps::default();
        for millis in [0, 10, 20, 30, 20_030, 20_040, 20_020] {
            gaps.add(Stamp::from_unix_nanos(millis * 1_000_000, Some(0), 3), Span::default());
        }
        let mut summary = LogSummary::default();
        gaps.add_to(&mut summary);
        assert_eq!(summary.gaps[0].duration_nanos, 20_000_000_000);
        assert_eq!(summary.gaps.len(), 5);
        assert_eq!((summary.gaps[0].records_before, summary.gaps[0].longest_before_nanos), (4, 10_000_000));
        let median = summary.median_gap_nanos.unwrap();
        assert!((9_800_000..=10_200_000).contains(&median), "{median}");
    }

    /// What is usual is what came right before: an earlier silence is forgotten after so many records.
    #[test]
    fn what_came_right_before_a_gap() {
        let mut gaps = Gaps::default();
        let mut millis = 0;
        let mut add = |gaps: &mut Gaps, after: i64| {
            millis += after;
            gaps.add(Stamp::from_unix_nanos(millis * 1_000_000, Some(0), 3), Span::default());
        };
        add(&mut gaps, 0);
        add(&mut gaps, 30_000);
        (0..40).for_each(|_| add(&mut gaps, 100));
        add(&mut gaps, 20_000);
        let mut summary = LogSummary::default();
        gaps.add_to(&mut summary);
        let before: Vec<_> =
            summary.gaps.iter().map(|gap| (gap.duration_nanos, gap.records_before, gap.longest_before_nanos)).collect();
        assert_eq!(before[..2], [(30_000_000_000, 1, 0), (20_000_000_000, 33, 100_000_000)]);
    }
}
