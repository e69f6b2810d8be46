//! The sources as the page shows them: one chip each.

/// How far a source is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    #[default]
    Waiting,
    Running,
    Done,
    Cancelled,
    Failed(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    pub id: u32,
    pub name: String,
    /// Size of the file; bytes read so far and records found, while it is read.
    pub total_bytes: u64,
    pub bytes: u64,
    pub records: u64,
    pub reading: Reading,
}

impl Chip {
    pub fn is_busy(&self) -> bool {
        matches!(self.reading, Reading::Waiting | Reading::Running)
    }
}
