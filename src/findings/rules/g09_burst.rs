//! G9: many slow statements at once.

use crate::findings::facts::Process;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::statistics::median;
use crate::findings::{Facts, say};
use crate::model::{EvidenceKind, Severity, Stamp};
use std::collections::BTreeMap;

const WIDTH: Limit = Limit::seconds("G9.window", 10.0, Source::Choice);
const MADS: Limit = Limit::count("G9.deviations", 6.0, Source::Choice);
const ENTRIES: Limit = Limit::count("G9.entries", 5.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G9",
    title: "Burst of slow statements",
    says: "Within 10 s one process has more entries than the median of all such windows of its log plus six times their median \
           absolute deviation, and at least five.",
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
pub struct Burst<'a> {
    pub process: Process<'a>,
    pub from: i64,
    pub to: i64,
    pub count: usize,
    pub median: f64,
    pub mad: f64,
}

/// Neighbouring windows with too many entries, as one.
pub fn bursts<'a>(facts: &Facts<'a>) -> Vec<Burst<'a>> {
    if !facts.has_all_entries() {
        return Vec::new();
    }
    let mut processes: BTreeMap<Process<'a>, Vec<i64>> = BTreeMap::new();
    for entry in &facts.entries {
        if let Some(end) = entry.end {
            processes.entry(facts.processes.of_entry(entry)).or_default().push(end.nanos);
        }
    }
    processes.into_iter().flat_map(|(process, ends)| of_process(facts, process, &ends)).collect()
}

fn of_process<'a>(facts: &Facts<'a>, process: Process<'a>, ends: &[i64]) -> Vec<Burst<'a>> {
    let (Some(first), Some(last)) = (ends.iter().min().copied(), ends.iter().max().copied()) else { return Vec::new() };
    let width = facts.limits.nanos(&WIDTH).max(1_000_000).max((last - first) / MAX_WINDOWS);
    let mut counts = vec![0_usize; ((last - first) / width + 1) as usize];
    for end in ends {
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
            _ => bursts.push(Burst { process, from, to: from + width, count: *count, median: middle, mad }),
        }
    }
    bursts
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for burst in bursts(facts) {
        let own = || facts.entries.iter().filter(|entry| facts.processes.of_entry(entry) == burst.process);
        let offset = own().find_map(|entry| entry.end).and_then(|end| end.offset_minutes);
        let stamp = |nanos| Stamp::from_unix_nanos(nanos, offset, 0).to_string();
        let clock = |nanos: i64| stamp(nanos).get(11..19).unwrap_or_default().to_owned();
        let seconds = (burst.to - burst.from) / 1_000_000_000;
        let title = format!("{} slow statements in {seconds} s from {}", burst.count, clock(burst.from));
        let inside: Vec<_> =
            own().filter(|entry| entry.end.is_some_and(|end| (burst.from..burst.to).contains(&end.nanos))).collect();
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

    /// A quiet log, and a short one of another server at its busy time: nobody has more than usual.
    #[test]
    fn entries_of_two_servers_are_no_burst() {
        let mut report = quiet_then_burst(0, "d");
        for at in 0..20 {
            let text = format!("source: 1\ntime: 2024-05-14T08:02:{at:02}Z\nDigest: d\nQuery_time: 1");
            testing::add_entry(&mut report, &text);
        }
        assert!(testing::findings(&RULE, &report).is_empty());
        assert_eq!(testing::findings(&RULE, &quiet_then_burst(20, "d")).len(), 1);
    }

    #[test]
    fn a_short_log_has_no_bursts() {
        let text = "time: 2024-05-14T08:00:00Z\nQuery_time: 1";
        assert!(testing::findings(&RULE, &testing::entries(&[text; 40])).is_empty());
    }
}
