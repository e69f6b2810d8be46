//! Filters over the records of a report: `race kind:slow sev:high dur:>10s file:executor /pattern/ -word`.
//!
//! Terms with blanks between must all hold; alternatives are separated by `;`, several values of a field by `,`. A word
//! is looked for in every text of a record, upper and lower case alike. Besides its own fields a filter takes any field
//! a record has (`Query_time:>10`, `DB:test`), and so also the syntax of `tidb_slow_log_rules` (docs/spec/tidb-logs.md
//! §3.6): there a bare number means "at least".

mod apply;
mod parse;
mod place;
mod texts;
mod value;

pub use apply::filter;
pub use parse::Query;
pub use place::{Place, place};
pub use texts::{Item, items, texts};

use crate::model::Severity;

/// Finds a pattern in a text. The engine has no regular expressions of its own.
pub type Pattern = Box<dyn Fn(&[u8]) -> bool>;

/// Makes a pattern of what stands between slashes, or says why it cannot.
pub type Compile<'a> = &'a dyn Fn(&str) -> Result<Pattern, String>;

/// What every record has, whatever it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    pub kind: &'a str,
    pub severity: Option<Severity>,
    pub duration_nanos: Option<i64>,
    pub count: u64,
    pub line: u64,
    pub source: &'a str,
    /// RFC 3339, or empty.
    pub time: &'a str,
    pub title: &'a str,
}
