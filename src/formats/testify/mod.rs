//! Blocks of failed assertions.

use super::{Format, Opened, Records};
use crate::text::Line;

pub struct Testify;

impl Format for Testify {
    fn name(&self) -> &'static str {
        "testify"
    }

    fn open(&self, _line: Line<'_>, _records: &mut Records) -> Opened {
        Opened::No
    }

    fn samples(&self) -> &'static [&'static str] {
        &[]
    }
}
