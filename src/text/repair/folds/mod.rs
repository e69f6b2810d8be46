//! Race reports whose lines were broken at a column, by a terminal in the middle of words or by a mail program between
//! them (docs/spec/go-reports.md §1.8): which lines are the rest of the one before.
//!
//! A line goes on only where the parts make a line that Go prints and none of them does alone. The column is that of
//! the lines of the report; the prose around it may have none, and the marks of a quotation may stand before every part.

mod parts;
pub mod whole;

use super::width;
use crate::text::bytes::contains;
use parts::{Part, unfold};
use std::ops::Range;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Folds {
    /// Lines (numbers from 1) that are the rest of the line before, in order, and whether a blank was lost before them.
    rests: Vec<(u64, bool)>,
    /// The lines of reports.
    reports: Vec<Range<u64>>,
    /// The column, in characters, where no line of the text is longer.
    pub width: Option<usize>,
}

impl Folds {
    /// What to put before the line with this number, where it is the rest of the one before.
    pub fn before(&self, line: u64) -> Option<&'static str> {
        let at = self.rests.binary_search_by_key(&line, |(line, _)| *line).ok()?;
        self.rests.get(at).map(|(_, blank)| if *blank { " " } else { "" })
    }

    /// Whether the line with this number stands in a report, where no other line goes on.
    pub fn covers(&self, line: u64) -> bool {
        let next = self.reports.partition_point(|report| report.end <= line);
        self.reports.get(next).is_some_and(|report| report.contains(&line))
    }

    pub fn is_any(&self) -> bool {
        !self.rests.is_empty()
    }

    /// The same for a part of a source whose line `before + 1` was the first one looked at.
    #[must_use]
    pub fn behind(&self, before: u64) -> Self {
        Self {
            rests: self.rests.iter().map(|(line, blank)| (line + before, *blank)).collect(),
            reports: self.reports.iter().map(|lines| lines.start + before..lines.end + before).collect(),
            width: self.width,
        }
    }
}

/// Looks for broken lines in all reports of the lines. `bare` takes the prefixes off a line.
pub fn of<'a>(lines: &[&'a [u8]], bare: impl Fn(&'a [u8]) -> &'a [u8]) -> Folds {
    let mut folds = Folds::default();
    let mut widest = None;
    let mut from = 0;
    while let Some(report) = next_report(lines, from) {
        from = report.end;
        let region = lines.get(report.clone()).unwrap_or_default();
        let texts: Vec<&[u8]> = region.iter().map(|line| bare(line)).collect();
        let region = unquoted(region);
        // A line that was broken behind its prefix has rests without one.
        let outer = || {
            let part = |(line, text): (&&[u8], &&'a [u8])| {
                let prefixed = line.len() > text.len();
                Part { text, prefixed, length: width::length(line) }
            };
            region.iter().zip(&texts).map(part).collect::<Vec<_>>()
        };
        let inner = || {
            let part = |text: &&'a [u8]| Part { text, prefixed: false, length: width::length(text) };
            texts.iter().map(part).collect::<Vec<_>>()
        };
        let mut found = unfold(&outer());
        if found.rests.is_empty() && region.iter().zip(&texts).any(|(line, text)| line.len() > text.len()) {
            found = unfold(&inner());
        }
        let first = report.start as u64 + 1;
        folds.reports.push(first..report.end as u64 + 1);
        folds.rests.extend(found.rests.iter().map(|(at, blank)| (first + *at as u64, *blank)));
        widest = widest.or(found.width);
    }
    folds.width = widest.filter(|width| lines.iter().all(|line| width::length(line) <= *width));
    folds
}

/// The lines without the marks of a quotation, where every line has them: it was broken before it was quoted.
fn unquoted<'a>(lines: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let mut lines = lines.to_vec();
    while lines.iter().all(|line| line.is_empty() || line.starts_with(b">"))
        && lines.iter().any(|line| !line.is_empty())
    {
        for line in &mut lines {
            *line = line.strip_prefix(b"> ").or_else(|| line.strip_prefix(b">")).unwrap_or(line);
        }
    }
    lines
}

/// The next lines that can be those of a report, from its warning or first header to its end or the end of the lines.
fn next_report(lines: &[&[u8]], from: usize) -> Option<Range<usize>> {
    let warns = |line: &[u8]| contains(line, b"WARNING: DATA RACE");
    let opens = |line: &[u8]| warns(line) || contains(line, b"ead at 0x") || contains(line, b"rite at 0x");
    let start = from + lines.get(from..)?.iter().position(|line| opens(line))?;
    let ends = |line: &[u8]| {
        let line = line.trim_ascii();
        warns(line) || line.ends_with(b"================") || contains(line, b"```") || contains(line, b"panic: ")
    };
    let rest = lines.get(start + 1..)?;
    let length = rest.iter().position(|line| ends(line)).unwrap_or(rest.len());
    Some(start..start + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines as they are put together.
    fn check(text: &str, expected: &[&str]) {
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        let folds = of(&lines, |line| {
            let line = line.strip_prefix(b"> ").unwrap_or(line);
            line.strip_prefix(b"[j] ").unwrap_or(line)
        });
        let mut got: Vec<String> = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            match folds.before(number) {
                Some(blank) => {
                    let rest = line.strip_prefix("> ").unwrap_or(line);
                    got.last_mut().unwrap().push_str(&format!("{blank}{rest}"));
                }
                None => got.push(line.to_owned()),
            }
        }
        assert_eq!(got, expected);
    }

    #[test]
    fn one_line_is_enough() {
        check(
            "WARNING: DATA RACE\nRead at 0x1 by goroutine 7:\n  github.com/acme/rocket/engine.(*Throttle).Op\nen()\n      a.go:1 +0x2\n",
            &[
                "WARNING: DATA RACE",
                "Read at 0x1 by goroutine 7:",
                "  github.com/acme/rocket/engine.(*Throttle).Open()",
                "      a.go:1 +0x2",
            ],
        );
    }

    #[test]
    fn breaks_at_every_part_of_a_line() {
        for (first, rest) in [
            ("Previous write at 0x00c0004d2a18 by gorou", "tine 61:"),
            ("Previous write at 0x00c0004d2a18 by goroutine", " 61:"),
            ("Goroutine 57123 (running) created a", "t:"),
            ("  github.com/acme/rocket/engine.(*Throttle)", ".Open()"),
            ("  github.com/acme/rocket/engine.Open(", ")"),
            ("      /home/ci/go/src/github.com/acme/a", ".go:88 +0x1c4"),
            ("      /home/ci/go/src/github.com/acme/a.go:", "88 +0x1c4"),
            ("      /home/ci/go/src/github.com/acme/a.go:8", "8 +0x1c4"),
            ("      /home/ci/go/src/github.com/acme/a.go:88", " +0x1c4"),
            ("      /home/ci/go/src/github.com/acme/a.go:88 +0", "x1c4"),
        ] {
            let joined = format!("{first}{rest}");
            check(
                &format!("WARNING: DATA RACE\n{first}\n{rest}\n  a.b()\n      a.go:1\n"),
                &["WARNING: DATA RACE", &joined, "  a.b()", "      a.go:1"],
            );
        }
    }

    #[test]
    fn between_words() {
        for (first, rest) in [
            ("Previous", "write at 0x00c0004d2a18 by goroutine 61:"),
            ("Previous write at", "0x00c0004d2a18 by goroutine 61:"),
            ("Goroutine 57 (running)", "created at:"),
        ] {
            let joined = format!("{first} {rest}");
            check(&format!("WARNING: DATA RACE\n{first}\n{rest}\n"), &["WARNING: DATA RACE", &joined]);
        }
    }

    #[test]
    fn marks_before_every_part_or_before_none() {
        let (first, rest) = ("  github.com/acme/rocket/engine.(*Throttle).Op", "en()");
        let text = |mark: &str, inner: &str| {
            format!("{mark}WARNING: DATA RACE\n{mark}{first}\n{inner}{rest}\n{mark}      a.go:1 +0x2\n")
        };
        for (mark, inner) in [("> ", "> "), ("> ", ""), ("[j] ", ""), ("> [j] ", "> ")] {
            check(
                &text(mark, inner),
                &[
                    &format!("{mark}WARNING: DATA RACE"),
                    &format!("{mark}{first}{rest}"),
                    &format!("{mark}      a.go:1 +0x2"),
                ],
            );
        }
    }

    #[test]
    fn whole_lines_stay_as_they_are() {
        for text in [
            "WARNING: DATA RACE\n  github.com/acme/rocket.(*T).Open()\n      /home/ci/github.com/acme/a.go:88 +0x1\n  main.main()",
            "WARNING: DATA RACE\ngithub.com/acme/rocket.(*T).Open(0xc00\nmain.main()\na.go:1 +0x2\nmain.main()",
            "WARNING: DATA RACE\n  a.b()\n      a.go:1 +0x2\n2024/01/02 11:22:33 connecting to http://example.org/a/b\nmain.main()",
            "see github.com/acme/rocket/engine.(*Throttle).Op\nen()",
        ] {
            check(text, &text.lines().collect::<Vec<_>>());
        }
    }
}
