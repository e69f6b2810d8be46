//! S3: does the digest belong to the statement?

use crate::findings::Facts;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::model::{DigestCheck, Severity};
use std::collections::BTreeMap;

/// Entries of one digest that are named.
const MAX_EVIDENCE: i64 = 50;

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
    let differs = |check| check == DigestCheck::Differs;
    let mut drafts: BTreeMap<&str, (i64, Draft)> = BTreeMap::new();
    for entry in facts.entries.iter().filter(|entry| entry.record.is_some_and(|record| differs(record.digest_check))) {
        let draft = || {
            let now = entry.record.and_then(|record| record.digest_now.clone()).unwrap_or_default();
            let draft = RULE.found("", "").confidence(Confidence::Likely).figure("digest", entry.digest);
            draft.figure("recomputed", now)
        };
        let (count, known) = drafts.remove(entry.digest).unwrap_or_else(|| (0, draft()));
        let known = if count < MAX_EVIDENCE { known.entry(entry) } else { known };
        drafts.insert(entry.digest, (count + 1, known));
    }
    let title = "The digest does not belong to the statement shown";
    let finished = drafts.into_values().map(|(count, mut draft)| {
        let entries = if count > 1 { format!(" ({count} entries)") } else { String::new() };
        draft.finding.title = title.into();
        draft.finding.text = format!("{title}{entries}: cut, redacted or edited.").into();
        draft
    });
    finished.collect()
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
