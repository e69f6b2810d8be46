//! S3: does the digest belong to the statement?

use crate::findings::Facts;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::model::{DigestCheck, Severity};

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
    let mut found = Vec::new();
    for entry in &facts.entries {
        if !entry.record.is_some_and(|record| differs(record.digest_check)) {
            continue;
        }
        let draft = RULE.found(
            "The digest does not belong to the statement shown",
            "The digest does not belong to the statement shown: cut, redacted or edited.",
        );
        found.push(draft.entry(entry).confidence(Confidence::Likely).figure("digest", entry.digest));
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
            assert_eq!(testing::findings(&RULE, &report).len(), expected, "{check:?}");
        }
    }
}
