//! The lines of one report put together: at a column that shows in them, or between words.

use super::whole::{begins_header, is_header, is_place, is_whole, without_offset};
use crate::text::bytes::contains;
use std::ops::RangeInclusive;

/// A line is not put together of more parts.
const MAX_PARTS: usize = 16;

/// Columns that can be an edge, in characters.
const WIDTHS: RangeInclusive<usize> = 30..=400;

/// A line of a report.
pub struct Part<'a> {
    /// Without prefixes.
    pub text: &'a [u8],
    pub prefixed: bool,
    /// In characters, with prefixes where the rest of a line has none.
    pub length: usize,
}

/// What was found in one report, with places in it for numbers.
#[derive(Default)]
pub struct Found {
    pub rests: Vec<(usize, bool)>,
    pub width: Option<usize>,
}

/// Looks for the lines of one report that were broken.
pub fn unfold(parts: &[Part<'_>]) -> Found {
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
        let before = at.checked_sub(1).and_then(|at| parts.get(at));
        // `fold -s` also breaks behind the indentation.
        let broken_off = before.is_some_and(|before| {
            before.text.trim_ascii().is_empty() && (before.prefixed || !before.text.is_empty()) && !part.prefixed
        });
        let begins = !indented || part.text.starts_with(b"  ") || begins_header(part.text) || broken_off;
        if !WIDTHS.contains(&part.length) || !begins {
            continue;
        }
        let blanks = line_from(parts, at, Some(part.length)).unwrap_or_default();
        // Behind a blank any column is as good.
        let within = |(part, blank): (&Part<'_>, &bool)| !blank && !part.text.ends_with(b" ");
        if parts.iter().skip(at).zip(&blanks).any(within) {
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
    let best =
        votes.iter().filter(|(width, count)| *count >= 2 && fits(*width)).max_by_key(|(width, count)| (*count, *width));
    best.map(|(width, _)| *width)
}

/// The line that begins at this part: for each of its further parts whether a blank was lost before it. None where the
/// part is a line of its own.
fn line_from(parts: &[Part<'_>], at: usize, width: Option<usize>) -> Option<Vec<bool>> {
    let first = parts.get(at)?;
    let bare = first.text.trim_ascii().is_empty();
    // A prefix alone on its line was broken off.
    if bare && !first.prefixed {
        return None;
    }
    let mut text = first.text.to_vec();
    let (mut blanks, mut whole_at) = (Vec::new(), 0);
    let mut before = first;
    for next in parts.iter().skip(at + 1).take(MAX_PARTS) {
        let widest = width.unwrap_or(*WIDTHS.end());
        if next.prefixed || next.length > widest || !is_rest(next.text) {
            break;
        }
        let full = width == Some(before.length) || bare && blanks.is_empty();
        if is_whole(&text) && !(full && extends(&text, next.text)) {
            break;
        }
        let ends_blank = text.last().is_some_and(u8::is_ascii_whitespace);
        let within = full && (joined(&text, next.text, false) || !joined(&text, next.text, true));
        let between = || joined(&text, next.text, !ends_blank) && needs_blank(text.trim_ascii(), next.text);
        if !within && !between() {
            break;
        }
        let blank = text.is_empty() || !within && !ends_blank;
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
    // `Previous` may have been broken off.
    let header = text.first().is_some_and(u8::is_ascii_uppercase) && begins_header(text);
    text.first().is_some_and(|byte| !byte.is_ascii_whitespace()) && !header
}

/// Whether a whole line becomes another whole line with `next`: `a.go:1` and `2 +0x3`.
fn extends(text: &[u8], next: &[u8]) -> bool {
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
    let inside = |open, close| memchr::memrchr(open, text) > memchr::memrchr(close, text);
    is_header(&[text, b" ", next].concat()) || next.starts_with(b"+0x") || inside(b'{', b'}') || inside(b'[', b']')
}
