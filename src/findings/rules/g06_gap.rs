//! G6: the log falls silent, and the next lines report waits of that length.

use super::g04_stall::{ABSORBED, SYMPTOMS};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Covers, Draft, Rule, Scope};
use crate::findings::{Facts, say};
use crate::model::{EvidenceKind, Severity};

const LENGTH: Limit = Limit::seconds("G6.length", 10.0, Source::Choice);
const RATIO: Limit = Limit::times("G6.ratio", 20.0, Source::Choice);
const WAIT: Limit = Limit::percent("G6.wait", 50.0, Source::Choice);
/// From this length on the severity is high.
const HIGH: Limit = Limit::seconds("G6.high", 30.0, Source::Choice);
/// Lines right after a gap that may report the wait.
const AFTER_NANOS: i64 = 1_000_000_000;

/// Work in the background, and idleness: a silence of that length is their own, and says nothing of the process. `other`
/// are lines the catalogue does not know.
const JOBS: [&str; 9] = [
    "other",
    "gc",
    "range_task",
    "resolve_locks",
    "operator",
    "ddl_sleep",
    "idle_connection",
    "backup_slow",
    "cdc_slow",
];

pub static RULE: Rule = Rule {
    id: "G6",
    title: "No output, then waits of that length",
    says: "No line for more than 10 s and more than twenty median gaps, and a line right after it reports a duration of at \
           least half the gap: the process was stopped or starved.",
    why: "An idle server also writes nothing; a single long statement in it explains its own wait. Durations of background \
          work (GC, backups, DDL jobs) are not counted.",
    severity: Severity::Medium,
    limits: &[&LENGTH, &RATIO, &WAIT, &HIGH],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for gap in &facts.report.log.gaps {
        let (length, median) = (gap.duration_nanos, gap.median_nanos);
        if length <= facts.limits.nanos(&LENGTH) || length as f64 <= facts.limits.get(&RATIO) * median as f64 {
            continue;
        }
        let least = (facts.limits.share(&WAIT) * length as f64) as i64;
        let after = |end: Option<crate::model::Stamp>, source: u32| {
            source == gap.span.source
                && end.is_some_and(|end| (0..=AFTER_NANOS).contains(&end.nanos.saturating_sub(gap.to.nanos)))
        };
        let lines: Vec<_> = facts
            .measures
            .iter()
            .filter(|line| !JOBS.contains(&line.kind))
            .filter(|line| after(line.end, line.span.source) && line.nanos.is_some_and(|nanos| nanos >= least))
            .collect();
        let entries: Vec<_> = facts
            .entries
            .iter()
            .filter(|entry| after(entry.end, entry.span.source) && entry.query.is_some_and(|nanos| nanos >= least))
            .collect();
        let longest =
            lines.iter().filter_map(|line| line.nanos).chain(entries.iter().filter_map(|entry| entry.query)).max();
        let Some(longest) = longest else { continue };
        let seconds = say::seconds(length, 1);
        let title = format!("No output for {seconds}, then waits of that length");
        let text = format!(
            "No output for {seconds} ({} to {}); the next lines report waits of that length ({} at most): the process was \
             stopped or starved.",
            gap.from,
            gap.to,
            say::time(longest)
        );
        let severity = if length > facts.limits.nanos(&HIGH) { Severity::High } else { Severity::Medium };
        let mut draft = RULE
            .found(title, text)
            .severity(severity)
            .explains(length)
            .line(gap.span)
            .figure("gap", say::exact(length))
            .figure("median gap", say::exact(median))
            .figure("longest wait", say::exact(longest))
            .figure("lines", (lines.len() + entries.len()).to_string())
            .figure("from", gap.from.to_string())
            .figure("to", gap.to.to_string())
            .covers(Covers {
                scope: Scope::Stall(gap.from.nanos.saturating_sub(longest / 2), gap.to.nanos + AFTER_NANOS),
                absorbs: ABSORBED,
                symptoms: SYMPTOMS,
            });
        for line in lines.iter().take(10) {
            draft = draft.measure(line);
        }
        for entry in entries.iter().take(10) {
            draft = draft.at(EvidenceKind::SlowQuery, entry.index);
        }
        found.push(draft);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::log::Gap;
    use crate::model::{Report, Stamp};

    fn said(gap_seconds: i64, median_millis: i64, wait_millis: i64) -> Vec<String> {
        said_of("tso_slow", gap_seconds, median_millis, wait_millis)
    }

    fn said_of(kind: &str, gap_seconds: i64, median_millis: i64, wait_millis: i64) -> Vec<String> {
        let mut report = Report::default();
        let to = Stamp::parse(b"2024-05-14T08:01:00.000Z").unwrap();
        let duration_nanos = gap_seconds * 1_000_000_000;
        let (from, median_nanos) = (to.plus_nanos(-duration_nanos), median_millis * 1_000_000);
        report.log.gaps = vec![Gap { from, to, duration_nanos, median_nanos, span: testing::span(7) }];
        testing::add_timing(&mut report, kind, "2024-05-14T08:01:00.100Z", wait_millis, "");
        let found = testing::findings(&RULE, &report);
        found.iter().map(|finding| format!("{:?}: {}", finding.severity, finding.title)).collect()
    }

    #[test]
    fn ten_seconds_twenty_gaps_and_half_the_wait() {
        assert_eq!(said(20, 100, 10_000), ["Medium: No output for 20.0 s, then waits of that length"]);
        assert_eq!(said(31, 100, 16_000), ["High: No output for 31.0 s, then waits of that length"]);
        assert!(said(10, 100, 10_000).is_empty());
        assert!(said(20, 1_000, 10_000).is_empty());
        assert!(said(20, 100, 9_999).is_empty());
    }

    #[test]
    fn background_work_tells_its_own_length() {
        for kind in JOBS {
            assert!(said_of(kind, 20, 100, 20_000).is_empty(), "{kind}");
        }
    }
}
