//! A dump inside one string of a logger: `"stacktrace":"goroutine 7 [running]:\\nmain.f()\\n…"`, also with its panic above.

use super::header;
use crate::text::repair::escapes;

/// The text of the quoted string that holds a goroutine's header with an escaped line break behind it.
pub fn unescape(line: &[u8]) -> Option<Vec<u8>> {
    // Most lines of a log are done here.
    if !line.starts_with(b"{") && !line.trim_ascii_end().ends_with(b"\"") {
        return None;
    }
    let at = memchr::memmem::find(line, b"goroutine ")?;
    let rest = line.get(at..)?;
    let end = memchr::memmem::find(rest.get(..rest.len().min(200))?, b"]:\\")? + 2;
    header::read(rest.get(..end)?)?;
    matches!(rest.get(end + 1), Some(b'n' | b'r')).then_some(())?;
    Some(escapes::unescape(escapes::string_around(line, at)?))
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
        check(r#"{"msg":"goroutine 7 [running]: fine"}"#, None);
        check(r#"{"msg":"why goroutine 7\nis slow"}"#, None);
    }
}
