//! Puts the records of all sources together into one report: groups, joins, findings.

use super::digests::Digests;
use super::keep_go::Dropped;
use super::races::{Groups, role_of};
use super::{Scan, keep};
use crate::formats::{Records, slow_query};
use crate::model::{Goroutine, Note, Report, Role};
use crate::text::order::Order;

/// The report on one or several sources.
pub fn report(scans: Vec<Scan>) -> Report {
    let (mut report, mut groups) = (Report::default(), Groups::default());
    let (mut digests, mut dropped) = (Digests::default(), Dropped::default());
    for scan in scans {
        let Scan { mut source, mut records, races, kept, coverage } = scan;
        dropped.add(kept.go.finish(&mut records));
        super::join_go::join(&mut records);
        give_roles(&mut records);
        super::trust::judge(&mut source, &records);
        report.log.lines += source.lines;
        report.sources.push(source);
        records.log.add_to(&mut report.log);
        if groups.seen() == 0 {
            groups = races;
        } else {
            groups.merge(races);
        }
        report.failures.extend(records.failures);
        report.tests.extend(records.tests);
        report.assertions.extend(records.assertions);
        report.slow_queries.extend(records.slow_queries);
        report.timing_count += kept.timings;
        digests.absorb(kept.digests);
        report.timings.extend(records.timings);
        report.notes.extend(records.notes);
        report.coverage.bytes += coverage.bytes;
        report.coverage.claimed_bytes += coverage.claimed_bytes.min(coverage.bytes);
        report.coverage.unread.extend(coverage.unread);
    }
    report.race_count = groups.beyond();
    report.races = groups.finish(&mut report.notes);
    report.slow_query_count = digests.count;
    dropped.tell(&mut report);
    limit(&mut report);
    slow_query::add_details(&mut report.slow_queries);
    let all;
    (report.digests, all) = digests.table();
    if all > report.digests.len() {
        let text =
            format!("{all} different statements; the table shows the {} that took longest", report.digests.len());
        report.notes.push(Note { kind: "limit".into(), text: text.into(), ..Note::default() });
    }
    crate::findings::add(&mut report);
    report
}

/// Keeps the slowest queries and the longest timings, and says what was left out.
fn limit(report: &mut Report) {
    keep::slowest(&mut report.slow_queries);
    keep::longest(&mut report.timings);
    report.slow_queries.order_by_key(|query| (query.span.source, query.span.byte));
    report.timings.order_by_key(|timing| (timing.span.source, timing.span.byte));
    for (kept, all, what, which) in [
        (report.slow_queries.len() as u64, report.slow_query_count, "slow-log entries", "slowest"),
        (report.timings.len() as u64, report.timing_count, "timing lines", "longest"),
    ] {
        if kept < all {
            let text = format!("{all} {what}; the {kept} {which} are listed, all are counted");
            report.notes.push(Note { kind: "limit".into(), text: text.into(), ..Note::default() });
        }
    }
}

/// Says of the frames of failures and assertions whose code they are.
fn give_roles(records: &mut Records) {
    for failure in &mut records.failures {
        // In a crash of the compiler its own code is what is looked for.
        let of_tool = failure.tool().is_some();
        for frame in failure.goroutines.iter_mut().flat_map(Goroutine::all_frames_mut) {
            frame.role = if of_tool && frame.function.starts_with("cmd/") { Role::App } else { role_of(frame) };
        }
    }
    let asserted = records.assertions.iter_mut().flat_map(|assertion| &mut assertion.stack);
    for frame in asserted {
        frame.role = role_of(frame);
    }
}
