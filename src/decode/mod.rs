//! Small decoders that know no log: plans, SQL digests, keys (docs/spec/tidb-logs.md §4),
//! and the lines of Go stacks (docs/spec/go-reports.md §1.5).

pub mod binary_plan;
pub mod compare;
pub mod detect;
pub mod execution_info;
pub mod go_frame;
pub mod key;
mod limits;
mod measure;
mod outer;
pub mod plan;
pub mod sql_digest;
pub mod std_packages;
pub mod symbol;
pub mod tso;
