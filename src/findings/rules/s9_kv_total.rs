//! S9: KV_total is not filled for internal statements.

use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "S9",
    title: "KV_total 0 is no contradiction",
    says: "KV_total is 0 beside a large Cop_time: it is not filled for internal statements (pingcap/tidb#67425).",
    why: "In a statement of a user the same figures would be a contradiction.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(cop) = entry.cop.filter(|cop| cop.saturating_mul(2) > query) else { continue };
        if entry.kv_total != Some(0) || !entry.internal {
            continue;
        }
        let text = format!(
            "KV_total 0 with Cop_time {} is no contradiction: it is not filled for internal statements \
             (pingcap/tidb#67425).",
            say::seconds(cop, 1)
        );
        found.push(
            RULE.found("KV_total 0 is no contradiction", text)
                .entry(entry)
                .confidence(Confidence::Certain)
                .figure("KV_total", "0")
                .figure("coprocessor", say::exact(cop)),
        );
    }
    // One is enough to say it; a log of background work would say it everywhere.
    found.truncate(1);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn internal_statements_only() {
        let entry = |kv, internal| format!("Query_time: 1\nCop_time: 0.9\nKV_total: {kv}\nIs_internal: {internal}");
        testing::check(
            &RULE,
            &[
                (&entry("0", "true"), "Note: KV_total 0 is no contradiction"),
                (&entry("0", "false"), "-"),
                (&entry("0.9", "true"), "-"),
                ("Query_time: 1\nCop_time: 0.5\nKV_total: 0\nIs_internal: true", "-"),
            ],
        );
    }
}
