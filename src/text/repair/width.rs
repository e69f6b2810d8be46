//! Lines that a terminal broke at its right edge.

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
        is_broken(line) && goes_on(line, next) && (length(next) == width || !is_broken(&[*line, *next].concat()))
    });
    let broken = broken.count();
    (broken >= 3 && broken * 5 >= full.len() * 3).then_some(width)
}

/// Characters of a line.
pub fn length(line: &[u8]) -> usize {
    line.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

/// Whether a line of a report, a stack or a unified log ends in its middle.
pub fn is_broken(line: &[u8]) -> bool {
    if line.starts_with(b"{") {
        return false;
    }
    if line.starts_with(b"[20") {
        return !line.ends_with(b"]");
    }
    let log = line.starts_with(b"  ") || line.starts_with(b"\t") || contains(line, b"/") || contains(line, b" at 0x");
    log && !line.ends_with(b")") && !line.ends_with(b":") && !ends_in_place(line)
}

/// Whether `next` can be the rest of `line`: it has no time stamp or other prefix of its own.
pub fn goes_on(line: &[u8], next: &[u8]) -> bool {
    let alike = line
        .iter()
        .zip(next)
        .take(PREFIX_BYTES)
        .filter(|(one, other)| one == other || one.is_ascii_digit() && other.is_ascii_digit());
    continues(next) && alike.count() < PREFIX_BYTES
}

/// Whether a line can be the rest of a broken one.
fn continues(next: &[u8]) -> bool {
    // The last three are labels of testify; the same place above them is several times as long as any other line.
    let starts: [&[u8]; 11] = [
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

/// `.go:12 +0x3f` or `.go:12`: may also be cut, which only the next line shows.
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

    #[test]
    fn lines_that_a_journal_cut_have_no_rest() {
        let line = |minute: u32, text: &str| format!("Jul 13 11:{minute:02}:19 host docker[20494]: {text}");
        let cut = "      /home/me/src/github.com/docker/docker/libcontainer";
        let text: Vec<String> = (10..20).flat_map(|at| [line(at, "  a.b()"), line(at, cut)]).collect();
        let lines: Vec<&[u8]> = text.iter().map(String::as_bytes).collect();
        assert_eq!(of(&lines), None);
    }
}
