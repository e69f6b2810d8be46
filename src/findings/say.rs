//! Figures as findings print them.

use crate::text::figures;
use std::fmt::Write;

/// A duration for a sentence: `38.456 s`, `12.1 ms`, `879.6 µs`.
pub fn time(nanos: i64) -> String {
    let size = nanos.unsigned_abs();
    match size {
        0 => "0 s".to_owned(),
        100_000_000.. => format!("{} s", decimals(nanos, 1_000_000_000, 3)),
        10_000_000.. => format!("{} ms", decimals(nanos, 1_000_000, 1)),
        1_000_000.. => format!("{} ms", decimals(nanos, 1_000_000, 3)),
        1_000.. => format!("{} µs", decimals(nanos, 1_000, 1)),
        _ => format!("{nanos} ns"),
    }
}

/// Seconds with exactly `digits` decimals, rounded: `2.93 s`.
pub fn seconds(nanos: i64, digits: u32) -> String {
    format!("{} s", decimals(nanos, 1_000_000_000, digits))
}

/// Seconds to the last digit known: `51.636181293 s`.
pub fn exact(nanos: i64) -> String {
    let mut text = decimals(nanos, 1_000_000_000, 9);
    while text.ends_with('0') {
        text.pop();
    }
    if text.ends_with('.') {
        text.pop();
    }
    text + " s"
}

/// Minutes and seconds for long times: `14 min 2 s`.
pub fn long(nanos: i64) -> String {
    let total = nanos / 1_000_000_000;
    match (total / 60, total % 60) {
        (0, _) => time(nanos),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// A share of a whole: `94.6 %`; with more digits next to 0 and 100, so that nothing is rounded to all or nothing.
pub fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "–".to_owned();
    }
    let percent = part as f64 * 100.0 / whole as f64;
    if percent.abs() < 0.002 && part != 0 {
        return format!("{percent:.4} %");
    }
    // As few digits as keep it apart from nothing and from all.
    let rounds = |digits: usize| format!("{percent:.digits$} %");
    let plain = |text: &str| text.trim_start_matches(['0', '.']).starts_with(' ') || text.starts_with("100.");
    let exact = part == 0 || part == whole || percent > 100.0;
    // What still rounds to all of it is rounded down.
    let down = || format!("{:.4} %", (percent * 10_000.0).floor() / 10_000.0);
    (1..=4).map(rounds).find(|text| exact || !plain(text)).unwrap_or_else(down)
}

/// A ratio: `157.8 ×`, `11 ×` from a thousand on.
pub fn times(ratio: f64) -> String {
    if ratio >= 1000.0 { format!("{} ×", count(ratio as i64)) } else { format!("{ratio:.1} ×") }
}

/// A count with its thousands apart: `2,204,118`.
pub fn count(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", figures::count(number.unsigned_abs()))
}

/// A size: `219.3 MiB`.
pub fn bytes(size: i64) -> String {
    let sign = if size < 0 { "-" } else { "" };
    format!("{sign}{}", figures::bytes(size.unsigned_abs()))
}

/// `1 task`, `2 tasks`.
pub fn plural(number: i64, one: &str) -> String {
    let mut text = count(number);
    let _ = write!(text, " {one}{}", if number == 1 { "" } else { "s" });
    text
}

/// `value ÷ unit` with `digits` decimals, rounded half up on integers: no double is involved.
fn decimals(value: i64, unit: i64, digits: u32) -> String {
    let scale = 10_i128.pow(digits);
    let unit = i128::from(unit);
    let scaled = (i128::from(value.unsigned_abs()) * scale * 2 + unit) / (unit * 2);
    let sign = if value < 0 && scaled != 0 { "-" } else { "" };
    if digits == 0 {
        return format!("{sign}{scaled}");
    }
    let width = digits as usize;
    format!("{sign}{}.{:0width$}", scaled / scale, scaled % scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_the_digits_that_matter() {
        for (nanos, expected) in [
            (0, "0 s"),
            (38_456_281_248, "38.456 s"),
            (104_118_204, "0.104 s"),
            (12_065_116, "12.1 ms"),
            (1_281_248, "1.281 ms"),
            (879_600, "879.6 µs"),
            (-11_000_000, "-11.0 ms"),
        ] {
            assert_eq!(time(nanos), expected);
        }
        assert_eq!(exact(51_636_181_293), "51.636181293 s");
        assert_eq!(seconds(2_930_534_933, 2), "2.93 s");
        assert_eq!(long(842_118_000_000), "14 min 2 s");
    }

    #[test]
    fn shares_are_not_rounded_to_all_or_nothing() {
        assert_eq!(share(51_636, 54_568), "94.6 %");
        assert_eq!(share(51_635_054_412, 51_635_934_012), "99.998 %");
        assert_eq!(share(873_821, 54_568_269_609), "0.0016 %");
        assert_eq!(share(2_930_534_933, 2_931_214_495), "99.98 %");
        assert_eq!(share(1_281_248, 38_456_281_248), "0.003 %");
        assert_eq!(share(14_189_774_244_519, 14_189_777_571_764), "99.9999 %");
        assert_eq!(share(0, 5), "0.0 %");
        assert_eq!(share(5, 5), "100.0 %");
        assert_eq!(share(10_003, 10_000), "100.0 %");
        assert_eq!(share(1, 0), "–");
    }

    #[test]
    fn counts_and_sizes() {
        assert_eq!(count(2_204_118), "2,204,118");
        assert_eq!(count(-12), "-12");
        assert_eq!(bytes(229_638_144), "219.0 MiB");
        assert_eq!(plural(1, "task"), "1 task");
    }
}
