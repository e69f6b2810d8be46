//! What stood between two pieces of a record that was broken at a column: nothing within a word, a blank between brackets
//! and between the pairs of `[TIME_COP_…]`; within other texts the pieces do not tell.

use super::unified::{Groups, header};
use crate::model::Stamp;
use crate::text::column::Joint;

/// Where a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End<'a> {
    /// Behind a bracket.
    Between,
    /// In a bracket, in a text without quotes.
    Bare(&'a [u8]),
    /// In a text in quotes.
    Quoted(&'a [u8]),
}

/// What stood between the record so far and its next piece.
pub fn joint(before: &[u8], next: &[u8]) -> Joint {
    match end(before) {
        End::Between => Joint::Blank,
        End::Bare(text) if is_part_of_time(text, next) => Joint::Blank,
        End::Bare(_) => Joint::Same,
        End::Quoted(text) if text.starts_with(b"[TIME_COP_") => in_pairs(text, next),
        End::Quoted(_) => Joint::Open,
    }
}

fn end(before: &[u8]) -> End<'_> {
    let rest = header(before, &mut Stamp::parse).map_or(before, |header| header.rest);
    let mut groups = Groups::new(rest);
    let mut last = None;
    for group in groups.by_ref() {
        last = Some(group.value);
    }
    match last.filter(|_| groups.cut) {
        Some(value) if value.quoted && !before.ends_with(b"\"") => End::Quoted(value.text),
        Some(value) => End::Bare(value.text),
        None => End::Between,
    }
}

/// Time values of Go are without quotes although they hold blanks.
fn is_part_of_time(text: &[u8], next: &[u8]) -> bool {
    let digits = |part: Option<&[u8]>| part.is_some_and(|part| part.iter().all(|byte| byte.is_ascii_digit()));
    let dated = text.get(4) == Some(&b'/') && text.get(7) == Some(&b'/') && digits(text.get(..4));
    match text.len() {
        10 => dated && matches!(next, [b'0'..=b'2', b'0'..=b'9', b':', ..]),
        23 => dated && matches!(next, [b'+' | b'-', b'0'..=b'9', ..]),
        _ => false,
    }
}

/// Within the `key:value` pairs of a coprocessor line.
pub fn in_pairs(text: &[u8], next: &[u8]) -> Joint {
    let word = text.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    let key = next.get(..memchr::memchr(b':', next).unwrap_or_default()).unwrap_or_default();
    if word.starts_with(b"[TIME_COP_") {
        return if word.ends_with(b"]") { Joint::Blank } else { Joint::Same };
    }
    let Some(colon) = memchr::memchr(b':', word) else {
        let free = last_key(text).is_some_and(|key| matches!(key, b"region_err" | b"stats" | b"store_addr"));
        let joined = is_key(&[word, key].concat());
        return if joined || !free { Joint::Same } else { Joint::Open };
    };
    let has_value = colon + 1 < word.len();
    match last_key(text) {
        _ if has_value && is_key(key) => Joint::Blank,
        Some(b"region_err" | b"stats") => Joint::Open,
        // `store 1:20160`; one with a port is whole, or its port is.
        Some(b"store_addr") if !word.get(colon + 1..).is_some_and(|addr| addr.contains(&b':')) => Joint::Open,
        _ => Joint::Same,
    }
}

/// The last key of the pairs.
fn last_key(text: &[u8]) -> Option<&[u8]> {
    memchr::memrchr_iter(b':', text).find_map(|colon| {
        let head = text.get(..colon)?;
        let start = memchr::memrchr(b' ', head).map_or(0, |blank| blank + 1);
        head.get(start..).filter(|key| is_key(key))
    })
}

/// Keys of these lines; scan details come and go with releases.
fn is_key(key: &[u8]) -> bool {
    const KEYS: [&[u8]; 13] = [
        b"resp_time",
        b"txnStartTS",
        b"txn_start_ts",
        b"region_id",
        b"store_addr",
        b"stats",
        b"backoff_ms",
        b"backoff_types",
        b"region_err",
        b"kv_process_ms",
        b"kv_wait_ms",
        b"kv_read_ms",
        b"processed_versions",
    ];
    let letters = key.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_');
    let detail = key == b"total_versions"
        || key.starts_with(b"rocksdb_") && [&b"_count"[..], b"_byte", b"_time"].iter().any(|end| key.ends_with(end))
        || key.starts_with(b"scan_") && [&b"_write"[..], b"_data", b"_lock"].iter().any(|end| key.ends_with(end));
    KEYS.contains(&key) || letters && detail
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:12] ";

    fn check(before: &str, next: &str, expected: Joint) {
        let before = format!("{HEAD}{before}");
        assert_eq!(joint(before.as_bytes(), next.as_bytes()), expected, "{before}|{next}");
    }

    #[test]
    fn between_brackets_and_within_them() {
        check("[m] [a=1]", "[b=2]", Joint::Blank);
        check("", "[m] [a=1]", Joint::Blank);
        check("[m] [total_keys=88204118", "]", Joint::Same);
        check("[m] [total_ke", "ys=88]", Joint::Same);
        check("[m] [a=\"x y", "z\"]", Joint::Open);
        check("[m] [a=\"x y\"", "]", Joint::Same);
        check("[m] [start=2023/01/29", "15:51:47.121 +08:00]", Joint::Blank);
        check("[m] [start=2023/01/29 15:51:47.121", "+08:00]", Joint::Blank);
        check("[m] [start=2023/01/2", "9 15:51:47.121 +08:00]", Joint::Same);
    }

    #[test]
    fn pairs_of_the_coprocessor() {
        for (before, next, expected) in [
            ("[TIME_COP_PRO", "CESS] resp_time:1s", Joint::Same),
            ("[TIME_COP_PROCESS]", "resp_time:1s", Joint::Blank),
            ("[TIME_COP_PROCESS] resp_time:1.9", "02s txnStartTS:4", Joint::Same),
            ("[TIME_COP_PROCESS] resp_time:1.9s", "txnStartTS:4", Joint::Blank),
            ("[TIME_COP_PROCESS] resp_time:1.9s txnSta", "rtTS:4", Joint::Same),
            ("[TIME_COP_PROCESS] resp_time:1.9s txnStartTS", ":4", Joint::Same),
            ("[TIME_COP_PROCESS] resp_time:1.9s txnStartTS:", "4", Joint::Same),
            ("[TIME_COP_PROCESS] store_addr:tikv-1", ":20160 kv_wait_ms:0", Joint::Open),
            ("[TIME_COP_PROCESS] store_addr:tikv-1:2016", "0 kv_wait_ms:0", Joint::Same),
            ("[TIME_COP_PROCESS] store_addr:store", "1:20160 kv_wait_ms:0", Joint::Open),
            ("[TIME_COP_PROCESS] kv_process_ms:18", "94\"] [conn=5]", Joint::Same),
            ("[TIME_COP_PROCESS] kv_process_ms:1894", "kv_wait_ms:0", Joint::Blank),
            ("[TIME_COP_PROCESS] region_err:peer is not", "leader kv_wait_ms:0", Joint::Open),
            ("[TIME_COP_PROCESS] stats:Cop:{num_rpc:1,", "total_time:1s}", Joint::Open),
        ] {
            check(&format!("[\"{before}"), next, expected);
        }
    }
}
