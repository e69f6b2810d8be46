//! What the timeline draws.

use super::CardId;
use crate::model::{Severity, Span, Stamp, Text, log::Volume};
use serde::{Deserialize, Serialize};

/// Events on one axis, in the order of their start.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    pub first: Option<Stamp>,
    pub last: Option<Stamp>,
    pub events: Vec<Event>,
    /// Log records over time.
    pub volume: Option<Volume>,
    /// Events left out because there were more than the bound.
    pub left_out: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    #[default]
    Statement,
    Coprocessor,
    Timing,
    Test,
    Failure,
    Race,
}

/// A bar where it lasts, a mark where `end` is `start`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub lane: Lane,
    pub card: CardId,
    pub start: Stamp,
    pub end: Stamp,
    /// As measured: the times of a log are often coarser.
    pub duration_nanos: Option<i64>,
    pub label: Text,
    /// That of the worst finding about the record.
    pub severity: Option<Severity>,
    /// The time is that of a line nearby, not the record's own.
    pub nearby: bool,
    pub span: Span,
}
