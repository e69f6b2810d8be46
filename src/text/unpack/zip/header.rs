//! Headers of a zip archive (PKWARE APPNOTE 4.3).

use super::super::held::{u16_at, u32_at, u64_at};
use super::super::remarks;
use memchr::memmem;

pub const LOCAL: &[u8] = b"PK\x03\x04";
pub const ENTRY: &[u8] = b"PK\x01\x02";
pub const DESCRIPTOR: &[u8] = b"PK\x07\x08";
/// A local header without its name and what follows it.
pub const LOCAL_BYTES: usize = 30;
/// A longer name is none.
const MAX_NAME_BYTES: usize = 4_096;

/// What stands before a member's bytes.
#[derive(Clone, Debug, Default)]
pub struct Local {
    pub name: String,
    pub method: u16,
    pub is_encrypted: bool,
    /// A folder, or a file that a system keeps beside the real ones.
    pub is_nothing: bool,
    /// Checksum and sizes follow the bytes.
    pub is_late: bool,
    pub sum: u32,
    /// Packed and unpacked; None where they follow.
    pub packed: Option<u64>,
    pub size: Option<u64>,
    /// Of the header itself.
    pub length: usize,
}

impl Local {
    /// None where more bytes are needed.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let flags = u16_at(bytes, 6)?;
        let (name_length, extra_length) = (usize::from(u16_at(bytes, 26)?), usize::from(u16_at(bytes, 28)?));
        let raw = bytes.get(LOCAL_BYTES..LOCAL_BYTES + name_length)?;
        let length = LOCAL_BYTES + name_length + extra_length;
        let extra = bytes.get(LOCAL_BYTES + name_length..length)?;
        let (packed, size) = sizes(u32_at(bytes, 18)?, u32_at(bytes, 22)?, extra);
        let is_late = flags & 8 != 0;
        let known = |value: u64| (!is_late || value > 0).then_some(value);
        let name = remarks::name(raw);
        Some(Self {
            is_nothing: name.ends_with(['/', '\\']) || name.starts_with("__MACOSX/"),
            name,
            method: u16_at(bytes, 8)?,
            is_encrypted: flags & 1 != 0,
            is_late,
            sum: u32_at(bytes, 14)?,
            packed: known(packed),
            size: known(size),
            length,
        })
    }
}

/// Sizes of four bytes, or those of eight that the zip64 field holds in their place: the unpacked one first.
fn sizes(packed: u32, size: u32, extra: &[u8]) -> (u64, u64) {
    let mut rest = extra;
    let mut wide: &[u8] = &[];
    while let (Some(id), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
        let end = 4 + usize::from(length);
        if id == 1 {
            wide = rest.get(4..end).unwrap_or_default();
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    let mut next = |narrow: u32| {
        if narrow < u32::MAX {
            return u64::from(narrow);
        }
        let value = u64_at(wide, 0).unwrap_or(u64::from(narrow));
        wide = wide.get(8..).unwrap_or_default();
        value
    };
    let size = next(size);
    (next(packed), size)
}

/// Whether a header of a member or of the list stands there, by version, method and name; None where more bytes are
/// needed to tell.
pub fn is_header(bytes: &[u8]) -> Option<bool> {
    let is_usual = |version: u16, method: u16| version & 0xff <= 63 && method < 100;
    if bytes.starts_with(ENTRY) {
        return Some(is_usual(u16_at(bytes, 6)?, u16_at(bytes, 10)?));
    }
    if !bytes.starts_with(LOCAL) {
        return Some(false);
    }
    let length = usize::from(u16_at(bytes, 26)?);
    if !is_usual(u16_at(bytes, 4)?, u16_at(bytes, 8)?) || length == 0 || length > MAX_NAME_BYTES {
        return Some(false);
    }
    Some(!bytes.get(LOCAL_BYTES..LOCAL_BYTES + length)?.iter().any(|byte| *byte < 0x20))
}

/// Where an archive begins behind something else, such as the program that unpacks it.
pub fn begins_within(head: &[u8]) -> Option<usize> {
    memmem::find_iter(head, LOCAL).find(|at| head.get(*at..).and_then(is_header) == Some(true))
}

/// What follows a member whose sizes were not known: with or without a signature, sizes of four or eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    pub sum: u32,
    pub packed: u64,
    pub size: u64,
    pub length: usize,
}

impl Late {
    /// The four ways in which it may be written at the start of `bytes`.
    pub fn forms(bytes: &[u8]) -> impl Iterator<Item = Self> + '_ {
        let signed = bytes.starts_with(DESCRIPTOR);
        [(4, true), (4, false), (0, true), (0, false)].into_iter().filter_map(move |(at, wide)| {
            if at > 0 && !signed {
                return None;
            }
            let sum = u32_at(bytes, at)?;
            Some(if wide {
                Self { sum, packed: u64_at(bytes, at + 4)?, size: u64_at(bytes, at + 12)?, length: at + 20 }
            } else {
                let number = |at| u32_at(bytes, at).map(u64::from);
                Self { sum, packed: number(at + 4)?, size: number(at + 8)?, length: at + 12 }
            })
        })
    }
}

/// How a member is packed that is not read.
pub fn method_name(method: u16) -> String {
    match method {
        9 => "Deflate64".into(),
        12 => "bzip2".into(),
        14 => "LZMA".into(),
        20 | 93 => "zstd".into(),
        95 => "xz".into(),
        98 => "PPMd".into(),
        99 => "encryption of WinZip".into(),
        method => format!("method {method}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_eight_bytes_stand_in_the_extra_field() {
        let wide = [&[9, 0, 1, 0, 7][..], &[1, 0, 16, 0], &5_u64.to_le_bytes(), &3_u64.to_le_bytes()].concat();
        assert_eq!(sizes(u32::MAX, u32::MAX, &wide), (3, 5));
        assert_eq!(sizes(7, u32::MAX, &wide), (7, 5));
        assert_eq!(sizes(7, 8, &wide), (7, 8));
    }

    #[test]
    fn the_four_forms_of_late_sizes() {
        let narrow = [&7_u32.to_le_bytes()[..], &2_u32.to_le_bytes(), &3_u32.to_le_bytes()].concat();
        let wide = [&7_u32.to_le_bytes()[..], &2_u64.to_le_bytes(), &3_u64.to_le_bytes()].concat();
        for (bytes, length) in [
            (narrow.clone(), 12),
            (wide.clone(), 20),
            ([DESCRIPTOR, &narrow].concat(), 16),
            ([DESCRIPTOR, &wide].concat(), 24),
        ] {
            assert!(Late::forms(&bytes).any(|form| form == Late { sum: 7, packed: 2, size: 3, length }));
        }
    }
}
