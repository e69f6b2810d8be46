//! S3: does the digest belong to the statement?

use crate::findings::Facts;
use crate::findings::facts::Entry;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::model::{DigestCheck, Severity};

/// Entries of one digest that are named.
const MAX_EVIDENCE: usize = 50;

pub static RULE: Rule = Rule {
    id: "S3",
    title: "The digest does not belong to the statement",
    says: "The digest recomputed from the statement shown is not the one of the entry.",
    why: "A newer release may know keywords that this program does not, which changes the normalised text.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let differs = |entry: &&Entry<'_>| entry.record.is_some_and(|record| record.digest_check == DigestCheck::Differs);
    let mut found = Vec::new();
    for statement in &facts.statements {
        let entries: Vec<_> = facts.entries_of(statement).into_iter().filter(differs).collect();
        let Some((first, others)) = entries.split_first() else { continue };
        let count = entries.len();
        let draft = RULE.about(first).confidence(Confidence::Likely).words(move |draft, first| {
            let title = "The digest does not belong to the statement shown";
            let entries = if count > 1 { format!(" ({count} entries)") } else { String::new() };
            let now = first.record.and_then(|record| record.digest_now.clone()).unwrap_or_default();
            draft
                .says(title, format!("{title}{entries}: cut, redacted or edited."))
                .figure("digest", first.digest)
                .figure("recomputed", now)
        });
        found.push(others.iter().take(MAX_EVIDENCE - 1).fold(draft, |draft, entry| draft.entry(entry)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn only_what_differs() {
        for (check, expected) in [(DigestCheck::Differs, 1), (DigestCheck::Verified, 0), (DigestCheck::Unknown, 0)] {
            let mut report = testing::entries(&["Digest: 9d5a0f1a"]);
            report.slow_queries[0].digest_check = check;
            report.slow_queries[0].digest_now = Some("50a2e32d".into());
            let found = testing::findings(&RULE, &report);
            assert_eq!(found.len(), expected, "{check:?}");
            for finding in found {
                let figures: Vec<&str> = finding.figures.values().map(|value| &**value).collect();
                assert_eq!(figures, ["9d5a0f1a", "50a2e32d"]);
            }
        }
    }
}
