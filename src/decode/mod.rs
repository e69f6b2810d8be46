//! Small decoders that know no log: plans, SQL digests, keys (spec/tidb-logs.md §4).

pub mod binary_plan;
pub mod key;
mod limits;
mod measure;
mod outer;
pub mod plan;
pub mod sql_digest;
