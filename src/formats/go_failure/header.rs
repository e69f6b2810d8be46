//! The line a goroutine starts with (docs/spec/go-reports.md §2.1).
//!
//! ```text
//! goroutine 18 gp=0xc000102380 m=nil [chan receive (durable), 5 minutes, synctest bubble 1] {job: "a"}:
//! ```

use crate::text::bytes;

/// What the header of a goroutine says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header<'a> {
    pub id: &'a [u8],
    /// Up to the first comma.
    pub state: &'a [u8],
    pub wait_minutes: Option<u64>,
    pub locked: bool,
    pub labels: Option<&'a [u8]>,
}

/// Reads a header that is the whole line.
pub fn read(line: &[u8]) -> Option<Header<'_>> {
    let rest = line.trim_ascii().strip_prefix(b"goroutine ")?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (id, rest) = rest.split_at_checked(digits).filter(|(id, _)| !id.is_empty())?;
    let open = memchr::memchr(b'[', rest)?;
    let (middle, rest) = rest.split_at_checked(open)?;
    if !middle.split(|byte| *byte == b' ').all(|word| word.is_empty() || is_pointer(word)) {
        return None;
    }
    let close = memchr::memchr(b']', rest)?;
    let inside = rest.get(1..close)?;
    let tail = rest.get(close + 1..)?.trim_ascii().strip_suffix(b":")?.trim_ascii();
    let labels = match tail {
        b"" => None,
        _ => Some(tail.strip_prefix(b"{").and_then(|tail| tail.strip_suffix(b"}"))?),
    };
    let header = state(inside);
    Some(Header { id, labels, ..header })
}

/// Reads a header at the end of a line that starts with something else, such as `level=error msg=boom: `.
pub fn read_at_end(line: &[u8]) -> Option<Header<'_>> {
    let line = line.trim_ascii();
    if !line.ends_with(b"]:") {
        return None;
    }
    let at = memchr::memmem::rfind(line, b"goroutine ")?;
    let before = at.checked_sub(1).and_then(|before| line.get(before));
    matches!(before, Some(b' ' | b'\t' | b'"')).then_some(())?;
    read(line.get(at..)?)
}

/// What stands in the brackets: `select, 5 minutes, locked to thread`.
pub fn state(inside: &[u8]) -> Header<'_> {
    let mut parts = inside.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    let mut header = Header { state: parts.next().unwrap_or_default(), ..Header::default() };
    for part in parts {
        if part == b"locked to thread" {
            header.locked = true;
        } else if let Some((minutes, b" minutes" | b" minute")) = bytes::number(part) {
            header.wait_minutes = Some(minutes);
        }
    }
    header
}

fn is_pointer(word: &[u8]) -> bool {
    [b"gp=".as_slice(), b"m=", b"mp="].iter().any(|name| word.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, id: &str, state: &str, minutes: Option<u64>, locked: bool, labels: Option<&str>) {
        let expected = Header {
            id: id.as_bytes(),
            state: state.as_bytes(),
            wait_minutes: minutes,
            locked,
            labels: labels.map(str::as_bytes),
        };
        assert_eq!(read(line.as_bytes()), Some(expected), "{line}");
    }

    #[test]
    fn all_forms() {
        check("goroutine 1 [running]:", "1", "running", None, false, None);
        check("  goroutine 7 [select, 12 minutes]:", "7", "select", Some(12), false, None);
        check("goroutine 1 [syscall, locked to thread]:", "1", "syscall", None, true, None);
        check("goroutine 5 [chan receive (nil chan)]:", "5", "chan receive (nil chan)", None, false, None);
        check("goroutine 0 gp=0x5e1 m=0 mp=0x5e2 [idle]:", "0", "idle", None, false, None);
        check("goroutine 9 gp=0xc0 m=nil [sleep, 2 minutes]:", "9", "sleep", Some(2), false, None);
        check("goroutine 9 [select (durable), synctest bubble 3]:", "9", "select (durable)", None, false, None);
        check("goroutine 9 [sleep] {job: \"a, b\", n: 3}:", "9", "sleep", None, false, Some("job: \"a, b\", n: 3"));
        check("goroutine 4 [chan send (leaked) (scan)]:", "4", "chan send (leaked) (scan)", None, false, None);
    }

    #[test]
    fn prose_is_none() {
        for line in ["goroutine 7 in a dump", "goroutine 7 [running]", "goroutine 7 was [stuck]:", "goroutine [1]:"] {
            assert_eq!(read(line.as_bytes()), None, "{line}");
        }
    }
}
