//! The account of what happened: at most six sentences in causal order, the certain told apart from the inferred. It
//! repeats what the records and findings bear and gives no advice.

use super::joins::in_brackets;
use super::{Facts, failed, say};
use crate::model::report::Sentence;
use crate::model::{AccessKind, Evidence, EvidenceKind, FailureKind, Finding, Part, RaceReport, Severity};

/// Sentences of a story, at most.
const MAX_SENTENCES: usize = 6;

/// The story of a report, empty where there is nothing to tell.
pub fn tell(facts: &Facts<'_>, findings: &[Finding]) -> Vec<Sentence> {
    let mut story = Story { sentences: Vec::new() };
    let chain = findings.iter().any(|finding| &*finding.rule == "G13");
    if !chain {
        story.slow_queries(facts);
    }
    story.findings(facts, findings, chain);
    if chain {
        story.race_of_chain(facts);
    } else {
        story.failures(facts);
        story.races(facts);
    }
    story.sentences.truncate(MAX_SENTENCES);
    story.sentences
}

struct Story {
    sentences: Vec<Sentence>,
}

impl Story {
    fn say(&mut self, text: String, certain: bool, evidence: Vec<Evidence>) {
        self.sentences.push(Sentence { text: text.into(), certain, evidence });
    }

    /// Leading findings above a note; of a timer chain, its steps.
    fn findings(&mut self, facts: &Facts<'_>, findings: &[Finding], chain: bool) {
        let lead = |finding: &&Finding| finding.part == Part::Leading && finding.severity > Severity::Note;
        // The first of each rule: three statements with the same trouble are one sentence.
        let mut told: Vec<&str> = Vec::new();
        for finding in findings.iter().filter(lead) {
            if told.len() == if chain { 1 } else { 3 } {
                break;
            }
            if told.contains(&&*finding.rule) {
                continue;
            }
            told.push(&finding.rule);
            if &*finding.rule != "G13" {
                let certain = !matches!(&*finding.rule, "G4" | "G6" | "G10" | "G11");
                self.say(sentence_of(facts, finding), certain, finding.evidence.clone());
            }
        }
        for finding in findings.iter().filter(|finding| &*finding.rule == "G13") {
            let steps: Vec<&str> = finding.chain.iter().map(|step| &**step).collect();
            if finding.title.contains("failure follows") {
                self.say(finding.text.to_string(), false, finding.evidence.clone());
            } else if let [.., fail, deferred, _] = steps.as_slice() {
                self.say(format!("{}.", capital(fail)), true, finding.evidence.clone());
                self.say(format!("{}.", capital(deferred)), true, finding.evidence.clone());
            }
        }
    }

    /// The last step of a timer chain: the race itself.
    fn race_of_chain(&mut self, facts: &Facts<'_>) {
        let linked =
            facts.joins.links.iter().find(|link| link.to == EvidenceKind::Assertion).map_or(0, |link| link.race);
        let Some(race) = facts.report.races.get(linked as usize).and_then(|group| group.reports.first()) else {
            return;
        };
        self.say(
            format!("Last, the race detector reports {}{}.", accesses(race), relation(race)),
            true,
            vec![at(EvidenceKind::Race, linked)],
        );
    }

    /// How many slow statements there are, when, and the slowest.
    fn slow_queries(&mut self, facts: &Facts<'_>) {
        let Some((slowest, longest)) = facts.timed().max_by_key(|(_, query)| *query) else { return };
        let all = facts.report.slow_query_count.max(facts.entries.len() as u64) as i64;
        let ends = || facts.entries.iter().filter_map(|entry| entry.end);
        let between = match (ends().min_by_key(|end| end.nanos), ends().max_by_key(|end| end.nanos)) {
            (Some(first), Some(last)) if first != last => {
                format!(" between {} and {}", first.with_digits(0), last.with_digits(0))
            }
            (Some(only), _) => format!(" at {}", only.with_digits(0)),
            _ => String::new(),
        };
        let text = if all == 1 {
            format!("The log holds one slow query{between}, of {}.", say::time(longest))
        } else {
            format!("The log holds {} slow queries{between}, the slowest of {}.", say::count(all), say::time(longest))
        };
        self.say(text, true, vec![at(EvidenceKind::SlowQuery, slowest.index)]);
    }

    fn races(&mut self, facts: &Facts<'_>) {
        let groups = &facts.report.races;
        let Some((group, race)) = groups.first().and_then(|group| Some((group, group.reports.first()?))) else {
            return;
        };
        let evidence = || vec![at(EvidenceKind::Race, 0)];
        let times = if group.count > 1 { format!(" {} times", group.count) } else { String::new() };
        self.say(format!("The race detector reports{times} {}{}.", accesses(race), relation(race)), true, evidence());
        if let Some(test) = &race.test {
            let text = match &race.reported_in {
                Some(other) => {
                    format!("It was printed while {other} was running, but both goroutines come from {test}.")
                }
                None if race.accesses.len() < 2 => format!("It belongs to {test}."),
                None => format!("Both belong to {test}."),
            };
            self.say(text, true, evidence());
        }
        if let Some(hint) = group.hints.first() {
            self.say(format!("{}.", hint.text.trim_end_matches('.')), false, evidence());
        }
        if !race.complete {
            let missing =
                if race.missing.is_empty() { String::new() } else { format!(": {}", race.missing.join(", ")) };
            self.say(format!("The report is not complete{missing}."), true, evidence());
        }
        if groups.len() > 1 {
            let more = groups.len() - 1;
            self.say(
                format!("{more} other race{} reported besides.", if more == 1 { " is" } else { "s are" }),
                true,
                (1..groups.len().min(20) as u32).map(|index| at(EvidenceKind::Race, index)).collect(),
            );
        }
    }

    fn failures(&mut self, facts: &Facts<'_>) {
        let mut told: Vec<(FailureKind, &str)> = Vec::new();
        for (index, failure) in (0..).zip(&facts.report.failures) {
            let first = failure.message.lines().next().unwrap_or_default();
            // Tools print the end of a run again in their summaries.
            if told.contains(&(failure.kind, first)) {
                continue;
            }
            if told.len() == 2 {
                break;
            }
            let Some(text) = failed::sentence(failure) else { continue };
            told.push((failure.kind, first));
            self.say(text, true, vec![at(EvidenceKind::Failure, index)]);
        }
        for (index, assertion) in (0..).zip(&facts.report.assertions).take(1) {
            let error = assertion.error.lines().map(str::trim).filter(|line| !line.is_empty() && !line.ends_with(':'));
            let first = error.into_iter().next().unwrap_or_default();
            let test = assertion.test_name().map_or_else(String::new, |test| format!(" in {test}"));
            self.say(format!("An assertion failed{test}: {first}."), true, vec![at(EvidenceKind::Assertion, index)]);
        }
    }
}

fn at(kind: EvidenceKind, index: u32) -> Evidence {
    Evidence { kind, index: Some(index), span: None }
}

/// The title says it with its figures; a stall adds what was measured.
fn sentence_of(facts: &Facts<'_>, finding: &Finding) -> String {
    match finding.text.split_once(": ") {
        Some((_, rest)) if &*finding.rule == "G4" => {
            let measured = rest.split(". ").next().unwrap_or_default();
            format!("{}: {measured}.", finding.title)
        }
        _ => format!("{}{}.", finding.title.trim_end_matches('.'), statement_of(facts, finding)),
    }
}

/// Which statement a finding about one entry speaks of: the first it names, of the rules that look at one at a time.
fn statement_of(facts: &Facts<'_>, finding: &Finding) -> String {
    let about_one = finding.evidence.len() == 1 || finding.rule.starts_with('Q') && &*finding.rule != "Q9";
    let first = finding.evidence.first().filter(|_| about_one);
    let Some(Evidence { kind: EvidenceKind::SlowQuery, index: Some(index), .. }) = first else {
        return String::new();
    };
    let sql = facts.entries.get(*index as usize).map_or("", |entry| entry.sql.trim_end_matches(';'));
    let short: String = sql.chars().take(60).collect();
    let more = if short.len() < sql.len() { "…" } else { "" };
    if sql.is_empty() { String::new() } else { format!(", in `{short}{more}`") }
}

/// `a write in f (a.go:1, goroutine 7) against an earlier read in g (b.go:2, goroutine 8)`.
fn accesses(race: &RaceReport) -> String {
    let words: Vec<String> = race
        .accesses
        .iter()
        .map(|access| {
            let kind = match access.kind {
                AccessKind::Read => "read",
                AccessKind::Write => "write",
            };
            let earlier = if access.previous { "an earlier" } else { "a" };
            let frame = access
                .culprit
                .filter(|_| access.culprit_from.as_deref() != Some("creation"))
                .and_then(|index| access.frames.get(index as usize))
                .or_else(|| access.frames.first());
            let place_of = frame.map_or_else(String::new, |frame| {
                format!(" in {}{}", frame.function.rsplit('/').next().unwrap_or_default(), in_brackets(frame))
            });
            let goroutine = match access.goroutine.as_deref() {
                Some("main") => " by the main goroutine".to_owned(),
                Some(id) => format!(" by goroutine {id}"),
                None => String::new(),
            };
            format!("{earlier} {kind}{place_of}{goroutine}")
        })
        .collect();
    words.join(" against ")
}

fn relation(race: &RaceReport) -> String {
    match &race.relation {
        Some(relation) if !relation.text.is_empty() => format!("; {}", relation.text),
        _ => String::new(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
