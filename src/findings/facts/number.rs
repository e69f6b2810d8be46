//! Figures of the log as exact integers: no value goes through a double.

use crate::text::duration::{self, SECOND};

/// Seconds as TiDB prints them (`54.568269609`, `7.748e-06`), in nanoseconds. Saturates, so that a missing clock value
/// (`9223372036.854776`, pingcap/tidb#12025) stays the largest value.
pub fn seconds(text: &str) -> Option<i64> {
    duration::decimal(text.trim_ascii().as_bytes(), SECOND)
}

/// A Go or Rust duration (`1h2m3.5s`, `879.6µs`, `10896ms`), in nanoseconds.
pub fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    if text == "0" { Some(0) } else { duration::parse(text.as_bytes()) }
}

/// A whole number.
pub fn count(text: &str) -> Option<i64> {
    text.trim_ascii().parse().ok()
}

/// A size as `expensive_query` prints it, `621043469 Bytes (592.3 MB)`, or a bare number of bytes. Nothing has a pebibyte of
/// memory: such a figure is damaged.
pub fn bytes(text: &str) -> Option<i64> {
    let text = text.trim_ascii();
    let figure = text.split(' ').next().filter(|figure| *figure == text || text.contains(" Bytes"))?;
    count(figure).filter(|size| (0..1 << 50).contains(size))
}

/// `true` or `false`.
pub fn truth(text: &str) -> Option<bool> {
    match text.trim() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The value of `key:` within `{total:0.002s, region_id: 312, store: tikv-1:20160, …}`, up to the next comma or brace.
pub fn in_braces<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut rest = text;
    loop {
        let at = rest.find(key)?;
        let before = rest.get(..at)?;
        let after = rest.get(at + key.len()..)?;
        let starts = before.is_empty() || before.ends_with(['{', ' ', ',']);
        if starts && let Some(value) = after.strip_prefix(':') {
            let end = value.find([',', '}']).unwrap_or(value.len());
            return value.get(..end).map(str::trim);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_running_statements() {
        for (text, expected) in [
            ("621043469 Bytes (592.3 MB)", Some(621_043_469)),
            ("0 Bytes (0 Bytes)", Some(0)),
            ("2147483648", Some(2_147_483_648)),
            ("-1", None),
            ("592.3 MB", None),
            ("N/A", None),
            ("9223372036854775807 Bytes (8 EB)", None),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }

    #[test]
    fn seconds_are_exact() {
        for (text, expected) in [
            ("54.568269609", Some(54_568_269_609)),
            ("7.748e-06", Some(7_748)),
            ("0", Some(0)),
            ("9223372036.854776", Some(i64::MAX)),
            ("-0.5", Some(-500_000_000)),
            ("5.", Some(5_000_000_000)),
            (".5", Some(500_000_000)),
            ("999999999.999999999", Some(999_999_999_999_999_999)),
            ("1000000000.0000000001", Some(1_000_000_000_000_000_000)),
            ("1.0x", None),
            ("0.0000000019", Some(2)),
            ("", None),
            ("abc", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn durations_of_go_and_rust() {
        for (text, expected) in [
            ("38.456281248s", Some(38_456_281_248)),
            ("1h2m3.5s", Some(3_723_500_000_000)),
            ("879.6µs", Some(879_600)),
            ("10896ms", Some(10_896_000_000)),
            ("0s", Some(0)),
            ("12", None),
            ("", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }

    #[test]
    fn values_in_braces() {
        let detail = "{total:0.002s, region_id: 312, store: tikv-1:20160, time_detail: {total_process_time: 1ms}}";
        assert_eq!(in_braces(detail, "total"), Some("0.002s"));
        assert_eq!(in_braces(detail, "store"), Some("tikv-1:20160"));
        assert_eq!(in_braces(detail, "process_time"), None);
    }
}
