//! The lines of a source that are held back, to be looked at together before they are handed on: its beginning, and
//! after it one part after the other.

use super::clean;
use super::survey::{self, Plan};
use crate::text::Span;
use crate::text::repair::Repairs;
use std::borrow::Cow;

/// The beginning of a source that is always surveyed.
pub const HEAD_BYTES: usize = 256 << 10;

/// A later part.
const PART_BYTES: usize = 32 << 10;

/// What a part holds at least behind its last news, so that their prefix shows in the lines after them.
const BEHIND_NEWS_BYTES: usize = 8 << 10;

/// Lines held back.
#[derive(Debug, Default)]
pub struct Window {
    text: Vec<u8>,
    lines: Vec<(usize, Span)>,
    /// Where the last line stands that asks for a survey.
    news: Option<usize>,
}

impl Window {
    pub fn push(&mut self, raw: &[u8], span: Span, news: bool) {
        if news {
            self.news = Some(self.text.len());
        }
        self.text.extend_from_slice(raw);
        self.lines.push((raw.len(), span));
    }

    fn bytes(&self) -> usize {
        self.text.len() + self.lines.len()
    }

    pub fn is_full_head(&self) -> bool {
        self.bytes() >= HEAD_BYTES
    }

    /// Whether a later part is full.
    pub fn is_full(&self) -> bool {
        self.bytes() >= PART_BYTES && self.news.is_none_or(|at| self.text.len() - at >= BEHIND_NEWS_BYTES)
            || self.is_full_head()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub fn has_news(&self) -> bool {
        self.news.is_some()
    }

    /// The number of the last line; 0 where there is none.
    pub fn last_line(&self) -> u64 {
        self.lines.last().map_or(0, |(_, span)| span.line)
    }

    /// How many lines of the source stand before the window.
    pub fn lines_before(&self) -> u64 {
        self.lines.first().map_or(0, |(_, span)| span.line.saturating_sub(1))
    }

    /// The lines as they came.
    pub fn lines(&self) -> impl Iterator<Item = (&[u8], Span)> {
        let mut rest = self.text.as_slice();
        self.lines.iter().map(move |(length, span)| {
            let (raw, tail) = rest.split_at_checked(*length).unwrap_or((rest, b""));
            rest = tail;
            (raw, *span)
        })
    }

    /// What stands around the lines.
    pub fn survey(&self) -> Plan {
        let cleaned: Vec<Cow<'_, [u8]>> = self.lines().map(|(raw, _)| cleaned(raw)).collect();
        let lines: Vec<&[u8]> = cleaned.iter().map(AsRef::as_ref).collect();
        survey::survey(&lines)
    }

    /// Empties the window; its memory stays for the next part.
    pub fn clear(&mut self) {
        self.text.clear();
        self.lines.clear();
        self.news = None;
    }
}

/// A line without escape sequences.
pub fn cleaned(raw: &[u8]) -> Cow<'_, [u8]> {
    if clean::is_plain(raw) {
        return raw.into();
    }
    let mut out = Vec::new();
    clean::clean(raw, &mut out, &mut Repairs::default());
    out.into()
}
