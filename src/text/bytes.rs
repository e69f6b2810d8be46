//! Small readers over bytes, shared by the formats.

use super::Text;

/// Bytes as text; what is not UTF-8 is replaced.
pub fn text(bytes: &[u8]) -> Text {
    match std::str::from_utf8(bytes) {
        Ok(text) => Text::from(text),
        Err(_) => Text::from(String::from_utf8_lossy(bytes).as_ref()),
    }
}

/// Whether `needle` occurs in `haystack`.
pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

/// The decimal number at the start, and what follows it. None where there is none or it does not fit.
pub fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = bytes.split_at_checked(digits)?;
    let value = std::str::from_utf8(head).ok()?.parse().ok()?;
    Some((value, tail))
}
