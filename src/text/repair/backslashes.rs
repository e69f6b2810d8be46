//! Backslashes that a converter to Markdown puts before its marks: `\# Query\_time: 1.5`, `\[2023/01/29 …\]`. Posts of
//! forums that were exported as Markdown hold them, and stacks that went through an editor: `a.(\*T).Run()`.

use crate::text::bytes::{contains, number};
use memchr::memmem;

/// Texts that only such a converter leaves.
const SIGNS: [&[u8]; 5] = [b"\\# Time: 20", b"Query\\_time: ", b"Txn\\_start\\_ts: ", b"\\[20", b"\\_test.go:"];

/// Whether a line shows that its source was converted.
pub fn is_converted(line: &[u8]) -> bool {
    memchr::memchr(b'\\', line).is_some() && (SIGNS.iter().any(|sign| contains(line, sign)) || is_frame(line))
}

/// Whether a line is a frame or the header of a goroutine with such backslashes: `a/b.(\*T).Run(0x1)`,
/// `goroutine 7 \[running\]:`. A pattern in a message looks like the half of one.
fn is_frame(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if let Some(rest) = line.strip_prefix(b"goroutine ") {
        return number(rest).is_some_and(|(_, rest)| rest.starts_with(b" \\[")) && line.ends_with(b":");
    }
    let name = line.strip_prefix(b"created by ").unwrap_or(line);
    let Some((package, receiver)) = memmem::find(name, b".(\\*").and_then(|at| name.split_at_checked(at)) else {
        return false;
    };
    let path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-\\%~".contains(byte);
    let method = memmem::find(receiver, b").").and_then(|at| receiver.get(at + 2));
    !package.is_empty() && package.iter().all(path) && method.is_some_and(u8::is_ascii_alphabetic)
}

/// The line without the backslashes before marks of Markdown. None where it has none.
pub fn strip(line: &[u8]) -> Option<Vec<u8>> {
    memchr::memchr(b'\\', line)?;
    let mut out = Vec::with_capacity(line.len());
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let mark = bytes.peek().filter(|next| byte == b'\\' && b"\\`*_{}[]()#+-.!|<>~=".contains(next)).copied();
        out.push(mark.unwrap_or(byte));
        if mark.is_some() {
            bytes.next();
        }
    }
    (out.len() < line.len()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<&str>) {
        assert_eq!(strip(input.as_bytes()).map(|out| String::from_utf8(out).unwrap()).as_deref(), expected, "{input}");
    }

    #[test]
    fn only_before_marks() {
        check(r"\# Txn\_start\_ts: 43", Some("# Txn_start_ts: 43"));
        check(r#"\[2023/01/29\] \["a \"b\" \\n"\]"#, Some(r#"[2023/01/29] ["a \"b\" \n"]"#));
        check(r"C:\new \n", None);
        check("plain", None);
        assert!(is_converted(br"\# Query\_time: 5.5"));
        assert!(!is_converted(b"# Query_time: 5.5 \\_"));
        for frame in [r"a/b\_c.(\*T).Run(0x1)", r"created by b.(\*T).go in goroutine 7", r"goroutine 7 \[running\]:"] {
            assert!(is_converted(frame.as_bytes()), "{frame}");
        }
        for line in [r"grep 'b.(\*T).Run' x.go", r"b.(\*T)", r"goroutine 7 is in \[a-z\]:", "b.(*T).Run(0x1)\\"] {
            assert!(!is_converted(line.as_bytes()), "{line}");
        }
    }
}
