//! gzip (RFC 1952): members that follow one another as one text, each with checksum and length behind it.
//!
//! flate2 unpacks the bytes. Its own reader of gzip is not used: it brings tables for the checksum, which no compression
//! makes smaller, for every visitor of the page.

use super::checksum::Sum;
use super::held::{Held, u16_at, u32_at};
use super::inflate::{self, Inflate};
use super::outlet::Outlet;
use super::remarks::size;
use super::stage::{Stage, Trouble};

const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// The header holds a name and a comment; a longer one is none.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// The members of one source.
#[derive(Default)]
pub struct Members {
    held: Held,
    state: State,
    inflate: Inflate,
    sum: Sum,
    whole: u64,
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Header,
    Body,
    Trailer,
    /// Bytes behind the last member that are none; tapes fill up with zero bytes, which are nothing to speak of.
    Behind(u64),
}

impl Members {
    pub fn push(&mut self, packed: &[u8], inner: &mut Stage, out: &mut Outlet<'_>) -> Result<(), Trouble> {
        self.held.push(packed);
        while !out.is_full() {
            match self.state {
                State::Header => match header(self.held.bytes()) {
                    Header::Whole(length) => {
                        self.held.skip(length);
                        self.inflate.reset();
                        self.sum = Sum::default();
                        self.state = State::Body;
                    }
                    Header::Cut => return Ok(()),
                    Header::None if self.whole > 0 => self.state = State::Behind(0),
                    Header::None => return Err(damaged("its header is none of gzip")),
                },
                State::Body => {
                    let sum = &mut self.sum;
                    let step = self.inflate.push(self.held.bytes(), |bytes| {
                        sum.add(out.tables(), bytes);
                        inner.push(bytes, out);
                        !out.is_full()
                    });
                    self.held.skip(step.used);
                    match step.state {
                        inflate::State::Hungry => return Ok(()),
                        inflate::State::Damaged => return Err(damaged("what follows cannot be unpacked")),
                        inflate::State::Ended => self.state = State::Trailer,
                    }
                }
                State::Trailer => {
                    let bytes = self.held.bytes();
                    let (Some(sum), Some(length)) = (u32_at(bytes, 0), u32_at(bytes, 4)) else { return Ok(()) };
                    if self.sum.sum() != sum || self.sum.length as u32 != length {
                        return Err(Trouble::new(
                            "damaged",
                            "is damaged: its checksum differs, so what was read of it may be altered, and what follows was not read",
                        ));
                    }
                    self.held.skip(8);
                    self.whole += 1;
                    self.state = State::Header;
                }
                State::Behind(bytes) => {
                    let all = self.held.bytes();
                    let zeros = if bytes == 0 { all.iter().take_while(|byte| **byte == 0).count() } else { 0 };
                    self.state = State::Behind(bytes + (all.len() - zeros) as u64);
                    self.held.clear();
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    pub fn finish(&self) -> Result<(), Trouble> {
        match self.state {
            State::Header if self.held.is_empty() && self.whole > 0 => Ok(()),
            State::Header if self.whole > 0 && !self.held.bytes().starts_with(&MAGIC) => behind(self.held.len() as u64),
            State::Behind(0) => Ok(()),
            State::Behind(bytes) => behind(bytes),
            _ => Err(Trouble::new(
                "cut",
                "ends early: the packed data is cut, and what was unpacked before the cut was read",
            )),
        }
    }
}

fn behind(bytes: u64) -> Result<(), Trouble> {
    let text = format!("has {} behind its gzip data that are none of it and were not read", size(bytes));
    Err(Trouble::new("not_read", text))
}

fn damaged(why: &str) -> Trouble {
    Trouble::new("damaged", format!("is damaged: {why}; what was unpacked before was read"))
}

enum Header {
    Whole(usize),
    /// More bytes are needed.
    Cut,
    None,
}

fn header(bytes: &[u8]) -> Header {
    let is_other = bytes.iter().zip(&MAGIC).any(|(byte, sign)| byte != sign);
    // The upper flags are reserved: a header with one of them is from elsewhere.
    if is_other || bytes.get(3).is_some_and(|flags| flags & 0xe0 != 0) {
        return Header::None;
    }
    match header_length(bytes).filter(|length| *length <= bytes.len()) {
        Some(length) => Header::Whole(length),
        None if bytes.len() > MAX_HEADER_BYTES => Header::None,
        None => Header::Cut,
    }
}

fn header_length(bytes: &[u8]) -> Option<usize> {
    let flags = bytes.get(3)?;
    let mut length = 10;
    if flags & 4 != 0 {
        length += 2 + usize::from(u16_at(bytes, length)?);
    }
    // Name and comment end with a zero byte.
    for text in [8, 16] {
        if flags & text != 0 {
            length += memchr::memchr(0, bytes.get(length..)?)? + 1;
        }
    }
    Some(if flags & 2 == 0 { length } else { length + 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            match (header(&bytes), expected) {
                (Header::Whole(length), Some(expected)) => assert_eq!(length, expected, "{bytes:?}"),
                (Header::Cut, None) => {}
                _ => panic!("{bytes:?}"),
            }
        }
        assert!(matches!(header(b"PK"), Header::None));
        assert!(matches!(header(&with(32, b"")), Header::None));
        assert!(matches!(header(&with(8, &b"a".repeat(MAX_HEADER_BYTES))), Header::None));
    }
}
