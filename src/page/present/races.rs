//! What the reports of a group say about each other, and what creation blocks say about who started whom.

use crate::model::race::{RaceReport, Site};
use crate::model::{RaceGroup, Text};

/// Whether the reports of a site are certainly another race than those of the sites before it: in one process, at other
/// lines on both sides and of another object (docs/spec/go-reports.md §5.6).
pub fn is_another_race(group: &RaceGroup, at: usize) -> bool {
    let Some((site, before)) = group.sites.get(..=at).and_then(<[Site]>::split_last) else { return false };
    before.iter().all(|other| {
        let apart =
            places(&site.title).zip(places(&other.title)).is_some_and(|(one, two)| one.0 != two.0 && one.1 != two.1);
        let (Some(one), Some(two)) = (first(group, site), first(group, other)) else { return false };
        apart && (one.span.source, one.process) == (two.span.source, two.process) && are_other_objects(one, two)
    })
}

/// `session.go:1400 ↔ executor.go:271` in its two halves.
fn places(title: &str) -> Option<(&str, &str)> {
    title.split_once(" ↔ ")
}

fn first<'a>(group: &'a RaceGroup, site: &Site) -> Option<&'a RaceReport> {
    group.reports.get(*site.reports.first()? as usize)
}

/// The detector watches eight bytes as one: two addresses within them may be one object.
fn are_other_objects(one: &RaceReport, two: &RaceReport) -> bool {
    let cell =
        |address: &Text| u64::from_str_radix(address.trim_start_matches("0x"), 16).ok().map(|address| address & !7);
    let cells = |report: &RaceReport| -> Vec<Option<u64>> {
        report.accesses.iter().filter_map(|access| access.address.as_ref()).map(cell).collect()
    };
    let (one, two) = (cells(one), cells(two));
    let known = |cells: &[Option<u64>]| !cells.is_empty() && cells.iter().all(Option::is_some);
    known(&one) && known(&two) && !one.iter().any(|cell| two.contains(cell))
}

/// Goroutine numbers, each started by the next. Creation blocks name no creator, but those that follow the accesses'
/// own come nearest first, so the line is certain where all of them can belong to one access only: the other one is of
/// the main goroutine, or one of the two started the other.
pub fn lineage(report: &RaceReport) -> Vec<&str> {
    let relation = report.relation.as_ref();
    let related = relation.and_then(|relation| Some((relation.child.as_deref()?, relation.parent.as_deref()?)));
    let is_main = || report.accesses.iter().any(|access| access.goroutine.as_deref() == Some("main"));
    let mut line = match (related, report.goroutines.as_slice()) {
        (Some((child, parent)), _) => vec![child, parent],
        (None, [only]) if is_main() => vec![&*only.goroutine],
        _ => return Vec::new(),
    };
    line.extend(report.ancestors.iter().map(|creation| &*creation.goroutine));
    line
}

/// The goroutine that started another one, where that is certain.
pub fn parent<'a>(lineage: &[&'a str], id: &str) -> Option<&'a str> {
    let at = lineage.iter().position(|known| *known == id)?;
    lineage.get(at + 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::race::{Access, AccessKind, Creation, Relation};

    fn access(goroutine: &str, address: &str) -> Access {
        Access {
            kind: AccessKind::Read,
            previous: false,
            address: Some(address.into()),
            goroutine: Some(goroutine.into()),
            frames: Vec::new(),
            restored: true,
            culprit: None,
            culprit_from: None,
        }
    }

    fn sites(sites: [(&str, &str); 2]) -> bool {
        let site = |(at, (title, _)): (u32, &(&str, &str))| Site {
            title: (*title).into(),
            reports: vec![at],
            ..Site::default()
        };
        let report =
            |(_, address): &(&str, &str)| RaceReport { accesses: vec![access("7", address)], ..RaceReport::default() };
        let group = RaceGroup {
            sites: (0..).zip(&sites).map(site).collect(),
            reports: sites.iter().map(report).collect(),
            ..RaceGroup::default()
        };
        is_another_race(&group, 1)
    }

    #[test]
    fn another_race_has_other_lines_and_another_object() {
        assert!(sites([("a.go:1 ↔ b.go:2", "0x00c000010000"), ("a.go:5 ↔ b.go:6", "0x00c000010008")]));
        assert!(!sites([("a.go:1 ↔ b.go:2", "0x00c000010000"), ("a.go:5 ↔ b.go:6", "0x00c000010007")]));
        assert!(!sites([("a.go:1 ↔ b.go:2", "0x00c000010000"), ("a.go:1 ↔ b.go:6", "0x00c000010008")]));
        assert!(!sites([("a.go:1 ↔ b.go:2", "lost"), ("a.go:5 ↔ b.go:6", "0x00c000010008")]));
    }

    #[test]
    fn a_line_of_creators_only_where_it_is_certain() {
        let made = |id: &str| Creation { goroutine: id.into(), state: "running".into(), frames: Vec::new() };
        let mut report = RaceReport {
            accesses: vec![access("12", ""), access("main", "")],
            goroutines: vec![made("12")],
            ancestors: vec![made("9"), made("5")],
            ..RaceReport::default()
        };
        assert_eq!(lineage(&report), ["12", "9", "5"]);
        assert_eq!(["12", "5", "7"].map(|id| parent(&lineage(&report), id)), [Some("9"), None, None]);
        report.accesses = vec![access("12", ""), access("11", "")];
        report.goroutines = vec![made("12"), made("11")];
        assert!(lineage(&report).is_empty());
        let (parent, child) = (Some("11".into()), Some("12".into()));
        report.relation = Some(Relation { parent, child, ..Relation::default() });
        assert_eq!(lineage(&report), ["12", "11", "9", "5"]);
    }
}
