//! What several bounds of one offset agree on.

use crate::text::order::Order;

/// The range that lies within the most of `bounds`, and within how many (Marzullo's algorithm): one wrong pair of records
/// among right ones moves nothing.
pub fn agreement(bounds: &[(i64, i64)]) -> Option<((i64, i64), usize)> {
    // A range that ends where another begins still touches it: beginnings come first.
    let mut edges: Vec<(i64, bool)> = bounds.iter().flat_map(|(low, high)| [(*low, false), (*high, true)]).collect();
    edges.order_by_key(|edge| *edge);
    let (mut open, mut most) = (0_usize, 0_usize);
    let mut range = None;
    for (at, (place, ends)) in edges.iter().enumerate() {
        if *ends {
            open = open.saturating_sub(1);
            continue;
        }
        open += 1;
        if open > most {
            most = open;
            range = edges.get(at + 1).map(|(next, _)| (*place, *next));
        }
    }
    Some((range?, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_most_bounds_share() {
        for (bounds, expected) in [
            (&[][..], None),
            (&[(3, 9)], Some(((3, 9), 1))),
            (&[(3, 9), (5, 20)], Some(((5, 9), 2))),
            (&[(3, 9), (100, 120), (5, 20)], Some(((5, 9), 2))),
            (&[(3, 9), (9, 12)], Some(((9, 9), 2))),
            (&[(1, 2), (8, 9)], Some(((1, 2), 1))),
        ] {
            assert_eq!(agreement(bounds), expected, "{bounds:?}");
        }
    }
}
