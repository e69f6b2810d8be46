//! H1 to H4: what kind of memory is raced on.

use super::Found;
use super::facts::Facts;

/// Functions of the runtime that use a map.
pub const MAPS: &[&str] = &[
    "runtime.mapassign",
    "runtime.mapdelete",
    "runtime.mapaccess",
    "runtime.mapIter",
    "runtime.mapiter",
    "runtime.mapclear",
    "runtime.mapclone",
    "internal/runtime/maps.",
];

const COPIES: &[&str] = &[
    "runtime.slicecopy",
    "runtime.slicebytetostring",
    "runtime.slicerunetostring",
    "runtime.memmove",
    "reflect.typedslicecopy",
    "bytes.(*Buffer).",
];

/// H1: an address below Go's heap.
pub fn package_variable(facts: &Facts<'_>) -> Option<Found> {
    (facts.address_class == Some("package variable")).then_some(())?;
    Found::new(
        "The address lies below Go's heap: this may be a package-level variable, not a field or a local one.",
        facts.culprits(),
    )
}

/// H2: a map function on top.
pub fn map(facts: &Facts<'_>) -> Option<Found> {
    let tops = facts.tops(|top| MAPS.iter().any(|start| top.function.starts_with(start)));
    if tops.len() == 1 {
        return Found::weaker("A map may be used while another goroutine works on it or on what it holds.", tops);
    }
    (!tops.is_empty()).then_some(())?;
    Found::new(
        "A map may be used by two goroutines without a lock; without the detector the program may die with \"fatal error: concurrent map …\".",
        tops,
    )
}

/// H3: a slice grows on a side.
pub fn append(facts: &Facts<'_>) -> Option<Found> {
    let tops = facts.tops(|top| &*top.function == "runtime.growslice");
    match tops.len() {
        0 => None,
        1 => Found::weaker("A slice may be appended to while another goroutine uses it.", tops),
        _ => Found::new("Two goroutines may append to the same slice.", tops),
    }
}

/// H4: bytes are copied on a side.
pub fn shared_buffer(facts: &Facts<'_>) -> Option<Found> {
    let tops = facts.tops(|top| COPIES.iter().any(|start| top.function.starts_with(start)));
    (!tops.is_empty()).then_some(())?;
    Found::new("Both sides may share one backing array or buffer; compare the offsets of the two addresses.", tops)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn memory() {
        check("H2", "runtime.mapassign_faststr m.go:1, a.Set a.go:2", "a.Get a.go:3", true);
        check("H2", "a.Set a.go:2, runtime.mapassign m.go:1", "a.Get a.go:3", false);
        check("H3", "runtime.growslice s.go:1, a.Add a.go:2", "a.Get a.go:3", true);
        check("H3", "a.growslice s.go:1", "a.Get a.go:3", false);
        check("H4", "bytes.(*Buffer).Write b.go:1, a.Put a.go:1", "a.Get a.go:3", true);
        check("H4", "a.Put a.go:1", "a.Get a.go:3", false);
    }

    /// What the other side did is not known to be the same.
    #[test]
    fn one_side_is_weaker_than_two() {
        let confidence = |write: &str, read: &str| {
            let hints = super::super::of(&super::super::testing::report(write, read));
            hints.first().map(|hint| (hint.rule.to_string(), hint.confidence.to_string()))
        };
        let (append, map) = ("runtime.growslice s.go:1, a.Add a.go:2", "runtime.mapassign m.go:1, a.Set a.go:2");
        assert_eq!(confidence(append, append), Some(("H3".into(), "high".into())));
        assert_eq!(confidence(append, "a.Get a.go:3"), Some(("H3".into(), "medium".into())));
        assert_eq!(confidence(map, map), Some(("H2".into(), "high".into())));
        assert_eq!(confidence(map, "a.Get a.go:3"), Some(("H2".into(), "medium".into())));
    }

    #[test]
    fn a_package_variable() {
        let mut report = super::super::testing::report("a.f a.go:1", "a.g a.go:2");
        let has = |report: &crate::model::RaceReport| super::super::of(report).iter().any(|hint| &*hint.rule == "H1");
        assert!(!has(&report));
        report.address_class = Some("package variable".into());
        assert!(has(&report));
    }
}
