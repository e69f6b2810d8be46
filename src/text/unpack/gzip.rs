//! gzip (RFC 1952): members that follow one another as one text, each with checksum and length behind it.
//!
//! flate2 unpacks the bytes. Its own reader of gzip is not used: it brings 16 KB of tables for the checksum, which no
//! compression makes smaller, for every visitor of the page.

use super::deflate::inflate;
use super::{Pass, cut, damaged};
use flate2::Decompress;
use std::io;

const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// The header holds a name and a comment; a longer one is none.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// The members of one source.
#[derive(Default)]
pub struct Members {
    held: Vec<u8>,
    state: State,
    check: Check,
}

#[derive(Default)]
enum State {
    #[default]
    Header,
    Body(Box<Decompress>),
    Trailer,
}

impl Members {
    pub fn push(&mut self, packed: &[u8], pass: &mut Pass<'_>) -> io::Result<()> {
        self.held.extend_from_slice(packed);
        loop {
            match &mut self.state {
                State::Header => {
                    let Some(length) = header(&self.held)? else { return Ok(()) };
                    self.held.drain(..length);
                    self.check = Check::default();
                    self.state = State::Body(Box::new(Decompress::new(false)));
                }
                State::Body(decoder) => {
                    let check = &mut self.check;
                    let mut checked = |bytes: &[u8]| {
                        check.add(bytes);
                        pass(bytes)
                    };
                    if !inflate(decoder, &mut self.held, &mut checked)? {
                        return Ok(());
                    }
                    self.state = State::Trailer;
                }
                State::Trailer => {
                    let Some((sum, rest)) = self.held.split_first_chunk() else { return Ok(()) };
                    let Some((length, _)) = rest.split_first_chunk() else { return Ok(()) };
                    if self.check.sum() != u32::from_le_bytes(*sum) || self.check.length != u32::from_le_bytes(*length)
                    {
                        return Err(damaged(&"its checksum differs"));
                    }
                    self.held.drain(..8);
                    self.state = State::Header;
                }
            }
        }
    }

    pub fn finish(&self) -> io::Result<()> {
        match self.state {
            State::Header if self.held.is_empty() => Ok(()),
            _ => Err(cut()),
        }
    }
}

/// The length of the header at the start; None where more of it is needed.
fn header(bytes: &[u8]) -> io::Result<Option<usize>> {
    let length = header_length(bytes).filter(|length| *length <= bytes.len());
    if bytes.iter().zip(&MAGIC).any(|(byte, sign)| byte != sign) || length.is_none() && bytes.len() > MAX_HEADER_BYTES {
        return Err(damaged(&"no header of gzip"));
    }
    Ok(length)
}

fn header_length(bytes: &[u8]) -> Option<usize> {
    let flags = bytes.get(3)?;
    let mut length = 10;
    if flags & 4 != 0 {
        let (extra, _) = bytes.get(length..)?.split_first_chunk()?;
        length += 2 + usize::from(u16::from_le_bytes(*extra));
    }
    // Name and comment end with a zero byte.
    for text in [8, 16] {
        if flags & text != 0 {
            length += memchr::memchr(0, bytes.get(length..)?)? + 1;
        }
    }
    Some(if flags & 2 == 0 { length } else { length + 2 })
}

/// CRC-32 and length of what a member unpacks to.
struct Check {
    table: [u32; 256],
    register: u32,
    length: u32,
}

impl Default for Check {
    fn default() -> Self {
        let step = |value: u32| if value & 1 == 0 { value >> 1 } else { value >> 1 ^ 0xedb8_8320 };
        let table = std::array::from_fn(|byte| (0..8).fold(byte as u32, |value, _| step(value)));
        Self { table, register: !0, length: 0 }
    }
}

impl Check {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let entry = self.table.get(usize::from(self.register as u8 ^ byte)).copied().unwrap_or_default();
            self.register = entry ^ self.register >> 8;
        }
        self.length = self.length.wrapping_add(bytes.len() as u32);
    }

    fn sum(&self) -> u32 {
        !self.register
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum() {
        let mut check = Check::default();
        check.add(b"1234");
        check.add(b"56789");
        assert_eq!((check.sum(), check.length), (0xcbf4_3926, 9));
    }

    #[test]
    fn headers() {
        let with = |flags: u8, more: &[u8]| [&[0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3], more].concat();
        for (bytes, expected) in [
            (with(0, b""), Some(10)),
            (with(8, b"a.log\0rest"), Some(16)),
            (with(4 | 8 | 16 | 2, b"\x02\x00xxa\0b\0cc"), Some(20)),
            (with(8, b"a.lo"), None),
            (with(2, b"c"), None),
            (vec![0x1f], None),
        ] {
            assert_eq!(header(&bytes).unwrap(), expected, "{bytes:?}");
        }
        assert!(header(b"PK").is_err());
        assert!(header(&with(8, &b"a".repeat(MAX_HEADER_BYTES))).is_err());
    }
}
