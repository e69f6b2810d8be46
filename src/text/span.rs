//! Where something stands in a source.

use serde::{Deserialize, Serialize};

/// A byte range of a source's text as it was given, before any repair; of a packed source or of one in UTF-16, of what comes
/// out of it ([`crate::text::unpack`]).
///
/// Lines count from 1, bytes from 0; the byte range is half open, the line range is not (`end_line` is the last line).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Index into `Report::sources`.
    pub source: u32,
    pub line: u64,
    pub end_line: u64,
    pub byte: u64,
    pub end_byte: u64,
}

impl Span {
    /// The smallest span that holds both; both must be of one source.
    #[must_use]
    pub fn to(self, end: Span) -> Span {
        Span {
            source: self.source,
            line: self.line.min(end.line),
            end_line: self.end_line.max(end.end_line),
            byte: self.byte.min(end.byte),
            end_byte: self.end_byte.max(end.end_byte),
        }
    }

    /// The span without its first bytes.
    #[must_use]
    pub fn after(self, bytes: usize) -> Span {
        Span { byte: (self.byte + bytes as u64).min(self.end_byte), ..self }
    }

    pub fn len(self) -> u64 {
        self.end_byte.saturating_sub(self.byte)
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}
