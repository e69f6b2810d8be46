//! Times as the log's own clock shows them; the viewer's zone plays no part.

use crate::model::{Stamp, Tso};

/// `15:51:12.637`: the clock reading without date and offset, as many digits as the log prints.
pub fn time_of_day(stamp: Stamp) -> String {
    let text = stamp.to_string();
    let from = text.get(11..).unwrap_or_default();
    let digits = from.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(from.len());
    from.get(..digits).unwrap_or_default().to_owned()
}

/// The clock reading rounded to milliseconds, for times that were computed.
pub fn brief(stamp: Stamp) -> String {
    if stamp.digits <= 3 {
        return time_of_day(stamp);
    }
    time_of_day(stamp.plus_nanos(500_000).with_digits(3))
}

/// `2023-01-29`.
pub fn date(stamp: Stamp) -> String {
    stamp.to_string().get(..10).unwrap_or_default().to_owned()
}

/// `+08:00`, `UTC`; empty where the log names none.
pub fn offset(stamp: Stamp) -> String {
    match stamp.offset_minutes {
        None => String::new(),
        Some(0) => "UTC".to_owned(),
        Some(_) => stamp.to_string().rsplit_once(['+', '-']).map_or(String::new(), |(head, zone)| {
            format!("{}{zone}", if head.len() > 10 && stamp.offset_minutes < Some(0) { '-' } else { '+' })
        }),
    }
}

/// `15:51:12.637 → 15:52:07.205 +08:00`; with the second date where the day changes.
pub fn from_to(start: Stamp, end: Stamp) -> String {
    let day = if date(start) == date(end) { String::new() } else { format!("{} ", date(end)) };
    let zone = offset(end);
    let blank = if zone.is_empty() { "" } else { " " };
    format!("{} → {day}{}{blank}{zone}", brief(start), brief(end))
}

/// Fields that hold timestamps of TiDB's oracle, beside the start timestamp (docs/spec/tidb-logs.md §4.8). `Stats`
/// holds one in the version of every table.
const TIMESTAMPS: [&str; 18] = [
    "Txn_start_ts",
    "txnStartTS",
    "startTS",
    "start_ts",
    "txn_start_ts",
    "req-ts",
    "timestamp",
    "safePoint",
    "safepoint",
    "lock_version",
    "for_update_ts",
    "forUpdateTS",
    "commitTS",
    "commit_ts",
    "min_start_ts",
    "minStartTS",
    "resolved_ts",
    "Stats",
];

/// ` = 2023-01-29 15:51:12.637 +08:00`: what the timestamps of a field say; None where it holds none.
pub fn of_timestamps(name: &str, value: &str, offset_minutes: Option<i16>) -> Option<String> {
    TIMESTAMPS.contains(&name).then_some(())?;
    let numbers = value.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    let mut said = String::new();
    for time in numbers.filter_map(|number| Tso(number).time(offset_minutes)) {
        said += if said.is_empty() { " = " } else { ", " };
        said += &format!("{} {} {}", date(time), brief(time), offset(time));
    }
    (!said.is_empty()).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_in_fields() {
        let said = |name, value| of_timestamps(name, value, Some(480)).unwrap_or_default();
        assert_eq!(said("safePoint", "439085606952763392"), " = 2023-01-29 15:51:04.218 +08:00");
        assert_eq!(said("Stats", "t:pseudo"), "");
        assert_eq!(
            said("Stats", "t:439085606952763392[105000;5000],u:439085606952763393[1;2]"),
            " = 2023-01-29 15:51:04.218 +08:00, 2023-01-29 15:51:04.218 +08:00"
        );
        assert_eq!((said("conn", "439085606952763392"), said("commitTS", "18446744073709551615")), Default::default());
    }

    #[test]
    fn clock_readings() {
        let at = |text: &str| Stamp::parse(text.as_bytes()).unwrap();
        let (start, end) = (at("2023-01-29T15:51:12.637+08:00"), at("2023-01-29T15:52:07.205+08:00"));
        assert_eq!(from_to(start, end), "15:51:12.637 → 15:52:07.205 +08:00");
        assert_eq!(
            from_to(at("2024-07-02T23:59:59Z"), at("2024-07-03T00:00:01Z")),
            "23:59:59 → 2024-07-03 00:00:01 UTC"
        );
        assert_eq!(offset(at("2024-07-02T23:59:59-03:30")), "-03:30");
        assert_eq!(
            (time_of_day(at("2024-07-02 15:07:07")), offset(at("2024-07-02 15:07:07"))),
            ("15:07:07".into(), String::new())
        );
    }
}
