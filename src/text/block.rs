//! The lines a recogniser claimed, kept until the block ends.

use super::{Line, Span};
use std::ops::Range;

/// Bytes a block may hold; what comes later is counted in `dropped` and not kept.
pub const MAX_BLOCK_BYTES: usize = 16 << 20;

/// Memory that is kept for the next block.
const MAX_SPARE_BYTES: usize = 64 << 10;

/// Lines of one block in their order, without those of others that stood between them.
#[derive(Debug, Default)]
pub struct Block {
    arena: Vec<u8>,
    lines: Vec<Kept>,
    span: Span,
    keep: bool,
    /// Lines that did not fit into [`MAX_BLOCK_BYTES`].
    pub dropped: u64,
}

#[derive(Debug)]
struct Kept {
    text: Range<usize>,
    span: Span,
    stream: u32,
}

impl Block {
    /// Starts a block with its first line. Without `keep` only the lines' span is kept.
    pub fn start(&mut self, line: Line<'_>, keep: bool) {
        self.arena.clear();
        self.lines.clear();
        (self.span, self.keep, self.dropped) = (line.span, keep, 0);
        self.push(line);
    }

    /// The block as the memory for another, where it is not large.
    #[must_use]
    pub fn spare(self) -> Self {
        if self.arena.capacity() > MAX_SPARE_BYTES { Self::default() } else { self }
    }

    /// Adds a line.
    pub fn push(&mut self, line: Line<'_>) {
        self.span = self.span.to(line.span);
        if !self.keep {
            return;
        }
        if self.arena.len() + line.text.len() > MAX_BLOCK_BYTES {
            self.dropped += 1;
            return;
        }
        let start = self.arena.len();
        self.arena.extend_from_slice(line.text);
        self.lines.push(Kept { text: start..self.arena.len(), span: line.span, stream: line.stream });
    }

    /// From the first line to the last one.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The lines; none where they are not kept.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines.iter().map(|kept| {
            let text = self.arena.get(kept.text.clone()).unwrap_or_default();
            Line { text, span: kept.span, stream: kept.stream }
        })
    }
}
