//! Decimals in keys: precision and scale, then groups of nine digits in one to four bytes, sign bit flipped.

/// Bytes for a group of that many digits.
const BYTES: [usize; 10] = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];

/// The decimal at the start, and what follows it.
pub fn read(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (&[precision, scale], rest) = bytes.split_first_chunk()?;
    let whole = usize::from(precision.checked_sub(scale)?);
    let scale = usize::from(scale);
    // Short groups stand at the outer ends.
    let mut groups: Vec<usize> = Vec::new();
    groups.push(whole % 9);
    groups.extend(std::iter::repeat_n(9, whole / 9 + scale / 9));
    groups.push(scale % 9);
    let length = groups.iter().filter_map(|digits| BYTES.get(*digits)).sum();
    let (content, rest) = rest.split_at_checked(length)?;

    let negative = content.first()? & 0x80 == 0;
    let mut content = content.to_vec();
    *content.first_mut()? ^= 0x80;
    if negative {
        for byte in &mut content {
            *byte = !*byte;
        }
    }
    let mut digits = String::new();
    let mut left = &content[..];
    for width in groups.into_iter().filter(|width| *width > 0) {
        let (group, after) = left.split_at_checked(*BYTES.get(width)?)?;
        let value = group.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
        digits.push_str(&format!("{value:0width$}"));
        left = after;
    }
    let (before, after) = digits.split_at_checked(whole)?;
    let before = before.trim_start_matches('0');
    let mut text = String::from(if negative { "-" } else { "" });
    text.push_str(if before.is_empty() { "0" } else { before });
    if scale > 0 {
        text.push('.');
        text.push_str(after);
    }
    Some((text, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        let check = |bytes: &[u8], text: &str| assert_eq!(read(bytes).map(|(text, _)| text).as_deref(), Some(text));
        // MySQL's own example: 1234567890.1234 as DECIMAL(14,4).
        check(&[14, 4, 0x81, 0x0d, 0xfb, 0x38, 0xd2, 0x04, 0xd2], "1234567890.1234");
        check(&[14, 4, 0x7e, 0xf2, 0x04, 0xc7, 0x2d, 0xfb, 0x2d], "-1234567890.1234");
        check(&[1, 0, 0x85], "5");
        assert_eq!(read(&[4, 5, 0x80]), None);
        assert_eq!(read(&[200, 0]), None);
    }
}
