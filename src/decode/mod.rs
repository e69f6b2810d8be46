//! Small decoders that know no log: plans, SQL digests, keys (spec/tidb-logs.md §4).

pub mod binary_plan;
pub mod key;
pub mod plan;
pub mod sql_digest;
