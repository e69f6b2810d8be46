//! Lines that a terminal broke at its right edge.

use super::folds::whole::is_of_stack;
use crate::text::bytes::contains;

/// The widest line must be at least this long for the breaks to be the terminal's, in characters.
const MIN_WIDTH: usize = 60;

/// Two lines that are alike for so long, but for their digits, both start with the prefix of a log.
const PREFIX_BYTES: usize = 16;

/// The column at which lines were broken, in characters: the widest lines all have exactly this length, and most of
/// them end in the middle of something.
pub fn of(lines: &[&[u8]]) -> Option<usize> {
    let width = lines.iter().map(|line| length(line)).max().filter(|width| *width >= MIN_WIDTH)?;
    let full: Vec<usize> =
        (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| length(line) == width)).collect();
    let broken = full.iter().filter(|at| {
        let (line, next) = (lines.get(**at), lines.get(**at + 1));
        let (Some(line), Some(next)) = (line, next) else { return false };
        let joined = [*line, *next].concat();
        is_broken(line)
            && goes_on(line, next)
            && (length(next) == width || !is_broken(&joined) || joined.ends_with(b")") || ends_in_place(&joined))
    });
    let broken = broken.count();
    (broken >= 3 && broken * 5 >= full.len() * 3).then_some(width)
}

/// Characters of a line.
pub fn length(line: &[u8]) -> usize {
    line.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

/// Whether a line of a report, a stack or a unified log may end in its middle; of some only the next line shows it.
pub fn is_broken(line: &[u8]) -> bool {
    if line.starts_with(b"{") {
        return false;
    }
    if is_record(line) {
        return !line.ends_with(b"]");
    }
    let log = line.starts_with(b"  ") || line.starts_with(b"\t") || contains(line, b"/") || contains(line, b" at 0x");
    log && (!line.ends_with(b":") || line.ends_with(b".go:"))
}

/// Whether `next` can be the rest of `line`: it has no time stamp or other prefix of its own, and a line that looks whole
/// needs one that can be nothing else. Lines of a stack may all have one width without having been broken.
pub fn goes_on(line: &[u8], next: &[u8]) -> bool {
    let fits = if is_record(line) {
        !is_whole(next)
    } else if line.ends_with(b")") {
        matches!(next, [b'.', letter, ..] if letter.is_ascii_alphabetic())
    } else if ends_in_number(line) {
        next.len() <= 16 && next.iter().all(u8::is_ascii_hexdigit)
    } else if is_whole(line) {
        !is_whole(next) && is_whole(&[line, next].concat())
    } else {
        !is_whole(next) || is_whole(&[line, next].concat())
    };
    let alike = line
        .iter()
        .zip(next)
        .take(PREFIX_BYTES)
        .filter(|(one, other)| one == other || one.is_ascii_digit() && other.is_ascii_digit());
    fits && continues(next) && alike.count() < PREFIX_BYTES
}

/// A record of a unified log; a time stamp of Jenkins has but one bracket.
fn is_record(line: &[u8]) -> bool {
    line.starts_with(b"[20") && contains(line, b"] [")
}

/// Whether a line can be the rest of a broken one.
fn continues(next: &[u8]) -> bool {
    // The last three are labels of testify; the same place above them is several times as long as any other line.
    let starts: [&[u8]; 12] = [
        b">",
        b"[20",
        b"===",
        b"Previous ",
        b"Goroutine ",
        b"goroutine ",
        b"WARNING",
        b"```",
        b"--- ",
        b"Error",
        b"Test:",
        b"Messages:",
    ];
    !next.is_empty()
        && !next.starts_with(b"\t")
        && !starts.iter().any(|start| next.starts_with(start))
        && (!next.starts_with(b"  ") || next.starts_with(b"  +0x"))
}

/// Whether this is a line of a stack, or ends in one behind a prefix.
fn is_whole(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let behind = memchr::memmem::rfind(line, b"  ").or_else(|| memchr::memrchr(b'\t', line));
    is_of_stack(line) || behind.and_then(|at| line.get(at..)).is_some_and(is_of_stack)
}

/// A place, or the registers behind one: a number in hexadecimal, which only the next line shows to be cut.
fn ends_in_number(line: &[u8]) -> bool {
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let head = line.get(..line.len() - digits).unwrap_or_default();
    digits > 0 && [&b" +0x"[..], b" fp=0x", b" sp=0x", b" pc=0x"].iter().any(|word| head.ends_with(word))
}

/// `.go:12 +0x3f`: may also be cut, which only the next line shows.
fn ends_in_place(line: &[u8]) -> bool {
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let head = line.get(..line.len() - digits).unwrap_or_default();
    digits > 0 && head.ends_with(b" +0x")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_of_seventy_columns() {
        let long = "  github.com/pingcap/tidb/sessionctx/variable.(*SessionVars).SetAllocation()";
        let mut text = Vec::new();
        for _ in 0..3 {
            text.extend([&long[..70], &long[70..], "      a.go:1 +0x3"]);
        }
        let lines: Vec<&[u8]> = text.iter().map(|line| line.as_bytes()).collect();
        assert_eq!(of(&lines), Some(70));
        let whole: Vec<&[u8]> =
            [long, "      a.go:1 +0x3"].iter().cycle().take(8).map(|line| line.as_bytes()).collect();
        assert_eq!(of(&whole), None);
    }

    /// The first line is broken at its end, and the second one is the rest.
    #[test]
    fn breaks_at_every_part_of_a_line() {
        let check = |line: &str, next: &str, expected: bool| {
            let joined = is_broken(line.as_bytes()) && goes_on(line.as_bytes(), next.as_bytes());
            assert_eq!(joined, expected, "{line}|{next}");
        };
        check("[2021-03-11T10:00:04.004Z]   github.com/pingcap/ti", "db/session.(*T).Set()", true);
        check("[2021/03/11 10:00:04.004 +08:00] [INFO] [a/b.go:1]", "x", false);
        check("      a/pump_test.go:", "44 +0x1a8", true);
        check("/home/me:", "44 +0x1a8", false);
        check("      a/b.go:44 +0", "x1c4", true);
        check("      a/b.go:44 +0x7", "7", true);
        check("      a/b.go:44 +0x7", "ok", false);
        check("      a/b.go:44 +0x7", "  a/b.C()", false);
        check("  a/b.(*T)", ".Set()", true);
        check("\t/a/b.go:44 +0x7 fp=0xc0001 sp=0xc0002 pc=0x47c5b2", "main.main()", false);
        check("\t/a/b.go:44 +0x7 fp=0xc0001 sp=0xc0002 pc=0x47c", "5b2", true);
        check("\t/a/b.go:44 +0x7 fp=0xc0001", "goroutine 1 [running]:", false);
        check("\t/a/b.go:44", "main.main(0x1)", false);
        check("a/b.(*T).Set(0xc000012345, 0x", "1, 0x2)", true);
        check("created by a/b.(*T).Set in goroutine 7", "main.main(0x1)", false);
        check("  a/b.(*T).Set()", "...", false);
        check("  a/b.(*T).Set()", "      a/b.go:1 +0x3", false);
    }

    #[test]
    fn lines_that_a_journal_cut_have_no_rest() {
        let line = |minute: u32, text: &str| format!("Jul 13 11:{minute:02}:19 host docker[20494]: {text}");
        let cut = "      /home/me/src/github.com/docker/docker/libcontainer";
        let text: Vec<String> = (10..20).flat_map(|at| [line(at, "  a.b()"), line(at, cut)]).collect();
        let lines: Vec<&[u8]> = text.iter().map(String::as_bytes).collect();
        assert_eq!(of(&lines), None);
    }
}
