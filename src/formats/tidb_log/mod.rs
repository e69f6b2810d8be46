//! Log lines of TiDB, TiKV and PD.

use super::{Format, Opened, Records};
use crate::text::Line;

pub struct TidbLog;

impl Format for TidbLog {
    fn name(&self) -> &'static str {
        "tidb_log"
    }

    fn open(&self, _line: Line<'_>, _records: &mut Records) -> Opened {
        Opened::No
    }

    fn samples(&self) -> &'static [&'static str] {
        &[]
    }
}
