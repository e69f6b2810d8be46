//! G11: timestamps come late together with slow planning: this TiDB is short of CPU.

use crate::text::order::Order;

use super::g04_stall;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Covers, Draft, Rule, Scope};
use crate::findings::{Facts, say};
use crate::model::{EvidenceKind, Severity};

const PER_MINUTE: Limit = Limit::count("G11.per_minute", 5.0, Source::Choice);
const PLANNING: Limit = Limit::seconds("G11.planning", 0.1, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G11",
    title: "TiDB is short of CPU",
    says: "At least five lines \"get timestamp too slow\" within a minute, together with slow planning (Q3) or a stall (G4) \
           in the same time: TiDB is short of CPU, rather than PD slow.",
    why: "PD and TiDB on one overloaded host are slow together.",
    severity: Severity::High,
    limits: &[&PER_MINUTE, &PLANNING],
    check,
};

const MINUTE: i64 = 60_000_000_000;

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut lines: Vec<_> = facts
        .measures
        .iter()
        .filter(|line| line.kind == "tso_slow")
        .filter_map(|line| Some((line, line.end?)))
        .collect();
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
        return Vec::new();
    }
    let lines: Vec<_> = lines.into_iter().skip(from).take(count).collect();
    let (Some((_, first)), Some((_, last))) = (lines.first(), lines.last()) else { return Vec::new() };
    let window = (first.nanos - MINUTE, last.nanos + MINUTE);
    let limit = facts.limits.nanos(&PLANNING);
    let planning: Vec<_> = facts
        .entries
        .iter()
        .filter(|entry| {
            let long = entry.compile.is_some_and(|compile| {
                compile > limit && compile as f64 > 0.2 * entry.query.unwrap_or(i64::MAX) as f64
                    || entry.optimize.unwrap_or_default() > 1_000_000_000
            });
            long && entry.end.is_some_and(|end| (window.0..=window.1).contains(&end.nanos))
        })
        .collect();
    let stalled = planning.is_empty()
        && (g04_stall::RULE.check)(facts).iter().any(|stall| {
            stall.covers.as_ref().is_some_and(
                |covers| matches!(covers.scope, Scope::Stall(from, to) if from <= window.1 && to >= window.0),
            )
        });
    if planning.is_empty() && !stalled {
        return Vec::new();
    }
    let longest = lines.iter().filter_map(|(line, _)| line.nanos).max().unwrap_or_default();
    let slowest = planning.iter().filter_map(|entry| entry.compile).max().unwrap_or_default();
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
    vec![draft]
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
        assert!(!fires(5, "time: 2024-05-14T09:00:20Z\nQuery_time: 1\nCompile_time: 0.6"));
    }
}
