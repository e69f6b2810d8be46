//! Headers of a tar archive (POSIX ustar and pax, GNU, the old form).

use super::super::remarks;

/// Everything in a tar archive stands in blocks of this size.
pub const BLOCK_BYTES: usize = 512;

pub type Block = [u8; BLOCK_BYTES];

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    pub size: u64,
    /// `0` and zero are files.
    pub kind: u8,
}

/// None where the block is no header: its checksum is another.
pub fn read(block: &Block) -> Option<Header> {
    let sum = number(block.get(148..156)?)?;
    // The field of the checksum counts as eight blanks.
    let bytes = |range: std::ops::Range<usize>| {
        block.get(range).unwrap_or_default().iter().map(|byte| u64::from(*byte)).sum::<u64>()
    };
    if sum != bytes(0..148) + 8 * u64::from(b' ') + bytes(156..BLOCK_BYTES) || *block.first()? == 0 {
        return None;
    }
    let name = text(block.get(..100)?);
    // Only POSIX has the first part of a long name; GNU keeps times there.
    let first = if block.get(257..263)? == b"ustar\0" { text(block.get(345..500)?) } else { &[] };
    let name = if first.is_empty() { name.to_vec() } else { [first, b"/", name].concat() };
    Some(Header { name: remarks::name(&name), size: number(block.get(124..136)?)?, kind: *block.get(156)? })
}

/// The bytes up to the first zero.
pub fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Octal digits, or, where the first bit is set, bytes with the highest first.
fn number(field: &[u8]) -> Option<u64> {
    if let [first @ 0x80..=0xff, rest @ ..] = field {
        let start = u64::from(first & 0x7f);
        return rest.iter().try_fold(start, |value, byte| Some(value.checked_mul(256)? | u64::from(*byte)));
    }
    let digits = field.iter().skip_while(|byte| **byte == b' ').take_while(|byte| !matches!(byte, b' ' | 0));
    digits.into_iter().try_fold(0_u64, |value, digit| match digit {
        b'0'..=b'7' => value.checked_mul(8)?.checked_add(u64::from(digit - b'0')),
        _ => None,
    })
}

/// A pax header: `LENGTH name=value` lines. Gives the name and the size of the next member, where they stand there.
pub fn pax(bytes: &[u8]) -> (Option<Vec<u8>>, Option<u64>) {
    let (mut name, mut size, mut rest) = (None, None, bytes);
    while let Some(blank) = memchr::memchr(b' ', rest) {
        let length = std::str::from_utf8(rest.get(..blank).unwrap_or_default()).ok().and_then(|text| text.parse().ok());
        let Some(line) = length.and_then(|length: usize| rest.get(blank + 1..length)) else { break };
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        if let Some(value) = line.strip_prefix(b"path=").or_else(|| line.strip_prefix(b"GNU.sparse.name=")) {
            name = Some(value.to_vec());
        } else if let Some(value) = line.strip_prefix(b"size=") {
            size = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
        }
        rest = rest.get(length.unwrap_or(usize::MAX)..).unwrap_or_default();
    }
    (name, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_both_kinds() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b" 17 \0\0\0\0"), Some(0o17));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\0\0\0\x01\x02"), Some(258));
        assert_eq!(number(b"00x"), None);
        assert_eq!(number(&[0xff; 12]), None);
    }

    #[test]
    fn long_names_and_sizes_of_pax() {
        assert_eq!(pax(b"14 path=a/b.c\n12 size=123\n"), (Some(b"a/b.c".to_vec()), Some(123)));
        assert_eq!(pax(b"99 path=a"), (None, None));
        assert_eq!(pax(b"x path=a\n"), (None, None));
    }
}
