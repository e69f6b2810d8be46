//! Slow queries of one statement, whatever its literals: one row of the digest table.

use super::{Span, Stamp, Text};
use serde::{Deserialize, Serialize};

/// All entries with one digest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DigestSummary {
    /// As printed, or worked out of the statement where the entries have none; None for entries with neither.
    pub digest: Option<Text>,
    /// The normalised statement; None where no entry holds a whole one.
    pub normalised: Option<Text>,
    /// The statement of the slowest entry, cut after 4 KiB.
    pub sample: Option<Text>,
    /// The slowest entry.
    pub span: Span,
    pub count: u64,
    /// Of Query_time, in nanoseconds. Entries without a usable time are counted and nothing else.
    pub sum_nanos: u64,
    pub median_nanos: u64,
    pub p95_nanos: u64,
    pub max_nanos: u64,
    /// How far a usual entry lies from the median: the median of the distances (MAD), in nanoseconds.
    #[serde(default)]
    pub spread_nanos: u64,
    /// Median, p95 and spread are exact; else the first two within 2 %.
    pub exact: bool,
    pub first: Option<Stamp>,
    pub last: Option<Stamp>,
    /// Most frequent first, at most [`MAX_PLANS`].
    pub plans: Vec<PlanSummary>,
    /// The part of the time breakdown that is largest over all entries.
    pub dominant: Option<Text>,
    /// Its share of the whole time, 0 to 1.
    pub dominant_share: f64,
    /// All entries are TiDB's own.
    pub internal: bool,
}

/// Plans told apart in one row of the digest table.
pub const MAX_PLANS: usize = 16;

/// The entries of one digest that ran with one plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// None for entries without a plan digest.
    pub digest: Option<Text>,
    pub count: u64,
    pub median_nanos: u64,
    pub first: Option<Stamp>,
    pub last: Option<Stamp>,
}
