//! Cuts a source into physical lines, over the borders of its chunks.

use super::Span;
use memchr::memchr;

/// A physical line longer than this is cut in two, so that memory stays bounded.
pub const MAX_LINE_BYTES: usize = 64 << 20;

/// Every how many lines the place of one is kept.
const STEP: u64 = 256;

/// The unfinished line between two chunks, and how far we are.
#[derive(Debug, Default)]
pub struct Lines {
    carry: Vec<u8>,
    line: u64,
    byte: u64,
    source: u32,
    /// Where lines 1, 257, 513, … start, so that any line is found by reading at most 256.
    starts: Vec<u64>,
    /// Lines that were cut because they exceeded [`MAX_LINE_BYTES`].
    pub cut: u64,
}

impl Lines {
    pub fn new(source: u32) -> Self {
        Self { source, ..Self::default() }
    }

    /// The number of the source.
    pub fn source(&self) -> u32 {
        self.source
    }

    /// Calls `each` with every line that is complete, without its line break (`\n`; a `\r` before it stays).
    pub fn push(&mut self, mut chunk: &[u8], mut each: impl FnMut(&[u8], Span)) {
        while let Some(at) = memchr(b'\n', chunk) {
            let (head, tail) = chunk.split_at(at);
            chunk = tail.get(1..).unwrap_or_default();
            if self.carry.is_empty() {
                let span = self.advance(head.len() as u64, 1);
                each(head, span);
            } else {
                let mut line = std::mem::take(&mut self.carry);
                line.extend_from_slice(head);
                let span = self.advance(line.len() as u64, 1);
                each(&line, span);
                line.clear();
                self.carry = line;
            }
        }
        self.carry.extend_from_slice(chunk);
        while self.carry.len() > MAX_LINE_BYTES {
            let rest = self.carry.split_off(MAX_LINE_BYTES);
            let line = std::mem::replace(&mut self.carry, rest);
            self.cut += 1;
            let span = self.advance(line.len() as u64, 0);
            each(&line, span);
        }
    }

    /// The last line, when no line break ends it.
    pub fn finish(&mut self, mut each: impl FnMut(&[u8], Span)) {
        if !self.carry.is_empty() {
            let line = std::mem::take(&mut self.carry);
            let span = self.advance(line.len() as u64, 0);
            each(&line, span);
        }
    }

    /// Bytes and lines handed out so far.
    pub fn position(&self) -> (u64, u64) {
        (self.byte, self.line)
    }

    /// Where a line at or before `line` (from 1) starts, and its number.
    pub fn start_before(&self, line: u64) -> (u64, u64) {
        let at = (line.saturating_sub(1) / STEP).min(self.starts.len().saturating_sub(1) as u64);
        (self.starts.get(at as usize).copied().unwrap_or(0), at * STEP + 1)
    }

    /// Where a line behind `line` starts, or how far the lines were read.
    pub fn start_after(&self, line: u64) -> u64 {
        self.starts.get(line.div_ceil(STEP) as usize).copied().unwrap_or(self.byte + self.carry.len() as u64)
    }

    fn advance(&mut self, bytes: u64, line_break: u64) -> Span {
        if self.line.is_multiple_of(STEP) {
            self.starts.push(self.byte);
        }
        self.line += 1;
        let span = Span {
            source: self.source,
            line: self.line,
            end_line: self.line,
            byte: self.byte,
            end_byte: self.byte + bytes,
        };
        self.byte += bytes + line_break;
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(chunks: &[&str]) -> Vec<(String, u64, u64)> {
        let mut lines = Lines::new(0);
        let mut got = Vec::new();
        for chunk in chunks {
            lines.push(chunk.as_bytes(), |text, span| {
                got.push((String::from_utf8_lossy(text).into_owned(), span.line, span.byte));
            });
        }
        lines.finish(|text, span| got.push((String::from_utf8_lossy(text).into_owned(), span.line, span.byte)));
        got
    }

    #[test]
    fn where_lines_start() {
        let mut lines = Lines::new(0);
        lines.push("abc\n".repeat(600).as_bytes(), |_, _| ());
        lines.push(b"ab", |_, _| ());
        assert_eq!(lines.start_before(1), (0, 1));
        assert_eq!(lines.start_before(256), (0, 1));
        assert_eq!(lines.start_before(257), (4 * 256, 257));
        assert_eq!(lines.start_before(9_999), (4 * 512, 513));
        assert_eq!((lines.start_after(1), lines.start_after(256)), (4 * 256, 4 * 256));
        assert_eq!(lines.start_after(513), 4 * 600 + 2);
        assert_eq!(Lines::new(0).start_before(7), (0, 1));
    }

    #[test]
    fn chunk_borders_do_not_matter() {
        let whole = cut(&["a\n\nbc\r\nd"]);
        assert_eq!(whole, [("a".into(), 1, 0), (String::new(), 2, 2), ("bc\r".into(), 3, 3), ("d".into(), 4, 7)]);
        assert_eq!(cut(&["a", "\n", "\nb", "c\r", "\nd"]), whole);
    }
}
