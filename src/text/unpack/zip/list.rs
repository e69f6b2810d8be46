//! The list of members at the end of an archive. What it says of single members was read before; it tells how many there
//! should have been, and that the archive is whole.

use super::super::held::{u16_at, u32_at, u64_at};
use super::super::remarks::size;

/// No part of a list is longer: an entry has a name, extra fields and a comment of 64 KiB each.
const MAX_PART_BYTES: usize = 256 << 10;

/// How far the list was read.
#[derive(Default)]
pub struct List {
    entries: u64,
    /// How many members the archive says that it has.
    told: Option<u64>,
    is_whole: bool,
    is_broken: bool,
    comment: usize,
    behind: u64,
}

pub enum Step {
    Taken(usize),
    /// More bytes are needed.
    Hungry,
}

impl List {
    /// Takes the next part of the list.
    pub fn step(&mut self, bytes: &[u8]) -> Step {
        if bytes.is_empty() {
            return Step::Hungry;
        }
        if self.is_whole || self.is_broken {
            let comment = self.comment.min(bytes.len());
            self.comment -= comment;
            self.behind += (bytes.len() - comment) as u64;
            return Step::Taken(bytes.len());
        }
        self.part(bytes).map_or(Step::Hungry, Step::Taken)
    }

    /// The length of one part; None where more of it is needed.
    fn part(&mut self, bytes: &[u8]) -> Option<usize> {
        let length = match bytes.first_chunk()? {
            b"PK\x01\x02" => {
                let long = |at| u16_at(bytes, at).map(usize::from);
                let length = 46 + long(28)? + long(30)? + long(32)?;
                bytes.get(..length)?;
                self.entries += 1;
                length
            }
            b"PK\x06\x08" => (u32_at(bytes, 4)? as usize).saturating_add(8),
            b"PK\x05\x05" => 6 + usize::from(u16_at(bytes, 4)?),
            b"PK\x06\x06" => {
                let length = usize::try_from(u64_at(bytes, 4)?).unwrap_or(usize::MAX).saturating_add(12);
                self.told = Some(u64_at(bytes, 32)?);
                length
            }
            b"PK\x06\x07" => 20,
            b"PK\x05\x06" => {
                self.comment = usize::from(u16_at(bytes, 20)?);
                let told = u64::from(u16_at(bytes, 10)?);
                self.told = self.told.filter(|_| told == 0xffff).or(Some(told));
                self.is_whole = true;
                return Some(22);
            }
            _ => {
                self.is_broken = true;
                return Some(0);
            }
        };
        if length > MAX_PART_BYTES {
            self.is_broken = true;
            return Some(0);
        }
        bytes.get(..length)?;
        Some(length)
    }

    /// What is wrong, with `members` met before the list: the kind of the note, and the sentence.
    pub fn problem(&self, members: u64) -> Option<(&'static str, String)> {
        let read = "what was met before it was read";
        Some(match self.told {
            _ if self.is_broken => ("damaged", format!("has a damaged list of members; {read}")),
            _ if !self.is_whole => ("cut", format!("ends early, within its list of members; {read}")),
            Some(told) if told != members && told != members & 0xffff => {
                ("damaged", format!("lists {told} members, of which {members} were met; {read}"))
            }
            _ if self.entries != members => {
                ("damaged", format!("lists {} members, of which {members} were met; {read}", self.entries))
            }
            _ if members == 0 => ("not_read", "holds no files".into()),
            _ if self.comment > 0 => ("cut", "ends early, within its comment".into()),
            _ if self.behind > 0 => {
                ("not_read", format!("has {} behind its end, which were not read", size(self.behind)))
            }
            _ => return None,
        })
    }
}
