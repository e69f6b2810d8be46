//! One source: its file, what was found in it, and where its lines are.

use crate::engine::Scanner;
use crate::model::{Report, Text};
use memchr::memchr_iter;
use web_sys::Blob;

/// Every how many lines an offset is kept.
const STEP: u64 = 256;

pub struct Source {
    /// The page's number.
    pub id: u32,
    pub name: Text,
    /// The file as given.
    pub file: Blob,
    /// What the lines are read from: the file, or what was unpacked from it.
    pub text: Blob,
    /// What was read of it so far.
    pub scanner: Option<Scanner>,
    /// The report, where the source is one that was saved as JSON: it is there to be compared with.
    pub saved: Option<Report>,
    pub lines: LineIndex,
    pub reading: bool,
    pub cancelled: bool,
    /// Raised by every new reading, so that an older one notices.
    pub round: u32,
}

impl Source {
    pub fn new(id: u32, name: Text, file: Blob) -> Self {
        Self {
            id,
            name,
            text: file.clone(),
            file,
            scanner: None,
            saved: None,
            lines: LineIndex::default(),
            reading: false,
            cancelled: false,
            round: 0,
        }
    }
}

/// Offsets of lines 1, 257, 513, …, so that any line is found by reading at most 256.
#[derive(Default)]
pub struct LineIndex {
    offsets: Vec<u64>,
    breaks: u64,
    bytes: u64,
}

impl LineIndex {
    pub fn push(&mut self, chunk: &[u8]) {
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        for at in memchr_iter(b'\n', chunk) {
            self.breaks += 1;
            if self.breaks.is_multiple_of(STEP) {
                self.offsets.push(self.bytes + at as u64 + 1);
            }
        }
        self.bytes += chunk.len() as u64;
    }

    /// Offset of a line at or before `line` (from 1), and its number.
    pub fn before(&self, line: u64) -> (u64, u64) {
        let at = (line.saturating_sub(1) / STEP).min(self.offsets.len().saturating_sub(1) as u64);
        (self.offsets.get(at as usize).copied().unwrap_or(0), at * STEP + 1)
    }

    /// Offset of a line start at or after the end of `line`.
    pub fn after(&self, line: u64) -> u64 {
        let at = line.div_ceil(STEP);
        self.offsets.get(at as usize).copied().unwrap_or(self.bytes)
    }
}
