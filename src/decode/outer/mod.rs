//! The outer coding of plans: base64 around one Snappy block (docs/spec/tidb-logs.md §4.1).
//!
//! ```text
//! tidb_decode_plan('mAOQMAkzXzYJMAkwLjAwCXJvd…')
//! -> AkyNV8zCTAJMTAwMDAJZGF0YTpTZ…
//! ```
//! Odd: real pastes break the text over lines with the client's `-> ` marks, or lose its end. What can be read of a
//! damaged text is kept, with a sentence on what is wrong.

mod snappy;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use std::borrow::Cow;

/// Like Go's: padded, bits behind the last byte are ignored.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// What an encoded plan holds.
#[derive(Debug, Default, PartialEq)]
pub struct Unfolded {
    /// The content, or the beginning of it.
    pub bytes: Vec<u8>,
    /// What is wrong with the coding, in words; None when all of it was read.
    pub damage: Option<String>,
}

/// Undoes base64 and Snappy.
pub fn unfold(encoded: &[u8]) -> Unfolded {
    // Nearly all are whole.
    if let Ok(packed) = BASE64.decode(encoded) {
        return snappy::unpack(&packed);
    }
    let text = without_marks(encoded);
    let digits = text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).count();
    let padding = text.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
    let whole = digits + padding;
    let packed = match text.get(..whole).and_then(|text| BASE64.decode(text).ok()) {
        Some(packed) => packed,
        None => text.get(..digits / 4 * 4).and_then(|text| BASE64.decode(text).ok()).unwrap_or_default(),
    };
    let rest = text.get(whole..).unwrap_or_default();
    let damage = if rest.len() > 1 && rest.iter().all(|byte| *byte == b'.') || rest == "…".as_bytes() {
        Some("the base64 text was shortened: dots stand for the rest".to_owned())
    } else if whole < text.len() {
        Some(format!("character {} of the base64 text is none of base64", whole + 1))
    } else if whole % 4 != 0 {
        Some("the base64 text ends early".to_owned())
    } else {
        None
    };
    let mut unfolded = snappy::unpack(&packed);
    unfolded.damage = damage.or(unfolded.damage);
    unfolded
}

/// The argument of a `tidb_decode_plan('…')` or `tidb_decode_binary_plan("…")` call, to the closing quote or the end;
/// the text itself where there is no such call.
pub fn argument<'a>(text: &'a [u8], call: &[u8]) -> &'a [u8] {
    let text = text.trim_ascii();
    let opened = if text.starts_with(call) { Some(0) } else { memchr::memmem::find(text, call) }
        .and_then(|at| text.get(at + call.len()..))
        .and_then(|rest| rest.trim_ascii_start().strip_prefix(b"("))
        .map_or(text, <[u8]>::trim_ascii_start);
    match opened.split_first() {
        Some((quote @ (b'\'' | b'"'), rest)) => {
            memchr::memchr(*quote, rest).and_then(|end| rest.get(..end)).unwrap_or(rest)
        }
        _ => opened,
    }
}

/// Drops line breaks, blanks and the continuation marks of the MySQL client.
fn without_marks(encoded: &[u8]) -> Cow<'_, [u8]> {
    if !encoded.iter().any(|byte| matches!(byte, b'-' | b' ' | b'\t'..=b'\r')) {
        return Cow::Borrowed(encoded);
    }
    let mut text = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'-' if bytes.peek() == Some(&b'>') => {
                bytes.next();
            }
            byte if byte.is_ascii_whitespace() => {}
            byte => text.push(byte),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(text: &str) -> String {
        let packed = snap::raw::Encoder::new().compress_vec(text.as_bytes()).unwrap();
        base64::prelude::BASE64_STANDARD.encode(packed)
    }

    fn check(encoded: &str, text: &str, damage: Option<&str>) {
        let unfolded = unfold(encoded.as_bytes());
        assert_eq!((String::from_utf8_lossy(&unfolded.bytes).as_ref(), unfolded.damage.as_deref()), (text, damage));
    }

    #[test]
    fn whole() {
        let text = "0\t31_7\t0\t3323.33\tdata:Selection_6\n".repeat(40);
        check(&pack(&text), &text, None);
        check("AA==", "", None);
    }

    #[test]
    fn client_marks_and_line_breaks() {
        let text = "0\t31_7\t0\t3323.33\tdata:Selection_6\n";
        let encoded = pack(text);
        let (head, tail) = encoded.split_at(9);
        check(&format!("{head}\r\n    -> {tail}\n"), text, None);
    }

    #[test]
    fn cut() {
        let encoded = pack("0\t31_7\t0\t3323.33\tdata:Selection_6\n");
        check(encoded.get(..22).unwrap(), "0\t31_7\t0\t3323", Some("the base64 text ends early"));
        check(encoded.get(..20).unwrap(), "0\t31_7\t0\t3323", Some("the Snappy block ends early"));
        let wrong = Some("character 21 of the base64 text is none of base64");
        check(&format!("{}!", encoded.get(..20).unwrap()), "0\t31_7\t0\t3323", wrong);
        // pingcap/tidb#23821: somebody shortened the plan.
        let shortened = Some("the base64 text was shortened: dots stand for the rest");
        for dots in ["...", "…"] {
            check(&format!("{}{dots}", encoded.get(..20).unwrap()), "0\t31_7\t0\t3323", shortened);
        }
    }

    #[test]
    fn calls() {
        let check = |text: &str, inner: &str| {
            assert_eq!(argument(text.as_bytes(), b"tidb_decode_plan"), inner.as_bytes());
        };
        check(" abc=\n", "abc=");
        check("# Plan: tidb_decode_plan('abc=')", "abc=");
        check("select tidb_decode_plan(\"abc=\");", "abc=");
        check("tidb_decode_plan('abc", "abc");
        check("'abc='", "abc=");
    }
}
