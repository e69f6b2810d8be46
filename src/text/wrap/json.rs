//! The members of a JSON object on one line, without building it.

/// Calls `each` with every member's name and value, both as they stand (strings with their quotes and escapes).
/// False where the text is no object, or is cut.
pub fn members<'a>(text: &'a [u8], mut each: impl FnMut(&'a [u8], &'a [u8])) -> bool {
    let Some(mut rest) = text.trim_ascii().strip_prefix(b"{") else { return false };
    loop {
        rest = rest.trim_ascii_start();
        if rest.starts_with(b"}") {
            return true;
        }
        rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
        let Some((name, after)) = string(rest) else { return false };
        let Some(after) = after.trim_ascii_start().strip_prefix(b":") else { return false };
        let after = after.trim_ascii_start();
        let Some((value, after)) = after.split_at_checked(value_length(after)) else { return false };
        if value.is_empty() {
            return false;
        }
        each(name.get(1..name.len().saturating_sub(1)).unwrap_or_default(), value);
        rest = after;
    }
}

/// The text inside a string value's quotes, still escaped; None where the value is no string.
pub fn inside(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// The string at the start, with its quotes, and what follows it.
fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let body = text.strip_prefix(b"\"")?;
    let mut at = 0;
    loop {
        let step = memchr::memchr2(b'"', b'\\', body.get(at..)?)?;
        at += step;
        if body.get(at) == Some(&b'"') {
            return text.split_at_checked(at + 2);
        }
        at += 2;
    }
}

/// Length of the value at the start: a string, an object or array with all that is in it, or a word.
fn value_length(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                let Some((string, _)) = text.get(at..).and_then(string) else { return 0 };
                at += string.len();
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, whole: bool, expected: &[(&str, &str)]) {
        let mut got = Vec::new();
        let done = members(input.as_bytes(), |name, value| {
            got.push((std::str::from_utf8(name).unwrap(), std::str::from_utf8(value).unwrap()));
        });
        assert_eq!((done, got.as_slice()), (whole, expected), "{input}");
    }

    #[test]
    fn members_of_an_object() {
        check(
            r#"{"a":"x\"y","b": 1.5,"c":{"d":[1,"}"]},"e":null}"#,
            true,
            &[("a", r#""x\"y""#), ("b", "1.5"), ("c", r#"{"d":[1,"}"]}"#), ("e", "null")],
        );
        check("{}", true, &[]);
        check(r#"{"a":"cut"#, false, &[]);
        check(r#"{"a":1,"b"#, false, &[("a", "1")]);
        check("[1]", false, &[]);
    }
}
