//! Ticks of a time axis on round readings of the log's clock.

use super::clock::time_of_day;
use crate::model::Stamp;

const SECOND: i64 = 1_000_000_000;
/// Round steps: 1, 2, 5 below a second, then those of the clock.
const STEPS: [i64; 27] = [
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    20_000_000,
    50_000_000,
    100_000_000,
    200_000_000,
    500_000_000,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    60 * SECOND,
    120 * SECOND,
    300 * SECOND,
    600 * SECOND,
    900 * SECOND,
    1_800 * SECOND,
    3_600 * SECOND,
    7_200 * SECOND,
    21_600 * SECOND,
    43_200 * SECOND,
    86_400 * SECOND,
    604_800 * SECOND,
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub at: Stamp,
    pub label: String,
}

/// At most `most` ticks (at least two are tried for) between two points in time.
pub fn ticks(from: Stamp, to: Stamp, most: usize) -> Vec<Tick> {
    let length = to.nanos.saturating_sub(from.nanos).max(1);
    let most = most.clamp(2, 40) as i64;
    let fits = |step: &&i64| length / **step < most;
    let step =
        STEPS.iter().find(fits).copied().unwrap_or_else(|| (length / most / (86_400 * SECOND) + 1) * 86_400 * SECOND);
    let shift = i64::from(from.offset_minutes.unwrap_or(0)) * 60 * SECOND;
    let first = (from.nanos.saturating_add(shift)).div_euclid(step) * step - shift;
    let mut ticks = Vec::new();
    let mut nanos = first;
    while nanos <= to.nanos && ticks.len() <= most as usize {
        if nanos >= from.nanos {
            let digits = if step < SECOND { 3 } else { 0 };
            let at = Stamp { nanos, offset_minutes: from.offset_minutes, digits };
            ticks.push(Tick { at, label: reading(at, step) });
        }
        nanos = nanos.saturating_add(step);
    }
    ticks
}

fn reading(at: Stamp, step: i64) -> String {
    if step >= 86_400 * SECOND {
        return at.to_string().get(5..10).unwrap_or_default().to_owned();
    }
    let text = time_of_day(at);
    if step >= 60 * SECOND { text.get(..5).unwrap_or_default().to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, most: usize, expected: &[&str]) {
        let at = |text: &str| Stamp::parse(text.as_bytes()).unwrap();
        let labels: Vec<String> = ticks(at(from), at(to), most).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, expected);
    }

    #[test]
    fn round_readings() {
        check(
            "2023-01-29T15:51:04.218+08:00",
            "2023-01-29T15:52:07.216+08:00",
            5,
            &["15:51:15", "15:51:30", "15:51:45", "15:52:00"],
        );
        check(
            "2023-01-29T15:51:04.218+08:00",
            "2023-01-29T15:51:04.220+08:00",
            4,
            &["15:51:04.218", "15:51:04.219", "15:51:04.220"],
        );
        check("2024-01-01T00:10:00+05:30", "2024-01-01T02:40:00+05:30", 4, &["01:00", "02:00"]);
        check("2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z", 3, &["01-18", "02-08", "02-29"]);
        check("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z", 4, &["00:00:00.000"]);
    }
}
