//! Writers of packed sources.

use super::super::checksum::{Sum, Tables};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::Write;

pub fn text() -> Vec<u8> {
    (0..20_000).flat_map(|number| format!("line {number} of a log\n").into_bytes()).collect()
}

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(text: &[u8]) -> Vec<u8> {
    compress_to_vec(text, CompressionLevel::Fastest)
}

pub fn skippable(bytes: &[u8]) -> Vec<u8> {
    [b"\x50\x2a\x4d\x18", (bytes.len() as u32).to_le_bytes().as_slice(), bytes].concat()
}

pub fn crc(bytes: &[u8]) -> u32 {
    let mut sum = Sum::default();
    sum.add(&Tables::default(), bytes);
    sum.sum()
}

/// A member of a zip archive.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    pub name: &'a str,
    pub text: &'a [u8],
    pub method: u16,
    pub flags: u16,
    /// Sizes of eight bytes.
    pub wide: bool,
    /// What follows has a signature.
    pub signed: bool,
}

pub const fn member<'a>(name: &'a str, text: &'a [u8]) -> Member<'a> {
    Member { name, text, method: 8, flags: 0, wide: false, signed: true }
}

impl Member<'_> {
    pub fn stored(self) -> Self {
        Self { method: 0, ..self }
    }

    /// Sizes follow the bytes, as streaming writers do.
    pub fn late(self) -> Self {
        Self { flags: self.flags | 8, ..self }
    }

    pub fn encrypted(self) -> Self {
        Self { flags: self.flags | 1, ..self }
    }

    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    pub fn unsigned(self) -> Self {
        Self { signed: false, ..self }
    }

    pub fn method(self, method: u16) -> Self {
        Self { method, ..self }
    }

    pub fn bytes(self) -> Vec<u8> {
        let packed = match self.method {
            8 => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(self.text).unwrap();
                encoder.finish().unwrap()
            }
            _ => self.text.to_vec(),
        };
        let late = self.flags & 8 != 0;
        let sizes = [packed.len() as u64, self.text.len() as u64];
        let number =
            |size: u64| if self.wide { size.to_le_bytes().to_vec() } else { (size as u32).to_le_bytes().to_vec() };
        let mut extra = Vec::new();
        if self.wide {
            extra.extend([1, 0, 16, 0]);
            extra.extend(if late {
                [0; 16]
            } else {
                [sizes[1].to_le_bytes(), sizes[0].to_le_bytes()].concat().try_into().unwrap()
            });
        }
        let narrow = |size: u64| {
            if late {
                0
            } else if self.wide {
                u32::MAX
            } else {
                size as u32
            }
        };
        let mut out = b"PK\x03\x04\x14\x00".to_vec();
        out.extend(self.flags.to_le_bytes());
        out.extend(self.method.to_le_bytes());
        out.extend([0; 4]);
        out.extend(if late { 0 } else { crc(self.text) }.to_le_bytes());
        out.extend(narrow(sizes[0]).to_le_bytes());
        out.extend(narrow(sizes[1]).to_le_bytes());
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend((extra.len() as u16).to_le_bytes());
        out.extend(self.name.bytes());
        out.extend(extra);
        out.extend(packed);
        if late {
            out.extend(if self.signed { &b"PK\x07\x08"[..] } else { b"" });
            out.extend(crc(self.text).to_le_bytes());
            out.extend(number(sizes[0]));
            out.extend(number(sizes[1]));
        }
        out
    }
}

/// An archive with its list.
pub fn zip(members: &[Member<'_>]) -> Vec<u8> {
    let mut out: Vec<u8> = members.iter().flat_map(|member| member.bytes()).collect();
    for member in members {
        out.extend(b"PK\x01\x02\x14\x00\x14\x00");
        out.extend([0; 20]);
        out.extend((member.name.len() as u16).to_le_bytes());
        out.extend([0; 16]);
        out.extend(member.name.bytes());
    }
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((members.len() as u16).to_le_bytes());
    out.extend((members.len() as u16).to_le_bytes());
    out.extend([0; 10]);
    out
}

/// One entry of a tar archive.
pub fn entry(name: &str, kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut block = [0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..107].copy_from_slice(b"0000644");
    block[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    block[156] = kind;
    block[257..263].copy_from_slice(b"ustar\0");
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let mut out = block.to_vec();
    out.extend(bytes);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

pub fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 1_024]].concat()
}
