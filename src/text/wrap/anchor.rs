//! Texts that always stand at the start of their line: what stands before one is a prefix.

use crate::text::bytes::contains;

/// A prefix longer than this is text.
pub const MAX_PREFIX_BYTES: usize = 200;

/// The text before something that always stands at the start of its line, and whether that something is also prose.
pub fn prefix_of_anchor(line: &[u8]) -> Option<(&[u8], bool)> {
    let (at, weak) = anchor(line)?;
    let prefix = line.get(..at)?;
    let text = prefix.trim_ascii();
    let own_time = text.starts_with(b"[20") && text.get(5) == Some(&b'/');
    // testing's own `    x_test.go:12: ` belongs to the text.
    let testing = is_testing(prefix);
    let marks = weak && text.iter().all(|byte| b"-*+#>".contains(byte) || byte.is_ascii_digit() || *byte == b'.');
    // The members of an object are read as such.
    let unusable = text.is_empty()
        || text.starts_with(b"{\"")
        || at > MAX_PREFIX_BYTES
        || own_time
        || testing
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
    let find = |word: &[u8]| memchr::memmem::find(line, word);
    let words: [&[u8]; 6] = [
        b"WARNING: DATA RACE",
        b"=== RUN   ",
        b"# Time: 20",
        b"# Txn_start_ts: ",
        b"# Query_time: ",
        b"# Plan_digest: ",
    ];
    if let Some(at) = words.iter().find_map(|word| find(word)) {
        return Some((at, false));
    }
    if line.ends_with(b"==================") {
        let signs = line.iter().rev().take_while(|byte| **byte == b'=').count();
        return (signs == 18).then_some((line.len() - signs, false));
    }
    if line.ends_with(b"]:")
        && let Some(at) = find(b"goroutine ")
        && line.get(at + 10).is_some_and(u8::is_ascii_digit)
    {
        return Some((at, false));
    }
    if let Some(at) = find(b"[20").filter(|at| line.get(*at..).is_some_and(is_unified_time)) {
        return Some((at, false));
    }
    if let Some(at) = find(b"{\"Time\":\"").or_else(|| find(b"{\"Action\":\"")) {
        return Some((at, false));
    }
    let weak = [&b"--- FAIL: "[..], b"panic: ", b"fatal error: ", b"FAIL\t"].iter().find_map(|word| find(word));
    // Of a block the first line is enough; its indentation is its own.
    let weak = weak.or_else(|| (line.first() == Some(&b'>')).then(|| find(b"Error Trace:").map(|_| 2)).flatten())?;
    Some((weak, true))
}

/// `[2023/01/29 15:51:47`.
fn is_unified_time(text: &[u8]) -> bool {
    let shape = b"[0000/00/00 00:00:00";
    text.len() >= shape.len()
        && text.iter().zip(shape).all(|(byte, sign)| if *sign == b'0' { byte.is_ascii_digit() } else { byte == sign })
}
