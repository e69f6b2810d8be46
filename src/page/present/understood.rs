//! How much of the sources was understood, in words.

use super::figures::count;
use crate::model::Coverage;

/// `98 % understood`; never 100 while something is left.
pub fn understood(coverage: &Coverage) -> (u8, String) {
    if coverage.bytes == 0 {
        return (0, String::new());
    }
    let claimed = coverage.claimed_bytes.min(coverage.bytes);
    let percent = ((u128::from(claimed) * 100 + u128::from(coverage.bytes) / 2) / u128::from(coverage.bytes)) as u8;
    let percent = if claimed < coverage.bytes { percent.min(99) } else { percent };
    (percent, format!("{percent} % understood"))
}

/// The exact figures behind [`understood`].
pub fn understood_exactly(coverage: &Coverage) -> String {
    format!("{} of {} bytes understood", count(coverage.claimed_bytes.min(coverage.bytes)), count(coverage.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_never_rounded_away() {
        let of = |claimed_bytes, bytes| understood(&Coverage { bytes, claimed_bytes, unread: Vec::new() }).0;
        assert_eq!((of(9_999, 10_000), of(10_000, 10_000), of(0, 5), of(1, 3)), (99, 100, 0, 33));
    }
}
