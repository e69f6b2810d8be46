//! G7: clocks differ: that of a log and that of its timestamps, or those of two sources.

use crate::findings::clocks::{Names, OLD, RECORDS, SKEW, UNCERTAIN};
use crate::findings::facts::Measure;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::{Clock, ClockOffset, Evidence, Severity};
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    id: "G7",
    title: "Clocks differ",
    says: "By source: log time less duration less the time of the start timestamp, and its median over at least five \
           records lies beyond 1 s, or one record's timestamp is later than its log time by more than 1 s. Between two \
           sources, or a server and its stores: what both wrote about (one statement, a request and the store's line \
           about it) lies more than 1 s apart however it is placed. Or the log says that a clock jumped. An offset of \
           whole quarters of an hour is called a time zone; one that is known less well than half of it, or than 10 s, is \
           not said, nor one of timestamps that differ by more than 1 s (median deviation): that is the age of transactions. Times are shown as printed, never moved.",
    why: "Statements of longer transactions and stale reads have older timestamps although the clocks agree.",
    severity: Severity::Medium,
    limits: &[&SKEW, &RECORDS, &OLD, &UNCERTAIN],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let skew = facts.limits.nanos(&SKEW);
    let offsets = &facts.clocks.offsets;
    let names = Names::of(facts.report);
    let against_pd: BTreeMap<Clock, &ClockOffset> =
        offsets.iter().filter(|it| it.against.is_none()).map(|it| (it.clock, it)).collect();
    let by_timestamps = |clock: Clock| against_pd.get(&clock).copied();
    let mut lines: Vec<&Measure<'_>> =
        facts.measures.iter().filter(|line| matches!(line.kind, "clock_jump" | "clock_offset")).collect();
    let mut found = Vec::new();
    for offset in offsets.iter().filter(|offset| offset.apart) {
        // Where both clocks have been held against their timestamps, that says it all.
        let Some(against) = offset.against else {
            let (said, left): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.span.source == offset.clock.source);
            lines = left;
            found.push(confirmed(against_timestamps(&names, offset), &said));
            continue;
        };
        if by_timestamps(offset.clock).is_none() || by_timestamps(against).is_none() {
            found.push(against_another(&names, offset, against));
        }
    }
    for (clock, (ahead, evidence)) in &facts.clocks.futures {
        if *ahead > skew && by_timestamps(*clock).is_none_or(|offset| !offset.apart) {
            let (said, left): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.span.source == clock.source);
            lines = left;
            found.push(confirmed(from_the_future(&names, *clock, *ahead, evidence), &said));
        }
    }
    found.extend(jumped(&lines, skew));
    found
}

/// `this log's clock`, `tidb-2.log's clock`.
fn clock_of(names: &Names<'_>, clock: Clock) -> String {
    let name = names.name(clock);
    if clock.stores { format!("the clock of {name}") } else { format!("{name}'s clock") }
}

fn against_timestamps(names: &Names<'_>, offset: &ClockOffset) -> Draft {
    let (size, behind) = (say::seconds(offset.offset_nanos.abs(), 1), offset.offset_nanos > 0);
    let word = if behind { "behind" } else { "ahead of" };
    let clock = clock_of(names, offset.clock);
    let title = match offset.zone_minutes {
        Some(_) => offset.title.to_string(),
        None => format!("Timestamps are {size} {word} {clock}"),
    };
    let text = match offset.zone_minutes {
        Some(_) => format!("{} Times are shown as printed, not moved.", offset.text),
        None => format!(
            "{title}: median over {} records, deviation {}. Times are shown as printed, not moved.",
            offset.records,
            say::time(offset.uncertain_nanos)
        ),
    };
    shown(names, offset, title, text).figure("direction", if behind { "behind" } else { "ahead" })
}

fn against_another(names: &Names<'_>, offset: &ClockOffset, against: Clock) -> Draft {
    let title = offset.title.to_string();
    let text = format!("{} Times are shown as printed, not moved.", offset.text);
    let mut draft = shown(names, offset, title, text).figure("against", clock_of(names, against));
    draft.finding.may_be_wrong = BOTH.into();
    draft
}

const BOTH: &str = "The bounds hold if the records are about the same request: start timestamp and region agree, a retry \
                    that was not written down would agree in both as well.";

fn shown(names: &Names<'_>, offset: &ClockOffset, title: String, text: String) -> Draft {
    let mut draft = RULE
        .found(title, text)
        .figure("skew", say::exact(offset.offset_nanos))
        .figure("uncertainty", say::exact(offset.uncertain_nanos))
        .figure("records", offset.records.to_string());
    if names.are_several() {
        draft = draft.figure("clock", clock_of(names, offset.clock));
    }
    // A zone that is not printed is no fault of a clock.
    if !offset.zones_printed {
        draft = draft.severity(Severity::Note);
    }
    draft.finding.evidence.clone_from(&offset.evidence);
    draft
}

fn from_the_future(names: &Names<'_>, clock: Clock, ahead: i64, evidence: &Evidence) -> Draft {
    let size = say::seconds(ahead, 1);
    let title = format!("A timestamp is {size} ahead of {}", clock_of(names, clock));
    let text =
        format!("{title}: it is later than the line that reports it, so the clocks differ by at least that much.");
    let mut draft = RULE.found(title, text).figure("skew", say::exact(-ahead)).figure("records", "1");
    draft.finding.evidence.push(evidence.clone());
    draft
}

/// Lines of a source that speak of its clock make the finding certain.
fn confirmed(draft: Draft, lines: &[&Measure<'_>]) -> Draft {
    if lines.is_empty() {
        return draft;
    }
    let mut draft = with_lines(draft, lines).confidence(Confidence::Certain);
    let count = say::plural(lines.len() as i64, "line");
    let text = format!("{} The log says so too: {count} of a clock that jumped or lagged.", draft.finding.text);
    draft.finding.text = text.into();
    draft
}

fn with_lines(draft: Draft, lines: &[&Measure<'_>]) -> Draft {
    let mut draft = draft.figure("clock lines", lines.len().to_string());
    let lags = lines.iter().filter(|line| line.kind == "clock_offset").filter_map(|line| line.nanos);
    if let Some(offset) = lags.max() {
        draft = draft.figure("clock offset", say::exact(offset));
    }
    lines.iter().take(20).fold(draft, |draft, line| draft.measure(line))
}

/// Lines that speak of a clock, where nothing else does.
fn jumped(lines: &[&Measure<'_>], skew: i64) -> Option<Draft> {
    let draft = if let Some(jump) = lines.iter().find(|line| line.kind == "clock_jump") {
        let text = format!("{}: times before and after this line cannot be compared.", jump.record.message);
        RULE.found("A clock was set back", text)
    } else {
        let longest = lines.iter().filter_map(|line| line.nanos).max().filter(|nanos| *nanos > skew)?;
        let text = format!(
            "PD's clock was {} later than the time it had saved: the clock was set, or PD or its machine stood still.",
            say::time(longest)
        );
        RULE.found(format!("PD's clock ran {} ahead", say::time(longest)), text).severity(Severity::Low)
    };
    Some(with_lines(draft, lines).confidence(Confidence::Certain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    /// Entries whose timestamp, 2023-01-29T07:51:15.568Z, lies `ahead` seconds after their start.
    fn titles(ends: &[&str], more: &str) -> Vec<String> {
        let texts: Vec<String> = ends
            .iter()
            .map(|end| {
                format!("time: 2023-01-29T07:51:{end}Z\nTxn_start_ts: 439085609928097792\nQuery_time: 1\n{more}")
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = testing::findings(&RULE, &testing::entries(&texts));
        found.iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn five_records_beyond_a_second() {
        assert_eq!(titles(&["14.268"; 5], ""), ["Timestamps are 2.3 s ahead of this log's clock"]);
        assert_eq!(titles(&["18.868"; 5], ""), ["Timestamps are 2.3 s behind this log's clock"]);
        assert!(titles(&["17.568"; 5], "").is_empty());
        assert!(titles(&["18.868"; 4], "").is_empty());
        assert!(titles(&["18.868"; 5], "IsExplicitTxn: true").is_empty());
    }

    #[test]
    fn one_record_alone_only_from_the_future() {
        assert_eq!(titles(&["13.268"], ""), ["A timestamp is 2.3 s ahead of this log's clock"]);
        assert!(titles(&["14.568"], "").is_empty());
    }

    #[test]
    fn an_old_transaction_is_no_skew() {
        let texts = ["time: 2023-01-29T08:11:15Z\nTxn_start_ts: 439085609928097792\nQuery_time: 1"; 5];
        assert!(testing::findings(&RULE, &testing::entries(&texts)).is_empty());
    }

    /// Later statements of one transaction, and later requests of one statement, say nothing of a clock.
    #[test]
    fn what_follows_within_a_transaction_is_no_skew() {
        assert!(titles(&["18.568", "19.568", "21.568", "23.568", "25.568"], "").is_empty());
    }

    #[test]
    fn what_the_log_says_of_its_clocks() {
        let said = |kind, millis| {
            let mut report = testing::entries(&[]);
            testing::add_timing(&mut report, kind, "2023-01-29T07:53:15Z", millis, "");
            testing::findings(&RULE, &report).iter().map(|it| it.title.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(said("clock_jump", 0), ["A clock was set back"]);
        assert_eq!(said("clock_offset", 2_300), ["PD's clock ran 2.300 s ahead"]);
        assert!(said("clock_offset", 1_000).is_empty());
    }
}
