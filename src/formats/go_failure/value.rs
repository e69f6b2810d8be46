//! The text of a panic below its first line, as much of it as is kept.

use super::dump::Dump;
use crate::model::Text;
use crate::text::bytes;

/// Lines of a message that are kept.
const MAX_LINES: usize = 200;
/// Bytes of a message that are kept.
const MAX_BYTES: usize = 64 << 10;

/// Lines that belong to the value of a panic if a dump follows.
#[derive(Default)]
pub struct Value {
    kept: Vec<Text>,
    /// All lines and bytes, and whether some are not kept.
    lines: u64,
    bytes: usize,
    cut: bool,
    /// A dump that stands within: a child's, or the panic's own where the whole paste is indented.
    inner: Dump,
    /// Lines kept before it, and whether some were not.
    inner_at: Option<(usize, bool)>,
}

impl Value {
    /// Starts with the first line of the value, which is given back as far as it is kept.
    pub fn first(line: &[u8]) -> (Self, Text) {
        let kept = start_of(line, MAX_BYTES);
        let value = Self { lines: 1, bytes: line.len(), cut: kept.len() < line.len(), ..Self::default() };
        (value, bytes::text(kept))
    }

    /// Adds a line, and reads it as part of a dump where `indented` lines hold one.
    pub fn push(&mut self, line: &[u8], indented: bool) {
        let line = line.trim_ascii_end();
        if indented {
            let before = (self.kept.len(), self.cut);
            if self.inner.line(line.trim_ascii()) && self.inner_at.is_none() && !self.inner.is_empty() {
                self.inner_at = Some(before);
            }
        }
        self.lines += 1;
        self.bytes += line.len() + 1;
        self.cut |= self.kept.len() >= MAX_LINES || self.bytes > MAX_BYTES;
        if !self.cut {
            self.kept.push(bytes::text(line));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.lines <= 1
    }

    /// The dump within, where nothing else was printed: it was the panic's own. The message ends before it.
    pub fn take_dump(&mut self) -> Option<Dump> {
        let (at, cut) = self.inner_at?;
        self.kept.truncate(at);
        self.cut = cut;
        Some(std::mem::take(&mut self.inner))
    }

    /// The whole message: `first`, and the lines kept below it.
    pub fn message(&self, first: &str) -> Text {
        let mut message = first.to_owned();
        for line in &self.kept {
            if !message.is_empty() {
                message.push('\n');
            }
            message.push_str(line);
        }
        message.into()
    }

    /// What of the message is not kept, in words.
    pub fn missing(&self) -> Option<Text> {
        self.cut.then(|| {
            format!("the message has {} lines and {} bytes; its beginning is kept", self.lines, self.bytes).into()
        })
    }
}

/// The beginning of a text, not cut within a character.
fn start_of(text: &[u8], bytes: usize) -> &[u8] {
    let Some(next) = text.get(bytes) else { return text };
    let mut end = bytes;
    let mut byte = *next;
    while end > 0 && byte & 0xc0 == 0x80 {
        end -= 1;
        byte = text.get(end).copied().unwrap_or_default();
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_kept_up_to_a_bound() {
        let (mut value, first) = Value::first(b"boom");
        for _ in 0..MAX_LINES + 9 {
            value.push(b"line", false);
        }
        let message = value.message(&first);
        assert_eq!(message.lines().count(), MAX_LINES + 1);
        assert!(value.missing().unwrap().contains("210 lines and 1049 bytes"), "{:?}", value.missing());
        let (mut value, first) = Value::first("ü".repeat(MAX_BYTES).as_bytes());
        value.push(b"more", false);
        assert_eq!(value.message(&first).len(), MAX_BYTES);
        assert!(value.missing().is_some());
    }

    #[test]
    fn a_short_message_is_whole() {
        let (mut value, first) = Value::first(b"boom");
        assert!(value.is_empty() && value.missing().is_none());
        value.push(b"\tnext  ", true);
        assert_eq!(
            (&*value.message(&first), value.missing(), value.take_dump().is_some()),
            ("boom\n\tnext", None, false)
        );
    }
}
