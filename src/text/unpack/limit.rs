//! How much is unpacked of one source.
//!
//! What counts is what reading costs: every byte that comes out of a layer. Logs shrink to a tenth or a fiftieth, very even
//! ones to a hundredth; what unpacks to more than [`MAX_RATIO`] times its size is no log that somebody reads, and what
//! exceeds [`MAX_BYTES`] takes minutes.

use super::remarks::size;

/// Bytes unpacked of one source at most.
pub const MAX_BYTES: u64 = 16 << 30;
/// How many times its packed size a source may hold, beyond the first [`FREE_BYTES`].
pub const MAX_RATIO: u64 = 250;
/// Unpacked without a look at the ratio: some seconds of reading.
pub const FREE_BYTES: u64 = 256 << 20;

/// What went in and what came out.
#[derive(Debug)]
pub struct Limit {
    packed: u64,
    unpacked: u64,
    /// Unpacked without a look at the ratio.
    pub free: u64,
    reached: bool,
}

impl Default for Limit {
    fn default() -> Self {
        Self { packed: 0, unpacked: 0, free: FREE_BYTES, reached: false }
    }
}

impl Limit {
    /// Raw bytes of the source.
    pub fn taken(&mut self, bytes: usize) {
        self.packed += bytes as u64;
    }

    /// Bytes that came out of a layer; false when that was enough.
    pub fn passed(&mut self, bytes: usize) -> bool {
        self.unpacked += bytes as u64;
        let dense = self.unpacked > self.free && self.unpacked / MAX_RATIO > self.packed;
        self.reached |= dense || self.unpacked > MAX_BYTES;
        !self.reached
    }

    pub fn is_reached(&self) -> bool {
        self.reached
    }

    pub fn sentence(&self) -> String {
        let (packed, unpacked) = (size(self.packed), size(self.unpacked));
        if self.unpacked > MAX_BYTES {
            return format!(
                "Reading ended after {unpacked} that were unpacked, which is the most that is read of one source. The rest was not read."
            );
        }
        format!(
            "Reading ended after {unpacked}, unpacked out of {packed}: beyond the first {free}, no more than {MAX_RATIO} times the packed size is read. The rest was not read.",
            free = size(self.free)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denser_than_any_log_is_not_read_to_its_end() {
        let mut limit = Limit::default();
        limit.taken(1 << 20);
        assert!(limit.passed(FREE_BYTES as usize) && !limit.passed(1 << 20));
        assert!(limit.sentence().starts_with("Reading ended after 257.0 MiB, unpacked out of 1.0 MiB"));
    }

    #[test]
    fn logs_of_a_hundredth_are_read() {
        let mut limit = Limit::default();
        for _ in 0..10_000 {
            limit.taken(1 << 16);
            assert!(limit.passed(100 << 16));
            if limit.unpacked > MAX_BYTES - (200 << 16) {
                break;
            }
        }
    }
}
