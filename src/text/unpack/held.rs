//! Bytes that have arrived and were not used yet.

/// A queue of bytes. Taking from the front costs nothing; the room is used again when half of it is free.
#[derive(Default)]
pub struct Held {
    bytes: Vec<u8>,
    start: usize,
}

impl Held {
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.bytes.len() - self.start
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Drops bytes from the front.
    pub fn skip(&mut self, length: usize) {
        self.start = (self.start + length).min(self.bytes.len());
    }

    pub fn clear(&mut self) {
        self.start = self.bytes.len();
    }
}

/// A number of two, four or eight bytes, the lowest first; None where the bytes end before it does.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

pub fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}
