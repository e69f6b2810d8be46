//! Texts that always stand at the start of their line: what stands before one is a prefix.

use crate::text::bytes::{Needle, contains};

/// A prefix longer than this is text.
pub const MAX_PREFIX_BYTES: usize = 200;

/// What no prose holds.
const STRONG: [Needle; 6] = [
    Needle::new(b"WARNING: DATA RACE", 0),
    Needle::new(b"=== RUN   ", 5),
    Needle::new(b"# Time: 20", 0),
    Needle::new(b"# Txn_start_ts: ", 0),
    Needle::new(b"# Query_time: ", 0),
    Needle::new(b"# Plan_digest: ", 0),
];
const GOROUTINE: Needle = Needle::new(b"goroutine ", 0);
const UNIFIED: Needle = Needle::new(b"[20", 0);
const EVENT: [Needle; 2] = [Needle::new(b"{\"Time\":\"", 0), Needle::new(b"{\"Action\":\"", 0)];
/// What prose holds as well.
const WEAK: [Needle; 4] = [
    Needle::new(b"--- FAIL: ", 4),
    Needle::new(b"panic: ", 0),
    Needle::new(b"fatal error: ", 0),
    Needle::new(b"FAIL\t", 4),
];
const TRACE: Needle = Needle::new(b"Error Trace:", 0);

/// The text before something that always stands at the start of its line, and whether that something is also prose.
pub fn prefix_of_anchor(line: &[u8]) -> Option<(&[u8], bool)> {
    let (at, weak) = anchor(line)?;
    let prefix = line.get(..at)?;
    let text = prefix.trim_ascii();
    let own_time = text.starts_with(b"[20") && text.get(5) == Some(&b'/');
    // testing's own `    x_test.go:12: ` belongs to the text.
    let testing = is_testing(prefix);
    let marks = weak && text.iter().all(|byte| b"-*+#>".contains(byte) || byte.is_ascii_digit() || *byte == b'.');
    // A ruler that was written into the message of a failure: the message is no prefix.
    let message = text.ends_with(b"fatal error:") || text.ends_with(b"panic:");
    // The members of an object are read as such.
    let unusable = text.is_empty()
        || text.starts_with(b"{\"")
        || at > MAX_PREFIX_BYTES
        || own_time
        || testing
        || message
        || marks && text != b">";
    (!unusable).then_some((prefix, weak))
}

pub fn is_testing(prefix: &[u8]) -> bool {
    prefix.first().is_some_and(u8::is_ascii_whitespace) && contains(prefix, b".go:")
}

pub fn anchor(line: &[u8]) -> Option<(usize, bool)> {
    // Of a quoted line the quote, and the comma of a list.
    let line = line.trim_ascii_end();
    let line = line.strip_suffix(b",").unwrap_or(line);
    let line = line.strip_suffix(b"\"").or_else(|| line.strip_suffix(b"`")).unwrap_or(line);
    let find = |needle: &Needle| needle.find(line);
    if let Some(at) = STRONG.iter().find_map(find) {
        return Some((at, false));
    }
    if line.ends_with(b"==================") {
        let signs = line.iter().rev().take_while(|byte| **byte == b'=').count();
        return (signs == 18).then_some((line.len() - signs, false));
    }
    // Of a dump without a goroutine the only line that no other text has.
    if line.ends_with(b"runtime stack:") {
        return Some((line.len() - b"runtime stack:".len(), false));
    }
    if line.ends_with(b"]:")
        && let Some(at) = find(&GOROUTINE)
        && line.get(at + 10).is_some_and(u8::is_ascii_digit)
    {
        return Some((at, false));
    }
    if let Some(at) = find(&UNIFIED).filter(|at| line.get(*at..).is_some_and(is_unified_time)) {
        return Some((at, false));
    }
    if let Some(at) = EVENT.iter().find_map(find) {
        return Some((at, false));
    }
    let weak = WEAK.iter().find_map(find);
    // Of a block the first line is enough; its indentation is its own.
    let weak = weak.or_else(|| (line.first() == Some(&b'>')).then(|| find(&TRACE).map(|_| 2)).flatten())?;
    Some((weak, true))
}

/// `[2023/01/29 15:51:47`.
fn is_unified_time(text: &[u8]) -> bool {
    let shape = b"[0000/00/00 00:00:00";
    text.len() >= shape.len()
        && text.iter().zip(shape).all(|(byte, sign)| if *sign == b'0' { byte.is_ascii_digit() } else { byte == sign })
}
