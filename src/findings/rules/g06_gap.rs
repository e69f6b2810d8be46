//! G6: the log falls silent, and the next lines report waits of that length.

use super::g04_stall::{ABSORBED, SYMPTOMS};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Covers, Draft, Rule, Scope};
use crate::findings::{Facts, own, say};
use crate::model::log::Gap;
use crate::model::{EvidenceKind, Severity};

const LENGTH: Limit = Limit::seconds("G6.length", 10.0, Source::Choice);
const RATIO: Limit = Limit::times("G6.ratio", 20.0, Source::Choice);
const WAIT: Limit = Limit::percent("G6.wait", 50.0, Source::Choice);
/// From this length on the severity is high.
const HIGH: Limit = Limit::seconds("G6.high", 30.0, Source::Choice);
/// Lines right after a gap that may report the wait.
const AFTER_NANOS: i64 = 1_000_000_000;

/// Fewer records before a gap are no rate.
const RECORDS: Limit = Limit::count("G6.records", 8.0, Source::Choice);
/// How much longer the gap is than the longest of those before it. Of lines that come by chance, the ninth time between two
/// is five times the longest of eight once in a thousand logs.
const UNUSUAL: Limit = Limit::times("G6.unusual", 5.0, Source::Choice);
/// More gaps of at least half that length in the same source: a log that falls silent again and again.
const MAX_LIKE_IT: usize = 4;

pub static RULE: Rule = Rule {
    id: "G6",
    title: "No output, then waits of that length",
    says: "No line for more than 10 s and more than twenty median gaps, though at least eight lines before it came less than \
           a fifth of that apart, and a line right after it reports a wait of at least half the gap that only the process \
           itself accounts for: the process was stopped or starved. Work and queues of stores, locks of other transactions, \
           clients, background jobs, and what a timer prints while a statement runs (expensive_query) are no such wait.",
    why: "A server that is idle for once also writes nothing, and one statement may take long for its own reasons.",
    severity: Severity::Medium,
    limits: &[&LENGTH, &RATIO, &RECORDS, &UNUSUAL, &WAIT, &HIGH],
    check,
};

/// Whether a silence of that length is unusual for its source.
fn unusual(facts: &Facts<'_>, gap: &Gap) -> bool {
    let (length, limits) = (gap.duration_nanos, facts.limits);
    let like_it = facts
        .report
        .log
        .gaps
        .iter()
        .filter(|other| other.span.source == gap.span.source && other.duration_nanos.saturating_mul(2) >= length);
    length > limits.nanos(&LENGTH)
        && length as f64 > limits.get(&RATIO) * gap.median_nanos as f64
        && f64::from(gap.records_before) >= limits.get(&RECORDS)
        && length as f64 > limits.get(&UNUSUAL) * gap.longest_before_nanos as f64
        && like_it.count() <= MAX_LIKE_IT
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for gap in facts.report.log.gaps.iter().filter(|gap| unusual(facts, gap)) {
        let (length, median) = (gap.duration_nanos, gap.median_nanos);
        let least = (facts.limits.share(&WAIT) * length as f64) as i64;
        let after = |end: Option<crate::model::Stamp>, source: u32| {
            source == gap.span.source
                && end.is_some_and(|end| (0..=AFTER_NANOS).contains(&end.nanos.saturating_sub(gap.to.nanos)))
        };
        let long = |nanos: &i64| *nanos >= least;
        let lines: Vec<_> = facts
            .measures
            .iter()
            .filter(|line| after(line.end, line.span.source) && own::of_measure(facts, line).as_ref().is_some_and(long))
            .collect();
        let entries: Vec<_> = facts
            .entries
            .iter()
            .filter(|entry| {
                after(entry.end, entry.span.source) && own::of_entry(facts, entry).as_ref().is_some_and(long)
            })
            .collect();
        let longest =
            lines.iter().filter_map(|line| line.nanos).chain(entries.iter().filter_map(|entry| entry.query)).max();
        let Some(longest) = longest else { continue };
        let seconds = say::seconds(length, 1);
        let title = format!("No output for {seconds}, then waits of that length");
        let text = format!(
            "No output for {seconds} ({} to {}), where the {} lines before came at most {} apart; the next lines report waits \
             of that length ({} at most) that no store, lock or client accounts for: the process was stopped or starved.",
            gap.from,
            gap.to,
            gap.records_before,
            say::time(gap.longest_before_nanos),
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
            .figure("lines before", gap.records_before.to_string())
            .figure("longest gap before", say::exact(gap.longest_before_nanos))
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
    use crate::model::{Report, Stamp};

    /// A gap of a log in which 20 lines came at most a second apart.
    fn gap(seconds: i64, median_millis: i64) -> Gap {
        let to = Stamp::parse(b"2024-05-14T08:01:00.000Z").unwrap();
        let duration_nanos = seconds * 1_000_000_000;
        let (from, median_nanos) = (to.plus_nanos(-duration_nanos), median_millis * 1_000_000);
        let (records_before, longest_before_nanos) = (20, 1_000_000_000);
        let span = testing::span(7);
        Gap { from, to, duration_nanos, median_nanos, records_before, longest_before_nanos, span }
    }

    fn titles(report: &Report) -> Vec<String> {
        let found = testing::findings(&RULE, report);
        found.iter().map(|finding| format!("{:?}: {}", finding.severity, finding.title)).collect()
    }

    fn said(gap_seconds: i64, median_millis: i64, wait_millis: i64) -> Vec<String> {
        said_of("tso_slow", "", gap(gap_seconds, median_millis), wait_millis)
    }

    fn said_of(kind: &str, fields: &str, gap: Gap, wait_millis: i64) -> Vec<String> {
        let mut report = Report::default();
        report.log.gaps = vec![gap];
        testing::add_timing(&mut report, kind, "2024-05-14T08:01:00.100Z", wait_millis, fields);
        titles(&report)
    }

    #[test]
    fn ten_seconds_twenty_gaps_and_half_the_wait() {
        assert_eq!(said(20, 100, 10_000), ["Medium: No output for 20.0 s, then waits of that length"]);
        assert_eq!(said(31, 100, 16_000), ["High: No output for 31.0 s, then waits of that length"]);
        assert!(said(10, 100, 10_000).is_empty());
        assert!(said(20, 1_000, 10_000).is_empty());
        assert!(said(20, 100, 9_999).is_empty());
    }

    /// Four lines in ten seconds and then a minute without one: nothing is usual there.
    #[test]
    fn a_quiet_server_is_not_a_stopped_one() {
        let with = |records_before, seconds: i64| Gap {
            records_before,
            longest_before_nanos: seconds * 1_000_000_000,
            ..gap(60, 100)
        };
        let fires = |gap| !said_of("tso_slow", "", gap, 60_000).is_empty();
        assert!(fires(with(8, 1)));
        assert!(!fires(with(7, 1)));
        assert!(!fires(with(20, 12)));
        // Silent again and again.
        let mut report = Report::default();
        report.log.gaps = vec![gap(60, 100); 6];
        testing::add_timing(&mut report, "tso_slow", "2024-05-14T08:01:00.100Z", 60_000, "");
        assert!(titles(&report).is_empty());
    }

    /// A line that a timer prints, a job, and work and queues of a store say nothing of the process.
    #[test]
    fn what_others_account_for_is_no_witness() {
        for (kind, fields) in [
            ("other", ""),
            ("gc", ""),
            ("expensive_query", "process_time=0.2s"),
            ("expensive_txn", ""),
            ("killed", ""),
            ("backup_slow", ""),
            ("cop_process", "store_addr=t:1 kv_process_ms=19000 kv_wait_ms=0"),
            ("cop_wait", "store_addr=t:1 kv_process_ms=0 kv_wait_ms=19000"),
            ("cop_wait", "store_addr=t:1"),
        ] {
            assert!(said_of(kind, fields, gap(20, 100), 20_000).is_empty(), "{kind} {fields}");
        }
        for fields in
            ["store_addr=t:1 kv_process_ms=1 kv_wait_ms=0", "store_addr=store1 kv_process_ms=19000 kv_wait_ms=0"]
        {
            assert_eq!(said_of("cop_wait", fields, gap(20, 100), 20_000).len(), 1, "{fields}");
        }
    }

    #[test]
    fn a_statement_that_waited_for_a_lock_is_no_witness() {
        let fires = |fields: &str| {
            let entry = format!("time: 2024-05-14T08:01:00.050Z\nQuery_time: 20\nParse_time: 0\nSucc: true\n{fields}");
            let mut report = testing::entries(&[&entry]);
            report.log.gaps = vec![gap(20, 100)];
            !titles(&report).is_empty()
        };
        assert!(!fires("Compile_time: 0\nLockKeys_time: 19.9"));
        assert!(!fires("Compile_time: 0\nCop_time: 19.9\nProcess_time: 44"));
        assert!(!fires("Compile_time: 0\nPrewrite_time: 19.9\nCommit_backoff_time: 19"));
        assert!(fires("Compile_time: 19.9"));
    }
}
