//! Panics, fatal errors, time-outs, leaks and goroutine dumps.

use super::{Format, Opened, Records};
use crate::text::Line;

pub struct GoFailure;

impl Format for GoFailure {
    fn name(&self) -> &'static str {
        "go_failure"
    }

    fn open(&self, _line: Line<'_>, _records: &mut Records) -> Opened {
        Opened::No
    }

    fn samples(&self) -> &'static [&'static str] {
        &[]
    }
}
