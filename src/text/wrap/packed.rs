//! Texts packed into one line, as the survey unpacks them: a whole log as one string of JSON or Python, and the output
//! that an event of JSON lines holds. What stands before their lines is a prefix like any other
//! (docs/spec/go-reports.md §1.9).

use super::events;
use super::window::cleaned;
use crate::text::repair::escapes;
use std::borrow::Cow;

/// Whether a line starts as a string of JSON or of Python does.
pub fn quoted(line: &[u8]) -> bool {
    matches!(line, [b'"' | b'\'', ..] | [b'b', b'"' | b'\'', ..])
}

/// The inside of a line that is one string with at least three escaped line breaks, or with fewer between lines that begin
/// alike, as those of a log do: a log in JSON, or as Python shows it (`b'…'`).
pub fn whole_string(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let string = line.strip_prefix(b"b").filter(|rest| quoted(rest)).unwrap_or(line);
    let inner = if let Some(inner) = string.strip_prefix(b"'") {
        inner.strip_suffix(b"'")?
    } else {
        let inner = string.strip_prefix(b"\"")?;
        let inner = inner.strip_suffix(b",").unwrap_or(inner);
        inner.strip_suffix(b"\"").unwrap_or(inner)
    };
    match escaped_lines(inner).take(4).count() {
        4.. => Some(inner),
        2 | 3 => begin_alike(inner).then_some(inner),
        _ => None,
    }
}

/// Letters by which the lines of a log are alike: `[2023/0`.
const ALIKE: usize = 7;

/// Whether at least two lines have one beginning with a digit in it.
fn begin_alike(string: &[u8]) -> bool {
    let lines = || escaped_lines(string).filter(|line| !line.is_empty());
    let Some(start) = lines().next().and_then(|line| line.get(..ALIKE)) else { return false };
    start.iter().any(u8::is_ascii_digit) && lines().count() > 1 && lines().all(|line| line.starts_with(start))
}

/// The parts of a string between its escaped line breaks.
pub fn escaped_lines(string: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(string);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut at = 0;
        while let Some(step) = memchr::memchr(b'\\', text.get(at..).unwrap_or_default()) {
            at += step;
            if text.get(at + 1) == Some(&b'n') {
                rest = text.get(at + 2..);
                return text.get(..at);
            }
            at += 2;
        }
        rest = None;
        Some(text)
    })
}

/// The lines with those unpacked that are packed. `bare` takes the prefixes known by their form off a line; `member`
/// is the one that holds the lines in JSON objects that are no events of a known sort.
pub fn unpacked<'a>(
    lines: &[&'a [u8]],
    member: Option<&[u8]>,
    bare: impl Fn(&'a [u8]) -> &'a [u8],
) -> Vec<Cow<'a, [u8]>> {
    let mut all: Vec<Cow<'a, [u8]>> = Vec::with_capacity(lines.len());
    for &line in lines {
        if let Some(string) = Some(line).filter(|line| quoted(line)).and_then(whole_string) {
            all.extend(escaped_lines(string).map(|part| cleaned(&escapes::unescape(part)).into_owned().into()));
            continue;
        }
        let Some(output) = events::event(bare(line), member).and_then(|event| event.output) else {
            all.push(line.into());
            continue;
        };
        let output = output.strip_suffix(b"\n").unwrap_or(&output);
        all.extend(output.split(|byte| *byte == b'\n').map(|part| cleaned(part).into_owned().into()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts_of_one_string() {
        let check = |line: &str, lines: usize| {
            let found = whole_string(line.as_bytes()).map_or(0, |string| escaped_lines(string).count());
            assert_eq!(found, lines, "{line}");
        };
        check(r#""a\nb\nc\nd""#, 4);
        check(r#""a\nb\nc""#, 0);
        // The lines of a log begin alike.
        check(r#""[2024/05/20 09] a\n[2024/05/20 10] b""#, 2);
        check(r#""[2024/05/20 09] a\n[2024/05/20 10] b\n""#, 3);
        check(r#""[2024/05/20 09] a\nb""#, 0);
        check(r#""warning a\nwarning b""#, 0);
        check(r#""[2024/05/20 09] a\n""#, 0);
    }
}
