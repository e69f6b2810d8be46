//! Headers of sections in the states that damage leaves them in. A header that cannot be read must not let the frames
//! behind it pass as those of the section before.

use super::classify::{Actor, Class, Header, actor, strip};
use crate::model::AccessKind;
use crate::text::bytes::contains;

/// A header is not longer: what is may be a message that quotes one.
const MAX_HEADER_BYTES: usize = 100;

/// Goroutine and state of `Goroutine 7 (running) created at:`. The state is empty where it is lost, which needs the rest of
/// the line whole: programs print `Goroutine 7 created` themselves.
pub fn creation(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = strip(line, b"goroutine ")?.trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (goroutine, rest) = rest.split_at_checked(digits).filter(|_| digits > 0)?;
    let rest = rest.trim_ascii();
    let close = match rest.first() {
        Some(b'(') => b')',
        Some(b'[') => b']',
        _ => return is_end(rest).then_some((goroutine, b"".as_slice())),
    };
    let inner = rest.get(1..)?;
    let Some(end) = memchr::memchr(close, inner) else {
        // `Goroutine 7 (running created at:`
        let words = inner.trim_ascii_start();
        let word = words.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        return is_end(words.get(word..)?.trim_ascii()).then_some((goroutine, b"".as_slice()));
    };
    let (state, after) = inner.split_at_checked(end)?;
    let after = after.get(1..)?.trim_ascii();
    // Behind a state the line may be cut, or another process may have written on it.
    let known = close == b')' && (state == b"running" || state == b"finished");
    let cut = known && !after.is_empty() && b"created at:".starts_with(after);
    (is_end(after) || cut || close == b')' && created_at(after).is_some()).then_some((goroutine, state.trim_ascii()))
}

/// Whether this is `created at:` and nothing else, whatever the blanks.
fn is_end(text: &[u8]) -> bool {
    created_at(text).is_some_and(|rest| matches!(rest.trim_ascii(), b"" | b":"))
}

/// What follows `created at`.
fn created_at(text: &[u8]) -> Option<&[u8]> {
    strip(strip(text, b"created")?.trim_ascii_start(), b"at")
}

/// A line that no other look found to be anything: a header of an access without its address, or one of which cannot be
/// told whose stack follows.
pub fn loose(line: &[u8]) -> Class<'_> {
    if line.len() > MAX_HEADER_BYTES {
        return Class::Noise;
    }
    if let Some(header) = without_address(line) {
        return Class::Access(header);
    }
    if is_lost_creation(line) || is_lost_access(line) { Class::Damaged } else { Class::Noise }
}

/// `Write at … by goroutine 7:`: what was done and by whom is known.
fn without_address(line: &[u8]) -> Option<Header<'_>> {
    let (kind, previous, rest) = kind(line)?;
    let at = memchr::memmem::rfind(rest, b"by ")?;
    let (middle, end) = rest.split_at_checked(at)?;
    let (actor, glued) = actor(end.get(3..)?)?;
    let middle = middle.trim_ascii();
    let header = strip(middle, b"at").is_some() || strip(middle, b"of size ").is_some();
    let whole = header && glued.is_empty() && end.ends_with(b":") && actor != Actor::Unknown;
    let words = || middle.split(u8::is_ascii_whitespace);
    let address = words().find(|word| {
        let digits = word.strip_prefix(b"0x").unwrap_or_default();
        (12..=16).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit)
    });
    whole.then_some(Header { kind, previous, address, actor, open: false, glued })
}

/// `Previous write ` at the start of a line, and what follows.
fn kind(line: &[u8]) -> Option<(AccessKind, bool, &[u8])> {
    let (previous, rest) = match strip(line, b"previous ") {
        Some(rest) => (true, rest.trim_ascii_start()),
        None => (false, line),
    };
    let rest = strip(rest, b"atomic ").unwrap_or(rest);
    let read = strip(rest, b"read ").map(|rest| (AccessKind::Read, previous, rest));
    read.or_else(|| strip(rest, b"write ").map(|rest| (AccessKind::Write, previous, rest)))
}

/// `Goroutine created at:`, `Goroutine ?? (running) created at:`: the number is lost.
fn is_lost_creation(line: &[u8]) -> bool {
    let line = line.strip_suffix(b":").unwrap_or(line).trim_ascii_end();
    let Some(at) = line.len().checked_sub(b"created at".len()) else { return false };
    let Some((head, end)) = line.split_at_checked(at) else { return false };
    let head = head.trim_ascii();
    let stated = contains(head, b"(running") || contains(head, b"(finished");
    end.eq_ignore_ascii_case(b"created at") && (head.is_empty() || stated || strip(head, b"goroutine").is_some())
        || strip(line, b"goroutine").is_some_and(|rest| {
            (contains(rest, b" (running)") || contains(rest, b" (finished)"))
                && (contains(rest, b" created") || rest.ends_with(b")"))
        })
}

/// `Previous write at`, `Write at 0x00c0 by thread`: the goroutine is lost.
fn is_lost_access(line: &[u8]) -> bool {
    let named = |word: &[u8]| line.eq_ignore_ascii_case(word);
    if [&b"previous read"[..], b"previous write", b"previous read at", b"previous write at"]
        .iter()
        .any(|word| named(word))
    {
        return true;
    }
    let Some((_, _, rest)) = kind(line) else { return false };
    let by = contains(rest, b"by goroutine") || contains(rest, b"by main goroutine");
    (strip(rest, b"at").is_some() || strip(rest, b"by").is_some()) && by && line.ends_with(b":")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let got = creation(line.as_bytes()).map(|(goroutine, state)| (text(goroutine), text(state)));
        assert_eq!(got, expected.map(|(goroutine, state)| (goroutine.to_owned(), state.to_owned())), "{line}");
    }

    #[test]
    fn creations_with_and_without_a_state() {
        check("Goroutine 7 (running) created at:", Some(("7", "running")));
        check("Goroutine 7 (finished)  created  at :", Some(("7", "finished")));
        check("goroutine 7 [running] created at:", Some(("7", "running")));
        check("Goroutine 7 created at:", Some(("7", "")));
        check("Goroutine 7 created at", Some(("7", "")));
        check("Goroutine 7 () created at:", Some(("7", "")));
        check("Goroutine 7 (running created at:", Some(("7", "")));
        check("Goroutine 7 (running) creat", Some(("7", "running")));
    }

    #[test]
    fn what_programs_print_is_no_creation() {
        check("Goroutine 7 created", None);
        check("Goroutine 7 created at 12:30:05", None);
        check("Goroutine 7 (worker)", None);
        check("goroutine 7 [running]:", None);
        check("Goroutine 7", None);
    }

    #[test]
    fn headers_of_which_cannot_be_told_whose_stack_follows() {
        for line in [
            "Goroutine created at:",
            "created at:",
            "Goroutine ?? (running) created at:",
            "Goroutine #7 (running) created at:",
            "Goroutine 7 (running) was created by:",
            "Previous write at",
            "Write at 0x00c0 by Xgoroutine 7 by goroutine seven:",
        ] {
            assert_eq!(loose(line.as_bytes()), Class::Damaged, "{line}");
        }
        for line in [
            "Read config at /etc/x.conf:",
            "Write to disk finished",
            "Previous run failed",
            "pool created at: 12:30",
            "Goroutine pool created",
            "table t1 created at",
            "Goroutine 7 (worker) started",
        ] {
            assert_eq!(loose(line.as_bytes()), Class::Noise, "{line}");
        }
    }

    #[test]
    fn an_access_without_its_address() {
        let Class::Access(header) = loose("Previous write at … by goroutine 8:".as_bytes()) else { panic!() };
        assert_eq!((header.kind, header.previous, header.address), (AccessKind::Write, true, None));
        assert_eq!(header.actor, Actor::Number(b"8"));
        let Class::Access(header) = loose(b"Read of size 8 at 0x00c000012340 by main goroutine:") else { panic!() };
        assert_eq!(header.address, Some(b"0x00c000012340".as_slice()));
        assert_eq!(loose(b"Read what was written by goroutine 7:"), Class::Noise);
    }
}
