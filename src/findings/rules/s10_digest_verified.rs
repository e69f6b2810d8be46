//! S10: digests that were recomputed and agree.

use crate::findings::Facts;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::say;
use crate::model::{DigestCheck, Severity};

pub static RULE: Rule = Rule {
    id: "S10",
    title: "Digest verified",
    says: "The digest recomputed from the statement shown (SHA-256 of the normalised text) equals the one of the entry: \
           the statement is whole and unedited.",
    why: "Literals are not part of a digest: they may have been edited.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let verified: Vec<_> = facts
        .entries
        .iter()
        .filter(|entry| entry.record.is_some_and(|record| record.digest_check == DigestCheck::Verified))
        .collect();
    let Some(first) = verified.first() else { return Vec::new() };
    let digest = match (first.digest.get(..8), first.digest.get(first.digest.len().saturating_sub(4)..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => first.digest.to_owned(),
    };
    let text = if verified.len() == 1 {
        format!("Digest verified: SHA-256 of the normalised text equals {digest}.")
    } else {
        format!(
            "Digest verified: SHA-256 of the normalised text equals the one shown in {} of {} entries.",
            say::count(verified.len() as i64),
            say::count(facts.entries.len() as i64)
        )
    };
    let draft = RULE
        .found("Digest verified", text)
        .confidence(Confidence::Certain)
        .figure("digest", digest)
        .figure("entries", verified.len().to_string());
    vec![verified.into_iter().take(20).fold(draft, Draft::entry)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn one_remark_for_all() {
        let digest = "Digest: 9d5a0f1a00000000000000000000000000000000000000000000000000bedc";
        let mut report = testing::entries(&[digest, digest]);
        assert!(testing::findings(&RULE, &report).is_empty());
        report.slow_queries[0].digest_check = DigestCheck::Verified;
        let found = testing::findings(&RULE, &report);
        assert_eq!(&*found[0].text, "Digest verified: SHA-256 of the normalised text equals 9d5a0f1a…bedc.");
    }
}
