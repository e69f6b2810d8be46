//! Results that the go command prints.

use super::{Format, Opened, Records};
use crate::text::Line;

pub struct GoTest;

impl Format for GoTest {
    fn name(&self) -> &'static str {
        "go_test"
    }

    fn open(&self, _line: Line<'_>, _records: &mut Records) -> Opened {
        Opened::No
    }

    fn samples(&self) -> &'static [&'static str] {
        &[]
    }
}
