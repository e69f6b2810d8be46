//! One source: its file and what was found in it.

use crate::engine::Scanner;
use crate::model::{Report, Text};
use web_sys::Blob;

pub struct Source {
    /// The page's number.
    pub id: u32,
    pub name: Text,
    /// The file as given.
    pub file: Blob,
    /// What the lines are read from: the file, or what was unpacked or decoded from it.
    pub text: Blob,
    /// What was read of it so far.
    pub scanner: Option<Scanner>,
    /// The report, where the source is one that was saved as JSON: it is there to be compared with.
    pub saved: Option<Report>,
    pub reading: bool,
    /// The user wants it to end here.
    pub cancelled: bool,
    /// Where it ended then: a later reading ends there too, without being asked.
    pub stopped: Option<u64>,
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
            reading: false,
            cancelled: false,
            stopped: None,
            round: 0,
        }
    }
}
