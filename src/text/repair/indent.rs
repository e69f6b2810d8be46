//! Markdown's other code block: four blanks before every line.

use crate::text::bytes::contains;
use std::ops::Range;

/// Blanks that make a line code.
pub const BLANKS: usize = 4;

/// Line numbers (from 1) of the blocks of lines that are indented because they are code in markdown. A block counts
/// only when it holds something that never stands indented in a log, since go test indents its own lines as well; the
/// caller knows of wrappers that do not.
pub fn code_blocks(lines: &[&[u8]], is_wrapped: impl Fn(&[u8]) -> bool) -> Vec<Range<u64>> {
    let mut blocks = Vec::new();
    let (mut start, mut sure, mut after_blank) = (None, false, true);
    for (at, line) in lines.iter().chain([&&b"end"[..]]).enumerate() {
        let blank = line.trim_ascii().is_empty();
        let indented = line.starts_with(b"    ");
        if indented {
            if start.is_none() && after_blank {
                start = Some(at);
                sure = false;
            }
            sure |= line.get(BLANKS..).is_some_and(|line| is_anchor(line) || is_wrapped(line));
        } else if !blank
            && let Some(first) = start.take()
            && sure
        {
            blocks.push(first as u64 + 1..at as u64 + 1);
        }
        after_blank = blank;
    }
    blocks
}

/// The same for text that comes line by line: from the first line of a block on that is sure.
#[derive(Debug, Default)]
pub struct Following {
    block: Block,
    after_text: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Block {
    #[default]
    None,
    Indented,
    Code,
}

impl Following {
    /// The same for a line of which is known that it holds text and is not indented.
    pub fn pass_text(&mut self) {
        self.after_text = true;
        self.block = Block::None;
    }

    /// Whether this line is code.
    pub fn line(&mut self, line: &[u8], is_wrapped: impl Fn(&[u8]) -> bool) -> bool {
        if line.first() != Some(&b' ') || !line.starts_with(b"    ") {
            if line.trim_ascii().is_empty() {
                self.after_text = false;
            } else {
                self.pass_text();
            }
            return false;
        }
        if self.block == Block::None && !self.after_text {
            self.block = Block::Indented;
        }
        let text = line.get(BLANKS..).unwrap_or_default();
        if self.block == Block::Indented && (is_anchor(text) || is_wrapped(text)) {
            self.block = Block::Code;
        }
        self.after_text = true;
        self.block == Block::Code
    }
}

/// Whether the line is what a Go program or TiDB writes at the start of a line only.
pub fn is_anchor(line: &[u8]) -> bool {
    let starts: [&[u8]; 7] = [
        b"WARNING: DATA RACE",
        b"=== RUN ",
        b"panic: ",
        b"fatal error: ",
        b"FAIL\t",
        b"==================",
        b"# Time: 20",
    ];
    starts.iter().any(|start| line.starts_with(start))
        || line.starts_with(b"goroutine ") && contains(line, b" [") && line.trim_ascii_end().ends_with(b":")
        || line.starts_with(b"[20") && line.get(5) == Some(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Range<u64>>) {
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        let is_wrapped = |line: &[u8]| line.starts_with(b"2020-");
        assert_eq!(code_blocks(&lines, is_wrapped), Vec::from_iter(expected.clone()), "{text}");
        let mut following = Following::default();
        let code = lines.iter().zip(1..).filter(|(line, _)| following.line(line, is_wrapped));
        let code: Vec<u64> = code.map(|(_, number)| number).collect();
        let indented = |number: &u64| lines[*number as usize - 1].starts_with(b"    ");
        assert_eq!(code, expected.into_iter().flatten().filter(indented).collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn blocks_of_code() {
        check("It fails:\n\n    panic: x\n\n    goroutine 1 [running]:\n    main.main()\n\nend\n", Some(3..8));
        check("    WARNING: DATA RACE\n", Some(1..2));
        check("Log:\n\n    2020-01-02 x\n", Some(3..4));
    }

    #[test]
    fn what_go_test_indents_itself() {
        check("--- FAIL: TestA\n    a_test.go:1: x\n    panic: y\n", None);
        check("text\n\n    --- FAIL: TestA/b\n", None);
    }
}
