//! Go race reports.

use super::{Format, Opened, Records};
use crate::text::Line;

pub struct Race;

impl Format for Race {
    fn name(&self) -> &'static str {
        "race"
    }

    fn open(&self, _line: Line<'_>, _records: &mut Records) -> Opened {
        Opened::No
    }

    fn samples(&self) -> &'static [&'static str] {
        &[]
    }
}
