//! Counts over all log records of a source: levels, first and last time, records over time, gaps, messages. All of it is
//! bounded, whatever the length of the log.

mod clock;
mod gaps;
mod heads;
mod messages;
mod volume;

use super::catalogue::Class;
use crate::model::{LogSummary, Span, Stamp};
use clock::Clock;
use gaps::Gaps;
use heads::{Heads, Known};
use messages::Messages;
pub use messages::Said;
use volume::Curve;

/// A longer record has brackets enough to be cut within one of them.
const MAX_WRAPPED_BYTES: usize = 4_096;

/// Counts of log records.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    levels: Vec<(&'static str, u64)>,
    first: Option<Stamp>,
    last: Option<Stamp>,
    volume: Curve,
    gaps: Gaps,
    messages: Messages,
    heads: Heads,
    pub clock: Clock,
    /// The last record of one line, for fields that were wrapped onto the next.
    before: Vec<u8>,
    before_span: Span,
}

impl Tally {
    /// Counts one record. `level` is the upper-case name, empty where the line has none. Gives the level's place.
    pub fn record(&mut self, level: &'static str, time: Option<Stamp>, span: Span) -> Option<usize> {
        if let Some(time) = time {
            self.time(time, span);
        }
        if level.is_empty() {
            return None;
        }
        let place = self.levels.iter().position(|(known, _)| *known == level).unwrap_or_else(|| {
            self.levels.push((level, 0));
            self.levels.len() - 1
        });
        self.level(place);
        Some(place)
    }

    fn time(&mut self, time: Stamp, span: Span) {
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
        self.volume.add(time);
        self.gaps.add(time, span);
    }

    fn level(&mut self, place: usize) {
        if let Some((_, count)) = self.levels.get_mut(place) {
            *count += 1;
        }
    }

    /// Counts one record with a message and says what the message is.
    pub fn message(&mut self, time: Option<Stamp>, said: &Said<'_>, span: Span) -> Class {
        self.record(said.level, time, span);
        self.messages.add(said, span)
    }

    /// Counts what a log line of another layout says, of which neither the level nor the time is counted.
    pub fn other_statement(&mut self, said: &Said<'_>, span: Span) {
        self.messages.add_other(said, span);
    }

    /// Counts a record with a plain message like one that was counted before; its head (`[INFO] [domain.go:2654] ["exited."]`)
    /// may come again. False, with nothing done, where the message is another.
    pub fn learn(&mut self, head: &[u8], time: Stamp, said: &Said<'_>, span: Span) -> bool {
        let Some(message) = self.messages.plain(said) else { return false };
        if let Some(level) = self.record(said.level, Some(time), span) {
            self.heads.learn(head, Known { level, message });
        }
        self.messages.again(message);
        true
    }

    /// What is known of the head that a line has behind its time, and what follows it. Its message is a plain one.
    pub fn head<'a>(&self, behind_time: &'a [u8]) -> Option<(Known, &'a [u8])> {
        self.heads.find(behind_time)
    }

    /// Counts a record with a known head.
    pub fn again(&mut self, known: Known, time: Stamp, span: Span) {
        self.time(time, span);
        self.level(known.level);
        self.messages.again(known.message);
    }

    /// Keeps the text of the last record, as long as it can be one that a terminal wrapped.
    pub fn remember(&mut self, text: &[u8], span: Span) {
        self.before.clear();
        if text.len() <= MAX_WRAPPED_BYTES {
            self.before.extend_from_slice(text);
            self.before_span = span;
        }
    }

    /// The last record, when it ends on the line before this one.
    pub fn line_before(&self, span: Span) -> Option<(&[u8], Span)> {
        let adjoins = self.before_span.end_line + 1 == span.line && self.before_span.source == span.source;
        (adjoins && !self.before.is_empty()).then_some((self.before.as_slice(), self.before_span))
    }

    /// Adds these counts to those of other sources.
    pub fn add_to(self, summary: &mut LogSummary) {
        for (level, count) in self.levels {
            *summary.levels.entry(level.into()).or_default() += count;
        }
        summary.first = [summary.first, self.first].into_iter().flatten().min();
        summary.last = [summary.last, self.last].into_iter().flatten().max();
        self.volume.add_to(&mut summary.volume);
        self.gaps.add_to(summary);
        self.messages.add_to(summary);
    }
}
