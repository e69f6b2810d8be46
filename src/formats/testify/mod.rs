//! Blocks of failed assertions: testify, and other libraries that print something of the same kind.
//!
//! Defined by github.com/stretchr/testify/assert (`Fail` and `labeledOutput`); see docs/spec/go-reports.md §2.3.
//!
//! ```text
//!             Error Trace:    /home/me/ledger/ledger_test.go:50
//!             Error:          Not equal:
//! ```
//!
//! Odd: the place above the block is the caller's as testing sees it, the trace below it is testify's own; an error may be
//! a whole stack; of a damaged block only the labels are left.

mod block;
mod content;
mod gocheck;
mod label;
mod plain;
mod quicktest;

use super::{Format, Machine, Opened, Records};
use crate::text::Line;

pub struct Testify;

impl Format for Testify {
    fn name(&self) -> &'static str {
        "testify"
    }

    fn open(&self, line: Line<'_>, records: &mut Records) -> Opened {
        let text = line.trimmed();
        // What one of these blocks can start with; the rest of a log ends here.
        let candidate = match text.first() {
            Some(b'E') => text.starts_with(b"Error Trace:"),
            Some(b'F') => text.starts_with(b"FAIL: "),
            Some(b'P') => text.starts_with(b"PANIC: "),
            Some(b'[') => text.starts_with(b"[FAILED] "),
            Some(_) => crate::decode::go_frame::log_prefix(text).is_some(),
            None => false,
        };
        if !candidate {
            return Opened::No;
        }
        let running = records.running(line.stream);
        let machine: Option<Box<dyn Machine>> = if let Some(machine) = gocheck::Gocheck::open(text) {
            Some(Box::new(machine))
        } else if let Some(machine) = block::Testify::open(line.text, running.clone()) {
            Some(Box::new(machine))
        } else {
            plain::Plain::open(line.text, running).map(|machine| Box::new(machine) as Box<dyn Machine>)
        };
        machine.map_or(Opened::No, Opened::Block)
    }

    fn samples(&self) -> &'static [&'static str] {
        &[
            "    x_test.go:50: \n        \tError Trace:\t/a/x_test.go:50\n        \tError:      \tShould be true\n        \tTest:       \tTestX\n",
            "FAIL: h_test.go:78: suite.TestH\n\nh_test.go:136:\n    c.Assert(a, Equals, 1)\n... obtained int = 2\n... expected int = 1\n",
        ]
    }
}
