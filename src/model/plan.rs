//! Execution plans (docs/spec/tidb-logs.md §4).

use super::Text;
use serde::{Deserialize, Serialize};

/// Which operator numbers the writer used (docs/spec/tidb-logs.md §4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Numbering {
    #[default]
    #[serde(rename = "current")]
    Current,
    #[serde(rename = "3.x")]
    V3,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Byte for byte what TiDB prints for it.
    pub text: Text,
    pub nodes: Vec<PlanNode>,
    pub numbering: Numbering,
    /// Why it could not be read.
    pub error: Option<Text>,
    /// Operators read before the plan was cut.
    pub cut_after: Option<u32>,
    /// Further remarks, e.g. "a parent row is missing", "plan discarded because too long".
    #[serde(default)]
    pub notes: Vec<Text>,
}

/// One operator; children follow their parent (pre-order). Cells are text as TiDB prints them; None where the plan has
/// no such column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanNode {
    pub depth: u32,
    /// `TableReader_7`.
    pub id: Text,
    /// `TableReader`.
    pub operator: Text,
    pub task: Option<Text>,
    pub est_rows: Option<Text>,
    pub act_rows: Option<Text>,
    pub access_object: Option<Text>,
    pub operator_info: Option<Text>,
    pub execution_info: Option<Text>,
    pub memory: Option<Text>,
    pub disk: Option<Text>,
    pub cost: Option<Text>,
    /// Wall time of the operator, its children included, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_nanos: Option<i64>,
    /// Time without that of its children (spec §4.6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_nanos: Option<i64>,
    /// Actual by estimated rows, both plus one; above 1 when more rows came than were expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_factor: Option<f64>,
}
