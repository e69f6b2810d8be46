//! Bytes as text and back.

/// Bytes, and the digit of one that was cut in half.
pub type Read = (Vec<u8>, Option<u8>);

/// Hexadecimal text (`0x`, blanks and quotes allowed) or text with Go's escapes; None where it is neither.
pub fn bytes(text: &str) -> Option<Read> {
    let text = text.trim().trim_matches(['"', '\'']);
    if text.contains('\\') {
        // In JSON every backslash stands twice, and a key always has one before `200` or `x80`.
        let in_json = text.split("\\\\").all(|part| !part.contains('\\'));
        let bytes = if in_json { escaped(text.replace("\\\\", "\\").as_bytes()) } else { escaped(text.as_bytes()) };
        return bytes.map(|bytes| (bytes, None));
    }
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let digits: Option<Vec<u8>> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(digit).collect();
    let digits = digits?;
    let (pairs, odd) = digits.as_chunks::<2>();
    Some((pairs.iter().map(|[high, low]| high << 4 | low).collect(), odd.first().copied()))
}

/// Upper-case hexadecimal digits.
pub fn text(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect()
}

/// The upper-case letter of a value below 16.
pub fn letter(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or_default().to_ascii_uppercase()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|value| value as u8)
}

/// `\200` and `\x80`, and the short escapes.
fn escaped(mut text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    while let Some((&byte, rest)) = text.split_first() {
        let (value, rest) = match (byte, rest) {
            (b'\\', [b'x', high, low, rest @ ..]) => (digit(*high)? << 4 | digit(*low)?, rest),
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', rest @ ..]) => {
                ((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'), rest)
            }
            (b'\\', [letter, rest @ ..]) => {
                let value = match letter {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'a' => 7,
                    b'b' => 8,
                    b'v' => 0x0b,
                    b'f' => 0x0c,
                    b'\\' | b'"' | b'\'' => *letter,
                    _ => return None,
                };
                (value, rest)
            }
            (b'\\', []) => return None,
            (byte, rest) => (byte, rest),
        };
        bytes.push(value);
        text = rest;
    }
    Some(bytes)
}
