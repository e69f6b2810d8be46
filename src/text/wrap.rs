//! Takes off what stands around a line: escape sequences, time stamps of CI systems, container names, quote marks.
//!
//! Wrappers are inferred from the text (spec/go-reports.md §1.9, spec/tidb-logs.md §1.4), never configured.

use super::{Line, Span};

/// The unwrapping state of one source.
#[derive(Debug, Default)]
pub struct Unwrapper {
    /// Names of the wrappers met, in the order of their first occurrence.
    pub met: Vec<&'static str>,
    scratch: Vec<u8>,
}

impl Unwrapper {
    /// Calls `each` with the line or lines that `raw` holds.
    pub fn line(&mut self, raw: &[u8], span: Span, each: &mut dyn FnMut(Line<'_>)) {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        let raw = if span.byte == 0 { raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw) } else { raw };
        self.scratch.clear();
        each(Line { text: raw, span, stream: 0 });
    }

    /// What is still held back at the end of the source (a partial line, a stream being put together).
    pub fn finish(&mut self, _each: &mut dyn FnMut(Line<'_>)) {}
}
