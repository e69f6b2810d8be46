//! S4: entries, plans and lines that are not whole.

use crate::findings::Facts;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::say;
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "S4",
    title: "The entry is cut",
    says: "An entry, one of its plans or its lines were cut or wrapped: fields after the cut are unknown, not zero.",
    why: "An entry written by an older release may never have had the fields that seem to be missing.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let Some(record) = entry.record else { continue };
        let cut_plan = [&record.plan, &record.binary_plan].into_iter().flatten().find_map(|plan| plan.cut_after);
        let last = record.fields.0.last().map(|(name, _)| name.to_string());
        let (title, text, figure) = match (entry.complete, cut_plan, last) {
            (false, _, Some(field)) => (
                format!("Entry ends inside {field}"),
                format!("Entry ends inside {field}; later fields are unknown, not zero.{}", words(entry.missing)),
                field,
            ),
            (false, _, None) => (
                "Entry is cut".to_owned(),
                format!("The entry is cut; what is missing is unknown, not zero.{}", words(entry.missing)),
                "entry".to_owned(),
            ),
            (true, Some(operators), _) => (
                format!("Plan cut after {}", say::plural(i64::from(operators), "operator")),
                format!(
                    "The plan was cut after {}; the operators below are unknown.",
                    say::plural(i64::from(operators), "operator")
                ),
                "Plan".to_owned(),
            ),
            (true, None, _) => continue,
        };
        found.push(RULE.found(title, text).entry(entry).confidence(Confidence::Certain).figure("field", figure));
    }
    found
}

fn words(missing: &[crate::model::Text]) -> String {
    if missing.is_empty() { String::new() } else { format!(" Missing: {}.", missing.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::Plan;

    #[test]
    fn the_last_field_is_named() {
        let mut report = testing::entries(&["Query_time: 1\nStats: t:pseu", "Query_time: 1"]);
        report.slow_queries[0].complete = false;
        let found = testing::findings(&RULE, &report);
        assert_eq!(found.len(), 1);
        assert_eq!(&*found[0].text, "Entry ends inside Stats; later fields are unknown, not zero.");
    }

    #[test]
    fn a_cut_plan() {
        let mut report = testing::entries(&["Query_time: 1"]);
        report.slow_queries[0].plan = Some(Plan { cut_after: Some(2), ..Plan::default() });
        assert_eq!(&*testing::findings(&RULE, &report)[0].title, "Plan cut after 2 operators");
    }
}
