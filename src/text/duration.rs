//! Durations as Go and Rust print them, and decimal seconds, as whole nanoseconds.
//!
//! Decimal arithmetic throughout: a double would turn 51.635934012 s into something else.

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a millisecond.
pub const MILLI: i64 = 1_000_000;

/// Units, longest name first where one is the beginning of another. Both micro signs occur (U+00B5, U+03BC).
const UNITS: &[(&[u8], i64)] = &[
    (b"ns", 1),
    (b"us", 1_000),
    ("µs".as_bytes(), 1_000),
    ("μs".as_bytes(), 1_000),
    (b"ms", MILLI),
    (b"s", SECOND),
    (b"m", 60 * SECOND),
    (b"h", 3_600 * SECOND),
];

/// Reads a Go duration (`1h2m3.5s`, `879.6µs`, `0s`) or a Rust one (`1.234567ms`) at the start of `text` and gives what
/// follows. None without a unit, or when letters or digits follow at once. Too large values saturate.
pub fn read(text: &[u8]) -> Option<(i64, &[u8])> {
    let (negative, mut rest) = match text.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix(b"+").unwrap_or(text)),
    };
    let mut total = 0i64;
    let mut parts = 0;
    while let Some((number, after)) = number(rest) {
        let Some((unit, after)) = unit(after) else {
            if parts > 0 {
                return None;
            }
            break;
        };
        total = total.saturating_add(number.scaled(unit));
        rest = after;
        parts += 1;
    }
    if parts == 0 || rest.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return None;
    }
    Some((if negative { -total } else { total }, rest))
}

/// The duration that the whole `text` is.
pub fn parse(text: &[u8]) -> Option<i64> {
    read(text).and_then(|(nanos, rest)| rest.is_empty().then_some(nanos))
}

/// A bare decimal number (scientific notation allowed, as in `7.748e-06`) of units of `unit` nanoseconds. Rounded to
/// whole nanoseconds; too large values saturate.
pub fn decimal(text: &[u8], unit: i64) -> Option<i64> {
    if unit == SECOND
        && let Some(nanos) = plain_seconds(text)
    {
        return Some(nanos);
    }
    let (negative, text) = match text.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (number, rest) = number(text)?;
    let nanos = rest.is_empty().then(|| number.scaled(unit))?;
    Some(if negative { -nanos } else { nanos })
}

/// `54.568269609`, as nearly all are printed: no wide arithmetic is needed.
fn plain_seconds(text: &[u8]) -> Option<i64> {
    let point = memchr::memchr(b'.', text)?;
    let (whole, fraction) = text.split_at_checked(point)?;
    let fraction = fraction.get(1..)?;
    if !(1..=9).contains(&whole.len()) || fraction.len() > 9 {
        return None;
    }
    let digit = |value: i64, byte: &u8| Some(value * 10 + byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?);
    let seconds = whole.iter().try_fold(0, digit)?;
    let below = (fraction.len()..9).fold(fraction.iter().try_fold(0, digit)?, |value, _| value * 10);
    Some(seconds * SECOND + below)
}

fn unit(text: &[u8]) -> Option<(i64, &[u8])> {
    UNITS.iter().find_map(|(name, nanos)| {
        let rest = text.strip_prefix(*name)?;
        // `m` is no minute in `ms`, and no unit at all in `max`.
        (!rest.first().is_some_and(u8::is_ascii_alphabetic)).then_some((*nanos, rest))
    })
}

/// mantissa × 10^exponent.
struct Number {
    mantissa: u64,
    exponent: i32,
}

impl Number {
    /// In nanoseconds, for a number of units of `unit` nanoseconds.
    fn scaled(&self, unit: i64) -> i64 {
        let mut value = i128::from(self.mantissa) * i128::from(unit);
        let power = self.exponent.unsigned_abs().min(40);
        if self.exponent < 0 {
            let Some(divisor) = 10i128.checked_pow(power) else { return 0 };
            value = (value + divisor / 2) / divisor;
        } else if value != 0 {
            value = 10i128.checked_pow(power).and_then(|factor| value.checked_mul(factor)).unwrap_or(i128::MAX);
        }
        i64::try_from(value).unwrap_or(i64::MAX)
    }
}

fn number(text: &[u8]) -> Option<(Number, &[u8])> {
    let mut number = Number { mantissa: 0, exponent: 0 };
    let (mut digits, mut point, mut at) = (0, false, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                // Beyond 18 digits nothing reaches a nanosecond.
                if number.mantissa < 100_000_000_000_000_000 {
                    number.mantissa = number.mantissa * 10 + u64::from(byte - b'0');
                    number.exponent -= i32::from(point);
                } else {
                    number.exponent = number.exponent.saturating_add(i32::from(!point));
                }
            }
            b'.' if !point && (digits > 0 || text.get(at + 1).is_some_and(u8::is_ascii_digit)) => point = true,
            _ => break,
        }
        at += 1;
    }
    if digits == 0 {
        return None;
    }
    let rest = text.get(at..)?;
    if let [b'e' | b'E', sign @ (b'+' | b'-'), tail @ ..] = rest
        && let Some((exponent, after)) = super::bytes::number(tail)
    {
        let exponent = i32::try_from(exponent.min(400)).ok()?;
        number.exponent += if *sign == b'-' { -exponent } else { exponent };
        return Some((number, after));
    }
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(parse(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn reads_go_and_rust_durations() {
        check("51.635934012s", Some(51_635_934_012));
        check("1h2m3.5s", Some(3_723_500_000_000));
        check("2m31.204118s", Some(151_204_118_000));
        check("879.6µs", Some(879_600));
        check("879.6μs", Some(879_600));
        check("10896ms", Some(10_896_000_000));
        check("0s", Some(0));
        check("-1.5ms", Some(-1_500_000));
        check("73ns", Some(73));
        check("84.0µs", Some(84_000));
        check("1m2.5s", Some(62_500_000_000));
        check("2.004118204s", Some(2_004_118_204));
        check("9999999999999h", Some(i64::MAX));
    }

    #[test]
    fn refuses_what_is_no_duration() {
        for text in ["", "s", "12", "1.5", "5max", "1s2", "3 s", "1.2.3s", "10s0x", "2023/01/29"] {
            check(text, None);
        }
    }

    #[test]
    fn decimal_seconds_are_exact() {
        for (text, expected) in [
            ("54.568269609", Some(54_568_269_609)),
            ("9.311e-06", Some(9_311)),
            ("7.748e-06", Some(7_748)),
            ("0", Some(0)),
            ("9223372036.854776", Some(i64::MAX)),
            ("1e+02", Some(100_000_000_000)),
            ("0.0000000004", Some(0)),
            ("0.0000000019", Some(2)),
            ("1.0000000005", Some(1_000_000_001)),
            (".5", Some(500_000_000)),
            ("5.", Some(5_000_000_000)),
            ("-0.5", Some(-500_000_000)),
            ("1.0x", None),
            ("", None),
            ("1s", None),
        ] {
            assert_eq!(decimal(text.as_bytes(), SECOND), expected, "{text}");
        }
    }
}
