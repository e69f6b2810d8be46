//! One Snappy block, as far as it can be read.
//!
//! The crate `snap` gives all or nothing; a plan cut in the log needs what stands before the cut, so the block is
//! unpacked here (sixty lines) and compared with the crate in the tests.

use super::Unfolded;
use crate::decode::limits;

/// Unpacks a block; on damage the content up to there.
pub fn unpack(packed: &[u8]) -> Unfolded {
    let Some((length, elements)) = varint(packed) else {
        return Unfolded { bytes: Vec::new(), damage: Some("no Snappy block".to_owned()) };
    };
    if length > limits::DECODED_BYTES as u64 {
        let damage = format!("the Snappy block claims {length} bytes, more than {} MiB", limits::DECODED_BYTES >> 20);
        return Unfolded { bytes: Vec::new(), damage: Some(damage) };
    }
    let mut bytes = Vec::with_capacity(length as usize);
    let damage = fill(&mut bytes, elements, length as usize).err().map(str::to_owned);
    Unfolded { bytes, damage }
}

fn fill(bytes: &mut Vec<u8>, mut rest: &[u8], length: usize) -> Result<(), &'static str> {
    const EARLY: &str = "the Snappy block ends early";
    const LONG: &str = "the Snappy block is longer than it says";
    while let Some((&tag, after)) = rest.split_first() {
        let upper = usize::from(tag >> 2);
        if tag % 4 == 0 {
            // A literal: its length less one in the upper bits, or in one to four bytes that follow.
            let (less_one, after) = match upper {
                0..60 => (upper, after),
                _ => little_endian(after, upper - 59).ok_or(EARLY)?,
            };
            let wanted = less_one + 1;
            let here = wanted.min(after.len());
            let (literal, after) = after.split_at_checked(here).ok_or(EARLY)?;
            if bytes.len() + literal.len() > length {
                return Err(LONG);
            }
            bytes.extend_from_slice(literal);
            if here < wanted {
                return Err(EARLY);
            }
            rest = after;
        } else {
            let (count, offset_bytes, high) = match tag & 3 {
                1 => (4 + (upper & 7), 1, usize::from(tag >> 5) << 8),
                2 => (1 + upper, 2, 0),
                _ => (1 + upper, 4, 0),
            };
            let (low, after) = little_endian(after, offset_bytes).ok_or(EARLY)?;
            let from = bytes.len().checked_sub(high | low).filter(|from| *from < bytes.len());
            let from = from.ok_or("the Snappy block copies from before its beginning")?;
            if bytes.len() + count > length {
                return Err(LONG);
            }
            // A copy may overlap what it writes: then what is there repeats itself.
            let (end, period) = (bytes.len() + count, bytes.len() - from);
            while bytes.len() < end {
                bytes.extend_from_within(from..from + period.min(end - bytes.len()));
            }
            rest = after;
        }
    }
    if bytes.len() == length { Ok(()) } else { Err(EARLY) }
}

fn little_endian(bytes: &[u8], count: usize) -> Option<(usize, &[u8])> {
    let (number, rest) = bytes.split_at_checked(count)?;
    Some((number.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)), rest))
}

/// A base-128 number of at most ten bytes, and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f).checked_shl(7 * at as u32)?;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_crate_writes() {
        for text in [String::new(), "a".repeat(100_000), (0..9000).map(|n| n.to_string()).collect()] {
            let packed = snap::raw::Encoder::new().compress_vec(text.as_bytes()).unwrap();
            assert_eq!(unpack(&packed), Unfolded { bytes: text.into_bytes(), damage: None });
        }
    }

    fn refused(packed: &[u8], why: &str) {
        assert_eq!(unpack(packed).damage.as_deref(), Some(why));
    }

    #[test]
    fn hostile() {
        refused(b"", "no Snappy block");
        refused(&[0xff; 12], "no Snappy block");
        refused(&[0xff, 0xff, 0xff, 0x7f], "the Snappy block claims 268435455 bytes, more than 16 MiB");
        refused(&[4, 0, b'a', 1, 0], "the Snappy block copies from before its beginning");
        refused(&[4, 0, b'a', 1, 2], "the Snappy block copies from before its beginning");
        refused(&[4, 0, b'a', 0xfe, 1, 0], "the Snappy block is longer than it says");
        refused(&[1, 0xfc, 0xff, 0xff, 0xff, 0xff], "the Snappy block ends early");
    }
}
