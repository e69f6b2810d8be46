//! S7: entries that were never written.

use crate::findings::Facts;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::say;
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "S7",
    title: "Entries were dropped by the rate limit",
    says: "The log says that slow-log entries were skipped (tidb_slow_log_max_per_sec): all counts are lower bounds.",
    why: "The dropped entries may belong to another time than the one looked at.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut lines = facts.measures.iter().filter(|measure| measure.kind == "slow_log_limit").peekable();
    let Some(first) = lines.peek() else { return Vec::new() };
    let limit = first.record.fields.get("tidb_slow_log_max_per_sec").unwrap_or_default().to_owned();
    let mut count = 0;
    let mut draft = RULE.found("", "").confidence(Confidence::Certain);
    for line in lines {
        count += 1;
        draft = draft.measure(line);
    }
    let at = if limit.is_empty() { String::new() } else { format!(" ({limit} per second)") };
    draft.finding.title = "Entries were dropped by the rate limit".into();
    draft.finding.text = format!(
        "Entries were dropped by the rate limit{at}, said {}: counts are lower bounds.",
        say::plural(count, "time")
    )
    .into();
    vec![draft.figure("limit per second", limit).figure("lines", count.to_string())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::Report;

    #[test]
    fn one_finding_for_all_lines() {
        let mut report = Report::default();
        assert!(testing::findings(&RULE, &report).is_empty());
        for _ in 0..2 {
            let fields = "tidb_slow_log_max_per_sec=50";
            testing::add_timing(&mut report, "slow_log_limit", "2026-01-01T00:00:00Z", 0, fields);
        }
        let found = testing::findings(&RULE, &report);
        assert_eq!(found.len(), 1);
        assert_eq!(
            &*found[0].text,
            "Entries were dropped by the rate limit (50 per second), said 2 times: counts are lower bounds."
        );
    }
}
