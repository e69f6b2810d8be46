//! How far the clocks of a log stand apart.

use super::{Evidence, Text};
use serde::{Deserialize, Serialize};

/// Whose clock: that of a source, or that of the stores' lines in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Clock {
    pub source: u32,
    /// Lines that TiKV wrote: stores run on hosts of their own.
    pub stores: bool,
}

/// How far one clock stands from another. It is shown; no time is moved by it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClockOffset {
    pub clock: Clock,
    /// The other clock; null: PD's, by the start timestamps of the clock's own records.
    pub against: Option<Clock>,
    /// What `clock` shows less what the other one shows at the same moment.
    pub offset_nanos: i64,
    /// The offset lies within ± this.
    pub uncertain_nanos: i64,
    /// Records that say so.
    pub records: u32,
    /// The part of the offset that is a time zone not printed, or printed wrongly: whole quarters of an hour.
    pub zone_minutes: Option<i16>,
    /// Whether both clocks print their time zone: a time without one is taken for UTC.
    pub zones_printed: bool,
    /// Whether the clocks differ by more than rule G7 bears, or in their zone.
    pub apart: bool,
    /// What it comes to.
    pub title: Text,
    /// All of this in a sentence, which begins with the title.
    pub text: Text,
    pub evidence: Vec<Evidence>,
}
