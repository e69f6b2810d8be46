//! A report, or single cards of it, as one pastes it into an issue.

use super::outline::{self, Card, Part, Tone};
use crate::model::{Assertion, Failure, Finding, RaceGroup, RaceReport, Report, SlowQuery, Timing};
use std::fmt::Write;

/// The whole report.
pub fn render_markdown(report: &Report) -> String {
    let mut text = format!("{}\n", escaped(&outline::summary(report)));
    for section in outline::sections(report) {
        let _ = write!(text, "\n## {}\n", section.title);
        for card in &section.cards {
            text.push('\n');
            write_card(&mut text, card, 3);
        }
        if let Some(more) = &section.more {
            let _ = write!(text, "\n*{more}*\n");
        }
    }
    text
}

pub fn render_race(group: &RaceGroup) -> String {
    card(&outline::race(group))
}

/// A race as a bug report; `printed` is the chosen report as Go prints it, `source` the name of its log.
pub fn render_race_issue(group: &RaceGroup, report: &RaceReport, printed: &str, source: &str) -> String {
    card(&outline::race_issue(group, report, printed, source))
}

/// A failure as a bug report; `printed` is its text as Go prints it.
pub fn render_failure_issue(failure: &Failure, report: &Report, printed: &str) -> String {
    card(&outline::failure_issue(failure, report, printed))
}

pub fn render_failure(failure: &Failure) -> String {
    card(&outline::failure(failure))
}

pub fn render_assertion(assertion: &Assertion) -> String {
    card(&outline::assertion(assertion))
}

/// With the plan as TiDB prints it, folded.
pub fn render_slow_query(query: &SlowQuery) -> String {
    let mut text = card(&outline::slow_query(query));
    for (name, plan) in [("tidb_decode_plan", &query.plan), ("tidb_decode_binary_plan", &query.binary_plan)] {
        if let Some(plan) = plan.as_ref().filter(|plan| !plan.text.is_empty()) {
            let _ = write!(text, "\n<details><summary>{name}</summary>\n\n");
            fenced(&mut text, "", plan.text.trim_matches('\n').lines());
            text.push_str("\n</details>\n");
        }
    }
    text
}

pub fn render_timing(timing: &Timing) -> String {
    card(&outline::timing(timing))
}

pub fn render_finding(finding: &Finding) -> String {
    card(&outline::finding(finding))
}

/// One card.
pub(super) fn card(card: &Card) -> String {
    let mut text = String::new();
    write_card(&mut text, card, 3);
    text
}

fn write_card(text: &mut String, card: &Card, level: usize) {
    if !card.title.is_empty() {
        let _ = writeln!(text, "{} {}\n", "#".repeat(level), escaped(&card.title));
    }
    for (at, part) in card.parts.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        match part {
            Part::Sentence(Tone::Dim, sentence) => {
                let _ = writeln!(text, "*{}*", escaped(sentence));
            }
            Part::Sentence(_, sentence) => {
                let _ = writeln!(text, "{}", escaped(sentence));
            }
            Part::Pairs(pairs) => {
                for (name, value) in pairs {
                    let _ = writeln!(text, "- {}: {}", escaped(name), code(value));
                }
            }
            Part::List(items) => {
                for item in items {
                    let _ = writeln!(text, "- {}", escaped(item));
                }
            }
            Part::Block { label, language, lines } => {
                let _ = writeln!(text, "{}\n", escaped(label));
                fenced(text, language, lines.iter().map(|(_, line)| line.as_str()));
            }
        }
    }
}

/// A code block whose fence is longer than any in the text.
fn fenced<'a>(text: &mut String, language: &str, lines: impl Iterator<Item = &'a str> + Clone) {
    let longest = lines.clone().map(|line| longest_run(line, '`')).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(text, "{fence}{language}");
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let _ = writeln!(text, "{fence}");
}

/// A code span whose quotes are longer than any in the text.
fn code(value: &str) -> String {
    let quotes = "`".repeat(longest_run(value, '`') + 1);
    let blank = if value.starts_with('`') || value.ends_with('`') { " " } else { "" };
    format!("{quotes}{blank}{}{blank}{quotes}", value.replace(['\n', '\r'], " "))
}

fn longest_run(text: &str, letter: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for other in text.chars() {
        run = if other == letter { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Nothing of a log becomes markup, a link or a mention; pairs of backticks stay what they are here, code.
fn escaped(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain(text);
    }
    let parts = parts.into_iter().enumerate();
    parts.map(|(at, part)| if at % 2 == 1 && !part.is_empty() { code(part) } else { plain(part) }).collect()
}

fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' => plain.extend(['\\', letter]),
            // `#12` would link an issue, `@name` call somebody; a comment between prevents it and shows nothing.
            '#' | '@' => {
                plain.push(letter);
                plain.push_str("<!-- -->");
            }
            '\n' | '\r' => plain.push(' '),
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escaped("(*T).a_b <c>"), "(\\*T).a\\_b \\<c\\>");
        assert_eq!(escaped("see #12, `a_b` and `"), "see #<!-- -->12, \\`a\\_b\\` and \\`");
        assert_eq!(escaped("see `a_b` by @x"), "see `a_b` by @<!-- -->x");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a`"), "`` `a` ``");
        let mut text = String::new();
        fenced(&mut text, "sql", ["a ``` b"].into_iter());
        assert_eq!(text, "````sql\na ``` b\n````\n");
    }
}
