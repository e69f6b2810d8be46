//! S4: entries, plans and lines that are not whole.

use crate::findings::Facts;
use crate::findings::facts::Entry;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::say;
use crate::model::Severity;

/// Entries of one finding that are named.
const MAX_EVIDENCE: usize = 50;

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
    // Entries that lack the same in the same way are named once, in the order of the log.
    let mut found: Vec<(Said, Vec<&Entry<'_>>)> = Vec::new();
    for entry in &facts.entries {
        let Some(said) = said(entry) else { continue };
        match found.iter_mut().find(|(known, _)| *known == said) {
            Some((_, entries)) => entries.push(entry),
            None => found.push((said, vec![entry])),
        }
    }
    found.into_iter().map(|(said, entries)| said.draft(&entries)).collect()
}

/// What is to be said about an entry that is not whole.
#[derive(PartialEq, Eq)]
struct Said {
    title: String,
    text: String,
    field: String,
}

fn said(entry: &Entry<'_>) -> Option<Said> {
    let record = entry.record?;
    let cut_plan = [&record.plan, &record.binary_plan].into_iter().flatten().find_map(|plan| plan.cut_after);
    let last = record.fields.0.last().map(|(name, _)| name.to_string());
    let (title, text, field) = match (entry.complete, cut_plan, last) {
        (false, _, Some(field)) => {
            let inside = entry.missing.is_empty() || entry.missing.iter().any(|what| what.contains(field.as_str()));
            let title = if inside {
                format!("Entry ends inside {field}")
            } else if record.sql.is_none() {
                format!("Entry ends after {field}")
            } else {
                "Entry is not whole".to_owned()
            };
            let unknown = if inside { "later fields are unknown" } else { "what it lacks is unknown" };
            let text = format!("{title}; {unknown}, not zero.{}", words(entry.missing));
            (title, text, field)
        }
        (false, _, None) => {
            let text = format!("The entry is cut; what it lacks is unknown, not zero.{}", words(entry.missing));
            ("Entry is cut".to_owned(), text, "entry".to_owned())
        }
        (true, Some(operators), _) => {
            let operators = say::plural(i64::from(operators), "operator");
            let text = format!("The plan was cut after {operators}; the operators below are unknown.");
            (format!("Plan cut after {operators}"), text, "Plan".to_owned())
        }
        (true, None, _) => return None,
    };
    Some(Said { title, text, field })
}

impl Said {
    fn draft(self, entries: &[&Entry<'_>]) -> Draft {
        let title = match entries.len() {
            1 => self.title,
            count => format!("{} ({count} entries)", self.title),
        };
        let draft = RULE.found(title, self.text).confidence(Confidence::Certain).figure("field", self.field);
        entries.iter().take(MAX_EVIDENCE).fold(draft, |draft, entry| draft.entry(entry))
    }
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
    fn what_is_missing_says_where_it_ends() {
        for (missing, sql, expected) in [
            (&["the end of Stats and what follows it", "the statement"][..], None, "Entry ends inside Stats"),
            (&["the statement"], None, "Entry ends after Stats"),
            (&["Time", "Query_time"], Some("select 1;"), "Entry is not whole"),
        ] {
            let mut report = testing::entries(&["Query_time: 1\nStats: t:pseu"]);
            report.slow_queries[0].complete = false;
            report.slow_queries[0].missing = missing.iter().map(|what| (*what).into()).collect();
            report.slow_queries[0].sql = sql.map(Into::into);
            assert_eq!(&*testing::findings(&RULE, &report)[0].title, expected, "{missing:?}");
        }
    }

    #[test]
    fn entries_that_lack_the_same_are_one_finding() {
        let mut report = testing::entries(&["Query_time: 1", "Query_time: 2", "Conn_ID: 1"]);
        report.slow_queries.iter_mut().for_each(|query| query.complete = false);
        let titles: Vec<_> = testing::findings(&RULE, &report).into_iter().map(|found| found.title).collect();
        assert_eq!(titles.len(), 2);
        assert!(titles.iter().any(|title| &**title == "Entry ends inside Query_time (2 entries)"));
    }

    #[test]
    fn a_cut_plan() {
        let mut report = testing::entries(&["Query_time: 1"]);
        report.slow_queries[0].plan = Some(Plan { cut_after: Some(2), ..Plan::default() });
        assert_eq!(&*testing::findings(&RULE, &report)[0].title, "Plan cut after 2 operators");
    }
}
