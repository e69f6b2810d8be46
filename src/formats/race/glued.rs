//! Lines of a report that share their physical line with what another process wrote: its text stands before them when it
//! printed no line break, or behind them. The indentation of the report tells where its own part begins.

use super::classify::{self, Place};
use super::headers;

/// Blanks that begin a location; what stands before them is another's. Two would also do within a table.
const PLACE_BLANKS: &[u8] = b"    ";

/// The part of a line that is the report's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own<'a> {
    Function(&'a [u8]),
    Place(Place<'a>),
    Creation {
        goroutine: &'a [u8],
        state: &'a [u8],
    },
    /// The closing ruler.
    Ruler,
}

/// What of a line is the report's, and what is another's. `text` is the line with its indentation.
pub fn split(text: &[u8]) -> Option<(Own<'_>, &[u8])> {
    before(text.trim_ascii()).or_else(|| behind(text))
}

/// Another's text stands before.
fn before(line: &[u8]) -> Option<(Own<'_>, &[u8])> {
    if line.ends_with(b"()") {
        let (head, name) = behind_blanks(line, b"  ")?;
        return Some((Own::Function(classify::function(name)?), head));
    }
    if line.ends_with(b":") {
        let at = memchr::memmem::rfind(line, b"Goroutine ").filter(|at| *at > 0)?;
        let (head, own) = line.split_at_checked(at)?;
        let (goroutine, state) = headers::creation(own).filter(|(_, state)| !state.is_empty())?;
        return Some((Own::Creation { goroutine, state }, head.trim_ascii()));
    }
    if line.ends_with(b"=") {
        let signs = line.iter().rev().take_while(|byte| **byte == b'=').count();
        let head = line.get(..line.len() - signs)?;
        return (signs == 18 && !head.ends_with(b" ")).then_some((Own::Ruler, head));
    }
    let (head, own) = behind_blanks(line, PLACE_BLANKS)?;
    let place = classify::place(own, false).filter(|place| place.line.is_some() && classify::is_file(place.file))?;
    Some((Own::Place(place), head))
}

/// What stands before and behind the last run of blanks.
fn behind_blanks<'a>(line: &'a [u8], blanks: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = memchr::memmem::rfind(line, blanks)?;
    let (head, own) = line.split_at_checked(at)?;
    Some((head.trim_ascii(), own.trim_ascii())).filter(|(head, _)| !head.is_empty())
}

/// Another's text stands behind; of an offset cannot be told where it ends.
fn behind(text: &[u8]) -> Option<(Own<'_>, &[u8])> {
    let line = text.trim_ascii();
    if let Some(at) = memchr::memmem::find(line, b" +0x") {
        let (head, tail) = line.split_at_checked(at)?;
        let digits = tail.get(4..)?.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let tail = tail.get(4 + digits..)?;
        let place = classify::place(head, true).filter(|place| place.line.is_some())?;
        return (!tail.is_empty() && digits > 0).then_some((Own::Place(Place { line_ends: true, ..place }), tail));
    }
    // The indentation is all that tells a frame from a call that a message speaks of.
    if !text.starts_with(b"  ") && !text.starts_with(b"\t") {
        return None;
    }
    let (own, tail) = line.split_at_checked(memchr::memmem::find(line, b"()")? + 2)?;
    let others = tail.first().is_some_and(|byte| !b".()[{".contains(byte));
    let name = classify::function(own).filter(|name| name.contains(&b'.'))?;
    others.then_some((Own::Function(name), tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let got = split(line.as_bytes()).map(|(own, other)| {
            let own = match own {
                Own::Function(name) => format!("function {}", text(name)),
                Own::Place(place) => format!("place {} {:?}", text(place.file), place.line),
                Own::Creation { goroutine, state } => format!("creation {} {}", text(goroutine), text(state)),
                Own::Ruler => "ruler".into(),
            };
            (own, text(other))
        });
        assert_eq!(got, expected.map(|(own, other)| (own.to_owned(), other.to_owned())), "{line}");
    }

    #[test]
    fn text_of_others_before_a_line() {
        check("GET /healthz 200  main.f()", Some(("function main.f", "GET /healthz 200")));
        check(
            "a: b.C()  main.f[go.shape.struct { x int }]()",
            Some(("function main.f[go.shape.struct { x int }]", "a: b.C()")),
        );
        check("took: 12      /a b/x.go:7 +0x3", Some(("place /a b/x.go Some(7)", "took: 12")));
        check("okGoroutine 7 (running) created at:", Some(("creation 7 running", "ok")));
        check("ok==================", Some(("ruler", "ok")));
    }

    #[test]
    fn text_of_others_behind_a_line() {
        check("  main.f()GET /healthz 200", Some(("function main.f", "GET /healthz 200")));
        check("      /a/x.go:7 +0x3see /srv/y.go:9", Some(("place /a/x.go Some(7)", "see /srv/y.go:9")));
    }

    #[test]
    fn what_is_no_line_of_a_report() {
        for line in [
            "calling pool.Close()",
            "see main.f() for more",
            "pool.Close() failed",
            "a table  with 3 rows",
            "title ==================",
            "  main.f()",
        ] {
            check(line, None);
        }
    }
}
