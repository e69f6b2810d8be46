//! Small readers over bytes, shared by the formats.

use super::Text;

/// Bytes as text; what is not UTF-8 is replaced.
pub fn text(bytes: &[u8]) -> Text {
    match std::str::from_utf8(bytes) {
        Ok(text) => Text::from(text),
        Err(_) => Text::from(String::from_utf8_lossy(bytes).as_ref()),
    }
}

/// The first bytes of a text that is longer, with a word on the rest, and how many bytes are left out.
pub fn shortened(text: &str, most: usize) -> Option<(String, usize)> {
    if text.len() <= most {
        return None;
    }
    let end = text.floor_char_boundary(most);
    let left = text.len() - end;
    Some((format!("{}… ({left} bytes more)", text.get(..end).unwrap_or_default()), left))
}

/// Whether `needle` occurs in `haystack`.
pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

/// Bytes that go on with a letter outside of ASCII (UTF-8), eight at a step.
pub fn continuations(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    let in_word = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        (word >> 7 & !(word >> 6) & 0x0101_0101_0101_0101).count_ones() as usize
    };
    words.iter().map(in_word).sum::<usize>() + rest.iter().filter(|byte| **byte & 0xc0 == 0x80).count()
}

/// Where the first digit stands; eight bytes at a step.
pub fn digit_at(text: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    let (words, rest) = text.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // Without their upper bits no byte's sum reaches into the next one.
        let low = word & !HIGH;
        let from_zero = low + ONES * (0x80 - 0x30);
        let behind_nine = low + ONES * (0x80 - 0x3a);
        let digits = from_zero & !behind_nine & !word & HIGH;
        if digits != 0 {
            return Some(number * 8 + digits.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(u8::is_ascii_digit).map(|at| words.len() * 8 + at)
}

/// A word that is looked for in every line. Looked for by its rarest byte, which costs less on short lines than a general
/// search, which prepares itself anew for every line.
#[derive(Clone, Copy, Debug)]
pub struct Needle {
    word: &'static [u8],
    rare: usize,
}

impl Needle {
    /// `rare`: the place of the byte that other text holds seldom.
    pub const fn new(word: &'static [u8], rare: usize) -> Self {
        Self { word, rare }
    }

    /// Where the word stands first.
    pub fn find(self, text: &[u8]) -> Option<usize> {
        let byte = *self.word.get(self.rare)?;
        let mut from = self.rare;
        loop {
            let at = from + memchr::memchr(byte, text.get(from..)?)?;
            let start = at - self.rare;
            if text.get(start..)?.starts_with(self.word) {
                return Some(start);
            }
            from = at + 1;
        }
    }
}

/// The decimal number at the start, and what follows it. None where there is none or it does not fit.
pub fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = bytes.split_at_checked(digits)?;
    let value = std::str::from_utf8(head).ok()?.parse().ok()?;
    Some((value, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_outside_ascii() {
        let text = "naïve 数据 · plain text 🂠";
        assert_eq!(text.len() - continuations(text.as_bytes()), text.chars().count());
    }

    #[test]
    fn the_first_digit() {
        for byte in 0..=255_u8 {
            for place in 0..12 {
                let mut text = *b"abcd/:\x80\xb5xyz~";
                text[place] = byte;
                assert_eq!(digit_at(&text), byte.is_ascii_digit().then_some(place), "{byte:#x} at {place}");
            }
        }
        assert_eq!(digit_at(b"region 12 and 3 more of them"), Some(7));
    }

    #[test]
    fn a_needle_is_found_where_it_stands_first() {
        for (text, expected) in [("xxab-ab", Some(2)), ("b-b", None), ("-ab", Some(1)), ("", None), ("ab", Some(0))] {
            assert_eq!(Needle::new(b"ab", 1).find(text.as_bytes()), expected, "{text}");
        }
    }
}
