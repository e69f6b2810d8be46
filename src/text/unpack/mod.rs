//! Packed sources: gzip, zip and zstd, unpacked as they arrive, in bounded memory.
//!
//! A packed file that claims to hold endless bytes is read up to [`MAX_BYTES`]; what stopped the reading is said in
//! words, what came before it counts.

mod deflate;
mod gzip;
mod zip;
mod zstd;

use std::io;

/// Bytes unpacked from one source at most.
pub const MAX_BYTES: u64 = 16 << 30;
/// How many times its packed size a source may hold, beyond the first [`FREE_BYTES`]. Deflate cannot exceed 1,032.
pub const MAX_RATIO: u64 = 1_100;
/// Unpacked without a look at the ratio.
pub const FREE_BYTES: u64 = 64 << 20;

/// How a source is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Zip,
    Zstd,
}

/// First bytes needed to tell.
pub const MAGIC_BYTES: usize = 4;

impl Packing {
    /// By the first bytes of a source; None for what is not packed.
    pub fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x1f, 0x8b, 8, ..] => Some(Packing::Gzip),
            [b'P', b'K', 3, 4, ..] => Some(Packing::Zip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// As the report names it.
    pub fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zip => "zip",
            Packing::Zstd => "zstd",
        }
    }
}

/// Where unpacked bytes go.
type Each<'a> = dyn FnMut(&[u8]) + 'a;

/// Unpacks one source.
pub struct Unpacker {
    kind: Kind,
    limit: Limit,
    problem: Option<String>,
    /// Files of an archive that were read.
    pub files: Vec<String>,
}

enum Kind {
    Gzip(Box<gzip::Members>),
    Zip(Box<zip::Archive>),
    Zstd(Box<zstd::Frames>),
}

impl Unpacker {
    pub fn new(packing: Packing) -> Self {
        let kind = match packing {
            Packing::Gzip => Kind::Gzip(Box::default()),
            Packing::Zip => Kind::Zip(Box::default()),
            Packing::Zstd => Kind::Zstd(Box::default()),
        };
        Self { kind, limit: Limit::default(), problem: None, files: Vec::new() }
    }

    /// Takes the next packed bytes and hands on what they hold. After a problem nothing more is read.
    pub fn push(&mut self, packed: &[u8], each: &mut Each<'_>) {
        // In steps, so that a small piece that holds much cannot fill the memory.
        for piece in packed.chunks(4 << 10) {
            if self.problem.is_some() {
                return;
            }
            self.limit.packed += piece.len() as u64;
            let limit = &mut self.limit;
            let mut counted = |bytes: &[u8]| limit.pass(bytes, each);
            let done = match &mut self.kind {
                Kind::Gzip(members) => members.push(piece, &mut counted),
                Kind::Zip(archive) => archive.push(piece, &mut counted, &mut self.files),
                Kind::Zstd(frames) => frames.push(piece, &mut counted),
            };
            self.problem = done.err().map(|error| error.to_string());
        }
    }

    /// Ends the source; says what went wrong, if something did.
    pub fn finish(mut self, each: &mut Each<'_>) -> Option<String> {
        if self.problem.is_some() {
            return self.problem;
        }
        let limit = &mut self.limit;
        let mut counted = |bytes: &[u8]| limit.pass(bytes, each);
        let whole = match &mut self.kind {
            Kind::Gzip(members) => members.finish(),
            Kind::Zip(archive) => archive.finish(),
            Kind::Zstd(frames) => frames.finish(&mut counted),
        };
        whole.err().map(|error| error.to_string())
    }
}

/// Hands on unpacked bytes, or refuses to.
type Pass<'a> = dyn FnMut(&[u8]) -> io::Result<()> + 'a;

/// What was read and what came out of it.
#[derive(Debug, Default)]
struct Limit {
    packed: u64,
    unpacked: u64,
}

impl Limit {
    fn pass(&mut self, bytes: &[u8], each: &mut Each<'_>) -> io::Result<()> {
        self.unpacked += bytes.len() as u64;
        let ratio = self.unpacked > FREE_BYTES && self.unpacked / MAX_RATIO > self.packed;
        if ratio || self.unpacked > MAX_BYTES {
            return Err(io::Error::other("the packed source holds too much; it was read up to the limit"));
        }
        each(bytes);
        Ok(())
    }
}

fn damaged(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(format!("the packed source is damaged: {error}"))
}

fn cut() -> io::Error {
    io::Error::other("the packed source ends early")
}

#[cfg(test)]
mod tests;
