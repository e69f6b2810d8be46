//! Inputs that are read whole, within a bound; and what is written for somebody who may have seen enough.

use std::io::{self, Read};

/// Bytes of a text that is decoded, or of a saved report.
pub const MAX_BYTES: u64 = 256 << 20;

/// Reads all of an input; an input that is larger is refused: it may have no end.
pub fn read(input: &mut dyn Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it is larger than {} MiB, which is read at most", most >> 20)));
    }
    Ok(bytes)
}

/// A reader that has gone away has seen enough: that is no failure.
pub fn seen_enough(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
