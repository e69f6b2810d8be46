//! Timestamps as a person reads them (docs/spec/tidb-logs.md §4.8).

use crate::model::Tso;

/// `2023-01-29T07:51:15.568Z, counter 0`, with the same moment in another zone where an offset is given; the special
/// values in words. None where the text is no number of 64 bits.
pub fn describe(text: &str, offset_minutes: Option<i16>) -> Option<String> {
    let tso = read(text)?;
    let Some(time) = tso.time(Some(0)) else {
        return Some(match tso.0 {
            0 => "none".to_owned(),
            u64::MAX => "latest: the newest data, no moment".to_owned(),
            _ => "no timestamp: it would not lie between 2015 and 2100".to_owned(),
        });
    };
    let local = offset_minutes.and_then(|offset| tso.time(Some(offset)));
    let local = local.map_or_else(String::new, |local| format!(" = {local}"));
    Some(format!("{time}{local}, counter {}", tso.counter()))
}

/// A number of 64 bits, decimal or hexadecimal with `0x`.
pub fn read(text: &str) -> Option<Tso> {
    let text = text.trim();
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    hex.map_or_else(|| text.parse(), |digits| u64::from_str_radix(digits, 16)).ok().map(Tso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_words() {
        let check = |text, offset, expected| assert_eq!(describe(text, offset).as_deref(), expected, "{text}");
        check("439085609928097792", None, Some("2023-01-29T07:51:15.568Z, counter 0"));
        check(
            "439085609928097793",
            Some(480),
            Some("2023-01-29T07:51:15.568Z = 2023-01-29T15:51:15.568+08:00, counter 1"),
        );
        check("18446744073709551615", None, Some("latest: the newest data, no moment"));
        check("0", None, Some("none"));
        check("46", None, Some("no timestamp: it would not lie between 2015 and 2100"));
        check("0x617f2092dc00000", None, Some("2023-01-29T07:51:15.568Z, counter 0"));
        check("18446744073709551616", None, None);
        check("x", None, None);
    }
}
