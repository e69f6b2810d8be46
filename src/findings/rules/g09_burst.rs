//! G9: many slow statements at once.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::statistics::median;
use crate::findings::{Facts, say};
use crate::model::{EvidenceKind, Severity, Stamp};

const WIDTH: Limit = Limit::seconds("G9.window", 10.0, Source::Choice);
const MADS: Limit = Limit::count("G9.deviations", 6.0, Source::Choice);
const ENTRIES: Limit = Limit::count("G9.entries", 5.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G9",
    title: "Burst of slow statements",
    says: "Within 10 s there are more entries than the median of all such windows plus six times their median absolute \
           deviation, and at least five.",
    why: "A job that runs at fixed times makes a burst every time.",
    severity: Severity::Medium,
    limits: &[&WIDTH, &MADS, &ENTRIES],
    check,
};

/// Windows without a comparison are no bursts: a log has to cover at least as many.
const MIN_WINDOWS: usize = 6;
/// Windows counted at most; a longer log is looked at in wider ones.
const MAX_WINDOWS: i64 = 100_000;

/// A time with many entries, in nanoseconds since 1970.
pub struct Burst {
    pub from: i64,
    pub to: i64,
    pub count: usize,
    pub median: f64,
    pub mad: f64,
}

/// Neighbouring windows with too many entries, as one.
pub fn bursts(facts: &Facts<'_>) -> Vec<Burst> {
    if !facts.has_all_entries() {
        return Vec::new();
    }
    let ends: Vec<i64> = facts.entries.iter().filter_map(|entry| Some(entry.end?.nanos)).collect();
    let (Some(first), Some(last)) = (ends.iter().min().copied(), ends.iter().max().copied()) else { return Vec::new() };
    let width = facts.limits.nanos(&WIDTH).max(1_000_000).max((last - first) / MAX_WINDOWS);
    let mut counts = vec![0_usize; ((last - first) / width + 1) as usize];
    for end in &ends {
        if let Some(count) = counts.get_mut(((end - first) / width) as usize) {
            *count += 1;
        }
    }
    let as_floats: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let Some(middle) = median(&as_floats).filter(|_| counts.len() >= MIN_WINDOWS) else { return Vec::new() };
    let distances: Vec<f64> = as_floats.iter().map(|count| (count - middle).abs()).collect();
    let mad = median(&distances).unwrap_or_default();
    // Counts are whole numbers: a deviation below one is none.
    let threshold = middle + facts.limits.get(&MADS) * mad.max(1.0);
    let mut bursts: Vec<Burst> = Vec::new();
    for (at, count) in counts.iter().enumerate() {
        if (*count as f64) <= threshold || (*count as f64) < facts.limits.get(&ENTRIES) {
            continue;
        }
        let from = first + at as i64 * width;
        match bursts.last_mut() {
            Some(burst) if burst.to == from => {
                burst.to += width;
                burst.count += count;
            }
            _ => bursts.push(Burst { from, to: from + width, count: *count, median: middle, mad }),
        }
    }
    bursts
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let offset = facts.entries.iter().find_map(|entry| entry.end).and_then(|end| end.offset_minutes);
    let mut found = Vec::new();
    for burst in bursts(facts) {
        let stamp = |nanos| Stamp::from_unix_nanos(nanos, offset, 0).to_string();
        let clock = |nanos: i64| stamp(nanos).get(11..19).unwrap_or_default().to_owned();
        let seconds = (burst.to - burst.from) / 1_000_000_000;
        let title = format!("{} slow statements in {seconds} s from {}", burst.count, clock(burst.from));
        let inside: Vec<_> = facts
            .entries
            .iter()
            .filter(|entry| entry.end.is_some_and(|end| (burst.from..burst.to).contains(&end.nanos)))
            .collect();
        let total: i64 = inside.iter().filter_map(|entry| entry.query).fold(0, i64::saturating_add);
        let text = format!(
            "{title}; usual are {} per 10 s (median, deviation {}). They took {} in all.",
            burst.median,
            burst.mad,
            say::time(total)
        );
        let draft = RULE
            .found(title, text)
            .confidence(Confidence::Certain)
            .explains(total)
            .figure("entries", burst.count.to_string())
            .figure("median per 10 s", burst.median.to_string())
            .figure("deviation", burst.mad.to_string())
            .figure("from", stamp(burst.from))
            .figure("to", stamp(burst.to))
            .figure("total time", say::exact(total));
        found.push(inside.iter().take(50).fold(draft, |draft, entry| draft.at(EvidenceKind::SlowQuery, entry.index)));
    }
    found
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::Report;

    /// One entry every 10 s for two minutes, then `count` within 10 s of digest `digest`, then quiet again.
    pub fn quiet_then_burst(count: usize, digest: &str) -> Report {
        let mut report = Report::default();
        for at in 0..12 {
            let text = format!("time: 2024-05-14T08:{:02}:{:02}Z\nDigest: usual\nQuery_time: 1", at / 6, at % 6 * 10);
            testing::add_entry(&mut report, &text);
        }
        for at in 0..count {
            let text = format!("time: 2024-05-14T08:02:00.{at:03}Z\nDigest: {digest}\nQuery_time: 1");
            testing::add_entry(&mut report, &text);
        }
        testing::add_entry(&mut report, "time: 2024-05-14T08:03:00Z\nDigest: usual\nQuery_time: 1");
        report
    }

    #[test]
    fn more_than_six_deviations() {
        let titles = |count| {
            let found = testing::findings(&RULE, &quiet_then_burst(count, "d"));
            found.iter().map(|finding| finding.title.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(titles(8), ["8 slow statements in 10 s from 08:02:00"]);
        assert!(titles(7).is_empty());
    }

    #[test]
    fn a_short_log_has_no_bursts() {
        let text = "time: 2024-05-14T08:00:00Z\nQuery_time: 1";
        assert!(testing::findings(&RULE, &testing::entries(&[text; 40])).is_empty());
    }
}
