//! Q30: the statement failed, or says something about itself.

use crate::findings::Facts;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "Q30",
    title: "The statement did not simply succeed",
    says: "Succ is false, Has_more_results is true, or the warnings hold one of level Error.",
    why: "A statement that was killed on purpose also fails.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let error = error_of(entry.warnings);
        let (title, text) = if entry.succ == Some(false) {
            ("The statement failed", "The statement failed (Succ: false).".to_owned())
        } else if let Some(message) = error {
            ("The statement left an error among its warnings", format!("Warning of level Error: {message}."))
        } else if entry.has_more == Some(true) {
            (
                "Part of a text of several statements",
                "More results followed (Has_more_results: true): one of several statements sent together.".to_owned(),
            )
        } else {
            continue;
        };
        let mut draft = RULE.found(title, text).entry(entry).confidence(Confidence::Certain);
        if let Some(succ) = entry.succ {
            draft = draft.figure("succeeded", if succ { "true" } else { "false" });
        }
        if let Some(message) = error {
            draft = draft.figure("message", message).figure("level", "Error");
        }
        if entry.has_more == Some(true) {
            draft = draft.figure("has more results", "true");
        }
        found.push(draft);
    }
    found
}

/// Message of the first object of level Error in `[{"Level":"Warning","Message":"…"},…]`.
fn error_of(warnings: &str) -> Option<&str> {
    let at = warnings.find("\"Level\":\"Error\"").or_else(|| warnings.find("\"Level\": \"Error\""))?;
    let rest = warnings.get(at..)?;
    let (_, message) = rest.split_once("\"Message\":")?;
    message.trim_start().strip_prefix('"')?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn failed_error_or_several() {
        testing::check(
            &RULE,
            &[
                ("Succ: false", "Note: The statement failed"),
                ("Succ: true\nHas_more_results: false", "-"),
                ("Has_more_results: true", "Note: Part of a text of several statements"),
                (
                    r#"Warnings: [{"Level":"Error","Message":"Out Of Quota"}]"#,
                    "Note: The statement left an error among its warnings",
                ),
                (r#"Warnings: [{"Level":"Warning","Message":"Data truncated"}]"#, "-"),
            ],
        );
    }
}
