//! The sources as the page shows them: one chip each.

use crate::page::protocol::SoFar;

/// How far a source is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    #[default]
    Waiting,
    Running,
    /// The user has stopped it, and the worker has not yet said where.
    Stopping,
    Done,
    Cancelled,
    Failed(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    pub id: u32,
    pub name: String,
    /// Size of the file; bytes read so far and records found in them.
    pub total_bytes: u64,
    pub bytes: u64,
    pub found: SoFar,
    pub reading: Reading,
}

impl Chip {
    pub fn is_busy(&self) -> bool {
        matches!(self.reading, Reading::Waiting | Reading::Running | Reading::Stopping)
    }
}
