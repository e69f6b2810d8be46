//! G11: timestamps come late together with slow planning: this TiDB is short of CPU.

use crate::text::order::Order;

use super::g04_stall;
use crate::findings::facts::{Measure, Process};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Covers, Draft, Rule, Scope};
use crate::findings::{Facts, own, say};
use crate::model::{EvidenceKind, Severity, Stamp};
use std::collections::BTreeMap;

const PER_MINUTE: Limit = Limit::count("G11.per_minute", 5.0, Source::Choice);
const PLANNING: Limit = Limit::seconds("G11.planning", 0.1, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G11",
    title: "TiDB is short of CPU",
    says: "At least five lines \"get timestamp too slow\" of one process within a minute, together with slow planning (Q3) that \
           neither sub-queries nor the wait for statistics account for, or a stall (G4), of the same process in the same time: \
           TiDB is short of CPU, rather than PD slow.",
    why: "PD and TiDB on one overloaded host are slow together.",
    severity: Severity::High,
    limits: &[&PER_MINUTE, &PLANNING],
    check,
};

const MINUTE: i64 = 60_000_000_000;

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut processes: BTreeMap<Process<'_>, Vec<(&Measure<'_>, Stamp)>> = BTreeMap::new();
    for line in facts.measures.iter().filter(|line| line.kind == "tso_slow") {
        let Some(end) = line.end else { continue };
        processes.entry(facts.processes.of_measure(line)).or_default().push((line, end));
    }
    processes.into_iter().filter_map(|(process, lines)| starved(facts, process, lines)).collect()
}

fn starved(facts: &Facts<'_>, process: Process<'_>, mut lines: Vec<(&Measure<'_>, Stamp)>) -> Option<Draft> {
    lines.order_by_key(|(_, end)| end.nanos);
    // The minute with the most lines.
    let mut best: (usize, usize) = (0, 0);
    let mut from = 0;
    for (at, (_, end)) in lines.iter().enumerate() {
        while lines.get(from).is_some_and(|(_, first)| end.nanos - first.nanos > MINUTE) {
            from += 1;
        }
        if at + 1 - from > best.1 {
            best = (from, at + 1 - from);
        }
    }
    let (from, count) = best;
    if count == 0 || (count as f64) < facts.limits.get(&PER_MINUTE) {
        return None;
    }
    let lines: Vec<_> = lines.into_iter().skip(from).take(count).collect();
    let ((_, first), (_, last)) = (lines.first()?, lines.last()?);
    let window = (first.nanos - MINUTE, last.nanos + MINUTE);
    let limit = facts.limits.nanos(&PLANNING);
    let planning: Vec<_> = facts
        .entries
        .iter()
        .filter(|entry| {
            let long = own::planning(entry).is_some_and(|planning| {
                planning > limit && planning as f64 > 0.2 * entry.query.unwrap_or(i64::MAX) as f64
                    || planning > 1_000_000_000
            });
            long && facts.processes.of_entry(entry) == process
                && entry.end.is_some_and(|end| (window.0..=window.1).contains(&end.nanos))
        })
        .collect();
    let stalled = planning.is_empty()
        && (g04_stall::RULE.check)(facts).iter().any(|stall| {
            let of = stall.finding.evidence.first().and_then(|first| facts.processes.of_evidence(facts, first));
            of == Some(process)
                && stall.covers.as_ref().is_some_and(
                    |covers| matches!(covers.scope, Scope::Stall(from, to) if from <= window.1 && to >= window.0),
                )
        });
    if planning.is_empty() && !stalled {
        return None;
    }
    let longest = lines.iter().filter_map(|(line, _)| line.nanos).max().unwrap_or_default();
    let slowest = planning.iter().filter_map(|entry| own::planning(entry)).max().unwrap_or_default();
    let title = format!("TiDB is short of CPU: {count} slow timestamps within a minute, and planning is slow too");
    let text = format!(
        "{count} times within a minute a timestamp took too long (up to {}), and at the same time {}: TiDB is short of CPU \
         rather than PD slow.",
        say::time(longest),
        if planning.is_empty() {
            "the whole process stood still".to_owned()
        } else {
            format!("planning took up to {}", say::time(slowest))
        }
    );
    let mut draft = RULE
        .found(title, text)
        .explains(longest + slowest)
        .figure("slow timestamps per minute", count.to_string())
        .figure("longest timestamp", say::exact(longest))
        .figure("longest planning", say::exact(slowest))
        .figure("slow plannings", planning.len().to_string())
        .figure("from", first.to_string())
        .figure("to", last.to_string())
        .covers(Covers { scope: Scope::Time(window.0, window.1), absorbs: &["Q5", "Q16"], symptoms: &["Q3"] });
    for (line, _) in lines.iter().take(20) {
        draft = draft.measure(line);
    }
    for entry in planning.iter().take(20) {
        draft = draft.at(EvidenceKind::SlowQuery, entry.index);
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn fires(lines: usize, entry: &str) -> bool {
        let mut report = testing::entries(&[entry]);
        for at in 0..lines {
            testing::add_timing(&mut report, "tso_slow", &format!("2024-05-14T08:00:{:02}Z", at * 10), 900, "");
        }
        !testing::findings(&RULE, &report).is_empty()
    }

    #[test]
    fn five_a_minute_with_slow_planning() {
        let slow = "time: 2024-05-14T08:00:20Z\nQuery_time: 1\nCompile_time: 0.6";
        assert!(fires(5, slow));
        assert!(!fires(4, slow));
        assert!(!fires(5, "time: 2024-05-14T08:00:20Z\nQuery_time: 1\nCompile_time: 0.001"));
        // Sub-queries and the wait for statistics are no want of CPU, and another server's planning says nothing of this one.
        assert!(!fires(5, &format!("{slow}\nPreproc_subqueries_time: 0.55")));
        assert!(!fires(5, "time: 2024-05-14T08:00:20Z\nQuery_time: 0.3\nCompile_time: 0.12\nIsSyncStatsFailed: true"));
        assert!(!fires(5, &format!("source: 1\n{slow}")));
        assert!(!fires(5, "time: 2024-05-14T09:00:20Z\nQuery_time: 1\nCompile_time: 0.6"));
    }
}
