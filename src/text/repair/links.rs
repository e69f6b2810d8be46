//! Links that GitHub's log view puts around numbers: text copied out of it holds `+0x5[25](https://github.com/…#step:5:26)`
//! where the log says `+0x525`.

use crate::text::bytes::contains;

/// Whether a line holds such a link.
pub fn is_linked(line: &[u8]) -> bool {
    contains(line, b"](http") && contains(line, b"#step:")
}

/// The line with its numbers as they were. None where there is no such link.
pub fn strip(line: &[u8]) -> Option<Vec<u8>> {
    if !is_linked(line) {
        return None;
    }
    let (mut out, mut rest, mut found) = (Vec::with_capacity(line.len()), line, false);
    while let Some(at) = memchr::memmem::find(rest, b"](http") {
        let (head, tail) = rest.split_at_checked(at)?;
        out.extend_from_slice(head);
        let end = memchr::memchr(b')', tail).filter(|end| tail.get(..*end).is_some_and(|url| contains(url, b"#step:")));
        let digits = head.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let opened = out.len().checked_sub(digits + 1).filter(|open| digits > 0 && out.get(*open) == Some(&b'['));
        let Some((open, end)) = opened.zip(end) else {
            out.push(b']');
            rest = tail.get(1..)?;
            continue;
        };
        out.remove(open);
        found = true;
        rest = tail.get(end + 1..)?;
    }
    out.extend_from_slice(rest);
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<&str>) {
        assert_eq!(strip(input.as_bytes()).map(|out| String::from_utf8(out).unwrap()).as_deref(), expected, "{input}");
    }

    #[test]
    fn numbers_stay_and_their_links_go() {
        let url = "(https://github.com/a/b/actions/runs/1/job/2?pr=3#step:5:26)";
        check(&format!("  x.go:1[34]{url} +0x5[25]{url}"), Some("  x.go:134 +0x525"));
        check(
            &format!("Read at 0x00c[00]{url}1adc8 by goroutine [16]{url}:"),
            Some("Read at 0x00c001adc8 by goroutine 16:"),
        );
        check("see [the log](https://github.com/a/b/runs/1#step:5:26)", None);
        check("goroutine 7 [25](https://example.com/)", None);
    }
}
