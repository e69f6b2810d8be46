//! The manual's pages about the rules, made from the rules' own texts (docs/rules; a test holds them equal).

use super::rule::Rule;
use super::rules::RULES;
use crate::model::Severity;
use std::fmt::Write;

/// File name and text of every page, the list of all rules first.
pub fn pages() -> Vec<(String, String)> {
    let list = std::iter::once(("README.md".to_owned(), list()));
    list.chain(RULES.iter().map(|rule| (format!("{}.md", rule.id), page(rule)))).collect()
}

fn list() -> String {
    let mut text = "# Rules\n\nMade from the rules' own texts in `src/findings/rules`; not to be edited by hand.\n\n\
                    | rule | says | severity |\n| --- | --- | --- |\n"
        .to_owned();
    for rule in RULES {
        let _ = writeln!(text, "| [{0}]({0}.md) | {1} | {2} |", rule.id, rule.title, word(rule.severity));
    }
    text
}

fn page(rule: &Rule) -> String {
    let mut text = format!(
        "# {}: {}\n\n{}\n\nSeverity: {}; one step lower for internal statements and system schemas where the finding is \
         about one statement.\n\n## Why a finding may be wrong\n\n{}\n",
        rule.id,
        rule.title,
        rule.says,
        word(rule.severity),
        rule.why
    );
    if !rule.limits.is_empty() {
        text += "\n## Thresholds\n\nChanged with `racecard scan --rules FILE`, one `name = figure` a line.\n\n\
                 | name | default | source |\n| --- | --- | --- |\n";
        for limit in rule.limits {
            let unit = limit.unit.text();
            let space = if unit.is_empty() { "" } else { " " };
            let _ = writeln!(text, "| `{}` | {}{space}{unit} | {} |", limit.name, limit.default, limit.source.text());
        }
    }
    text
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Note => "note",
    }
}
