//! Figures for people.

/// A duration with three to six digits: `54.568 s`, `879.6 µs`, `9 min 58 s`.
pub fn duration(nanos: i64) -> String {
    let size = nanos.unsigned_abs();
    let sign = if nanos < 0 { "-" } else { "" };
    let (unit, name, places): (u64, _, u32) = match size {
        0..1_000 => return format!("{sign}{size} ns"),
        1_000..1_000_000 => (1_000, "µs", 1),
        1_000_000..1_000_000_000 => (1_000_000, "ms", 1),
        1_000_000_000..60_000_000_000 => (1_000_000_000, "s", 3),
        _ => {
            let seconds = size / 1_000_000_000;
            let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
            return match hours {
                0 => format!("{sign}{minutes} min {} s", seconds % 60),
                _ => format!("{sign}{hours} h {minutes} min"),
            };
        }
    };
    // Rounded to the last digit shown.
    let scale = u128::from(10_u64.pow(places));
    let value = (u128::from(size) * scale + u128::from(unit) / 2) / u128::from(unit);
    let (whole, part) = (value / scale, value % scale);
    format!("{sign}{whole}.{part:0places$} {name}", places = places as usize)
}

/// A size: `171 bytes`, `11.1 KiB`.
pub fn bytes(size: u64) -> String {
    let (unit, name) = match size {
        0..1_024 => return plural(size, "byte"),
        1_024..1_048_576 => (1_024, "KiB"),
        1_048_576..1_073_741_824 => (1_048_576, "MiB"),
        _ => (1_073_741_824, "GiB"),
    };
    format!("{}.{} {name}", size / unit, size % unit * 10 / unit)
}

/// `1 race`, `2 races`, `3 slow queries`.
pub fn plural(count: u64, one: &str) -> String {
    match (count, one.strip_suffix("ry")) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) => format!("{count} {stem}ries"),
        _ => format!("{count} {one}s"),
    }
}

/// A share of a whole in percent: `94.6 %`.
pub fn share(part: i64, whole: i64) -> String {
    let whole = i128::from(whole.max(1));
    let tenths = (i128::from(part) * 1_000 + whole / 2) / whole;
    format!("{}.{} %", tenths / 10, tenths.abs() % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        assert_eq!(duration(54_568_269_609), "54.568 s");
        assert_eq!(duration(879_600), "879.6 µs");
        assert_eq!(duration(51_635_934_012), "51.636 s");
        assert_eq!(share(2_931, 54_568), "5.4 %");
        assert_eq!(duration(598_000_000_000), "9 min 58 s");
        assert_eq!(bytes(11_129), "10.8 KiB");
        assert_eq!(plural(2, "slow query"), "2 slow queries");
        assert_eq!(plural(2, "race"), "2 races");
        assert_eq!(plural(1, "entry"), "1 entry");
        assert_eq!(share(946, 1000), "94.6 %");
    }
}
