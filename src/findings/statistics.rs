//! Median, median absolute deviation, robust z: what tells an unusual value from the usual ones without being moved by it.

use crate::text::order::Order;

/// The middle of some values; None of none.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.order_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(*sorted.get(middle - 1)?, upper))
}

/// The median of times, in nanoseconds.
pub fn median_nanos(values: &[i64]) -> Option<i64> {
    let values: Vec<f64> = values.iter().map(|nanos| *nanos as f64).collect();
    median(&values).map(|nanos| nanos.round() as i64)
}

/// Median and spread of a sample, for [`Spread::z`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    /// One "usual distance": MAD ÷ 0.6745, or 1.2533 × the mean absolute deviation where the MAD is 0.
    pub unit: f64,
}

impl Spread {
    pub fn of(values: &[f64]) -> Option<Self> {
        let center = median(values)?;
        let distances: Vec<f64> = values.iter().map(|value| (value - center).abs()).collect();
        let mad = median(&distances)?;
        let unit =
            if mad > 0.0 { mad / 0.6745 } else { 1.2533 * distances.iter().sum::<f64>() / distances.len() as f64 };
        Some(Self { median: center, unit })
    }

    /// From median and 95th percentile, where the values themselves are not kept: of a normal distribution they lie
    /// 1.645 deviations apart.
    pub fn of_quantiles(median: f64, p95: f64) -> Self {
        Self { median, unit: (p95 - median) / 1.645 }
    }

    /// The robust z of Iglewicz and Hoaglin; None where all values are equal.
    pub fn z(&self, value: f64) -> Option<f64> {
        (self.unit > 0.0).then(|| (value - self.median) / self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median_nanos(&[4, 1, 2, 3]), Some(3));
    }

    #[test]
    fn robust_z() {
        let spread = Spread::of(&[1.0, 2.0, 3.0, 4.0, 100.0]).unwrap();
        assert!((spread.median - 3.0).abs() < 1e-9);
        assert!((spread.z(100.0).unwrap() - 0.6745 * 97.0).abs() < 1e-9);
        assert_eq!(Spread::of(&[2.0, 2.0]).unwrap().z(3.0), None);
        let mostly_equal = Spread::of(&[2.0, 2.0, 2.0, 6.0]).unwrap();
        assert!((mostly_equal.z(6.0).unwrap() - 4.0 / 1.2533).abs() < 1e-9);
    }
}
