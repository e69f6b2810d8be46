//! Lower case as TiDB needs it for names, without Unicode's tables: Latin, Greek, Cyrillic and full-width letters.

use std::borrow::Cow;

/// The text in lower case.
pub fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.is_ascii() {
        text.chars().map(lower_char).collect()
    } else if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_ascii_lowercase().into()
    } else {
        text
    }
}

fn lower_char(letter: char) -> char {
    let code = u32::from(letter);
    let lower = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f | 0xff21..=0xff3a => {
            code + 0x20
        }
        0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 => code | 1,
        0x139..=0x148 | 0x179..=0x17e => code + code % 2,
        0x178 => 0xff,
        0x400..=0x40f => code + 0x50,
        _ => code,
    };
    char::from_u32(lower).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_unicode() {
        // Not İ, which has no single lower-case letter.
        for letter in (0..0x500).chain(0xff00..0xff60).filter_map(char::from_u32) {
            let known = matches!(u32::from(letter), 0..0x130 | 0x132..0x180 | 0x391..0x3b0 | 0x400..0x460 | 0xff00..);
            if known {
                assert_eq!(lower(letter.to_string().into()), letter.to_lowercase().to_string(), "{letter}");
            }
        }
    }
}
