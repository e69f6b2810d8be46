//! G4: the whole process stood still.

use crate::text::order::Order;

use crate::findings::activity::{Activity, Part, activities, outside_store, planning};
use crate::findings::facts::is_mock_store;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Covers, Draft, Rule, Scope};
use crate::findings::{Facts, own, say};
use crate::model::{EvidenceKind, Severity, Stamp};

const COUNT: Limit = Limit::count("G4.measurements", 3.0, Source::Choice);
const OVERLAP: Limit = Limit::percent("G4.overlap", 80.0, Source::Choice);
const LENGTH: Limit = Limit::seconds("G4.length", 1.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G4",
    title: "Stall of the whole process",
    says: "At least three independent measurements (statements, requests, planning) of one process, of at least a second, go on \
           at the same time, overlap by 80 % of the shorter one, and are long for different reasons: what they share is the \
           process or its host. What a store, a lock of another transaction, a sub-query or a client accounts for is no such \
           measurement, but where the store is the mock store inside the process. Records of different sources are of one \
           process only where they speak of the same statement.",
    why: "The overlap is certain, the cause is an inference; on a busy server long statements overlap by chance.",
    severity: Severity::High,
    limits: &[&COUNT, &OVERLAP, &LENGTH],
    check,
};

/// Findings that a stall explains.
pub const ABSORBED: &[&str] = &["Q2", "Q5", "Q10", "Q15", "Q16", "Q17", "Q25", "G6"];
pub const SYMPTOMS: &[&str] = &["Q3"];

/// Longest activities looked at, and those around which a stall is looked for.
const MAX_ACTIVITIES: usize = 2_000;
const MAX_SEEDS: usize = 50;

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut left = activities(facts, facts.limits.nanos(&LENGTH), MAX_ACTIVITIES);
    left.retain(|one| speaks_of_the_process(facts, one));
    let mut found = Vec::new();
    let mut seed = 0;
    while seed < left.len().min(MAX_SEEDS) {
        match stall_around(facts, &left, seed) {
            Some(stall) => {
                let members: Vec<_> = stall.iter().map(|one| (one.entry, one.measure)).collect();
                found.push(describe(facts, &stall));
                left.retain(|one| !members.contains(&(one.entry, one.measure)));
            }
            None => seed += 1,
        }
    }
    found
}

/// Whether nothing outside the process accounts for most of a measurement.
fn speaks_of_the_process(facts: &Facts<'_>, one: &Activity<'_>) -> bool {
    if facts.processes.holds_its_store(one.process) {
        return true;
    }
    let entry = one.entry.and_then(|index| facts.entries.get(index as usize));
    let most = |nanos: Option<i64>| nanos.is_some_and(|nanos| nanos.saturating_mul(2) >= one.nanos.max(1));
    match one.part {
        Part::OutsideStore | Part::Timestamp => true,
        Part::InStore | Part::Lock => false,
        Part::Coprocessor => most(entry.and_then(own::outside_stores)),
        Part::Planning => entry.is_some_and(|entry| most(own::planning(entry).max(entry.parse))),
        Part::Commit => {
            let waits = entry.map(|entry| [entry.commit_backoff, entry.resolve_lock].into_iter().flatten().sum());
            waits.is_some() && !most(waits)
        }
        Part::Other => most(entry.and_then(|entry| own::nowhere(entry, entry.query?))),
    }
}

/// The measurements that overlap one of them, when they make a stall.
fn stall_around<'a>(facts: &Facts<'a>, all: &[Activity<'a>], seed: usize) -> Option<Vec<Activity<'a>>> {
    let seed = all.get(seed)?;
    let share = facts.limits.share(&OVERLAP);
    let together = |one: &Activity<'_>, other: &Activity<'_>| {
        one.overlap(other) as f64 >= share * one.length().min(other.length()) as f64
    };
    let mut stall: Vec<Activity<'a>> = vec![seed.clone()];
    // Each with each: short ones that follow one another within a long one have nothing in common.
    for one in
        all.iter().filter(|one| one.process == seed.process && together(one, seed) && same_time(facts, one, seed))
    {
        if stall.iter().all(|known| together(one, known)) && !stall.iter().any(|known| known.identity == one.identity) {
            stall.push(one.clone());
        }
    }
    let wanted = facts.limits.get(&COUNT);
    if (stall.len() as f64) < wanted {
        // Planning of that length, of one of these statements, is a measurement of its own.
        let long = |one: &Activity<'_>| one.length() >= facts.limits.nanos(&LENGTH) && together(one, seed);
        let steps: Vec<_> = stall
            .iter()
            .filter(|one| one.part != Part::Planning)
            .filter_map(|one| planning(facts, facts.entries.get(one.entry? as usize)?))
            .filter(|one| long(one) && speaks_of_the_process(facts, one))
            .collect();
        stall.extend(steps);
    }
    let mut parts: Vec<Part> = stall.iter().map(|one| one.part).collect();
    parts.order_by(Ord::cmp);
    parts.dedup();
    if (stall.len() as f64) < wanted || (parts.len() as f64) < wanted {
        return None;
    }
    // Requests first, then statements, then planning, each in the order of their end.
    stall.order_by_key(|one| (one.part == Part::Planning && one.measure.is_none(), one.end));
    Some(stall)
}

/// Whether two measurements can be laid side by side: their clocks are not known to be apart.
fn same_time(facts: &Facts<'_>, one: &Activity<'_>, other: &Activity<'_>) -> bool {
    one.clock(facts).zip(other.clock(facts)).is_none_or(|(one, other)| facts.clocks.between(one, other) == 0)
}

fn describe(facts: &Facts<'_>, stall: &[Activity<'_>]) -> Draft {
    let entries = |one: &Activity<'_>| one.entry.and_then(|index| facts.entries.get(index as usize));
    let tso = |one: &Activity<'_>| {
        let of_line = one.measure.and_then(|index| facts.measures.get(index as usize)?.txn_start);
        // The start timestamp of an explicit transaction is older than the statement.
        of_line
            .filter(|tso| one.start.saturating_sub(tso.nanos) < 60_000_000_000)
            .map_or(one.start, |tso| tso.nanos.min(one.start))
    };
    let from = stall.iter().map(|one| tso(one).min(one.start)).min().unwrap_or_default();
    let to = stall.iter().map(|one| one.end).max().unwrap_or_default();
    let overlap = overlap(facts, stall, to - from);
    let stamp = stall.iter().find_map(|one| {
        entries(one).and_then(|entry| entry.end).or_else(|| facts.measures.get(one.measure? as usize)?.end)
    });
    let offset = stamp.and_then(|stamp| stamp.offset_minutes);
    let clock = |nanos| clock(Stamp::from_unix_nanos(nanos, offset, 0));
    let seconds = (to - from + 500_000_000) / 1_000_000_000;
    let title = format!("Stall of the whole process, about {} to {} ({seconds} s at most)", clock(from), clock(to));

    let mut draft = RULE.found(title, "").explains(to - from).confidence(Confidence::Likely);
    let mut pieces = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    for (at, one) in stall.iter().enumerate() {
        let name = char::from(b'A' + (at as u8).min(25));
        let (words, reason) = piece(facts, one, name);
        pieces.push(words);
        if let Some(reason) = reason {
            draft = draft.figure(&format!("{name}"), reason.clone());
            reasons.push(reason);
        }
        for (what, figure) in arithmetic(facts, one) {
            draft = draft.figure(&format!("{name}: {what}"), figure);
        }
        if let Some(index) = one.measure {
            draft = draft.at(EvidenceKind::Timing, index);
        }
        if let Some(index) = one.entry.filter(|_| one.part != Part::Planning || one.measure.is_none()) {
            draft = draft.at(EvidenceKind::SlowQuery, index);
        }
    }
    draft.finding.evidence.dedup();
    let mut text = format!(
        "{} independent measurements are long at the same time and for different reasons: {}. The longest went on together \
         for {}. What they share is the process, not the store.",
        number_word(stall.len()),
        join(&pieces),
        say::seconds(overlap, 1)
    );
    let mock = stall.iter().map(|one| one.store).find(|store| is_mock_store(store));
    text += &match mock {
        Some(store) => format!(
            " The store address {store} is TiDB's built-in mock store, which runs inside the test process, so there is no \
             network and no remote queue. Likely causes: no CPU for the process (overloaded CI machine, race-detector \
             build), or a lock held inside the mock store."
        ),
        None => " Likely causes: no CPU for the process (overloaded machine, limit of a container), a pause of the host, or \
                 its network."
            .to_owned(),
    };
    let long: Vec<_> = stall.iter().filter(|one| one.length().saturating_mul(2) > to.saturating_sub(from)).collect();
    if let (Some(first), Some(last)) = (long.iter().min_by_key(|one| one.end), long.iter().max_by_key(|one| one.end))
        && last.end.saturating_sub(first.end) > 1_000_000_000
    {
        let at = stall.iter().position(|one| one.start == first.start && one.end == first.end).unwrap_or_default();
        let other = stall.iter().position(|one| one.start == last.start && one.end == last.end).unwrap_or_default();
        let apart = (last.end - first.end + 500_000_000) / 1_000_000_000;
        text += &format!(
            " A single stop-the-world pause does not fit: {} finished and was logged {apart} s before {}.",
            char::from(b'A' + (at as u8).min(25)),
            char::from(b'A' + (other as u8).min(25)),
        );
        draft = draft.figure("ends apart", say::exact(last.end - first.end));
    }
    text += " The overlap is certain, the cause is an inference.";
    draft.finding.text = text.into();
    draft.statement = None;
    draft
        .figure("measurements", stall.len().to_string())
        .figure("overlap", say::time(overlap))
        .figure("from", Stamp::from_unix_nanos(from, offset, 3).to_string())
        .figure("to", Stamp::from_unix_nanos(to, offset, 3).to_string())
        .figure("length at most", say::time(to - from))
        .covers(Covers { scope: Scope::Stall(from, to), absorbs: ABSORBED, symptoms: SYMPTOMS })
}

/// How long the long measurements go on together; of a statement with a request, the request's time counts.
fn overlap(facts: &Facts<'_>, stall: &[Activity<'_>], length: i64) -> i64 {
    let intervals: Vec<(i64, i64)> = stall
        .iter()
        .filter(|one| one.length().saturating_mul(2) > length)
        .map(|one| {
            let request = one.measure.and_then(|index| facts.measures.get(index as usize)?.interval());
            let start = request.map_or(one.start, |(start, _)| start.max(one.start));
            (start, one.end)
        })
        .collect();
    let start = intervals.iter().map(|(start, _)| *start).max().unwrap_or_default();
    let end = intervals.iter().map(|(_, end)| *end).min().unwrap_or_default();
    (end - start).max(0)
}

/// The sums behind a measurement: what is left over, and how the clocks agree.
fn arithmetic(facts: &Facts<'_>, one: &Activity<'_>) -> Vec<(&'static str, String)> {
    let mut sums = Vec::new();
    let line = one.measure.and_then(|index| facts.measures.get(index as usize));
    if let Some(line) = line
        && let (Some(total), Some(process)) = (line.nanos, line.process)
        && one.part == Part::InStore
    {
        let left = total - process - line.wait.unwrap_or_default();
        sums.push(("outside the handler", format!("{} ({})", say::time(left), say::share(left, total))));
    }
    if let Some(line) = line
        && let (Some((start, _)), Some(tso)) = (line.interval(), line.txn_start)
    {
        let after = start - tso.nanos;
        if after.abs() < 1_000_000_000 {
            sums.push(("began after its timestamp", format!("{:.2} ms", after as f64 / 1e6)));
        } else {
            sums.push(("began after its timestamp", say::time(after)));
        }
    }
    let entry = one.entry.filter(|_| one.part != Part::Planning).and_then(|index| facts.entries.get(index as usize));
    if let Some(entry) = entry
        && let Some(query) = entry.query
    {
        let left = query - entry.compile.unwrap_or_default() - entry.cop.unwrap_or_default();
        let sum = format!("{} ({})", say::exact(left), say::share(left, query));
        if left >= 0 && entry.cop.is_some() {
            sums.push(("Query_time less Compile_time and Cop_time", sum));
        }
        if let (Some(cop), Some(response)) = (entry.cop, line.and_then(|line| line.nanos)) {
            sums.push(("Cop_time less resp_time", say::time(cop - response)));
        }
    }
    sums
}

/// What one measurement shows, and its reason as a figure.
fn piece(facts: &Facts<'_>, one: &Activity<'_>, name: char) -> (String, Option<String>) {
    let entry = one.entry.and_then(|index| facts.entries.get(index as usize));
    let (words, figure) = match one.part {
        Part::InStore => {
            let nanos = one.measure.and_then(|index| facts.measures.get(index as usize)?.process).unwrap_or(one.nanos);
            (
                format!("request {name} spent {} inside the store handler", say::time(nanos)),
                format!("{} inside the store handler", say::time(nanos)),
            )
        }
        Part::OutsideStore => {
            let (outside, inside) = outside_store(facts, one);
            let handler = match inside {
                Some(0) => "less than 1 ms".to_owned(),
                Some(nanos) if nanos < 10_000_000 => format!("{:.1} ms", nanos as f64 / 1e6),
                Some(nanos) => say::time(nanos),
                None => "little".to_owned(),
            };
            let total = one.measure.and_then(|index| facts.measures.get(index as usize)?.nanos).unwrap_or(outside);
            (
                format!("request {name} spent {} outside a handler that needed {handler}", say::time(outside)),
                format!(
                    "{} of {} ({}) outside the handler",
                    say::time(outside),
                    say::time(total),
                    say::share(outside, total)
                ),
            )
        }
        Part::Planning => {
            let tables = match entry.map(|entry| entry.stats.len()) {
                Some(1) => "a one-table query",
                _ => "a query",
            };
            (
                format!("planning {tables} took {}", say::seconds(one.nanos, 2)),
                format!("{} planning", say::time(one.nanos)),
            )
        }
        Part::Coprocessor => waited(one, name, "waiting for the coprocessor"),
        Part::Lock => waited(one, name, "waiting for pessimistic locks"),
        Part::Commit => waited(one, name, "in prewrite and commit"),
        Part::Timestamp => waited(one, name, "waiting for a timestamp"),
        Part::Other => waited(one, name, "in no single part"),
    };
    (words, Some(figure))
}

fn waited(one: &Activity<'_>, name: char, what: &str) -> (String, String) {
    let nanos = if one.nanos > 0 { one.nanos } else { one.length() };
    (format!("statement {name} spent {} {what}", say::time(nanos)), format!("{} {what}", say::time(nanos)))
}

fn number_word(count: usize) -> String {
    match count {
        2 => "Two".to_owned(),
        3 => "Three".to_owned(),
        4 => "Four".to_owned(),
        5 => "Five".to_owned(),
        more => more.to_string(),
    }
}

fn join(pieces: &[String]) -> String {
    match pieces {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

/// The time of day of a stamp.
fn clock(stamp: Stamp) -> String {
    let text = stamp.to_string();
    text.get(11..19).unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::Report;

    /// Three statements that end at second 40: a lock wait, a prewrite, and planning; with their starts.
    fn titles(lengths: [&str; 3], parts: [&str; 3]) -> Vec<String> {
        let texts: Vec<String> = lengths
            .iter()
            .zip(parts)
            .enumerate()
            .map(|(at, (length, part))| {
                format!(
                    "time: 2024-05-14T08:00:40Z\nDigest: {at}\nQuery_time: {length}\n{part}: {length}\n\
                     Cop_proc_addr: store1"
                )
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        titles_of(&testing::entries(&texts))
    }

    fn titles_of(report: &Report) -> Vec<String> {
        testing::findings(&RULE, report).iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn three_reasons_at_the_same_time() {
        let parts = ["LockKeys_time", "Prewrite_time", "Compile_time"];
        let title = "Stall of the whole process, about 08:00:10 to 08:00:40 (30 s at most)";
        assert_eq!(titles(["30", "29", "2"], parts), [title]);
        assert_eq!(titles(["30", "29", "1"], parts), [title]);
        assert!(titles(["30", "29", "0.999"], parts).is_empty());
        assert!(titles(["30", "29", "28"], ["Cop_time", "Prewrite_time", "Cop_time"]).is_empty());
    }

    fn stalls(texts: &[&str]) -> usize {
        let texts: Vec<String> = (0..)
            .zip(texts)
            .map(|(at, text): (u32, _)| format!("time: 2024-05-14T08:00:40Z\nDigest: {at}\nSucc: true\n{text}"))
            .collect();
        titles_of(&testing::entries(&texts.iter().map(String::as_str).collect::<Vec<_>>())).len()
    }

    const PLANNING: &str = "Query_time: 30\nCompile_time: 30";
    const TIMESTAMP: &str = "Query_time: 29\nCompile_time: 0\nWait_TS: 29";
    const OUTSIDE: &str = "Query_time: 28\nCompile_time: 0\nCop_time: 28\nProcess_time: 0.01\nProcess_keys: 4";

    /// A store that is slow for everybody, and a lock: three reasons, none of them the process.
    #[test]
    fn what_stores_and_locks_account_for_is_no_stall() {
        assert_eq!(stalls(&[PLANNING, TIMESTAMP, OUTSIDE]), 1);
        for explained in [
            "Query_time: 28\nCompile_time: 0\nCop_time: 28\nProcess_time: 27",
            "Query_time: 28\nCompile_time: 0\nCop_time: 28\nProcess_time: 0.01\nWait_time: 80",
            "Query_time: 28\nCompile_time: 0\nCop_time: 28",
            "Query_time: 28\nCompile_time: 0\nLockKeys_time: 28",
            "Query_time: 28\nCompile_time: 0\nPrewrite_time: 28\nCommit_backoff_time: 27",
            "Query_time: 28\nCompile_time: 0\nWrite_sql_response_total: 28",
            "Query_time: 28\nCompile_time: 28\nPreproc_subqueries_time: 27.9",
        ] {
            assert_eq!(stalls(&[PLANNING, TIMESTAMP, explained]), 0, "{explained}");
        }
    }

    /// What records of three servers share is not the process.
    #[test]
    fn records_of_three_sources_are_no_stall() {
        let of = |texts: [&str; 3]| stalls(&texts);
        assert_eq!(of([PLANNING, TIMESTAMP, OUTSIDE]), 1);
        let source = |text: &str, source: u32| format!("{text}\nsource: {source}");
        assert_eq!(of([PLANNING, &source(TIMESTAMP, 1), &source(OUTSIDE, 2)]), 0);
        assert_eq!(of([PLANNING, &source(TIMESTAMP, 1), OUTSIDE]), 0);
        let row = |text: &str, instance: &str| format!("{text}\nINSTANCE: {instance}");
        assert_eq!(of([&row(PLANNING, "a:1"), &row(TIMESTAMP, "b:1"), &row(OUTSIDE, "c:1")]), 0);
        assert_eq!(of([&row(PLANNING, "a:1"), &row(TIMESTAMP, "a:1"), &row(OUTSIDE, "a:1")]), 1);
    }

    #[test]
    fn one_statement_over_and_over_is_no_stall() {
        let text = "time: 2024-05-14T08:00:40Z\nDigest: d\nQuery_time: 9\nCop_time: 9";
        assert!(titles_of(&testing::entries(&[text; 5])).is_empty());
    }

    /// A report that reads for a minute, and two statements that wait for their own reasons meanwhile.
    #[test]
    fn what_follows_one_another_within_a_long_statement_is_no_stall() {
        let titles = |second: &str| {
            titles_of(&testing::entries(&[
                "time: 2024-05-14T08:01:00Z\nDigest: a\nQuery_time: 60\nCop_time: 59\nCop_proc_addr: store1",
                "time: 2024-05-14T08:00:20Z\nDigest: b\nQuery_time: 3\nLockKeys_time: 3",
                &format!("time: 2024-05-14T08:00:{second}Z\nDigest: c\nQuery_time: 3\nPrewrite_time: 3"),
            ]))
            .len()
        };
        assert_eq!((titles("50"), titles("20.601"), titles("20.6")), (0, 0, 1));
    }

    #[test]
    fn minutes_apart_is_no_stall() {
        let texts = ["LockKeys_time", "Prewrite_time", "Compile_time"]
            .iter()
            .enumerate()
            .map(|(at, part)| format!("time: 2024-05-14T08:0{at}:40Z\nDigest: {at}\nQuery_time: 9\n{part}: 9"))
            .collect::<Vec<_>>();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(titles_of(&testing::entries(&texts)).is_empty());
    }
}
