//! Log lines that name a duration (docs/spec/tidb-logs.md §2).

use super::{Fields, Span, Stamp, Text, TxnStart};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// `cop_process`, `cop_wait`, `expensive_query`, `tso_slow`, `tikv_slow_query`, `clock_offset`, … or `other`.
    pub kind: Text,
    pub message: Text,
    /// Time of the line.
    pub time: Option<Stamp>,
    pub level: Option<Text>,
    pub caller: Option<Text>,
    pub duration_nanos: Option<i64>,
    /// `time` − duration.
    pub start: Option<Stamp>,
    /// As printed; for coprocessor lines the key:value pairs of the message.
    pub fields: Fields,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub txn_start: Option<TxnStart>,
    /// The writer's own threshold for printing the line, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold_nanos: Option<i64>,
    pub span: Span,
}
