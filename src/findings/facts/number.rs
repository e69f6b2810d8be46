//! Figures of the log as exact integers: no value goes through a double.

/// Seconds as TiDB prints them (`54.568269609`, `7.748e-06`), in nanoseconds. Saturates, so that a missing clock value
/// (`9223372036.854776`, pingcap/tidb#12025) stays the largest value.
pub fn seconds(text: &str) -> Option<i64> {
    let text = text.trim_ascii();
    let (text, negative) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // As nearly all are printed: no wide arithmetic is needed.
    if let (1..=9, 0..=9, 0) = (whole.len(), fraction.len(), exponent) {
        let digits = |text: &str| {
            let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
            text.bytes().try_fold(0_i64, |value, byte| Some(value * 10 + digit(byte)?))
        };
        let below = (fraction.len()..9).fold(digits(fraction)?, |value, _| value * 10);
        let nanos = digits(whole)? * 1_000_000_000 + below;
        return Some(if negative { -nanos } else { nanos });
    }
    if whole.is_empty() && fraction.is_empty() || whole.len() + fraction.len() > 30 || exponent.abs() > 30 {
        return None;
    }
    let mut value: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        value = value * 10 + i128::from(digit.is_ascii_digit().then(|| digit - b'0')?);
    }
    let shift = 9 + exponent - fraction.len() as i32;
    let scale = 10_i128.checked_pow(shift.unsigned_abs())?;
    let nanos = if shift >= 0 { value.saturating_mul(scale) } else { value / scale };
    let nanos = i64::try_from(nanos).unwrap_or(i64::MAX);
    Some(if negative { -nanos } else { nanos })
}

/// A Go or Rust duration (`1h2m3.5s`, `879.6µs`, `10896ms`), in nanoseconds.
pub fn duration(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    if rest == "0" {
        return Some(0);
    }
    let mut total: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (figure, after) = rest.split_at_checked(end)?;
        let (unit, after) = [
            ("ns", 1_i64),
            ("us", 1_000),
            ("µs", 1_000),
            ("μs", 1_000),
            ("ms", 1_000_000),
            ("s", 1_000_000_000),
            ("m", 60_000_000_000),
            ("h", 3_600_000_000_000),
        ]
        .iter()
        .find_map(|(unit, nanos)| Some((*nanos, after.strip_prefix(unit)?)))?;
        // `seconds` reads the figure in units of 1e-9; the unit scales it.
        let figure = i128::from(seconds(figure)?) * i128::from(unit) / 1_000_000_000;
        total = total.saturating_add(i64::try_from(figure).unwrap_or(i64::MAX));
        rest = after;
    }
    Some(total)
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
            ("0.0000000019", Some(1)),
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
