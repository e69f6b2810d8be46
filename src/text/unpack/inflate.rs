//! A Deflate stream that arrives in pieces. One state serves all streams of a source: to make it anew costs more than to
//! unpack a small member of an archive.

use flate2::{Decompress, FlushDecompress, Status};

/// Bytes handed on at once.
const OUT_BYTES: usize = 64 << 10;

pub struct Inflate {
    decoder: Box<Decompress>,
    out: Vec<u8>,
}

/// What a piece of a stream came to.
pub struct Step {
    /// Bytes of the piece that belong to the stream.
    pub used: usize,
    pub state: State,
}

#[derive(Clone, Copy, PartialEq)]
pub enum State {
    /// More bytes are needed.
    Hungry,
    Ended,
    Damaged,
}

impl Default for Inflate {
    fn default() -> Self {
        Self { decoder: Box::new(Decompress::new(false)), out: Vec::new() }
    }
}

impl Inflate {
    /// Gets ready for the next stream.
    pub fn reset(&mut self) {
        self.decoder.reset(false);
    }

    /// Unpacks a piece; `each` gets what it holds and says whether to go on.
    pub fn push(&mut self, packed: &[u8], mut each: impl FnMut(&[u8]) -> bool) -> Step {
        self.out.reserve(OUT_BYTES);
        let start = self.decoder.total_in();
        loop {
            self.out.clear();
            let (read, written) = (self.decoder.total_in(), self.decoder.total_out());
            let left = packed.get((read - start) as usize..).unwrap_or_default();
            let status = self.decoder.decompress_vec(left, &mut self.out, FlushDecompress::None);
            let idle = self.decoder.total_in() == read && self.decoder.total_out() == written;
            let go_on = self.out.is_empty() || each(&self.out);
            let state = match status {
                Err(_) => State::Damaged,
                Ok(Status::StreamEnd) => State::Ended,
                Ok(_) if idle || !go_on => State::Hungry,
                Ok(_) => continue,
            };
            return Step { used: (self.decoder.total_in() - start) as usize, state };
        }
    }
}
