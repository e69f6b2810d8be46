//! Timestamps of TiDB's timestamp oracle (docs/spec/tidb-logs.md §4.8).

use super::Stamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// High 46 bits: Unix milliseconds; low 18 bits: a counter. Serialised as text, since it does not fit a double.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tso(pub u64);

impl Tso {
    pub fn unix_millis(self) -> u64 {
        self.0 >> 18
    }

    pub fn counter(self) -> u64 {
        self.0 & ((1 << 18) - 1)
    }

    /// The physical time, shown with an offset. None for 0, for 2^64−1 ("latest"), for values below 2^40 and for
    /// dates before 2015 or after 2100, which are no timestamps.
    pub fn time(self, offset_minutes: Option<i16>) -> Option<Stamp> {
        const FIRST: u64 = 1_420_070_400_000; // 2015-01-01
        const LAST: u64 = 4_102_444_800_000; // 2100-01-01
        let millis = self.unix_millis();
        (FIRST..LAST)
            .contains(&millis)
            .then(|| Stamp::from_unix_nanos(millis as i64 * 1_000_000, Some(offset_minutes.unwrap_or(0)), 3))
    }

    /// The TSO and its time where it has one; None where `text` is no number or 0.
    pub fn start(text: &str, offset_minutes: Option<i16>) -> Option<TxnStart> {
        let tso = Tso(text.trim().parse().ok().filter(|value| *value != 0)?);
        Some(TxnStart { tso, time: tso.time(offset_minutes) })
    }
}

impl fmt::Display for Tso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Tso {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Tso {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Tso).map_err(serde::de::Error::custom)
    }
}

/// A start timestamp and the time it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TxnStart {
    pub tso: Tso,
    /// With the log's own offset (UTC where the log has none); None for special values.
    pub time: Option<Stamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_40823() {
        let start = Tso::start("439085609928097792", Some(480)).unwrap();
        assert_eq!(start.time.unwrap().to_string(), "2023-01-29T15:51:15.568+08:00");
        assert_eq!(start.tso.counter(), 0);
    }

    #[test]
    fn special_values_have_no_date() {
        assert_eq!(Tso::start("18446744073709551615", None).unwrap().time, None);
        assert_eq!(Tso::start("0", None), None);
        assert_eq!(Tso::start("46", None).unwrap().time, None);
    }
}
