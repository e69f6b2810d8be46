//! Lines behind the beginning of a source with which something begins that nobody could read as it stands: an anchor
//! with a prefix that is not known yet, or with something behind it. Such a line has the part around it surveyed
//! (docs/spec/go-reports.md §1.9: the text before the anchor is the prefix).
//!
//! This is asked of every line, so the last byte decides, and only where it fits a text is searched.

use super::anchor::{MAX_PREFIX_BYTES, anchor, is_testing};
use super::events;
use super::member::line_member;
use super::survey::Plan;
use super::window::cleaned;
use crate::text::bytes::contains;

/// Whether the line asks for a survey.
pub fn is_news(raw: &[u8], plan: &Plan) -> bool {
    // A unified log line of TiDB, as it should be; what a page made of it shows in other lines.
    if matches!(raw, [b'[', b'2', b'0', ..]) {
        return false;
    }
    let end = without_colour(output_end(raw.trim_ascii_end()));
    let body = without_marks(end);
    if !ends_an_opening(body, end) || raw.first() == Some(&b'{') && !may_hold_opening(body) {
        return false;
    }
    let cleaned = cleaned(raw);
    let text = without_colour(cleaned.trim_ascii_end());
    let body = without_marks(text);
    let line = plan.bare(body);
    match line.first() {
        Some(b'{') => return is_news_inside(plan.bare(text), plan),
        Some(b'[') if line.starts_with(b"[20") => return false,
        _ => {}
    }
    let Some((at, weak)) = anchor(line) else { return false };
    let prefix = line.get(..at).unwrap_or_default();
    if prefix.is_empty() {
        return body.len() < text.len();
    }
    is_prefix(prefix, weak)
}

/// Whether an object that ends so is worth taking apart: most tests pass.
fn may_hold_opening(object: &[u8]) -> bool {
    match object.last() {
        Some(b')') => contains(object, b"--- FAIL: "),
        Some(b':') => contains(object, b"goroutine "),
        _ => true,
    }
}

/// The same of a JSON object: of the line in an event, or where the member that holds the lines is not known yet.
fn is_news_inside(object: &[u8], plan: &Plan) -> bool {
    let output = events::event(object, plan.member.as_deref()).and_then(|event| event.output);
    let Some(output) = output else { return plan.member.is_none() && line_member(object).is_some() };
    let output = output.trim_ascii_end();
    let line = plan.bare(output.rsplit(|byte| *byte == b'\n').next().unwrap_or_default());
    anchor(line).is_some_and(|(at, weak)| is_prefix(line.get(..at).unwrap_or_default(), weak))
}

/// Whether what stands before an anchor is neither nothing nor what go test itself indents and names.
fn is_prefix(prefix: &[u8], weak: bool) -> bool {
    !(prefix.trim_ascii().is_empty() || weak && is_testing(prefix))
}

/// Of a line of docker's json-file the part up to the end of the program's own line; other lines whole.
fn output_end(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"{\"log\":") {
        return raw;
    }
    memchr::memmem::rfind(raw, b"\",\"")
        .and_then(|last| memchr::memmem::rfind(raw.get(..last)?, b"\",\""))
        .and_then(|at| raw.get(..at))
        .unwrap_or(raw)
}

/// Whether a line ends as those do that open a record: a banner, a ruler, the header of a goroutine, the result of a
/// test, a line of TiDB's log, or one of the first fields of a slow query. Of a quotation every line is looked at.
/// `whole` is the line with the marks behind it.
fn ends_an_opening(line: &[u8], whole: &[u8]) -> bool {
    let head = line.get(..line.len().min(MAX_PREFIX_BYTES)).unwrap_or_default();
    match line.last() {
        Some(b'E') => line.ends_with(b"DATA RACE"),
        Some(b'=') => line.ends_with(b"=================="),
        Some(b':') => line.ends_with(b"]:"),
        Some(b')') => line.ends_with(b"s)"),
        Some(b']') => contains(head, b"[20"),
        // The fields of a plain slow log have their mark at the start.
        Some(b'0'..=b'9') => {
            let plain = usize::from(whole.len() == line.len());
            head.get(plain..).is_some_and(|head| memchr::memchr(b'#', head).is_some())
        }
        _ => line.first() == Some(&b'>'),
    }
}

/// What closes a cell, a quotation or a string, or breaks a line in a page.
fn without_marks(line: &[u8]) -> &[u8] {
    let mut rest = line;
    if line.last() == Some(&b'>') {
        rest = [&b"<br>"[..], b"<br/>", b"<br />"].iter().find_map(|tag| line.strip_suffix(*tag)).unwrap_or(line);
    }
    while let [body @ .., b'"' | b'\'' | b',' | b'|' | b'`' | b'\\' | b' ' | b'}'] | [body @ .., b'\\', b'n'] = rest {
        rest = body;
    }
    rest.strip_suffix("│".as_bytes()).or_else(|| rest.strip_suffix("┃".as_bytes())).map_or(rest, <[u8]>::trim_ascii_end)
}

/// `\x1b[0m` behind the text, with its escape byte or without.
fn without_colour(line: &[u8]) -> &[u8] {
    let Some(rest) = line.strip_suffix(b"m") else { return line };
    let numbers = rest.iter().rev().take(8).take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    let rest = rest.get(..rest.len() - numbers).unwrap_or_default();
    rest.strip_suffix(b"[").map_or(line, |rest| rest.strip_suffix(b"\x1b").unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: bool) {
        assert_eq!(is_news(line.as_bytes(), &Plan::default()), expected, "{line}");
    }

    #[test]
    fn openings_with_something_around_them() {
        check("12:34:56 goroutine 7 [running]:", true);
        check("w7: WARNING: DATA RACE", true);
        check("| WARNING: DATA RACE |", true);
        check("WARNING: DATA RACE<br>", true);
        check("  \"==================\",", true);
        check("{\"message\":\"WARNING: DATA RACE\"}", true);
        check("\x1b[36mapi | goroutine 7 [running]:\x1b[0m", true);
        check("[31m==================[0m", true);
        check("12. --- FAIL: TestA (0.10s)", true);
        check("# # Query_time: 1.5", true);
        check("[api] [2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [x]", true);
        check("> panic: x", true);
        check("{\"Action\":\"output\",\"Output\":\"w7: goroutine 7 [running]:\\n\"}", true);
        check("{\"log\":\"w7: WARNING: DATA RACE\\n\",\"stream\":\"stderr\",\"time\":\"2024\"}", true);
    }

    #[test]
    fn lines_that_can_be_read_as_they_stand() {
        check("goroutine 7 [running]:", false);
        check("2023-10-08T08:44:19.5480100Z goroutine 7 [running]:", false);
        check("\x1b[31m==================\x1b[0m", false);
        check("    --- FAIL: TestA/b (0.10s)", false);
        check("    x_test.go:9: --- FAIL: TestA (0.10s)", false);
        check("# Query_time: 1.5", false);
        check("[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [x]", false);
        check("{\"Action\":\"output\",\"Output\":\"goroutine 7 [running]:\\n\"}", false);
        check("{\"log\":\"WARNING: DATA RACE\\n\",\"stream\":\"stderr\",\"time\":\"2024\"}", false);
        check("--- PASS: TestA (0.10s)", false);
        check("served in (1.5s)", false);
        check("issue #12 took 13", false);
    }
}
