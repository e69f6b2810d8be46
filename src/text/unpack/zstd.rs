//! Zstandard frames (RFC 8878), block by block.

use super::{Pass, cut, damaged};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, Read};

/// A block is at most 128 KiB packed; header and checksum come to it.
const WHOLE_BLOCK_BYTES: usize = (128 << 10) + 64;
/// Frames that want a larger window are refused: it has to be held in memory.
const MAX_WINDOW_BYTES: u64 = 128 << 20;

/// The frames of a source.
#[derive(Default)]
pub struct Frames {
    held: Vec<u8>,
    decoder: FrameDecoder,
    inside: bool,
}

impl Frames {
    pub fn push(&mut self, packed: &[u8], pass: &mut Pass<'_>) -> io::Result<()> {
        self.held.extend_from_slice(packed);
        while self.held.len() >= WHOLE_BLOCK_BYTES {
            self.step(pass)?;
        }
        Ok(())
    }

    pub fn finish(&mut self, pass: &mut Pass<'_>) -> io::Result<()> {
        while !self.held.is_empty() {
            let before = self.held.len();
            self.step(pass)?;
            if self.held.len() == before {
                return Err(cut());
            }
        }
        if self.inside { Err(cut()) } else { Ok(()) }
    }

    /// Reads a frame header, or one block.
    fn step(&mut self, pass: &mut Pass<'_>) -> io::Result<()> {
        let mut source = self.held.as_slice();
        if self.inside {
            self.decoder
                .decode_blocks(&mut source, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(|error| damaged(&error))?;
            self.inside = !self.decoder.is_finished();
        } else if let Some(skipped) = skippable(source) {
            source = source.get(skipped..).unwrap_or_default();
        } else {
            self.decoder.set_max_window_size(MAX_WINDOW_BYTES);
            self.decoder.reset(&mut source).map_err(|error| damaged(&error))?;
            self.inside = true;
        }
        let used = self.held.len() - source.len();
        self.held.drain(..used);
        let mut out = Vec::new();
        self.decoder.read_to_end(&mut out)?;
        if out.is_empty() { Ok(()) } else { pass(&out) }
    }
}

/// Length of a skippable frame.
fn skippable(source: &[u8]) -> Option<usize> {
    let [first, 0x2a, 0x4d, 0x18, a, b, c, d, ..] = source else { return None };
    (first & 0xf0 == 0x50).then(|| 8 + u32::from_le_bytes([*a, *b, *c, *d]) as usize)
}
