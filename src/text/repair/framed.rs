//! Links and marks around parts of a stack's lines, put there by pages, mail programs and converters to Markdown:
//! `[main.go:12](http://main.go:12) +0x3f`, `pkg.[F](<http://pkg.F>)()`, `main.go<http://main.go>:12`, `` `a/b.F()` ``.
//!
//! What a link shows is what stood in the log, wherever it leads to. That is taken only where the line becomes one that Go
//! prints and was none before, so that prose keeps its links.

use super::folds::whole::is_of_stack;
use super::{backslashes, links};
use crate::text::bytes::contains;

/// The line as Go printed it, and what was around it. None where there was nothing, or where it cannot be told.
pub fn undo(line: &[u8]) -> Option<(Vec<u8>, &'static str)> {
    if !line.iter().any(|byte| b"]>`\\*".contains(byte)) || is_printed(line) {
        return None;
    }
    if let Some(plain) = unlink(line).filter(|plain| is_printed(plain)) {
        return Some((plain, links::NAME));
    }
    let marks: Vec<u8> = line.iter().copied().filter(|byte| *byte != b'`').collect();
    if marks.len() < line.len() && !line.trim_ascii().starts_with(b"``") && is_printed(&marks) {
        return Some((marks, "marks of code"));
    }
    let plain = backslashes::strip(line)?;
    let plain = unlink(&plain).unwrap_or(plain);
    is_printed(&plain).then_some((plain, "backslashes of Markdown"))
}

/// A line of a report, or a call or location of another stack.
fn is_printed(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let foreign = contains(line, b"](") || contains(line, b"://") || line.starts_with(b"[");
    is_of_stack(line) && !foreign && !line.iter().any(|byte| b"`\\".contains(byte))
}

/// The line with the texts of all its links. None where there is none, or one without a text of its own.
fn unlink(line: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest, mut found) = (Vec::with_capacity(line.len()), line, false);
    while let Some(at) = memchr::memchr2(b']', b'<', rest) {
        let (head, tail) = rest.split_at_checked(at)?;
        out.extend_from_slice(head);
        let taken = if tail.first() == Some(&b']') { markdown(&mut out, tail) } else { angle(&mut out, tail)? };
        found |= taken > 0;
        if taken == 0 {
            out.extend(tail.first());
        }
        rest = tail.get(taken.max(1)..)?;
    }
    out.extend_from_slice(rest);
    found.then_some(out)
}

/// `](address)` or `][1]` behind the text of a link, whose bracket goes; gives its length, or none.
fn markdown(out: &mut Vec<u8>, tail: &[u8]) -> usize {
    let length = match tail.get(1) {
        Some(b'(') => address(tail),
        Some(b'[') => {
            let digits = tail.iter().skip(2).take_while(|byte| byte.is_ascii_digit()).count();
            (digits > 0 && tail.get(2 + digits) == Some(&b']')).then_some(3 + digits)
        }
        _ => None,
    };
    // The bracket that belongs to this one: names of generic functions have some of their own.
    let mut depth = 0_u32;
    let open = out.iter().rposition(|byte| {
        depth += u32::from(*byte == b']');
        let found = *byte == b'[' && depth == 0;
        depth = depth.saturating_sub(u32::from(*byte == b'['));
        found
    });
    match (length, open) {
        (Some(length), Some(open)) => {
            out.remove(open);
            length
        }
        _ => 0,
    }
}

/// The length of `](…)`, up to the bracket that closes it.
fn address(tail: &[u8]) -> Option<usize> {
    if tail.get(2) == Some(&b'<') {
        return memchr::memmem::find(tail, b">)").map(|at| at + 2);
    }
    let mut depth = 0_u32;
    for (at, byte) in tail.iter().enumerate().skip(2) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return (at > 2).then_some(at + 1),
            b')' => depth -= 1,
            b' ' | b'\t' => return None,
            _ => {}
        }
    }
    None
}

/// `<http://main.go|main.go>`, `<https://x.io/a.F>`, or what stands behind the text it repeats, `main.go<http://main.go>`.
/// Gives its length, 0 where it is no link; None where its text cannot be told.
fn angle(out: &mut Vec<u8>, tail: &[u8]) -> Option<usize> {
    let inner = tail.get(1..).unwrap_or_default();
    let Some(text) = inner.strip_prefix(b"http://").or_else(|| inner.strip_prefix(b"https://")) else { return Some(0) };
    let end = memchr::memchr(b'>', text)?;
    // With the scheme and both brackets.
    let length = inner.len() - text.len() + end + 2;
    let text = text.get(..end)?;
    if let Some(bar) = memchr::memchr(b'|', text) {
        out.extend_from_slice(text.get(bar + 1..)?);
        return Some(length);
    }
    let text = text.strip_suffix(b"/").unwrap_or(text);
    if out.ends_with(text) {
        return Some(length);
    }
    // The scheme was put before a host's name; what was before a word without a dot is not known.
    let host = text.split(|byte| *byte == b'/').next().unwrap_or_default();
    host.contains(&b'.').then(|| {
        out.extend_from_slice(text);
        length
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<&str>) {
        let got = undo(input.as_bytes()).map(|(out, _)| String::from_utf8(out).unwrap());
        assert_eq!(got.as_deref(), expected, "{input}");
    }

    #[test]
    fn links_around_parts_of_a_stack() {
        check("      /a/[main.go:12](http://main.go:12) +0x3f", Some("      /a/main.go:12 +0x3f"));
        check("      /a/[main.go](https://x.io/b/main.go#L3):12 +0x3f", Some("      /a/main.go:12 +0x3f"));
        check("  a/b.[F](<http://b.F>)()", Some("  a/b.F()"));
        check("  [a/b.(*T[int]).F()](https://x.io/a.(*T).F)", Some("  a/b.(*T[int]).F()"));
        check("[x.io/a.F](http://x.io/a.F)(0xc0, {0x1, 0x2})", Some("x.io/a.F(0xc0, {0x1, 0x2})"));
        check("  <https://x.io/a.(*T).F>()", Some("  x.io/a.(*T).F()"));
        check("      /a/main.go<http://main.go>:12 +0x3f", Some("      /a/main.go:12 +0x3f"));
        check("      <http://main.go:12|/a/main.go:12> +0x3f", Some("      /a/main.go:12 +0x3f"));
        check("      /a/[main.go:12][3] +0x3f", Some("      /a/main.go:12 +0x3f"));
        check(
            "Read at [0x00c000012340](tel:0x00c000012340) by goroutine [17](https://x.io/17):",
            Some("Read at 0x00c000012340 by goroutine 17:"),
        );
    }

    #[test]
    fn marks_of_markdown() {
        check("  `a/b.F()`", Some("  a/b.F()"));
        check("      `/a/main.go:12` +0x3f", Some("      /a/main.go:12 +0x3f"));
        check(r"      \<autogenerated\>:1 +0x3f", Some("      <autogenerated>:1 +0x3f"));
        check(r"  a.(\*T).F\_x()", Some("  a.(*T).F_x()"));
    }

    #[test]
    fn what_cannot_be_told_and_what_is_none_stays() {
        check("      <http://home/ci/main.go>:12 +0x3f", None);
        check("  main.F[int]()", None);
        check("  a/b.(*T[go.shape.struct { x int },go.shape.[]int]).Set()", None);
        check(r"      C:\a\b.go:12 +0x3f", None);
        check("see [the manual](http://x.io/manual)", None);
        check("      <autogenerated>:1 +0x3f", None);
    }
}
