//! Times of neighbouring log lines.

use crate::model::Stamp;

/// Reads the times of unified lines; neighbours mostly share all but the fraction.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// The newest second with its zone, and the time of both without a fraction.
    known: Option<(Second, Stamp)>,
}

/// What stands around the milliseconds of `2023/01/29 15:51:47.121 +08:00`: numbers are compared faster than texts.
type Second = (u128, u128);

impl Clock {
    /// Reads `2023/01/29 15:51:47.121 +08:00`, or any other time.
    pub fn read(&mut self, text: &[u8]) -> Option<Stamp> {
        let Some((second, fraction)) = split(text) else { return Stamp::parse(text) };
        let millis = i64::from(fraction) * 1_000_000;
        if let Some((_, stamp)) = self.known.filter(|(known, _)| *known == second) {
            return Some(stamp.plus_nanos(millis));
        }
        let stamp = Stamp::parse(text)?;
        self.known = Some((second, stamp.plus_nanos(-millis)));
        Some(stamp)
    }
}

/// Second and zone, and the milliseconds, of a time with three decimals and a zone.
fn split(text: &[u8]) -> Option<(Second, u32)> {
    let text: &[u8; 30] = text.try_into().ok()?;
    let [b'.', a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', b' '] = text.get(19..24)? else { return None };
    let digit = |byte: &u8| u32::from(byte - b'0');
    // The second half starts within the second, and its digits of the fraction do not count.
    let (first, second) = (text.first_chunk::<16>()?, text.last_chunk::<16>()?);
    let fraction = 0xff_ffff_u128 << (6 * 8);
    let around = (u128::from_le_bytes(*first), u128::from_le_bytes(*second) & !fraction);
    Some((around, digit(a) * 100 + digit(b) * 10 + digit(c)))
}
