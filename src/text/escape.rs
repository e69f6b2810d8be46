//! JSON string escapes, as the Go and the Rust logging libraries write them (docs/spec/tidb-logs.md §1.1).

use std::borrow::Cow;

/// The length of the text of a quoted string, given what follows the opening quote: up to its closing quote, escapes
/// stepped over. None where it does not end.
pub fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        let at = from + found;
        if text.get(at) == Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

/// Takes one layer of escapes off. What is no escape (a backslash before another letter) stays as it is.
pub fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', text) else { return Cow::Borrowed(text) };
    let mut out = Vec::with_capacity(text.len());
    let (head, mut rest) = text.split_at_checked(first).unwrap_or((text, b""));
    out.extend_from_slice(head);
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte != b'\\' {
            let next = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
            let (plain, tail) = rest.split_at_checked(next).unwrap_or((rest, b""));
            out.push(*byte);
            out.extend_from_slice(plain);
            rest = tail;
            continue;
        }
        let Some((code, tail)) = rest.split_first() else {
            out.push(b'\\');
            break;
        };
        let plain = match code {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'"' | b'\\' | b'/' => *code,
            b'u' => {
                if let Some((letter, after)) = unicode(tail) {
                    let mut bytes = [0; 4];
                    out.extend_from_slice(letter.encode_utf8(&mut bytes).as_bytes());
                    rest = after;
                    continue;
                }
                out.push(b'\\');
                continue;
            }
            _ => {
                out.push(b'\\');
                continue;
            }
        };
        out.push(plain);
        rest = tail;
    }
    Cow::Owned(out)
}

/// The letter of `XXXX` or of a surrogate pair `XXXX\uXXXX`, after its first `\u`.
fn unicode(text: &[u8]) -> Option<(char, &[u8])> {
    let (first, rest) = hex4(text)?;
    if (0xd800..0xdc00).contains(&first)
        && let Some((second, rest)) = rest.strip_prefix(b"\\u").and_then(hex4)
        && (0xdc00..0xe000).contains(&second)
    {
        return Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?, rest));
    }
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), rest))
}

fn hex4(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(4)?;
    let value = digits.iter().try_fold(0, |value, byte| Some(value * 16 + char::from(*byte).to_digit(16)?))?;
    Some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&unescape(text.as_bytes())), expected, "{text}");
    }

    #[test]
    fn one_layer_is_taken_off() {
        check(r"plain", "plain");
        check(r#"a \"b\" \\n\n"#, "a \"b\" \\n\n");
        check(r"\u0007\u00e9\ud83d\ude00\ufffd", "\u{7}é😀\u{fffd}");
        check(r"\ud83d alone", "\u{fffd} alone");
        check(r"C:\work \u12 \", "C:\\work \\u12 \\");
    }

    #[test]
    fn the_closing_quote_is_no_escaped_one() {
        assert_eq!(closing_quote(br#"a\"b\\"] [x="#), Some(6));
        assert_eq!(closing_quote(br#"cut \""#), None);
        assert_eq!(closing_quote(b"cut \\"), None);
    }
}
