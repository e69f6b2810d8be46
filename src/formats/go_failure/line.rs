//! What single lines of a failure say.

/// How far in a line stands, in bytes.
pub fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// A panic's value without the remark behind it.
pub fn without_remark(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    RECOVERED.iter().find_map(|remark| text.strip_suffix(*remark)).unwrap_or(text)
}

/// What the runtime says behind the value of a panic that a deferred call recovered.
const RECOVERED: [&[u8]; 2] = [b" [recovered]", b" [recovered, repanicked]"];

pub fn is_recovered(text: &[u8]) -> bool {
    RECOVERED.iter().any(|remark| text.trim_ascii_end().ends_with(remark))
}

/// `TestX/sub (9m58s)`.
pub fn is_running_test(text: &[u8]) -> bool {
    let Some(open) = memchr::memmem::rfind(text, b" (") else { return false };
    let age = text.get(open + 2..).and_then(|age| age.strip_suffix(b")")).unwrap_or_default();
    age.first().is_some_and(u8::is_ascii_digit)
        && age
            .iter()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'h' | b'm' | b's' | b'.' | b'n' | 0xc2 | 0xb5))
        && !text.get(..open).unwrap_or_default().contains(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_behind_a_value() {
        for remark in ["", " [recovered]", " [recovered, repanicked]"] {
            let line = format!("boom{remark}");
            assert_eq!(
                (without_remark(line.as_bytes()), is_recovered(line.as_bytes())),
                (&b"boom"[..], !remark.is_empty())
            );
        }
    }

    #[test]
    fn tests_with_their_ages() {
        assert!(is_running_test(b"TestX/sub (9m58s)"));
        assert!(!is_running_test(b"a test (9m58s)") && !is_running_test(b"TestX (soon)"));
    }
}
