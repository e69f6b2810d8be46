//! Figures for people: durations, sizes, counts and shares, for every output and the page. Rounded here and nowhere else,
//! always the same way.

/// A duration with the unit that leaves one to three digits before the point: `879.6 µs`, `54.568 s`, `9 min 58 s`.
pub fn duration(nanos: i64) -> String {
    let size = nanos.unsigned_abs();
    let sign = if nanos < 0 { "−" } else { "" };
    let text = match size {
        0 => return "0 s".to_owned(),
        1..=999 => format!("{size} ns"),
        1_000..=999_949 => decimal(size, 1_000, 1, "µs"),
        999_950..=999_949_999 => decimal(size, 1_000_000, 1, "ms"),
        999_950_000..=59_999_499_999 => decimal(size, 1_000_000_000, 3, "s"),
        _ => long_duration((size + 500_000_000) / 1_000_000_000),
    };
    format!("{sign}{text}")
}

fn long_duration(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    match hours {
        0 => format!("{minutes} min {:02} s", seconds % 60),
        1..=47 => format!("{hours} h {minutes:02} min"),
        _ => format!("{} d {} h", hours / 24, hours % 24),
    }
}

/// `value / unit` with at most `places` decimals, trailing zeros dropped.
fn decimal(value: u64, unit: u64, places: u32, name: &str) -> String {
    let scale = 10_u64.pow(places);
    // In two steps: value × scale may not fit, the rest of a division by at most 2⁵⁰ does.
    let (mut whole, rest) = (value / unit, value % unit);
    let mut part = (rest * scale + unit / 2) / unit;
    if part == scale {
        (whole, part) = (whole + 1, 0);
    }
    let digits = format!("{part:0width$}", width = places as usize);
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { format!("{whole} {name}") } else { format!("{whole}.{digits} {name}") }
}

/// A size in bytes, in steps of 1,024 as TiDB counts: `171 bytes`, `11.1 KiB`.
pub fn bytes(size: u64) -> String {
    const NAMES: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut unit = 1_024_u64;
    if size < unit {
        return plural(size, "byte");
    }
    for name in NAMES {
        // What rounds to 1,024.0 is one of the next unit.
        let rounds_up = size >= unit.saturating_mul(1_024).saturating_sub(unit / 20);
        if !rounds_up || name == "PiB" {
            let (whole, rest) = (size / unit, size % unit);
            let tenths = (rest * 10 + unit / 2) / unit;
            return format!("{}.{} {name}", whole + tenths / 10, tenths % 10);
        }
        unit = unit.saturating_mul(1_024);
    }
    String::new()
}

/// A count with its thousands apart: `1,234,567`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 race`, `3 races`: the plural is the word with an `s`, or with `ies` for a consonant and `y`.
pub fn plural(value: u64, word: &str) -> String {
    let number = count(value);
    if value == 1 {
        return format!("{number} {word}");
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{number} {stem}ies"),
        _ if word.ends_with('s') => format!("{number} {word}es"),
        _ => format!("{number} {word}s"),
    }
}

/// A share of a whole: `94.6 %`, `< 0.1 %`, `100 %`. A part that is not the whole is never shown as 100 %.
pub fn share(part: i64, whole: i64) -> String {
    if whole <= 0 || part <= 0 {
        return "0 %".to_owned();
    }
    let tenths = (i128::from(part) * 1_000 + i128::from(whole) / 2) / i128::from(whole);
    match tenths {
        0 => "< 0.1 %".to_owned(),
        1_000.. if part < whole => "> 99.9 %".to_owned(),
        _ if tenths % 10 == 0 => format!("{} %", tenths / 10),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// How far the rows that came were from the rows expected: `×12`, `÷ 3,323`; nothing below a factor of two.
pub fn factor(factor: f64) -> Option<String> {
    let (sign, size) = if factor >= 1.0 { ("×", factor) } else { ("÷", 1.0 / factor) };
    if !size.is_finite() || size < 2.0 {
        return None;
    }
    Some(if size < 10.0 { format!("{sign}{size:.1}") } else { format!("{sign}{}", count(size.round() as u64)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (nanos, text) in [
            (0, "0 s"),
            (879, "879 ns"),
            (879_600, "879.6 µs"),
            (999_960, "1 ms"),
            (680_000, "680 µs"),
            (1_281_248, "1.3 ms"),
            (2_930_534_933, "2.931 s"),
            (54_568_269_609, "54.568 s"),
            (59_999_600_000, "1 min 00 s"),
            (598_000_000_000, "9 min 58 s"),
            (7_384_000_000_000, "2 h 03 min"),
            (-31_553_000_000, "−31.553 s"),
        ] {
            assert_eq!(duration(nanos), text);
        }
    }

    #[test]
    fn sizes_counts_shares_factors() {
        for (size, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (171, "171 bytes"),
            (11_129, "10.9 KiB"),
            (11_366, "11.1 KiB"),
            (1_048_575, "1.0 MiB"),
            (1 << 30, "1.0 GiB"),
            (u64::MAX, "16384.0 PiB"),
        ] {
            assert_eq!(bytes(size), text);
        }
        assert_eq!((count(7), count(1_234), count(1_234_567)), ("7".into(), "1,234".into(), "1,234,567".into()));
        assert_eq!(
            (plural(1, "race"), plural(2, "query"), plural(3, "day")),
            ("1 race".into(), "2 queries".into(), "3 days".into())
        );
        assert_eq!(share(51_636, 54_568), "94.6 %");
        assert_eq!(
            (share(99_999, 100_000), share(1, 100_000), share(5, 5)),
            ("> 99.9 %".into(), "< 0.1 %".into(), "100 %".into())
        );
        assert_eq!((factor(1.4), factor(12.2), factor(0.0003)), (None, Some("×12".into()), Some("÷3,333".into())));
    }
}
