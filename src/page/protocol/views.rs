//! Answers that the page looks into.

use super::{CardId, Counts, Kind};
use crate::model::Text;

/// The report without its lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    pub sources: Vec<SourceHead>,
    pub counts: Counts,
    pub understood: Understood,
    /// Whether there is a story to be drawn, and a timeline.
    pub has_story: bool,
    pub has_timeline: bool,
    /// What was not read at all, as the notes of that kind say it; not more than [`Summary::MOST_UNREAD`].
    pub unread: Vec<Text>,
    /// False while a source is still read.
    pub complete: bool,
}

/// A source as the page knows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceHead {
    /// The page's number.
    pub id: u32,
    pub lines: u64,
    /// Whether a note says that some of it, or all of it, was not read.
    pub unread: bool,
}

/// How much of the sources belongs to records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    /// Never 100 while something is left.
    pub percent: u8,
    /// `98 % understood`.
    pub short: Text,
    /// The exact figures.
    pub exact: Text,
}

/// A window of a source's lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawWindow {
    pub source: u32,
    /// Number of the first line, from 1.
    pub from: u64,
    pub lines: Vec<RawLine>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawLine {
    pub text: Text,
    /// Bytes of the line that `text` leaves out because it is very long.
    pub cut_bytes: u64,
    /// The record that claims the line.
    pub card: Option<CardId>,
}

/// Lines of a source that belong to a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub line: u64,
    pub end_line: u64,
    pub card: CardId,
}

/// Lines in which the text that was looked for occurs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub source: u32,
    /// At most [`Found::MAX`].
    pub lines: Vec<u64>,
    pub total: u64,
    /// Why the pattern cannot be used.
    pub error: Option<Text>,
}

impl Found {
    pub const MAX: usize = 10_000;
}

impl Summary {
    /// Notes say the rest.
    pub const MOST_UNREAD: usize = 5;

    /// How many records of a kind there are.
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts.of(kind)
    }
}
