//! A dump, or the output of a failed test, inside one string of a logger or of a shell:
//! `"stacktrace":"goroutine 7 [running]:\\nmain.f()\\n…"`, also with its panic above.

use super::header;
use crate::text::repair::escapes;

/// Words that start a line of a failure or of a failed test.
const STARTS: [&[u8]; 3] = [b"--- FAIL: ", b"Error Trace:", b"found unexpected goroutines:"];

/// Places at which a header is looked for.
const MAX_WORDS: usize = 16;

/// A line that starts so late in a string is not looked for.
const MAX_FIRST_LINE: usize = 300;

/// The text of the quoted string that holds a goroutine's header, or the first line of a failure, with an escaped line
/// break behind it.
pub fn unescape(line: &[u8]) -> Option<Vec<u8>> {
    // Most lines of a log are done here. The string may be cut: its end says nothing.
    let first = memchr::memchr(b'\\', line)?;
    memchr::memmem::find(line.get(first..)?, b"\\n").or_else(|| memchr::memmem::find(line.get(first..)?, b"\\r"))?;
    let at = header_in(line).or_else(|| runtime_in(line)).or_else(|| start_in(line, first))?;
    Some(from_failure(escapes::unescape(escapes::string_around(line, at)?)))
}

/// Where the runtime's own stack starts, of a fatal error without goroutines.
fn runtime_in(line: &[u8]) -> Option<usize> {
    const STACK: &[u8] = b"runtime stack:";
    let at = memchr::memmem::find(line, STACK)?;
    (is_break(line.get(at + STACK.len()..)?) && starts_line(line.get(..at)?)).then_some(at)
}

/// The text from its failure on, where other words stand before that on the first line (`hook failed, stderr: fatal
/// error: …`) and a stack follows below.
fn from_failure(text: Vec<u8>) -> Vec<u8> {
    let mut lines = text.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let next = lines.map(<[u8]>::trim_ascii).find(|line| !line.is_empty()).unwrap_or_default();
    let stack = header::read(next).is_some() || next == b"runtime stack:" || next.starts_with(b"[signal ");
    let words: [&[u8]; 2] = [b" fatal error: ", b" panic: "];
    match words.iter().filter_map(|word| memchr::memmem::find(first, word)).min().filter(|_| stack) {
        Some(at) => text.get(at + 1..).unwrap_or_default().to_vec(),
        None => text,
    }
}

/// Where a goroutine's header stands before an escaped line break.
fn header_in(line: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(line, b"goroutine ").take(MAX_WORDS).find(|at| {
        let rest = line.get(*at..).unwrap_or_default();
        let Some(end) = memchr::memmem::find(rest.get(..rest.len().min(200)).unwrap_or_default(), b"]:\\") else {
            return false;
        };
        let (head, tail) = rest.split_at_checked(end + 2).unwrap_or_default();
        is_break(tail) && header::read(head).is_some()
    })
}

/// Where a line starts with one of [`STARTS`] and has an escaped line break behind it. `first` is the first backslash.
fn start_in(line: &[u8], first: usize) -> Option<usize> {
    // Two breaks at least: an error that names one of the words is no text of several lines.
    let mut breaks = memchr::memmem::find_iter(line.get(first..)?, b"\\n");
    breaks.nth(1)?;
    STARTS.iter().find_map(|word| {
        let at = memchr::memmem::find(line, word)?;
        let rest = line.get(at..)?;
        let broken = memchr::memmem::find(rest.get(..rest.len().min(MAX_FIRST_LINE))?, b"\\n").is_some();
        (broken && (starts_line(line.get(..at)?) || word.ends_with(b"goroutines:"))).then_some(at)
    })
}

/// Whether what follows `head` stands at the start of a line of the string: behind a break or the opening quote, and
/// blanks or escaped tabs.
fn starts_line(mut head: &[u8]) -> bool {
    loop {
        head = head.trim_ascii_end();
        match head.strip_suffix(b"\\t") {
            Some(rest) => head = rest.strip_suffix(b"\\").unwrap_or(rest),
            None => break,
        }
    }
    head.ends_with(b"\\n") || head.ends_with(b"\\r") || matches!(head.last(), Some(b'"' | b'\''))
}

/// An escaped line break, escaped once or more.
fn is_break(text: &[u8]) -> bool {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    slashes > 0 && matches!(text.get(slashes), Some(b'n' | b'r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(
            unescape(line.as_bytes()).map(|text| String::from_utf8(text).unwrap()).as_deref(),
            expected,
            "{line}"
        );
    }

    #[test]
    fn the_string_around_a_dump() {
        check(
            r#"{"msg":"x","stack":"goroutine 7 [running]:\nmain.f()\n\t/a.go:1 +0x2\n","n":1}"#,
            Some("goroutine 7 [running]:\nmain.f()\n\t/a.go:1 +0x2\n"),
        );
        check(
            r#"level=error msg="panic: boom\n\ngoroutine 7 [running]:\nmain.f()""#,
            Some("panic: boom\n\ngoroutine 7 [running]:\nmain.f()"),
        );
        check(
            r#"{"log":"{\"stack\":\"goroutine 7 [running]:\\nmain.f()\"}"}"#,
            Some(r#"{"stack":"goroutine 7 [running]:\nmain.f()"}"#),
        );
        check(
            r#"time="t" msg="BEGIN goroutine stack dump\ngoroutine 7 [running]:\nmain.f()\n\t/a.go"#,
            Some("BEGIN goroutine stack dump\ngoroutine 7 [running]:\nmain.f()\n\t/a.go"),
        );
        check(r"err=(b'goroutine 7 [running]:\nmain.f()\n')", Some("goroutine 7 [running]:\nmain.f()\n"));
        check(r#"{"out":"FAIL\n    --- FAIL: TestA (0.1s)\n"}"#, Some("FAIL\n    --- FAIL: TestA (0.1s)\n"));
        check(
            r#"{"out":"x_test.go:3: \n\t\tError Trace:\tx.go:3\n"}"#,
            Some("x_test.go:3: \n\t\tError Trace:\tx.go:3\n"),
        );
        check(
            r#"{"msg":"hook failed, stderr: fatal error: out of memory\n\nruntime stack:\nruntime.throw(0x1)\n\t/p.go:1 +0x2\n"}"#,
            Some("fatal error: out of memory\n\nruntime stack:\nruntime.throw(0x1)\n\t/p.go:1 +0x2\n"),
        );
        check(
            r#"msg="Observed a panic: boom\ngoroutine 7 [running]:\nmain.f()""#,
            Some("panic: boom\ngoroutine 7 [running]:\nmain.f()"),
        );
        check(r#"{"msg":"goroutine 7 [running]: fine"}"#, None);
        check(r#"{"msg":"see the runtime stack:\nbelow"}"#, None);
        check(r#"{"msg":"saw --- FAIL: TestA (0.1s)\nand\nleft"}"#, None);
        check(r#"{"msg":"why goroutine 7\nis slow"}"#, None);
    }
}
