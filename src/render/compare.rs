//! A comparison as text and Markdown: what is new first, then what is gone, then what is still there.

use super::markdown::escaped;
use super::outline;
use super::safe::visible;
use crate::engine::compare::{Change, Comparison, DigestChange, State, StatementChange};
use std::fmt::Write;

/// Lines of one state in one section; a comparison of two logs with nothing in common has one line a record.
const LISTED: usize = 200;
/// Characters of a line.
const LINE_CHARS: usize = 400;

/// How a comparison is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Text,
    Markdown,
}

/// The comparison for people. `before` and `after` are the names of the two reports.
pub fn render_comparison(comparison: &Comparison, before: &str, after: &str, layout: Layout) -> String {
    let title = layout.shown(format!("{before} → {after}"));
    let mut text = match layout {
        Layout::Text => format!("{title}\n"),
        Layout::Markdown => format!("# {title}\n"),
    };
    for (name, changes) in [
        ("Races", &comparison.races),
        ("Failures", &comparison.failures),
        ("Failed tests", &comparison.tests),
        ("Findings", &comparison.findings),
    ] {
        section(&mut text, name, &changes.iter().map(line_of).collect::<Vec<_>>(), layout);
    }
    section(&mut text, "Statements", &comparison.digests.iter().map(line_of_digest).collect::<Vec<_>>(), layout);
    if let Some(logged) = &comparison.statements_logged {
        section(&mut text, "Log statements", &logged.changes.iter().map(line_of_statement).collect::<Vec<_>>(), layout);
    }
    if comparison.is_empty() {
        text += if comparison.not_understood.is_empty() {
            "\nNothing differs.\n"
        } else {
            "\nNothing differs in what was read.\n"
        };
    }
    for remark in remarks(comparison).into_iter().map(|remark| layout.shown(remark)) {
        let _ = match layout {
            Layout::Text => writeln!(text, "\n{remark}"),
            Layout::Markdown => writeln!(text, "\n*{remark}*"),
        };
    }
    text
}

fn section(text: &mut String, name: &str, lines: &[(State, String)], layout: Layout) {
    if lines.is_empty() {
        return;
    }
    let number = |state| lines.iter().filter(|(of, _)| *of == state).count();
    let (new, gone, both) = (number(State::New), number(State::Gone), number(State::Both));
    let head = format!("{name}: {new} new, {gone} gone, {both} still there");
    let _ = match layout {
        Layout::Text => writeln!(text, "\n{head}"),
        Layout::Markdown => writeln!(text, "\n## {head}\n"),
    };
    for (state, word, count) in [(State::New, "new", new), (State::Gone, "gone", gone), (State::Both, "still", both)] {
        let mut line = |line: &str| {
            let _ = match layout {
                Layout::Text => writeln!(text, "  {word:<5} {line}"),
                Layout::Markdown => writeln!(text, "- **{word}** {line}"),
            };
        };
        for (_, shown) in lines.iter().filter(|(of, _)| *of == state).take(LISTED) {
            line(&layout.shown(shown.clone()));
        }
        if count > LISTED {
            line(&format!("… {} more: see --format json", count - LISTED));
        }
    }
}

impl Layout {
    /// A line of text from a log, in which nothing acts.
    fn shown(self, mut line: String) -> String {
        outline::shorten_text(&mut line, LINE_CHARS);
        match self {
            Layout::Text => visible(&line).replace(['\n', '\t'], " "),
            Layout::Markdown => escaped(&line),
        }
    }
}

fn line_of(change: &Change) -> (State, String) {
    let count = match (change.before, change.after) {
        (0 | 1, 0 | 1) => String::new(),
        (before, after) => format!(" ({before} → {after})"),
    };
    (change.state, format!("{}{count}", change.title))
}

/// What the comparison did not look at.
pub fn remarks(comparison: &Comparison) -> Vec<String> {
    let missed = comparison.not_understood.iter().map(|missed| format!("Not compared: {missed}."));
    let logged = comparison.statements_logged.as_ref();
    let bounds = logged.map(|logged| logged.bounds.iter()).into_iter().flatten().map(ToString::to_string);
    missed.chain(bounds).collect()
}

/// `ERROR domain.go:12: load schema failed (2 → 31)`.
pub fn line_of_statement(change: &StatementChange) -> (State, String) {
    let count = match change.state {
        State::New => format!("{} ×", change.after),
        State::Gone => format!("{} ×", change.before),
        State::Both => format!("{} → {} ×", change.before, change.after),
    };
    let caller = if change.caller.is_empty() { String::new() } else { format!(" {}", change.caller) };
    (change.state, format!("{}{caller}: {} ({count})", change.level, change.message))
}

fn line_of_digest(change: &DigestChange) -> (State, String) {
    let seconds = |nanos: u64| format!("{:.3} s", nanos as f64 / 1e9);
    let statement: String = change.title.chars().take(80).collect();
    let digest = change.digest.get(..8).unwrap_or(&change.digest);
    let figures = match (change.state, change.ratio) {
        (State::New, _) => format!("{} ×, median {}", change.count_after, seconds(change.median_after_nanos)),
        (State::Gone, _) => format!("{} ×, median {}", change.count_before, seconds(change.median_before_nanos)),
        (State::Both, ratio) => format!(
            "{} → {} ×, median {} → {}{}",
            change.count_before,
            change.count_after,
            seconds(change.median_before_nanos),
            seconds(change.median_after_nanos),
            ratio.map_or_else(String::new, |ratio| format!(" ({ratio:.2} ×)"))
        ),
    };
    (change.state, format!("{digest} {figures}: {statement}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_markdown() {
        let change =
            |state, title: &str, before, after| Change { state, key: title.into(), title: title.into(), before, after };
        let digest = DigestChange {
            state: State::Both,
            digest: "9d5a0f1a00".into(),
            title: "select ?".into(),
            count_before: 3,
            count_after: 4,
            median_before_nanos: 310_000_000,
            median_after_nanos: 12_800_000_000,
            ratio: Some(41.29),
        };
        let comparison = Comparison {
            races: vec![change(State::New, "a ↔ b", 0, 1), change(State::Both, "c ↔ d", 2, 5)],
            digests: vec![digest],
            ..Comparison::default()
        };
        assert_eq!(
            render_comparison(&comparison, "old", "new", Layout::Text),
            "old → new\n\nRaces: 1 new, 0 gone, 1 still there\n  new   a ↔ b\n  still c ↔ d (2 → 5)\n\n\
             Statements: 0 new, 0 gone, 1 still there\n  still 9d5a0f1a 3 → 4 ×, median 0.310 s → 12.800 s (41.29 ×): select ?\n"
        );
        let hostile = Comparison {
            tests: vec![change(State::New, "<img src=//x>\u{1b}[2J\u{202e}", 0, 1)],
            failures: (0..1_000).map(|at| change(State::Gone, &format!("f{at}"), 1, 0)).collect(),
            ..Comparison::default()
        };
        let shown = |layout| render_comparison(&hostile, "a\u{7}", "![](b)", layout);
        let text = shown(Layout::Text);
        assert!(
            text.contains("a\\u{7} → ![](b)\n") && text.contains("  new   <img src=//x>\\u{1b}[2J\\u{202e}\n"),
            "{text}"
        );
        assert!(
            text.contains("Failures: 0 new, 1000 gone") && text.contains("  gone  … 800 more: see --format json\n")
        );
        let markdown = shown(Layout::Markdown);
        assert!(markdown.contains("# a\\\\u{7} → !\\[\\](b)\n"), "{markdown}");
        assert!(markdown.contains("- **new** \\<img src=//x\\>\\\\u{1b}\\[2J\\\\u{202e}\n"), "{markdown}");
        let nothing = Comparison::default();
        assert_eq!(render_comparison(&nothing, "a", "b", Layout::Markdown), "# a → b\n\nNothing differs.\n");
    }
}
