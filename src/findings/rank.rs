//! Puts findings in order: causes before what they explain, severe before light, large before small.

use crate::text::order::Order;

use super::facts::Facts;
use super::rule::{Confidence, Draft, Scope};
use super::rules::RULES;
use super::say;
use crate::model::{Evidence, EvidenceKind, Finding, Part, Severity};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Findings of one rule that are shown singly, the largest first; the rest is counted.
const PER_RULE: usize = 60;
/// Up to so many findings of a rule every entry has its own; beyond, a statement has one.
const SINGLE: usize = 20;
/// Entries named as evidence of such a finding.
const MAX_EVIDENCE: usize = 50;

/// Rules that say how the figures of a stall are to be read, and remarks on its records.
const READINGS: [&str; 2] = ["S5", "S8"];
const REMARKS: [&str; 7] = ["Q22", "S1", "S2", "S3", "S4", "S9", "S10"];
/// Rules whose findings follow from a stall.
const CONSEQUENCES: [&str; 1] = ["G13"];

/// Of a record, what must lie within a cause's time for the cause to explain it.
const INSIDE: f64 = 0.8;

/// What the rules find, ranked: most important first; what belongs to a cause follows it at once.
pub fn rank(facts: &Facts<'_>) -> Vec<Finding> {
    let mut drafts: Vec<Draft> = RULES.iter().flat_map(|rule| largest(facts, (rule.check)(facts))).collect();
    drafts.order_by(|one, two| one.finding.rule.cmp(&two.finding.rule));
    let mut groups = group(facts, drafts);
    groups.order_by_cached_key(|group| group.first().map(Place::of));
    for group in &mut groups {
        if let Some((_, belonging)) = group.split_first_mut() {
            belonging.order_by_cached_key(|draft| (draft.finding.part, Place::of(draft)));
        }
    }
    groups.into_iter().flatten().map(Draft::finished).collect()
}

/// Gives each cause what it explains; what no cause explains is a group of its own.
fn group(facts: &Facts<'_>, drafts: Vec<Draft>) -> Vec<Vec<Draft>> {
    let (mut leads, mut rest): (Vec<Draft>, Vec<Draft>) = drafts.into_iter().partition(|draft| draft.covers.is_some());
    leads.order_by_cached_key(Place::of);
    let mut groups: Vec<Vec<Draft>> = Vec::new();
    while !leads.is_empty() {
        let mut lead = leads.remove(0);
        let mut belonging = Vec::new();
        for list in [&mut leads, &mut rest] {
            let mut left = Vec::new();
            for draft in list.drain(..) {
                match fate(facts, &lead, &draft) {
                    Fate::Apart => left.push(draft),
                    Fate::Absorbed => absorb(&mut lead, &draft),
                    Fate::Part(part) => {
                        if part == Part::Symptom {
                            absorb(&mut lead, &draft);
                        }
                        belonging.push(belong(draft, &lead, part));
                    }
                }
            }
            *list = left;
        }
        belonging.insert(0, lead);
        groups.push(belonging);
    }
    groups.extend(rest.into_iter().map(|draft| vec![draft]));
    groups
}

enum Fate {
    Apart,
    Absorbed,
    Part(Part),
}

/// What becomes of a finding beside a cause.
fn fate(facts: &Facts<'_>, lead: &Draft, draft: &Draft) -> Fate {
    let Some(covers) = &lead.covers else { return Fate::Apart };
    let rule = &*draft.finding.rule;
    let named = |evidence: &Evidence| lead.finding.evidence.contains(evidence);
    let mut records = draft.finding.evidence.iter().filter(|evidence| evidence.index.is_some()).peekable();
    let explained = match covers.scope {
        // A mere place says nothing about time; the records beside it do.
        Scope::Stall(from, to) | Scope::Time(from, to) => {
            records.peek().is_some()
                && records.all(|evidence| {
                    named(evidence) || of_one_process(facts, lead, evidence) && inside(facts, evidence, (from, to))
                })
        }
        Scope::Statement => draft.statement.is_some() && draft.statement == lead.statement,
        Scope::Records => records.peek().is_some() && records.all(named),
    };
    if explained && covers.absorbs.contains(&rule) {
        return Fate::Absorbed;
    }
    if explained && covers.symptoms.contains(&rule) {
        return Fate::Part(Part::Symptom);
    }
    if !matches!(covers.scope, Scope::Stall(..)) {
        return Fate::Apart;
    }
    let shares = draft.finding.evidence.iter().any(named);
    if READINGS.contains(&rule) && shares {
        Fate::Part(Part::Reading)
    } else if CONSEQUENCES.contains(&rule)
        && draft.finding.evidence.iter().all(|evidence| of_one_process(facts, lead, evidence))
    {
        Fate::Part(Part::Consequence)
    } else if REMARKS.contains(&rule) && shares && draft.finding.severity == Severity::Note {
        Fate::Part(Part::Remark)
    } else {
        Fate::Apart
    }
}

/// Whether a record is of the process that a cause is about: what happened to one process explains nothing of another.
fn of_one_process(facts: &Facts<'_>, lead: &Draft, evidence: &Evidence) -> bool {
    let of = |evidence: &Evidence| facts.processes.of_evidence(facts, evidence);
    lead.finding.evidence.first().and_then(of) == of(evidence)
}

/// Whether a record lies within a time.
fn inside(facts: &Facts<'_>, evidence: &Evidence, window: (i64, i64)) -> bool {
    let interval = match (evidence.kind, evidence.index) {
        (EvidenceKind::SlowQuery, Some(index)) => {
            facts.entries.get(index as usize).and_then(super::facts::Entry::interval)
        }
        (EvidenceKind::Timing, Some(index)) => {
            facts.measures.get(index as usize).and_then(super::facts::Measure::interval)
        }
        _ => None,
    };
    interval.is_some_and(|(start, end)| {
        let common = end.min(window.1) - start.max(window.0);
        common >= 0 && common as f64 >= INSIDE * (end - start) as f64
    })
}

fn absorb(lead: &mut Draft, draft: &Draft) {
    let names = std::iter::once(&draft.finding.rule).chain(&draft.finding.absorbed);
    for name in names {
        if !lead.finding.absorbed.contains(name) {
            lead.finding.absorbed.push(name.clone());
        }
    }
}

fn belong(mut draft: Draft, lead: &Draft, part: Part) -> Draft {
    draft.finding.part = part;
    draft.finding.cause = Some(lead.finding.rule.clone());
    if part == Part::Symptom {
        draft.finding.severity = Severity::Note;
        let text = format!(
            "{} Counted as a symptom of \"{}\", not as a problem of its own.",
            draft.finding.text, lead.finding.title
        );
        draft.finding.text = text.into();
    }
    draft
}

/// The sorting key of a finding: severity, then the time it explains, then how sure it is, then the table's order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    severity: Reverse<Severity>,
    explains_nanos: Reverse<i64>,
    confidence: Reverse<Confidence>,
    table: usize,
}

impl Place {
    fn of(draft: &Draft) -> Self {
        Self {
            severity: Reverse(draft.finding.severity),
            explains_nanos: Reverse(draft.explains_nanos),
            confidence: Reverse(draft.confidence),
            table: RULES
                .iter()
                .position(|rule| draft.rule.is_some_and(|own| std::ptr::eq(*rule, own)))
                .unwrap_or(usize::MAX),
        }
    }
}

/// The largest findings of a rule, in words; the last one says how many more there are. A log of 100,000 entries must not
/// give 100,000 findings, and one statement that runs all day not sixty.
fn largest(facts: &Facts<'_>, mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.order_by_cached_key(Place::of);
    if drafts.len() > SINGLE {
        drafts = by_statement(drafts);
    }
    let more = drafts.len().saturating_sub(PER_RULE) as i64;
    drafts.truncate(PER_RULE);
    let mut kept: Vec<Draft> = drafts.into_iter().map(|draft| draft.worded(facts)).collect();
    for draft in &mut kept {
        match draft.others {
            0 => {}
            1 => add(draft, "The same of 1 more entry of this statement."),
            more => add(draft, &format!("The same of {} more entries of this statement.", say::count(more))),
        }
    }
    if let (Some(last), 1..) = (kept.last_mut(), more) {
        let more = say::plural(more, "more finding");
        add(last, &format!("{more} of this rule, each smaller than this one."));
    }
    kept
}

fn add(draft: &mut Draft, sentence: &str) {
    draft.finding.text = format!("{} {sentence}", draft.finding.text).into();
}

/// One finding for each statement of equal severity, the largest, with the entries of the others as evidence.
fn by_statement(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut places: BTreeMap<(u32, Severity), usize> = BTreeMap::new();
    let mut found: Vec<Draft> = Vec::new();
    for draft in drafts {
        // A cause takes what it explains by its own evidence.
        let statement = draft.statement.filter(|_| draft.covers.is_none());
        let key = statement.map(|statement| (statement, draft.finding.severity));
        let known = key.and_then(|key| places.get(&key)).and_then(|at| found.get_mut(*at));
        if let Some(first) = known {
            first.others += 1;
            first.explains_nanos = first.explains_nanos.saturating_add(draft.explains_nanos);
            let room = MAX_EVIDENCE.saturating_sub(first.finding.evidence.len());
            first.finding.evidence.extend(draft.finding.evidence.into_iter().take(room));
            continue;
        }
        places.extend(key.map(|key| (key, found.len())));
        found.push(draft);
    }
    found.order_by_cached_key(Place::of);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Thresholds, testing};
    use crate::model::Report;

    fn ranked(report: &Report) -> Vec<Finding> {
        let limits = Thresholds::default();
        let facts = Facts::new(report, &limits);
        rank(&facts)
    }

    fn names(findings: &[Finding]) -> Vec<String> {
        findings.iter().map(|finding| format!("{} {:?} {:?}", finding.rule, finding.severity, finding.part)).collect()
    }

    #[test]
    fn many_findings_of_one_rule_are_counted() {
        let texts: Vec<String> =
            (0..200).map(|at| format!("Query_time: 9\nWait_TS: {}", 1.0 + f64::from(at) / 100.0)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = ranked(&testing::entries(&texts));
        let of_rule: Vec<_> = found.iter().filter(|finding| &*finding.rule == "Q5").collect();
        assert_eq!(of_rule.len(), PER_RULE);
        assert_eq!(&*of_rule[0].title, "Waited 2.990 s of 9.000 s for a timestamp");
        assert!(of_rule[PER_RULE - 1].text.ends_with("140 more findings of this rule, each smaller than this one."));
    }

    /// One statement that waits all day is one finding; a few of them keep their own.
    #[test]
    fn entries_of_one_statement_are_one_finding() {
        let found = |count: usize| {
            let entry = |at: usize| format!("Digest: {}\nQuery_time: 9\nWait_TS: {}", at % 2, 1 + at % 3);
            let texts: Vec<String> = (0..count).map(entry).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut found = ranked(&testing::entries(&texts));
            found.retain(|finding| &*finding.rule == "Q5");
            found
        };
        assert_eq!(found(20).len(), 20);
        let many = found(24);
        assert_eq!(
            many.iter().map(|it| (&*it.title, it.evidence.len())).collect::<Vec<_>>(),
            [("Waited 3.000 s of 9.000 s for a timestamp", 12), ("Waited 3.000 s of 9.000 s for a timestamp", 12)]
        );
        assert!(many[0].text.ends_with("The same of 11 more entries of this statement."), "{}", many[0].text);
    }

    /// Words that a rule puts off are of the entry that stays, and the others of its statement are said behind them.
    #[test]
    fn words_are_of_what_stays() {
        let entry = |at: usize| format!("Digest: a\nQuery_time: {at}\nCop_time: {at}");
        let texts: Vec<String> = (1..=24).map(entry).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut found = ranked(&testing::entries(&texts));
        found.retain(|finding| &*finding.rule == "Q2");
        let said = "24.000 s of 24.000 s (100.0 %) waiting for the coprocessor";
        assert_eq!(found.iter().map(|it| &*it.title).collect::<Vec<_>>(), [said]);
        assert_eq!(&*found[0].text, format!("{said}. The same of 23 more entries of this statement."));
        assert_eq!(
            (found[0].figures.get("query").map(|it| &**it), found[0].evidence[0].index),
            (Some("24 s"), Some(23))
        );
    }

    /// What goes on in another server at the same time is no symptom of the stall of this one.
    #[test]
    fn a_stall_of_one_server_explains_nothing_of_another() {
        let entry = |source, digest, part| {
            format!(
                "source: {source}\ntime: 2024-05-14T08:00:40Z\nDigest: {digest}\nQuery_time: 30\n{part}: 30\n\
                 Cop_proc_addr: {}",
                if source == 0 { "store1" } else { "tikv-1:20160" }
            )
        };
        let found = ranked(&testing::entries(&[
            &entry(0, "a", "LockKeys_time"),
            &entry(0, "b", "Prewrite_time"),
            &entry(0, "c", "Compile_time"),
            &entry(1, "d", "Compile_time"),
        ]));
        let planning = |finding: &&Finding| &*finding.rule == "Q3";
        assert_eq!(
            names(&found.iter().filter(planning).cloned().collect::<Vec<_>>()),
            ["Q3 High Leading", "Q3 Note Symptom"]
        );
    }

    #[test]
    fn a_stall_takes_its_symptoms() {
        let entry = |digest, part| {
            format!(
                "time: 2024-05-14T08:00:40Z\nDigest: {digest}\nParse_time: 0\nQuery_time: 30\n{part}: 30\n\
                 Cop_proc_addr: store1"
            )
        };
        let found = ranked(&testing::entries(&[
            &entry("a", "LockKeys_time"),
            &entry("b", "Prewrite_time"),
            &entry("c", "Compile_time"),
            "time: 2024-05-14T09:00:40Z\nDigest: d\nQuery_time: 3\nPrewrite_time: 3",
        ]));
        assert_eq!(
            names(&found),
            ["G4 High Leading", "S5 Note Reading", "Q3 Note Symptom", "Q15 Medium Leading", "Q2 Note Leading"]
        );
        assert_eq!(found[0].absorbed.iter().map(|rule| &**rule).collect::<Vec<_>>(), ["Q15", "Q17", "Q2", "Q3"]);
        assert_eq!(found[1].cause.as_deref(), Some("G4"));
    }

    #[test]
    fn severe_before_light_and_large_before_small() {
        let found = ranked(&testing::entries(&[
            "Query_time: 1\nParse_time: 0\nCompile_time: 0\nCop_time: 1\nDisk_max: 5\nLocal_latch_wait_time: 0.2",
            "Query_time: 9\nParse_time: 0\nCompile_time: 0\nCop_time: 9\nDisk_max: 5",
        ]));
        assert_eq!(
            found.iter().map(|finding| format!("{} {:?}", finding.rule, finding.evidence[0].index)).collect::<Vec<_>>(),
            ["Q20 Some(1)", "Q20 Some(0)", "Q18 Some(0)", "Q2 Some(1)", "Q2 Some(0)"]
        );
    }
}
