//! G3: a statement that is seen only in the abnormal time.

use super::g09_burst::bursts;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const ENTRIES: Limit = Limit::count("G3.entries", 3.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G3",
    title: "New in this period",
    says: "All entries of a digest, at least three, lie in a burst (G9) of a log that also covers quiet times.",
    why: "It may have run before without being slow enough for the log.",
    severity: Severity::Medium,
    limits: &[&ENTRIES],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let windows = bursts(facts);
    if windows.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for statement in &facts.statements {
        let entries = facts.entries_of(statement);
        let inside = |process, nanos: i64| {
            windows.iter().position(|window| window.process == process && (window.from..window.to).contains(&nanos))
        };
        let places: Vec<_> =
            entries.iter().filter_map(|entry| inside(facts.processes.of_entry(entry), entry.end?.nanos)).collect();
        if places.len() < entries.len() || (entries.len() as f64) < facts.limits.get(&ENTRIES) {
            continue;
        }
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { continue };
        let total: i64 = entries.iter().filter_map(|entry| entry.query).fold(0, i64::saturating_add);
        let clock = |entry: &crate::findings::facts::Entry<'_>| {
            entry.end.and_then(|end| end.to_string().get(11..19).map(str::to_owned)).unwrap_or_default()
        };
        let count = entries.len();
        let title = format!("New in this period: {count} entries of one statement");
        let text = format!(
            "New in this period: {count} entries of this statement between {} and {}, {} in all, and none at any other time.",
            clock(first),
            clock(last),
            say::time(total)
        );
        let draft = RULE
            .found(title, text)
            .explains(total)
            .figure("digest", statement.digest)
            .figure("entries", count.to_string())
            .figure("total time", say::exact(total))
            .figure("first", first.end.map_or_else(String::new, |end| end.to_string()))
            .figure("last", last.end.map_or_else(String::new, |end| end.to_string()));
        found.push(
            entries.iter().take(20).fold(draft, |draft, entry| draft.severity_in(RULE.severity, entry).entry(entry)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::g09_burst::tests::quiet_then_burst;
    use super::*;
    use crate::findings::testing;

    #[test]
    fn only_what_is_seen_in_the_burst_alone() {
        let titles = |report| {
            testing::findings(&RULE, &report).iter().map(|finding| finding.title.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(titles(quiet_then_burst(20, "new")), ["New in this period: 20 entries of one statement"]);
        assert!(titles(quiet_then_burst(20, "usual")).is_empty());
        assert!(titles(quiet_then_burst(2, "new")).is_empty());
    }
}
