//! The recognisers: one folder per format behind one small trait and one table. No format imports another.

pub mod go_failure;
pub mod go_run;
pub mod go_test;
pub mod other_log;
pub mod race;
pub mod records;
pub mod slow_query;
pub mod testify;
pub mod tidb_log;

use crate::text::{Block, Line};
pub use go_run::GoRun;
pub use records::{Nested, Records};

/// A kind of text that can be recognised line by line.
pub trait Format: Sync {
    /// Its name, as in the notes and in docs/formats.
    fn name(&self) -> &'static str;

    /// Looks at a line that no open block claimed. The test must be cheap: it runs on every line of a log.
    fn open(&self, line: Line<'_>, records: &mut Records) -> Opened;

    /// Texts it reads whole and that no other format claims.
    fn samples(&self) -> &'static [&'static str];

    /// Why a line that nobody claimed resembles this format and still is not it.
    fn near_miss(&self, _line: Line<'_>) -> Option<&'static str> {
        None
    }
}

/// What a format says to a line.
pub enum Opened {
    /// Not mine.
    No,
    /// Mine, and already read: a record of one line.
    Done,
    /// The first line of a block.
    Block(Box<dyn Machine>),
}

/// An open block: a small state machine that says which lines still belong to it.
pub trait Machine {
    fn more(&mut self, line: Line<'_>) -> More;

    /// Whether `read` looks at the lines again. Otherwise the block keeps their span only.
    fn needs_lines(&self) -> bool {
        true
    }

    /// Reads the whole block. Called once, when it has ended.
    fn read(self: Box<Self>, block: &Block, records: &mut Records);
}

/// What an open block says to the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// Belongs to the block.
    Mine,
    /// Does not belong to it, and does not end it; other formats are asked.
    Foreign,
    /// Its last line.
    End,
    /// The block ended before this line; other formats are asked.
    Before,
}

/// All formats, in the order in which they are asked.
pub static FORMATS: &[&dyn Format] = &[
    &tidb_log::TidbLog,
    &slow_query::SlowQueryLog,
    &race::Race,
    &testify::Testify,
    &go_failure::GoFailure,
    &go_test::GoTest,
];
