//! Times of neighbouring log lines.

use crate::model::Stamp;

/// Reads the times of unified lines; neighbours mostly share all but the fraction.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// `2023/01/29 15:51:47`.
    second: Vec<u8>,
    /// ` +08:00`.
    zone: Vec<u8>,
    /// The time of both, without a fraction.
    stamp: Option<Stamp>,
}

impl Clock {
    /// Reads `2023/01/29 15:51:47.121 +08:00`, or any other time.
    pub fn read(&mut self, text: &[u8]) -> Option<Stamp> {
        let Some((second, fraction, zone)) = split(text) else { return Stamp::parse(text) };
        if let Some(stamp) = self.stamp
            && self.second == second
            && self.zone == zone
        {
            return Some(Stamp { nanos: stamp.nanos + i64::from(fraction) * 1_000_000, ..stamp });
        }
        let stamp = Stamp::parse(text)?;
        self.second = second.to_vec();
        self.zone = zone.to_vec();
        self.stamp = Some(Stamp { nanos: stamp.nanos - i64::from(fraction) * 1_000_000, ..stamp });
        Some(stamp)
    }
}

/// Second, milliseconds, zone of a time with three decimals.
fn split(text: &[u8]) -> Option<(&[u8], u32, &[u8])> {
    let (second, rest) = text.split_at_checked(19)?;
    let [b'.', a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', zone @ ..] = rest else { return None };
    let digit = |byte: &u8| u32::from(byte - b'0');
    zone.starts_with(b" ").then(|| (second, digit(a) * 100 + digit(b) * 10 + digit(c), zone))
}
