//! What a stream of bytes is, by how it begins.

use super::decoding::{Encoding, Endian};
use super::foreign::{self, Foreign};
use super::held::u32_at;
use super::{tar, zip};
use memchr::memchr;

/// Bytes looked at: a shorter stream is looked at whole.
pub const START_BYTES: usize = 32 << 10;
/// So many zero bytes in a row are a hole that a rotated log has, not a sign of a binary file.
const HOLE_BYTES: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Text(Encoding),
    Gzip,
    /// A zip archive behind so many other bytes.
    Zip(usize),
    Zstd,
    Tar,
    /// A package of `tiup diag` whose content begins behind so many bytes.
    Diag(usize),
    /// Zero bytes where a text may follow.
    Hole,
    Foreign(Foreign),
}

/// Whether a source that begins so is text that can be read as it stands. `head` is its first [`START_BYTES`].
pub fn is_text(head: &[u8]) -> bool {
    kind(head) == Kind::Text(Encoding::default())
}

pub fn kind(head: &[u8]) -> Kind {
    match head {
        [] => Kind::Empty,
        [0x1f, 0x8b, 8, ..] => Kind::Gzip,
        [b'P', b'K', 3, 4, ..]
        | [b'P', b'K', 5, 6, ..]
        | [b'P', b'K', 7, 8, b'P', b'K', ..]
        | [b'P', b'K', b'0', b'0', b'P', b'K', ..] => Kind::Zip(0),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Kind::Zstd,
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => skippable(head),
        [b'D', b'1', b'a', b'g', how, ..] => diag(head, *how),
        _ if tar::is_header(head) => Kind::Tar,
        _ if head.len() > HOLE_BYTES && head.iter().take(HOLE_BYTES).all(|byte| *byte == 0) => Kind::Hole,
        _ if head.iter().all(|byte| *byte == 0) => Kind::Hole,
        _ => by_content(head),
    }
}

fn by_content(head: &[u8]) -> Kind {
    if let Some(foreign) = foreign::by_start(head) {
        return Kind::Foreign(foreign);
    }
    if let Some(endian) = utf16(head) {
        let two = |letter: u8| match endian {
            Endian::Little => [letter, 0],
            Endian::Big => [0, letter],
        };
        let has = |letter| head.as_chunks::<2>().0.contains(&two(letter));
        return Kind::Text(Encoding { utf16: Some(endian), returns: has(b'\r') && !has(b'\n') });
    }
    let odd = Odd::of(head);
    if odd.is_any()
        && let Some(prefix) = zip::begins_within(head)
    {
        return Kind::Zip(prefix);
    }
    if odd.is_binary() && !is_docker_stream(head) {
        return Kind::Foreign(foreign::BINARY);
    }
    // A carriage return at the very end of the head may be half of a pair.
    let body = head.strip_suffix(b"\r").filter(|_| head.len() == START_BYTES).unwrap_or(head);
    let returns = memchr(b'\r', body).is_some() && memchr(b'\n', head).is_none();
    Kind::Text(Encoding { utf16: None, returns })
}

/// Frames to be skipped stand before frames of zstd and of lz4.
fn skippable(head: &[u8]) -> Kind {
    let mut rest = head;
    while let [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] = rest
        && let Some(length) = u32_at(rest, 4)
    {
        rest = rest.get((length as usize).saturating_add(8)..).unwrap_or_default();
    }
    foreign::by_start(rest).filter(|_| !rest.is_empty()).map_or(Kind::Zstd, Kind::Foreign)
}

/// `D1ag`, how it is packed, three bytes for the length of what describes it (the highest first), and that.
fn diag(head: &[u8], how: u8) -> Kind {
    if how >> 3 & 7 == 3 {
        return Kind::Foreign(foreign::ENCRYPTED_DIAG);
    }
    match head.get(5..8) {
        Some([a, b, c]) if how < 0x80 && how & 0x38 == 0x10 => {
            Kind::Diag(8 + (usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c)))
        }
        _ => by_content(head),
    }
}

/// UTF-16 by its mark, or by its pattern: most letters of a log have a zero byte beside them, all on one side.
fn utf16(head: &[u8]) -> Option<Endian> {
    match head {
        [0xff, 0xfe, ..] => Some(Endian::Little),
        [0xfe, 0xff, ..] => Some(Endian::Big),
        _ => [Endian::Little, Endian::Big].into_iter().find(|endian| has_pattern(head, *endian)),
    }
    .filter(|endian| is_plausible(head, *endian))
}

fn has_pattern(head: &[u8], endian: Endian) -> bool {
    let (pairs, _) = head.as_chunks::<2>();
    let (mut letters, mut others, mut zeros) = (0, 0, 0);
    for unit in units(pairs, endian) {
        match unit {
            0 => zeros += 1,
            9 | 10 | 13 | 0x20..=0x7e => letters += 1,
            _ if unit.trailing_zeros() >= 8 || unit < 0x20 => others += 1,
            _ => {}
        }
    }
    letters >= 4 && zeros == 0 && letters * 10 >= pairs.len() * 3 && others * 20 <= pairs.len()
}

/// Random bytes behind a mark are full of half pairs.
fn is_plausible(head: &[u8], endian: Endian) -> bool {
    let (pairs, _) = head.as_chunks::<2>();
    let broken = char::decode_utf16(units(pairs, endian)).filter(Result::is_err).count();
    broken * 100 <= pairs.len() + 200
}

fn units(pairs: &[[u8; 2]], endian: Endian) -> impl Iterator<Item = u16> {
    pairs.iter().map(move |pair| match endian {
        Endian::Little => u16::from_le_bytes(*pair),
        Endian::Big => u16::from_be_bytes(*pair),
    })
}

/// Bytes that text does not have.
struct Odd {
    bytes: usize,
    zeros: usize,
    controls: usize,
    /// Not UTF-8: text of an older encoding has them too, but no control bytes.
    broken: usize,
}

impl Odd {
    fn of(head: &[u8]) -> Self {
        let (mut odd, mut run) = (Self { bytes: head.len(), zeros: 0, controls: 0, broken: 0 }, 0);
        for byte in head {
            if *byte == 0 {
                run += 1;
                continue;
            }
            odd.zeros(std::mem::take(&mut run));
            // Escapes, bells, backspaces and the marks of `go test` stand in the logs of terminals.
            let is_usual = matches!(byte, 0x07..=0x0d | 0x0e | 0x0f | 0x16 | 0x1a | 0x1b | 0x20..);
            odd.controls += usize::from(!is_usual || *byte == 0x7f);
        }
        odd.zeros(run);
        let mut rest = head;
        while let Err(error) = std::str::from_utf8(rest) {
            // A letter that the end of the head cuts is none.
            let Some(length) = error.error_len() else { break };
            odd.broken += length;
            rest = rest.get(error.valid_up_to() + length..).unwrap_or_default();
        }
        odd
    }

    fn zeros(&mut self, run: usize) {
        if run < HOLE_BYTES {
            self.zeros += run;
        } else {
            self.bytes -= run;
        }
    }

    fn is_any(&self) -> bool {
        self.zeros + self.controls > 0
    }

    fn is_binary(&self) -> bool {
        let odd = self.zeros + self.controls;
        odd * 10 >= self.bytes.max(1) || odd * 33 >= self.bytes.max(1) && self.broken * 10 >= self.bytes.max(1)
    }
}

/// Docker's raw stream: before each piece its stream, three zero bytes and its length, the highest byte first.
fn is_docker_stream(head: &[u8]) -> bool {
    let (mut rest, mut frames) = (head, 0);
    while let [0..=2, 0, 0, 0, a, b, c, d, tail @ ..] = rest {
        frames += 1;
        match tail.get(u32::from_be_bytes([*a, *b, *c, *d]) as usize..) {
            Some([]) | None => return frames > 1 || *a == 0,
            Some(more) => rest = more,
        }
    }
    frames > 0 && rest.len() < 8
}

#[cfg(test)]
mod tests;
