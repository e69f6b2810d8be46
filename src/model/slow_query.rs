//! Entries of TiDB's slow-query log (docs/spec/tidb-logs.md §3).

use super::{Fields, Plan, Span, Stamp, Text, TxnStart};
use crate::text::duration::{self, MILLI, SECOND};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// With a `# Time:` line, as in the slow-log file.
    #[default]
    File,
    /// As the message of a log line.
    Embedded,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DigestCheck {
    Verified,
    Differs,
    #[default]
    Unknown,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SlowQuery {
    pub span: Span,
    pub layout: Layout,
    /// End of the statement (moment of writing).
    pub time: Option<Stamp>,
    pub complete: bool,
    /// What is missing, in words.
    pub missing: Vec<Text>,
    pub fields: Fields,
    /// Database of a `use db;` line before the statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Text>,
    pub sql: Option<Text>,
    /// Marked `[INTERNAL]`, as releases up to 2.1.7 did; later ones write the field Is_internal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    pub digest_check: DigestCheck,
    /// The digest of the statement shown, as releases of today compute it, where the entry's own differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest_now: Option<Text>,
    /// When the statement began: see [`SlowQuery::implied_start`].
    pub start: Option<Stamp>,
    pub txn_start: Option<TxnStart>,
    pub plan: Option<Plan>,
    pub binary_plan: Option<Plan>,
    /// Where the two plans disagree, in words; empty when they agree or one is missing.
    #[serde(default)]
    pub plan_differences: Vec<Text>,
    /// Where the time went (spec §3.5, nesting); empty without Query_time.
    #[serde(default)]
    pub breakdown: Vec<TimePart>,
}

/// An entry is written so long after the statement's end at most (11 ms in pingcap/tidb#40823; spec §5.4).
const MAX_WRITE_DELAY: i64 = 15 * MILLI;

impl SlowQuery {
    /// A time field in nanoseconds; None where it is not written or no number. Query_time is found under its old name too.
    pub fn nanos(&self, field: &str) -> Option<i64> {
        let nanos = self.fields.get(field).and_then(|value| duration::decimal(value.as_bytes(), SECOND));
        if nanos.is_none() && field == "Query_time" {
            return self.fields.get("cost_time").and_then(|value| duration::parse(value.as_bytes()));
        }
        nanos
    }

    /// `time` − Query_time. Where the start timestamp, taken after planning, tells a slightly earlier start, that one is
    /// right: the entry was written a little after the end. None where Query_time is negative or overflowed.
    pub fn implied_start(&self) -> Option<Stamp> {
        let query = self.nanos("Query_time").filter(|nanos| (0..i64::MAX).contains(nanos))?;
        let by_clock = self.time?.plus_nanos(-query);
        let planning = self.nanos("Parse_time").unwrap_or(0).saturating_add(self.nanos("Compile_time").unwrap_or(0));
        let by_timestamp =
            self.txn_start.and_then(|start| start.time).map(|time| time.plus_nanos(planning.saturating_neg()));
        match by_timestamp {
            Some(time) if (0..=MAX_WRITE_DELAY).contains(&by_clock.nanos.saturating_sub(time.nanos)) => {
                // The timestamp has whole milliseconds.
                let nanos = time.nanos.saturating_add(MILLI / 2).div_euclid(MILLI) * MILLI;
                Some(Stamp { nanos, offset_minutes: by_clock.offset_minutes, digits: 3 })
            }
            _ => Some(by_clock.with_digits(9)),
        }
    }
}

/// A share of Query_time. Parts of level 0 that are not parallel, together with `unexplained`, add up to Query_time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimePart {
    /// `parse`, `compile`, `rewrite`, `optimize`, `wait_ts`, `coprocessor`, `lock`, `prewrite`, `commit`, `retry`,
    /// `write_response`, `unexplained`, …
    pub name: Text,
    /// 0 for the parts of the whole, 1 for parts of the part before.
    pub level: u32,
    pub duration_nanos: i64,
    /// A sum over parallel requests: shown hatched, never added.
    pub parallel: bool,
}
