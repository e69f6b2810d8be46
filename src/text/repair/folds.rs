//! Race reports whose lines were broken at a column, by a terminal in the middle of words or by a mail program between
//! them (spec/go-reports.md §1.8): which lines are the rest of the one before.
//!
//! A line goes on only where the parts make a line that Go prints and none of them does alone. The column is that of
//! the lines of the report; the prose around it may have none, and the marks of a quotation may stand before every part.

use super::whole::{begins_header, is_function, is_header, is_place, is_whole, without_offset};
use super::width;
use crate::text::bytes::contains;
use std::ops::Range;

/// A line is not put together of more parts.
const MAX_PARTS: usize = 16;

/// Columns narrower than this are no edge, in characters.
const MIN_WIDTH: usize = 30;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Folds {
    /// Lines (numbers from 1) that are the rest of the line before, in order, and whether a blank was lost before them.
    rests: Vec<(u64, bool)>,
    /// The column, in characters, where no line of the text is longer.
    pub width: Option<usize>,
}

impl Folds {
    /// What to put before the line with this number, where it is the rest of the one before.
    pub fn before(&self, line: u64) -> Option<&'static str> {
        let at = self.rests.binary_search_by_key(&line, |(line, _)| *line).ok()?;
        self.rests.get(at).map(|(_, blank)| if *blank { " " } else { "" })
    }

    pub fn is_any(&self) -> bool {
        !self.rests.is_empty()
    }

    /// The same for a part of a source whose line `before + 1` was the first one looked at.
    pub fn behind(&self, before: u64) -> Self {
        Self { rests: self.rests.iter().map(|(line, blank)| (line + before, *blank)).collect(), ..self.clone() }
    }
}

/// A line of a report.
struct Part<'a> {
    /// Without prefixes.
    text: &'a [u8],
    prefixed: bool,
    /// In characters, with prefixes where the rest of a line has none.
    length: usize,
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
        folds.rests.extend(found.rests.iter().map(|(at, blank)| (first + *at as u64, *blank)));
        widest = widest.or(found.width);
    }
    folds.width = widest.filter(|width| lines.iter().all(|line| width::length(line) <= *width));
    folds
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

/// What was found in one report, with places in it for numbers.
#[derive(Default)]
struct Found {
    rests: Vec<(usize, bool)>,
    width: Option<usize>,
}

fn unfold(parts: &[Part<'_>]) -> Found {
    let width = width_of(parts);
    let mut rests = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let blanks = line_from(parts, at, width).unwrap_or_default();
        rests.extend(blanks.iter().enumerate().map(|(nth, blank)| (at + 1 + nth, *blank)));
        at += 1 + blanks.len();
    }
    Found { rests, width }
}

/// The column at which lines of the report were broken within words.
fn width_of(parts: &[Part<'_>]) -> Option<usize> {
    let indented = parts.iter().filter(|part| part.text.starts_with(b"  ") && part.text.len() > 2).count() >= 2;
    // Columns, with the lines that were broken there.
    let mut votes: Vec<(usize, usize)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let begins = !indented || part.text.starts_with(b"  ") || begins_header(part.text);
        if part.length < MIN_WIDTH || !begins {
            continue;
        }
        if line_from(parts, at, Some(part.length)).is_some_and(|blanks| blanks.contains(&false)) {
            // Where nothing is indented, any text before a function looks like the first part of it.
            let strong = indented || begins_header(part.text);
            let weight = if strong { 2 } else { 1 };
            match votes.iter_mut().find(|(width, _)| *width == part.length) {
                Some((_, count)) => *count += weight,
                None => votes.push((part.length, weight)),
            }
        }
    }
    let fits = |width: usize| parts.iter().all(|part| part.length <= width || !is_whole(part.text));
    let best = votes.iter().filter(|(width, count)| *count >= 2 && fits(*width)).max_by_key(|(_, count)| *count);
    best.map(|(width, _)| *width)
}

/// The line that begins at this part: for each of its further parts whether a blank was lost before it. None where the
/// part is a line of its own.
fn line_from(parts: &[Part<'_>], at: usize, width: Option<usize>) -> Option<Vec<bool>> {
    let first = parts.get(at)?;
    if first.text.trim_ascii().is_empty() {
        return None;
    }
    let mut text = first.text.to_vec();
    let (mut blanks, mut whole_at) = (Vec::new(), 0);
    let mut before = first;
    for next in parts.iter().skip(at + 1).take(MAX_PARTS) {
        if next.prefixed || !is_rest(next.text) || width.is_some_and(|width| next.length > width) {
            break;
        }
        let full = width == Some(before.length);
        if is_whole(&text) && !(full && extends(&text, next.text)) {
            break;
        }
        let blank = !full || !joined(&text, next.text, false) && joined(&text, next.text, true);
        if blank && !(joined(&text, next.text, true) && needs_blank(&text, next.text)) {
            break;
        }
        if blank {
            text.push(b' ');
        }
        text.extend_from_slice(next.text);
        blanks.push(blank);
        if is_whole(&text) {
            whole_at = blanks.len();
        }
        before = next;
    }
    blanks.truncate(whole_at);
    (whole_at > 0).then_some(blanks)
}

fn joined(text: &[u8], next: &[u8], blank: bool) -> bool {
    is_whole(&[text, if blank { b" " } else { b"" }, next].concat())
}

/// Whether a part can be the rest of a line: it has no indentation.
fn is_rest(next: &[u8]) -> bool {
    let text = next.strip_prefix(b" ").unwrap_or(next);
    text.first().is_some_and(|byte| !byte.is_ascii_whitespace()) && !begins_header(text)
}

/// Whether a whole line becomes another whole line with `next`: `f()` and `.func1()`, `a.go:1` and `2 +0x3`.
fn extends(text: &[u8], next: &[u8]) -> bool {
    if is_function(text) {
        return next.starts_with(b".") && joined(text, next, false);
    }
    if !is_place(text) {
        return false;
    }
    if without_offset(text).is_some() {
        return next.len() <= 8 && next.iter().all(u8::is_ascii_hexdigit);
    }
    let offset = next.strip_prefix(b" ").unwrap_or(next).starts_with(b"+0x");
    let digit = next.first().is_some_and(u8::is_ascii_digit);
    (offset || digit) && (joined(text, next, false) || joined(text, next, true)) && (offset || contains(next, b" +0x"))
}

/// Whether a line was broken between words: within a header, before an offset, or within brackets.
fn needs_blank(text: &[u8], next: &[u8]) -> bool {
    let inside = |open: u8, close: u8| {
        text.iter().filter(|byte| **byte == open).count() > text.iter().filter(|byte| **byte == close).count()
    };
    is_header(&[text, b" ", next].concat()) || next.starts_with(b"+0x") || inside(b'{', b'}') || inside(b'[', b']')
}
