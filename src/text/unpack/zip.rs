//! Zip archives read from front to back (PKWARE APPNOTE 4.3): local headers, no central directory, since the end of a
//! source that is pushed is not there yet. The files follow one another as one text.

use super::deflate::inflate;
use super::{Pass, cut};
use flate2::Decompress;
use std::io;

const LOCAL: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const HEADER_BYTES: usize = 30;

/// Where in the archive we are.
#[derive(Default)]
pub struct Archive {
    held: Vec<u8>,
    state: State,
    last_byte: u8,
}

#[derive(Default)]
enum State {
    #[default]
    Header,
    Deflated(Box<Decompress>),
    Stored(u64),
    /// The central directory: nothing more to read.
    Ended,
}

impl Archive {
    pub fn push(&mut self, packed: &[u8], pass: &mut Pass<'_>, files: &mut Vec<String>) -> io::Result<()> {
        self.held.extend_from_slice(packed);
        loop {
            let before = self.held.len();
            match &mut self.state {
                State::Header => self.header(pass, files)?,
                State::Stored(left) => {
                    let length = usize::try_from(*left).unwrap_or(usize::MAX).min(self.held.len());
                    let bytes: Vec<u8> = self.held.drain(..length).collect();
                    *left -= length as u64;
                    if *left == 0 {
                        self.state = State::Header;
                    }
                    self.hand_on(&bytes, pass)?;
                }
                State::Deflated(decoder) => {
                    let last_byte = &mut self.last_byte;
                    let mut seen = |bytes: &[u8]| {
                        *last_byte = bytes.last().copied().unwrap_or(*last_byte);
                        pass(bytes)
                    };
                    if inflate(decoder, &mut self.held, &mut seen)? {
                        self.state = State::Header;
                    }
                }
                State::Ended => {
                    self.held.clear();
                    return Ok(());
                }
            }
            if self.held.len() == before {
                return Ok(());
            }
        }
    }

    pub fn finish(&self) -> io::Result<()> {
        match self.state {
            State::Ended => Ok(()),
            _ => Err(cut()),
        }
    }

    fn header(&mut self, pass: &mut Pass<'_>, files: &mut Vec<String>) -> io::Result<()> {
        if self.held.len() < 4 {
            return Ok(());
        }
        if self.held.starts_with(DESCRIPTOR) {
            // Signature, checksum, two sizes of four bytes (of eight in zip64, which text files do not need).
            if self.held.len() >= 16 {
                self.held.drain(..16);
            }
            return Ok(());
        }
        if !self.held.starts_with(LOCAL) {
            self.state = State::Ended;
            return Ok(());
        }
        let number = |at: usize| {
            self.held.get(at..at + 2).map(|bytes| bytes.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b)))
        };
        let (Some(flags), Some(method), Some(low), Some(high), Some(name), Some(extra)) =
            (number(6), number(8), number(18), number(20), number(26), number(28))
        else {
            return Ok(());
        };
        let length = HEADER_BYTES + name + extra;
        if self.held.len() < length {
            return Ok(());
        }
        let file =
            String::from_utf8_lossy(self.held.get(HEADER_BYTES..HEADER_BYTES + name).unwrap_or_default()).into_owned();
        let (encrypted, late_size, size) = (flags & 1 != 0, flags & 8 != 0, (high << 16 | low) as u64);
        self.state = match method {
            _ if encrypted => return Err(io::Error::other(format!("{file} in the archive is encrypted"))),
            8 => State::Deflated(Box::new(Decompress::new(false))),
            0 if !late_size && size == 0 => State::Header,
            0 if !late_size => State::Stored(size),
            _ => {
                return Err(io::Error::other(format!(
                    "{file} in the archive is packed in a way that is not supported"
                )));
            }
        };
        self.held.drain(..length);
        if self.last_byte != 0 && self.last_byte != b'\n' {
            self.hand_on(b"\n", pass)?;
        }
        files.push(file);
        Ok(())
    }

    fn hand_on(&mut self, bytes: &[u8], pass: &mut Pass<'_>) -> io::Result<()> {
        self.last_byte = bytes.last().copied().unwrap_or(self.last_byte);
        pass(bytes)
    }
}
