//! One line as the recognisers see it.

use super::Span;

/// A line after unwrapping: without its line break, without prefix of a CI system, without escape sequences.
/// Indentation is kept.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub text: &'a [u8],
    /// Where the line stands in the source, prefix included.
    pub span: Span,
    /// Which of the interleaved streams of the source it belongs to (a package of `go test -json`, a container); 0 when
    /// there is only one. See `wrap::Streams`.
    pub stream: u32,
}

impl<'a> Line<'a> {
    /// The text without blanks at both ends.
    pub fn trimmed(&self) -> &'a [u8] {
        self.text.trim_ascii()
    }

    pub fn is_blank(&self) -> bool {
        self.trimmed().is_empty()
    }
}
