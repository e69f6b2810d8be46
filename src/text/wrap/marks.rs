//! Marks of code that share a line with text: a fence, `<pre>`, `{noformat}` of issue trackers, the single backtick
//! around a span of several lines. What starts a failure counts at the start of a line only.

use super::{Each, Label};
use crate::text::Line;
use crate::text::bytes::contains;

/// The mark of a code block, as the recognisers know it.
const FENCE: &[u8] = b"```";

/// Tags that pages and test reports put directly before the first line of a log.
const TAGS: [&[u8]; 7] = [b"<pre", b"<code", b"<details", b"<failure", b"<system-out", b"<system-err", b"<![CDATA["];

/// What stands directly behind its last line.
const CLOSING: [&[u8]; 8] =
    [b"</pre>", b"</code>", b"</details>", b"</failure>", b"</system-out>", b"</system-err>", b"]]>", b"{noformat}"];

/// Tags looked at on one line.
const MAX_MARKS: usize = 4;

/// Hands a line on; a mark of code that shares it with text becomes a line of its own.
pub fn emit(line: Line<'_>, label: Label<'_>, each: &mut Each<'_>) {
    let mut text = line.text;
    if matches!(text.first(), Some(b'`' | b'<' | b'{')) {
        if is_fence(text) {
            each(line, label);
            return;
        }
        let (rest, block) = opened(text);
        if !rest.trim_ascii().is_empty() {
            if block {
                each(Line { text: FENCE, ..line }, label);
            }
            text = rest;
        }
    }
    if matches!(text.last(), Some(b'`' | b'>' | b'}')) {
        let (body, block) = closed(text);
        if !body.trim_ascii().is_empty() && body.len() < text.len() {
            each(Line { text: body, ..line }, label);
            if block {
                each(Line { text: FENCE, ..line }, label);
            }
            return;
        }
    }
    each(Line { text, ..line }, label);
}

/// A fence alone on its line, with the name of a language or not.
fn is_fence(text: &[u8]) -> bool {
    let Some(after) = text.strip_prefix(FENCE) else { return false };
    after.len() <= 40
        && after.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_+-.` {}=\"".contains(byte))
        && !contains(after, b"==")
}

/// The line without the marks before it, and whether they begin a block.
fn opened(text: &[u8]) -> (&[u8], bool) {
    let (mut rest, mut block) = (text, false);
    for _ in 0..MAX_MARKS {
        let after = match rest.first() {
            Some(b'`') => {
                block |= rest.starts_with(FENCE);
                rest.strip_prefix(FENCE).or_else(|| single_tick(rest.get(1..)?, rest))
            }
            Some(b'<') => tag(rest),
            Some(b'{') => jira(rest),
            _ => None,
        };
        let Some(after) = after else { break };
        block |= matches!(rest.first(), Some(b'<' | b'{'));
        rest = after;
    }
    (rest, block)
}

/// The line without the marks behind it, and whether they end a block.
fn closed(text: &[u8]) -> (&[u8], bool) {
    let (mut rest, mut block) = (text, false);
    for _ in 0..MAX_MARKS {
        if let Some(body) = rest.strip_suffix(FENCE).or_else(|| rest.strip_suffix(b"{code}")) {
            (rest, block) = (body, true);
        } else if let Some(body) = CLOSING.iter().find_map(|tag| rest.strip_suffix(*tag)) {
            (rest, block) = (body, true);
        } else if let Some(body) = rest.strip_suffix(b"`").and_then(|body| single_tick(body, rest)) {
            rest = body;
        } else {
            break;
        }
    }
    (rest, block)
}

/// `inner`, where the backtick it lost is the only one of the `line`: a pair of them is a quotation in prose.
fn single_tick<'a>(inner: &'a [u8], line: &[u8]) -> Option<&'a [u8]> {
    (memchr::memchr_iter(b'`', line).count() == 1).then_some(inner)
}

/// What follows the tag at the start.
fn tag(text: &[u8]) -> Option<&[u8]> {
    let name = TAGS.iter().find(|name| text.starts_with(name))?;
    if name.ends_with(b"[") {
        return text.get(name.len()..);
    }
    let end = memchr::memchr(b'>', text.get(..text.len().min(1_000))?)?;
    let clean = matches!(text.get(name.len()), Some(b'>' | b' '));
    let rest = text.get(end + 1..)?;
    // A title of its own: `<details><summary>log</summary>`.
    let title = rest.strip_prefix(b"<summary>").and_then(|rest| {
        let end = memchr::memmem::find(rest, b"</summary>")?;
        rest.get(end + b"</summary>".len()..)
    });
    clean.then_some(title.unwrap_or(rest))
}

/// What follows `{noformat}`, `{code}` or `{code:java}` at the start.
fn jira(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"{noformat").or_else(|| text.strip_prefix(b"{code"))?;
    let end = memchr::memchr(b'}', rest.get(..rest.len().min(80))?)?;
    (end == 0 || rest.starts_with(b":")).then(|| rest.get(end + 1..)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn check(text: &str, expected: &[&str]) {
        let mut got = Vec::new();
        emit(Line { text: text.as_bytes(), span: Span::default(), stream: 0 }, Label::default(), &mut |line, _| {
            got.push(String::from_utf8(line.text.to_vec()).unwrap());
        });
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn marks_that_share_a_line() {
        check("```panic: x", &["```", "panic: x"]);
        check("```go", &["```go"]);
        check("exit status 2```", &["exit status 2", "```"]);
        check("`panic: x", &["panic: x"]);
        check("FAIL\ta/b\t1.2s`", &["FAIL\ta/b\t1.2s"]);
        check("<pre><code class=\"go\">panic: x", &["```", "panic: x"]);
        check("exit status 2</code></pre>", &["exit status 2", "```"]);
        check("<details><summary>log</summary>panic: x", &["```", "panic: x"]);
        check("<failure message=\"Failed\"><![CDATA[panic: x", &["```", "panic: x"]);
        check("{code:java}panic: x", &["```", "panic: x"]);
        check("{noformat}==================", &["```", "=================="]);
    }

    #[test]
    fn what_is_no_mark() {
        for text in
            ["`panic: x` is it", "<autogenerated>:1 +0x33", "{\"a\":1}", "<pre>", "{code}", "a `b`", "<preset>x", "`"]
        {
            check(text, &[text]);
        }
    }
}
