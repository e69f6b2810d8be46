//! Backslashes that a converter to Markdown puts before its marks: `\# Query\_time: 1.5`, `\[2023/01/29 …\]`. Posts of
//! forums that were exported as Markdown hold them.

use crate::text::bytes::contains;

/// Texts that only such a converter leaves.
const SIGNS: [&[u8]; 5] = [b"\\# Time: 20", b"Query\\_time: ", b"Txn\\_start\\_ts: ", b"\\[20", b"\\_test.go:"];

/// Whether a line shows that its source was converted.
pub fn is_converted(line: &[u8]) -> bool {
    memchr::memchr(b'\\', line).is_some() && SIGNS.iter().any(|sign| contains(line, sign))
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
    }
}
