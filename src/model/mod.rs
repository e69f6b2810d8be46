//! What a report holds: plain data, no parsing.
//!
//! The serialised form is the public JSON contract (schema 1): names are never dropped or renamed without raising
//! [`report::SCHEMA`]; fields may be added. Identifiers of 64 bits are text, durations are nanoseconds, times are
//! RFC 3339 with the log's own offset.

pub mod clock;
pub mod digest;
pub mod failure;
pub mod fields;
pub mod finding;
pub mod log;
pub mod note;
pub mod plan;
pub mod race;
pub mod report;
pub mod slow_query;
pub mod stack;
pub mod store;
pub mod test;
pub mod timing;
pub mod tso;

pub use crate::text::Span;
pub use crate::text::clock::Stamp;
pub use clock::{Clock, ClockOffset};
pub use digest::{DigestSummary, PlanSummary};
pub use failure::{Ancestor, Failure, FailureKind, Goroutine, LockPlace};
pub use fields::Fields;
pub use finding::{Evidence, EvidenceKind, Finding, Part, Severity};
pub use log::LogSummary;
pub use note::{NearMiss, Note};
pub use plan::{Numbering, Plan, PlanNode};
pub use race::{Access, AccessKind, Creation, RaceGroup, RaceReport};
pub use report::{Coverage, Report, Source, Understood};
pub use slow_query::{DigestCheck, Layout, SlowQuery, TimePart};
pub use stack::{Frame, Role};
pub use test::{Assertion, Place, TestResult, TestStatus};
pub use timing::Timing;
pub use tso::{Tso, TxnStart};

pub use crate::text::Text;
