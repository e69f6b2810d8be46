//! Sorting through one compiled copy of the sorting code.
//!
//! The standard library's sort is compiled anew for every type of element: some forty lists made 150 KB of the worker.
//! Here one copy sorts positions, and the elements follow.

use std::cmp::Ordering;

/// Stable sorting of a list, as `sort_by` and `sort_by_key` of the standard library.
pub trait Order<T> {
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// For keys that cost something: each is made once.
    fn order_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|one, two| key(one).cmp(&key(two)));
    }
}

impl<T> Order<T> for [T] {
    fn order_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let places = sorted(self.len(), &mut |one, two| keys.get(one).cmp(&keys.get(two)));
        follow(self.len(), places, &mut |one, two| self.swap(one, two));
    }

    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let places = sorted(self.len(), &mut |one, two| match (self.get(one), self.get(two)) {
            (Some(one), Some(two)) => compare(one, two),
            _ => Ordering::Equal,
        });
        follow(self.len(), places, &mut |one, two| self.swap(one, two));
    }
}

/// The positions of a list in the order of their elements.
fn sorted(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|one, two| compare(*one, *two));
    places
}

/// Brings the element at `places[n]` to `n`, for every `n`, by swaps: at most one for each element.
fn follow(length: usize, places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    let mut target = vec![0; length];
    for (to, from) in places.into_iter().enumerate() {
        if let Some(target) = target.get_mut(from) {
            *target = to;
        }
    }
    for at in 0..length {
        while let Some(to) = target.get(at).copied().filter(|to| *to != at) {
            swap(at, to);
            target.swap(at, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(list in prop::collection::vec((0_u8..6, any::<u16>()), 0..80)) {
            let (mut ours, mut theirs) = (list.clone(), list);
            ours.order_by_key(|(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs);
            ours.order_by(|one, two| (two.1 / 256, one.0).cmp(&(one.1 / 256, two.0)));
            theirs.sort_by(|one, two| (two.1 / 256, one.0).cmp(&(one.1 / 256, two.0)));
            prop_assert_eq!(ours, theirs);
        }
    }
}
