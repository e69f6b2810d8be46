//! Civil time: points in time as logs print them. No locale, no clock of this machine.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

pub const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// A point in time with the offset it was printed with. Serialised as RFC 3339 text; without an offset as the bare clock
/// reading, since no zone is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Nanoseconds since 1970-01-01T00:00:00: of UTC when `offset_minutes` is known, else of the clock as printed.
    pub nanos: i64,
    pub offset_minutes: Option<i16>,
    /// Digits of the fraction to print, 0 to 9.
    pub digits: u8,
}

impl Stamp {
    /// From a clock reading. `fraction` is in nanoseconds. None where the date does not exist.
    pub fn civil(
        date: (i64, u32, u32),
        time: (u32, u32, u32),
        fraction: u32,
        digits: u8,
        offset_minutes: Option<i16>,
    ) -> Option<Self> {
        let (year, month, day) = date;
        let (hour, minute, second) = time;
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1900..=2200).contains(&year) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = days_from_civil(year, month, day) * 86_400
            + i64::from(hour) * 3_600
            + i64::from(minute) * 60
            + i64::from(second)
            - i64::from(offset_minutes.unwrap_or(0)) * 60;
        let nanos = seconds * NANOS_PER_SECOND + i64::from(fraction);
        Some(Self { nanos, offset_minutes, digits: digits.min(9) })
    }

    /// Reads `2023-01-29T15:51:47.121+08:00`, `2023/01/29 15:51:47.121 +08:00`, `2019-02-12-19:33:56.571953 +0800` and
    /// the like: the whole text must be a time.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (stamp, rest) = Self::read(text)?;
        rest.is_empty().then_some(stamp)
    }

    /// Reads a time at the start of `text` and gives what follows it. The offset is taken when it follows at once or
    /// after one blank.
    pub fn read(text: &[u8]) -> Option<(Self, &[u8])> {
        let date = (i64::from(digits(text, 0, 4)?), digits(text, 5, 2)?, digits(text, 8, 2)?);
        if !matches!(text.get(4)?, b'-' | b'/') || text.get(7)? != text.get(4)? {
            return None;
        }
        if !matches!(text.get(10)?, b'T' | b't' | b' ' | b'-') {
            return None;
        }
        let time = (digits(text, 11, 2)?, digits(text, 14, 2)?, digits(text, 17, 2)?);
        if text.get(13)? != &b':' || text.get(16)? != &b':' {
            return None;
        }
        let mut rest = text.get(19..)?;
        let (mut fraction, mut count) = (0u32, 0u8);
        if let Some(after) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) {
            let length = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if length > 0 {
                for place in 0..9 {
                    let digit = after.get(place).filter(|_| place < length).map_or(0, |byte| u32::from(byte - b'0'));
                    fraction = fraction * 10 + digit;
                }
                count = length.min(9) as u8;
                rest = after.get(length..)?;
            }
        }
        let zone = rest.strip_prefix(b" ").unwrap_or(rest);
        let mut offset = None;
        if let Some(after) = zone.strip_prefix(b"Z").or_else(|| zone.strip_prefix(b"z")) {
            if !after.first().is_some_and(u8::is_ascii_alphanumeric) {
                (offset, rest) = (Some(0), after);
            }
        } else if let Some(sign @ (b'+' | b'-')) = zone.first()
            && let (Some(hours), colon) = (digits(zone, 1, 2), zone.get(3) == Some(&b':'))
            && let Some(minutes) = digits(zone, if colon { 4 } else { 3 }, 2)
        {
            let minutes = (hours * 60 + minutes) as i16;
            offset = Some(if *sign == b'-' { -minutes } else { minutes });
            rest = zone.get(if colon { 6 } else { 5 }..)?;
        }
        Some((Self::civil(date, time, fraction, count, offset)?, rest))
    }

    /// From nanoseconds since 1970 in UTC, to be shown with an offset.
    pub fn from_unix_nanos(nanos: i64, offset_minutes: Option<i16>, digits: u8) -> Self {
        Self { nanos, offset_minutes, digits: digits.min(9) }
    }

    /// The same offset and digits, `nanos` later (or earlier, when negative).
    #[must_use]
    pub fn plus_nanos(self, nanos: i64) -> Self {
        Self { nanos: self.nanos.saturating_add(nanos), ..self }
    }

    /// The same point in time with `digits` digits of the fraction, cut, not rounded.
    #[must_use]
    pub fn with_digits(self, digits: u8) -> Self {
        Self { digits: digits.min(9), ..self }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local =
            i128::from(self.nanos) + i128::from(self.offset_minutes.unwrap_or(0)) * 60 * i128::from(NANOS_PER_SECOND);
        let seconds = local.div_euclid(i128::from(NANOS_PER_SECOND)) as i64;
        let fraction = local.rem_euclid(i128::from(NANOS_PER_SECOND)) as i64;
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let clock = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.digits > 0 {
            let width = usize::from(self.digits);
            write!(f, ".{:0width$}", fraction / 10_i64.pow(9 - u32::from(self.digits)))?;
        }
        match self.offset_minutes {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(text.as_bytes()).ok_or_else(|| serde::de::Error::custom("not a time"))
    }
}

fn digits(text: &[u8], at: usize, count: usize) -> Option<u32> {
    text.get(at..at + count)?
        .iter()
        .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant's "chrono-compatible date algorithms").
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = i64::from((month + 9) % 12);
    let day_of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(Stamp::parse(input.as_bytes()).map(|stamp| stamp.to_string()).as_deref(), Some(expected), "{input}");
    }

    #[test]
    fn reads_the_layouts_of_the_logs() {
        check("2023/01/29 15:51:47.121 +08:00", "2023-01-29T15:51:47.121+08:00");
        check("2019-02-12-19:33:56.571953 +0800", "2019-02-12T19:33:56.571953+08:00");
        check("2024-07-02 15:07:07", "2024-07-02T15:07:07");
        check("2020-02-29T00:00:00.000000001Z", "2020-02-29T00:00:00.000000001Z");
        check("1969-12-31T23:59:59.5-03:30", "1969-12-31T23:59:59.5-03:30");
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["", "2023/01-29 15:51:47", "2023/13/29 15:51:47", "2023/01/29 15:61:47", "2023/01/29 15:51:4"] {
            assert_eq!(Stamp::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn an_offset_moves_the_point_in_time() {
        let stamp = Stamp::parse(b"2023-01-29T15:51:04.218+08:00").unwrap();
        assert_eq!(stamp.nanos, 1_674_978_664_218 * 1_000_000);
    }
}
