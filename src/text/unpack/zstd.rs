//! Zstandard frames (RFC 8878), block by block. ruzstd decodes them; where its blocks end is read here, because a frame that
//! is cut hands on what its whole blocks hold only when it is made to end there.

use super::held::{Held, u32_at};
use super::outlet::Outlet;
use super::remarks::size;
use super::stage::{Stage, Trouble};
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::Read;

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// A block is at most 128 KiB.
const MAX_BLOCK_BYTES: usize = 128 << 10;
/// Frames that want a larger window are refused: it has to be held in memory.
const MAX_WINDOW_BYTES: u64 = 128 << 20;
/// An empty raw block that is the last of its frame, and room for a checksum.
const LAST_BLOCK: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];
/// Bytes handed on at once.
const OUT_BYTES: usize = 64 << 10;

/// The frames of a source.
#[derive(Default)]
pub struct Frames {
    held: Held,
    decoder: FrameDecoder,
    state: State,
    has_checksum: bool,
    /// What the frame says it holds.
    content: Option<u64>,
    handed_on: u64,
    whole: u64,
    buffer: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Header,
    Blocks,
    Skip(u64),
    /// Bytes behind the last frame that are none.
    Behind(u64),
}

impl Frames {
    pub fn push(&mut self, packed: &[u8], inner: &mut Stage, out: &mut Outlet<'_>) -> Result<(), Trouble> {
        self.held.push(packed);
        while !out.is_full() && !self.held.is_empty() {
            let went_on = match self.state {
                State::Header => self.header()?,
                State::Blocks => self.block(inner, out)?,
                State::Skip(left) => {
                    let length = left.min(self.held.len() as u64);
                    self.held.skip(length as usize);
                    self.state = if left == length { State::Header } else { State::Skip(left - length) };
                    true
                }
                State::Behind(bytes) => {
                    self.state = State::Behind(bytes + self.held.len() as u64);
                    self.held.clear();
                    true
                }
            };
            if !went_on {
                return Ok(());
            }
        }
        Ok(())
    }

    pub fn finish(&mut self, inner: &mut Stage, out: &mut Outlet<'_>) -> Result<(), Trouble> {
        match self.state {
            State::Header if self.held.is_empty() => Ok(()),
            State::Behind(bytes) => {
                let text = format!("has {} behind its zstd data that are none of it and were not read", size(bytes));
                Err(Trouble::new("not_read", text))
            }
            _ => {
                self.salvage(inner, out);
                let text = "ends early: the packed data is cut, and what was unpacked before the cut was read";
                Err(Trouble::new("cut", text))
            }
        }
    }

    /// The header of a frame; false where more bytes are needed.
    fn header(&mut self) -> Result<bool, Trouble> {
        let bytes = self.held.bytes();
        if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] = bytes {
            let Some(length) = u32_at(bytes, 4) else { return Ok(false) };
            self.held.skip(8);
            self.state = State::Skip(u64::from(length));
            return Ok(true);
        }
        let is_skippable = bytes.iter().zip([0x50, 0x2a, 0x4d, 0x18]).all(|(byte, sign)| byte & 0xf0 == sign & 0xf0);
        if bytes.iter().zip(MAGIC).any(|(byte, sign)| *byte != sign) && !(bytes.len() < 4 && is_skippable) {
            if self.whole == 0 {
                return Err(damaged("its header is none of zstd"));
            }
            self.state = State::Behind(0);
            return Ok(true);
        }
        let Some(flags) = bytes.get(4).copied() else { return Ok(false) };
        let (is_single, has_reserved) = (flags & 0x20 != 0, flags & 8 != 0);
        let dictionary = [0, 1, 2, 4].get(usize::from(flags & 3)).copied().unwrap_or(0);
        let content = match flags >> 6 {
            0 => usize::from(is_single),
            size => 1 << size,
        };
        let window = 5 + usize::from(!is_single);
        let length = window + dictionary + content;
        let Some(mut header) = bytes.get(..length) else { return Ok(false) };
        if has_reserved {
            return Err(damaged("the header of a frame is of no known kind"));
        }
        if header.iter().skip(window).take(dictionary).any(|byte| *byte != 0) {
            let text = "is packed with zstd and a dictionary that is not in it, and was not read; unpack it with `zstd -d -D DICTIONARY` first";
            return Err(Trouble::new("not_read", text));
        }
        self.decoder.set_max_window_size(MAX_WINDOW_BYTES);
        match self.decoder.reset(&mut header) {
            Ok(()) => {}
            Err(FrameDecoderError::WindowSizeTooBig { requested, .. }) => {
                let text = format!(
                    "is packed with zstd and a window of {}, more than the {} that are held in memory, and was not read; unpack it with `zstd -d --long=31` first",
                    size(requested),
                    size(MAX_WINDOW_BYTES)
                );
                return Err(Trouble::new("not_read", text));
            }
            Err(error) => return Err(damaged(&error.to_string())),
        }
        self.has_checksum = flags & 4 != 0;
        self.content = (content > 0).then(|| self.decoder.content_size());
        self.handed_on = 0;
        self.held.skip(length);
        self.state = State::Blocks;
        Ok(true)
    }

    /// One block; false where more bytes are needed.
    fn block(&mut self, inner: &mut Stage, out: &mut Outlet<'_>) -> Result<bool, Trouble> {
        let bytes = self.held.bytes();
        let [a, b, c, ..] = bytes else { return Ok(false) };
        let header = u32::from_le_bytes([*a, *b, *c, 0]);
        let (is_last, kind, length) = (header & 1 != 0, header >> 1 & 3, (header >> 3) as usize);
        // A repeated byte stands once, whatever the length says.
        let body = if kind == 1 { 1 } else { length };
        if kind == 3 || length > MAX_BLOCK_BYTES {
            self.salvage(inner, out);
            return Err(damaged("the header of a block is of no known kind"));
        }
        let length = 3 + body + if is_last && self.has_checksum { 4 } else { 0 };
        let Some(mut block) = bytes.get(..length) else { return Ok(false) };
        if let Err(error) = self.decoder.decode_blocks(&mut block, BlockDecodingStrategy::UptoBlocks(1)) {
            self.salvage(inner, out);
            return Err(damaged(&error.to_string().to_lowercase()));
        }
        self.held.skip(length);
        self.hand_on(inner, out)?;
        if is_last && !out.is_full() {
            self.state = State::Header;
            self.whole += 1;
            self.check()?;
        }
        Ok(true)
    }

    fn check(&self) -> Result<(), Trouble> {
        let expected = self.decoder.get_checksum_from_data();
        let altered = expected.is_some() && self.decoder.get_calculated_checksum() != expected;
        if altered || self.content.is_some_and(|content| content != self.handed_on) {
            let text = "is damaged: its checksum or its length differs, so what was read of it may be altered, and what follows was not read";
            return Err(Trouble::new("damaged", text));
        }
        Ok(())
    }

    fn hand_on(&mut self, inner: &mut Stage, out: &mut Outlet<'_>) -> Result<(), Trouble> {
        self.buffer.resize(OUT_BYTES, 0);
        loop {
            let length = self.decoder.read(&mut self.buffer).map_err(|error| damaged(&error.to_string()))?;
            if length == 0 || out.is_full() {
                return Ok(());
            }
            self.handed_on += length as u64;
            inner.push(self.buffer.get(..length).unwrap_or_default(), out);
        }
    }

    /// Hands on what the decoder holds back for the blocks that are missing: a frame that ends here needs no window.
    fn salvage(&mut self, inner: &mut Stage, out: &mut Outlet<'_>) {
        if matches!(self.state, State::Blocks) {
            let mut last = LAST_BLOCK.as_slice();
            if self.decoder.decode_blocks(&mut last, BlockDecodingStrategy::UptoBlocks(1)).is_ok() {
                self.hand_on(inner, out).ok();
            }
        }
    }
}

fn damaged(why: &str) -> Trouble {
    Trouble::new("damaged", format!("is damaged: {why}; what was unpacked before was read"))
}
