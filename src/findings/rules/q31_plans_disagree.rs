//! Q31: the two plans of one entry disagree.

use crate::findings::Facts;
use crate::findings::rule::{Draft, Rule};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "Q31",
    title: "The two plans disagree",
    says: "Plan and Binary_plan of one entry describe the same tree; here they differ in operators, rows or run-time figures.",
    why: "Rounding differs between the two forms; only differences beyond it are reported.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let Some(record) = entry.record.filter(|record| !record.plan_differences.is_empty()) else { continue };
        let count = record.plan_differences.len();
        let list = record.plan_differences.iter().take(3).map(|text| &**text).collect::<Vec<_>>().join("; ");
        let text = format!("Binary and text plan disagree: {list}.");
        found.push(
            RULE.found("Binary and text plan disagree", text).entry(entry).figure("differences", count.to_string()),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn only_named_differences() {
        let mut report = testing::entries(&["Query_time: 1"]);
        assert!(testing::findings(&RULE, &report).is_empty());
        report.slow_queries[0].plan_differences = vec!["row 2: 3 rows against 4".into()];
        let found = testing::findings(&RULE, &report);
        assert_eq!(&*found[0].text, "Binary and text plan disagree: row 2: 3 rows against 4.");
    }
}
