//! Counts over all log records of a source: levels, first and last time, records over time, gaps, messages. All of it is
//! bounded, whatever the length of the log.

mod clock;
mod gaps;
mod messages;
mod volume;

use super::tidb_log::Class;
use crate::model::{LogSummary, Span, Stamp};
use clock::Clock;
use gaps::Gaps;
use messages::Messages;
use std::collections::BTreeMap;
use volume::Curve;

/// Counts of log records.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    levels: BTreeMap<&'static str, u64>,
    first: Option<Stamp>,
    last: Option<Stamp>,
    volume: Curve,
    gaps: Gaps,
    messages: Messages,
    pub clock: Clock,
}

impl Tally {
    /// Counts one record. `level` is the upper-case name.
    pub fn record(&mut self, level: &'static str, time: Option<Stamp>, span: Span) {
        *self.levels.entry(level).or_default() += 1;
        let Some(time) = time else { return };
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
        self.volume.add(time);
        self.gaps.add(time, span);
    }

    /// Counts one record with a message and says what the message is.
    pub fn message(&mut self, time: Option<Stamp>, level: &'static str, message: &[u8], span: Span) -> Class {
        self.record(level, time, span);
        self.messages.add(message, span)
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
        self.messages.add_to(&mut summary.loudest);
    }
}
