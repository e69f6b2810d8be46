//! The lines a recogniser claimed, kept until the block ends.

use super::{Line, Span};
use std::ops::Range;

/// Bytes a block may hold; what comes later is counted in `dropped` and not kept.
pub const MAX_BLOCK_BYTES: usize = 16 << 20;

/// Lines of one block in their order, with foreign lines that stood between them.
#[derive(Debug, Default)]
pub struct Block {
    arena: Vec<u8>,
    lines: Vec<Kept>,
    span: Option<Span>,
    /// Lines that did not fit into [`MAX_BLOCK_BYTES`].
    pub dropped: u64,
}

#[derive(Debug)]
struct Kept {
    text: Range<usize>,
    span: Span,
    stream: u32,
    mine: bool,
}

impl Block {
    /// Adds a line; `mine` is false for a line that other recognisers may want as well.
    pub fn push(&mut self, line: Line<'_>, mine: bool) {
        if mine {
            self.span = Some(self.span.map_or(line.span, |span| span.to(line.span)));
        }
        if self.arena.len() + line.text.len() > MAX_BLOCK_BYTES {
            self.dropped += 1;
            return;
        }
        let start = self.arena.len();
        self.arena.extend_from_slice(line.text);
        self.lines.push(Kept { text: start..self.arena.len(), span: line.span, stream: line.stream, mine });
    }

    /// From the first claimed line to the last one.
    pub fn span(&self) -> Span {
        self.span.unwrap_or_default()
    }

    /// The claimed lines.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.all().filter_map(|(line, mine)| mine.then_some(line))
    }

    /// All lines, with whether they were claimed.
    pub fn all(&self) -> impl Iterator<Item = (Line<'_>, bool)> {
        self.lines.iter().map(|kept| {
            let text = self.arena.get(kept.text.clone()).unwrap_or_default();
            (Line { text, span: kept.span, stream: kept.stream }, kept.mine)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
