//! Words that start a failure, where they are what a program says in its own log and not what a runtime printed.
//!
//! ```text
//! time=2026-02-01T10:00:00Z level=ERROR msg="fatal error: listen tcp :80: bind: address already in use"
//! ```
//!
//! The head of such lines repeats as the prefix of a container does. What tells them apart is what comes below: the
//! runtime prints a stack behind the same prefix, a message has none.

use super::shape::Shape;
use crate::text::bytes;

/// Whether the line, whose prefix this is, may be a message of a program: it begins with words that programs use as well,
/// and the prefix is none that carries the lines of others (a container's name, a quotation, a file's name).
pub fn may_be_message(line: &[u8], prefix: &[u8], shape: &Shape) -> bool {
    let text = line.get(prefix.len()..).unwrap_or_default();
    let said = text.starts_with(b"panic: ") || text.starts_with(b"fatal error: ");
    said && !shape.carries_lines()
}

/// Whether only a runtime that ends a program prints this: the head of a goroutine, a signal, the runtime's own stack.
pub fn is_dump(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let goroutine = |text: &[u8]| {
        text.strip_prefix(b"goroutine ").and_then(bytes::number).is_some_and(|(_, rest)| rest.starts_with(b" ["))
            && text.ends_with(b"]:")
    };
    text == b"runtime stack:" || text.starts_with(b"[signal ") || text.starts_with(b"goroutine ") && goroutine(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prefix: &str, text: &str, expected: bool) {
        let line = format!("{prefix}{text}");
        let shape = Shape::of(prefix.as_bytes()).unwrap();
        assert_eq!(may_be_message(line.as_bytes(), prefix.as_bytes(), &shape), expected, "{line}");
    }

    #[test]
    fn heads_of_loggers_and_carriers_of_lines() {
        check("time=2026-02-01T10:00:00Z level=ERROR msg=\"", "fatal error: listen", true);
        check("E0201 10:00:01.000000       1 main.go:31] ", "panic: no config", true);
        check("2026/02/01 10:00:01 ", "fatal error: listen", true);
        check("[ERROR] ", "panic: x", true);
        check("web-1  | 2026/02/01 10:00:01 [error] ", "panic: x", true);
        check("web-1  | ", "panic: x", false);
        check("> ", "panic: x", false);
        check("ci.log:12:", "panic: x", false);
        check("[unit] ", "FAIL\texample.com/a\t1s", false);
    }

    #[test]
    fn what_only_a_runtime_prints() {
        for text in ["goroutine 7 [running]:", " [signal SIGSEGV: segmentation violation", "runtime stack:"] {
            assert!(is_dump(text.as_bytes()), "{text}");
        }
        for text in ["goroutine 7 is stuck", "panic: x", "the runtime stack: gone", "signal: killed"] {
            assert!(!is_dump(text.as_bytes()), "{text}");
        }
    }
}
