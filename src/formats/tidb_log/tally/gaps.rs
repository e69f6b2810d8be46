//! The longest times without a record, and what is usual.

use crate::model::log::Gap;
use crate::model::{LogSummary, Span, Stamp};
use crate::text::sketch::Dense;

/// Gaps listed.
const MAX_GAPS: usize = 20;

/// Gaps between records that follow one another.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    before: Option<Stamp>,
    /// Longest first.
    longest: Vec<Gap>,
    all: Dense,
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
            insert(&mut self.longest, Gap { from: before, to: time, duration_nanos: nanos, median_nanos: 0, span });
        }
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
        let median = summary.median_gap_nanos.unwrap();
        assert!((9_800_000..=10_200_000).contains(&median), "{median}");
    }
}
