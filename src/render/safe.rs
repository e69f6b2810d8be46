//! Text of a log that may be shown: what would act on the reader's terminal, editor or browser is made visible.
//!
//! A log holds whatever a program, a file name or a stranger put into it: escape sequences that colour, move and answer,
//! marks that turn the order of letters around, letters nobody sees. Every output passes its text through here once.
//!
//! An acting character is shown as `\u{1b}`, its number in Rust's notation. Where those three letters `\u{` stand in the log
//! themselves, their backslash is shown as `\u{5c}`: so `\u{` in an output is always Racecard's, and undoing the notation
//! gives the text of the log, letter by letter. All other backslashes stay as they are.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character does something, or hides, instead of being seen. Line breaks and TABs are not asked here.
///
/// These are Unicode's control characters, its line and paragraph separators, its interlinear annotations, and what it calls
/// "default ignorable" (marks of direction, joiners of width zero, tags, fillers). The two that choose between a sign and its
/// picture (U+FE0E, U+FE0F) are left alone: they stand behind many an arrow and hook in ordinary logs and hide nothing.
pub fn acts(letter: char) -> bool {
    // Controls, then what is hidden, plane by plane.
    matches!(letter, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}')
        || letter >= '\u{ad}'
            && matches!(letter,
                '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text may hold a character that [`acts`], by its bytes alone: a quick look at what nearly never does. Line breaks,
/// TABs and the other ASCII control characters do not count.
pub fn may_act(text: &str) -> bool {
    let mut before = 0;
    text.bytes().any(|byte| {
        // Of those that begin with 0xe2 only U+2000 to U+207F are asked about: lines of plans begin with it, too.
        let suspicious = match byte {
            0x7f | 0xc2 | 0xcd | 0xd8 | 0xe1 | 0xe3 | 0xef | 0xf0 | 0xf3 => true,
            0x80 | 0x81 => before == 0xe2,
            _ => false,
        };
        before = byte;
        suspicious
    })
}

/// Text of several lines: line breaks and TABs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |letter| !matches!(letter, '\n' | '\t') && acts(letter))
}

/// Text that has to stay one line, as a sentence about a file name: line breaks and TABs are shown too.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    shown(text, acts)
}

fn shown(text: &str, hides: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut copied = 0;
    for (at, letter) in text.char_indices() {
        let literal = || text.get(at..).is_some_and(|rest| rest.starts_with("\\u{"));
        if hides(letter) || letter == '\\' && literal() {
            out.push_str(text.get(copied..at).unwrap_or_default());
            // Writing to a text cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(letter));
            copied = at + letter.len_utf8();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Undoes the notation.
    fn read(shown: &str) -> String {
        let mut parts = shown.split("\\u{");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (number, rest) = part.split_once('}').unwrap();
            text.push(char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap());
            text.push_str(rest);
        }
        text
    }

    #[test]
    fn what_acts_is_seen() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}\u{9b}c"), "a\\u{1b}[31mb\\u{7}\\u{9b}c");
        assert_eq!(
            visible("x\u{202e}y\u{e0041}\u{feff}\u{2028}\u{200b}"),
            "x\\u{202e}y\\u{e0041}\\u{feff}\\u{2028}\\u{200b}"
        );
        assert_eq!(visible("a\r\n\tb"), "a\\u{d}\n\tb");
        assert_eq!(visible_line("a\r\n\tb"), "a\\u{d}\\u{a}\\u{9}b");
    }

    #[test]
    fn the_quick_look_misses_nothing() {
        for letter in ('\u{7f}'..=char::MAX).filter(|letter| acts(*letter)) {
            assert!(may_act(&format!("a{letter}b")), "{letter:?}");
        }
        assert!(!may_act("└─TableReader_7 \t 12.5 → 数据"));
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in ["", "C:\\users\\a", "\\x1b \\u001b", "Grüße, 数据 ✔\u{fe0f} é \u{a0}", "a\n\tb"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn what_was_made_visible_is_told_apart_from_what_stood_there() {
        assert_eq!(visible("\\u{202e}"), "\\u{5c}u{202e}");
        for text in ["\u{202e}", "\\u{202e}", "\\u{5c}u{202e}", "\\\\u{1b}\u{1b}", "\\\u{1b}u{1b}"] {
            assert_eq!(read(&visible(text)), text);
        }
    }
}
