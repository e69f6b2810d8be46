//! Bytes as text and back.

/// Hexadecimal text (`0x`, blanks and quotes allowed) or text with Go's escapes; None where it is neither.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_matches(['"', '\'']);
    if text.contains('\\') {
        // In JSON every backslash stands twice, and a key always has one before `200` or `x80`.
        let in_json = text.split("\\\\").all(|part| !part.contains('\\'));
        return if in_json { escaped(text.replace("\\\\", "\\").as_bytes()) } else { escaped(text.as_bytes()) };
    }
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let digits: Option<Vec<u8>> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(digit).collect();
    let digits = digits?;
    let (pairs, odd) = digits.as_chunks::<2>();
    odd.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// Upper-case hexadecimal digits.
pub fn text(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default().to_ascii_uppercase();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
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
