//! Cuts a source into physical lines, over the borders of its chunks.

use super::Span;
use memchr::memchr;

/// A physical line longer than this is cut in two, so that memory stays bounded.
pub const MAX_LINE_BYTES: usize = 64 << 20;

/// The unfinished line between two chunks, and how far we are.
#[derive(Debug, Default)]
pub struct Lines {
    carry: Vec<u8>,
    line: u64,
    byte: u64,
    source: u32,
    /// Lines that were cut because they exceeded [`MAX_LINE_BYTES`].
    pub cut: u64,
}

impl Lines {
    pub fn new(source: u32) -> Self {
        Self { source, ..Self::default() }
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

    fn advance(&mut self, bytes: u64, line_break: u64) -> Span {
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
    fn chunk_borders_do_not_matter() {
        let whole = cut(&["a\n\nbc\r\nd"]);
        assert_eq!(whole, [("a".into(), 1, 0), (String::new(), 2, 2), ("bc\r".into(), 3, 3), ("d".into(), 4, 7)]);
        assert_eq!(cut(&["a", "\n", "\nb", "c\r", "\nd"]), whole);
    }
}
