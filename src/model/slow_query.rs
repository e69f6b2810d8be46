//! Entries of TiDB's slow-query log (spec/tidb-logs.md §3).

use super::{Fields, Plan, Span, Stamp, Text, TxnStart};
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
    pub sql: Option<Text>,
    pub digest_check: DigestCheck,
    /// `time` − Query_time.
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
