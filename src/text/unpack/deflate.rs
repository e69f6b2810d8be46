//! A Deflate stream that arrives in pieces.

use super::{Pass, damaged};
use flate2::{Decompress, FlushDecompress, Status};
use std::io;

/// Bytes handed on at once.
const OUT_BYTES: usize = 64 << 10;

/// Takes out of `held` what belongs to the stream and hands on what it unpacks to; true at the stream's end.
pub fn inflate(decoder: &mut Decompress, held: &mut Vec<u8>, pass: &mut Pass<'_>) -> io::Result<bool> {
    let mut out = Vec::with_capacity(OUT_BYTES);
    loop {
        out.clear();
        let (read, written) = (decoder.total_in(), decoder.total_out());
        let status = decoder.decompress_vec(held, &mut out, FlushDecompress::None).map_err(|error| damaged(&error))?;
        let (read, written) = (decoder.total_in() - read, decoder.total_out() - written);
        held.drain(..read as usize);
        pass(&out)?;
        if status == Status::StreamEnd {
            return Ok(true);
        }
        if read == 0 && written == 0 {
            return Ok(false);
        }
    }
}
