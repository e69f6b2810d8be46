//! Entries of the slow-query log.

use super::{Format, Opened, Records};
use crate::text::Line;

pub struct SlowQueryLog;

impl Format for SlowQueryLog {
    fn name(&self) -> &'static str {
        "slow_query"
    }

    fn open(&self, _line: Line<'_>, _records: &mut Records) -> Opened {
        Opened::No
    }

    fn samples(&self) -> &'static [&'static str] {
        &[]
    }
}
