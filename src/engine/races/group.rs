//! Collects race reports into groups while they come, so that a log of nothing but reports stays small in memory.

use super::key::{self, Keys};
use super::role::Roles;
use super::{describe, judge};
use crate::findings::hints;
use crate::model::race::Site;
use crate::model::{Note, RaceGroup, RaceReport, Text};
use crate::text::order::Order;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Whole reports kept of one group; further ones are counted.
pub const MAX_REPORTS_PER_GROUP: usize = 2_000;

/// Whole reports kept of one source.
pub const MAX_REPORTS: usize = 5_000;

/// Pairs of lines listed of one group, and distinct stacks counted at each.
const MAX_SITES: usize = 200;
const MAX_PATHS: usize = 2_000;

/// Words kept of one pair of lines.
const MAX_WORDS: usize = 16;

/// Ids listed in a group's family.
const MAX_FAMILY: usize = 20;

/// Pieces of memory kept of one group.
const MAX_CELLS: usize = 64;

/// Groups told apart; reports of further ones are only counted.
const MAX_GROUPS: usize = 10_000;

/// Groups beyond those that are told apart, but counted one by one.
const MAX_BEYOND: usize = 1 << 20;

/// Frames of all reports that are kept whole.
const MAX_FRAMES: usize = 500_000;

/// Groups named one by one because not all of their reports are kept.
const MAX_NAMED: usize = 20;

/// The groups of a source, or of several.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    list: Vec<Group>,
    by_key: BTreeMap<String, usize>,
    kept: usize,
    kept_frames: usize,
    seen: u64,
    /// Reports beyond [`MAX_GROUPS`], and their groups.
    left_out: u64,
    beyond: BTreeSet<u64>,
    roles: Roles,
}

#[derive(Clone, Debug)]
struct Group {
    key: String,
    functions: [Text; 2],
    types: [Option<Text>; 2],
    title: String,
    count: u64,
    kinds: BTreeSet<&'static str>,
    sites: Vec<SiteOf>,
    reports: Vec<RaceReport>,
    /// The 64 bytes around the words touched, each with its process.
    cells: BTreeSet<(Process, u64)>,
}

/// A source and one of its processes: addresses of two of them cannot be compared.
type Process = (u32, u64);

#[derive(Clone, Debug)]
struct SiteOf {
    key: String,
    title: String,
    count: u64,
    paths: BTreeSet<u64>,
    reports: Vec<u32>,
    lines: [Option<u32>; 2],
    /// The words touched, each with its process.
    words: BTreeSet<(Process, u64)>,
}

impl Groups {
    /// Reports seen so far.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Different races met, where they are more than are listed.
    pub fn beyond(&self) -> u64 {
        match self.further() {
            0 => 0,
            further => self.list.len() as u64 + further,
        }
    }

    /// Different races that are not listed; one source may list what another does not.
    fn further(&self) -> u64 {
        let listed = self.list.iter().map(|group| number_of(&group.key));
        let listed = listed.filter(|number| self.beyond.contains(number)).count();
        (self.beyond.len() - listed) as u64
    }

    /// Adds a report as it was read.
    pub fn add(&mut self, mut report: RaceReport) {
        judge(&mut report, &mut self.roles);
        self.add_judged(report, describe);
    }

    /// `describe` adds to a report that is kept what is not known of it yet.
    fn add_judged(&mut self, mut report: RaceReport, describe: fn(&mut RaceReport)) {
        let keys = Keys::of(&report);
        let frames = frames_of(&report);
        let room = self.kept < MAX_REPORTS && self.kept_frames + frames <= MAX_FRAMES;
        self.seen += 1;
        let at = self.group(&keys);
        let Some(group) = self.list.get_mut(at) else {
            self.left_out += 1;
            return;
        };
        group.count += 1;
        group.kinds.insert(keys.kinds);
        let kept = room && group.reports.len() < MAX_REPORTS_PER_GROUP;
        let index = kept.then_some(group.reports.len() as u32);
        let process = (report.span.source, report.process);
        if group.cells.len() < MAX_CELLS {
            group.cells.extend(keys.word.map(|word| (process, word & !63)));
        }
        group.at_site(&keys, process, index);
        if kept {
            describe(&mut report);
            group.reports.push(report);
            self.kept += 1;
            self.kept_frames += frames;
        }
    }

    /// Adds the groups of another source.
    pub fn merge(&mut self, other: Groups) {
        self.seen += other.left_out;
        self.left_out += other.left_out;
        let room = MAX_BEYOND.saturating_sub(self.beyond.len());
        self.beyond.extend(other.beyond.into_iter().take(room));
        for theirs in other.list {
            let counted = theirs.count - theirs.reports.len() as u64;
            let (sites, cells, kinds) = (theirs.sites.clone(), theirs.cells.clone(), theirs.kinds.clone());
            self.seen += counted;
            let at = self.group_like(&theirs);
            for report in theirs.reports {
                self.add_judged(report, |_| {});
            }
            // What the other source only counted.
            let Some(ours) = at.and_then(|at| self.list.get_mut(at)) else {
                self.left_out += counted;
                continue;
            };
            ours.count += counted;
            ours.kinds.extend(kinds);
            let room = MAX_CELLS.saturating_sub(ours.cells.len());
            ours.cells.extend(cells.into_iter().take(room));
            for site in sites {
                let more = site.count - site.reports.len() as u64;
                if let Some(known) = ours.sites.iter_mut().find(|known| known.key == site.key) {
                    known.count += more;
                    known.paths.extend(site.paths);
                } else if ours.sites.len() < MAX_SITES {
                    ours.sites.push(SiteOf { reports: Vec::new(), ..site });
                }
            }
        }
    }

    /// The cards: most frequent first, then in the order of the input. Notes say where a bound was reached.
    pub fn finish(self, notes: &mut Vec<Note>) -> Vec<RaceGroup> {
        let further_groups = self.further();
        let ids: Vec<Text> = self.list.iter().map(|group| key::id(&group.key)).collect();
        let families = related(&ids, &family_members(&self.list));
        let same_objects = related(&ids, &at_one_place(&self.list));
        let mut cards = Vec::with_capacity(self.list.len());
        let mut limit = |text: String| {
            notes.push(Note { kind: "limit".into(), span: None, text: text.into(), near_miss: None });
        };
        let (mut named, mut further) = (0, 0);
        for ((group, family), same_object) in self.list.into_iter().zip(families).zip(same_objects) {
            let dropped = group.count - group.reports.len() as u64;
            let card = RaceGroup { family, same_object, ..group.card() };
            if dropped > 0 && named < MAX_NAMED {
                named += 1;
                limit(format!("{}: {dropped} of {} reports are counted but not kept whole", card.title, card.count));
            } else {
                further += dropped;
            }
            cards.push(card);
        }
        if further > 0 {
            limit(format!("{further} reports of further races are counted but not kept whole"));
        }
        if self.left_out > 0 {
            let least = if self.beyond.len() < MAX_BEYOND { "" } else { "at least " };
            limit(format!(
                "{} reports are of {least}{further_groups} further races, beyond the {MAX_GROUPS} that are listed",
                self.left_out
            ));
        }
        cards.order_by_key(|card| std::cmp::Reverse(card.count));
        cards
    }

    /// The place of the group that another source knows, of which it may hold no report; none when there are too many.
    fn group_like(&mut self, theirs: &Group) -> Option<usize> {
        if let Some(at) = self.by_key.get(&theirs.key) {
            return Some(*at);
        }
        if self.list.len() >= MAX_GROUPS {
            self.count_beyond(&theirs.key);
            return None;
        }
        self.by_key.insert(theirs.key.clone(), self.list.len());
        self.list.push(Group {
            key: theirs.key.clone(),
            functions: theirs.functions.clone(),
            types: theirs.types.clone(),
            title: theirs.title.clone(),
            count: 0,
            kinds: BTreeSet::new(),
            sites: Vec::new(),
            reports: Vec::new(),
            cells: BTreeSet::new(),
        });
        Some(self.list.len() - 1)
    }

    fn count_beyond(&mut self, key: &str) {
        if self.beyond.len() < MAX_BEYOND {
            self.beyond.insert(number_of(key));
        }
    }

    /// The place of the group with these keys, made where there is none; no place at all when there are too many.
    fn group(&mut self, keys: &Keys) -> usize {
        let key = keys.group();
        if self.list.len() >= MAX_GROUPS {
            let known = self.by_key.get(&key).copied();
            if known.is_none() {
                self.count_beyond(&key);
            }
            return known.unwrap_or(usize::MAX);
        }
        *self.by_key.entry(key).or_insert_with_key(|key| {
            self.list.push(Group {
                key: key.clone(),
                functions: keys.functions.clone(),
                types: keys.types.clone(),
                title: keys.title.clone(),
                count: 0,
                kinds: BTreeSet::new(),
                sites: Vec::new(),
                reports: Vec::new(),
                cells: BTreeSet::new(),
            });
            self.list.len() - 1
        })
    }
}

/// A number that stands for a key: counting needs no names.
fn number_of(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn frames_of(report: &RaceReport) -> usize {
    let accesses = report.accesses.iter().map(|access| access.frames.len() + 1);
    let created = report.goroutines.iter().chain(&report.ancestors).map(|made| made.frames.len() + 1);
    accesses.chain(created).sum()
}

impl Group {
    fn at_site(&mut self, keys: &Keys, process: Process, report: Option<u32>) {
        let word = keys.word.map(|word| (process, word));
        if let Some(site) = self.sites.iter_mut().find(|site| site.key == keys.site) {
            site.count += 1;
            if site.words.len() < MAX_WORDS {
                site.words.extend(word);
            }
            site.reports.extend(report);
            if site.paths.len() < MAX_PATHS {
                site.paths.insert(keys.path);
            }
        } else if self.sites.len() < MAX_SITES {
            self.sites.push(SiteOf {
                key: keys.site.clone(),
                title: keys.site_title.clone(),
                count: 1,
                paths: BTreeSet::from([keys.path]),
                reports: report.into_iter().collect(),
                lines: keys.lines,
                words: word.into_iter().collect(),
            });
        }
    }

    fn card(self) -> RaceGroup {
        let hints = self.reports.first().map(hints::of).unwrap_or_default();
        let why = self.why();
        let sites = self.sites.into_iter().map(|site| Site {
            title: site.title.into(),
            count: site.count,
            paths: site.paths.len() as u64,
            reports: site.reports,
        });
        RaceGroup {
            id: key::id(&self.key),
            title: self.title.into(),
            count: self.count,
            kinds: self.kinds.into_iter().map(Into::into).collect(),
            why: why.into(),
            hints,
            sites: sites.collect(),
            reports: self.reports,
            ..RaceGroup::default()
        }
    }

    /// Why these reports are one card, in words.
    fn why(&self) -> String {
        let pair = match &self.functions {
            [first, second] if first.is_empty() && second.is_empty() => "functions that are not known".to_owned(),
            [known, unknown] | [unknown, known] if unknown.is_empty() => {
                format!("{known} and a function that is not known")
            }
            [first, second] if first == second => format!("{first} on both sides"),
            [first, second] => format!("{first} and {second}"),
        };
        let paths: usize = self.sites.iter().map(|site| site.paths.len()).sum();
        match (self.count, self.sites.len(), paths) {
            (1, ..) => format!("one report; the pair of functions is {pair}"),
            (count, 1, 1) => format!("the same report {count} times: {pair}, with equal stacks"),
            (count, 1, paths) => format!("{count} reports of {pair} at the same lines, reached {paths} ways"),
            (count, sites, _) if self.may_be_several() => format!(
                "{count} reports of {pair} at {sites} pairs of lines; some share neither a line nor an address and may be \
                 different races"
            ),
            (count, sites, _) => format!("{count} reports of {pair} at {sites} pairs of lines"),
        }
    }

    /// Whether two pairs of lines have no line in common and, within one process, no word (docs/spec/go-reports.md
    /// §5.6).
    fn may_be_several(&self) -> bool {
        let apart = |one: &SiteOf, two: &SiteOf| {
            let other_lines =
                one.lines.iter().zip(&two.lines).all(|(one, two)| one.is_some() && two.is_some() && one != two);
            let processes = |site: &SiteOf| site.words.iter().map(|(process, _)| *process).collect::<BTreeSet<_>>();
            other_lines && !processes(one).is_disjoint(&processes(two)) && one.words.is_disjoint(&two.words)
        };
        self.sites.iter().enumerate().any(|(at, one)| self.sites.iter().skip(at + 1).any(|two| apart(one, two)))
    }
}

/// The groups that share a function, or race on the same type on both sides.
fn family_members(groups: &[Group]) -> Vec<Vec<usize>> {
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        let mut names: Vec<&Text> = group.functions.iter().filter(|name| !name.is_empty()).collect();
        names.dedup();
        for name in names {
            members.entry(format!("function {name}")).or_default().push(at);
        }
        if let [Some(first), Some(second)] = &group.types
            && first == second
        {
            members.entry(format!("type {first}")).or_default().push(at);
        }
    }
    members.into_values().collect()
}

/// The groups that touch the same 64 bytes of one process (level LA).
fn at_one_place(groups: &[Group]) -> Vec<Vec<usize>> {
    let mut members: BTreeMap<(Process, u64), Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for cell in &group.cells {
            members.entry(*cell).or_default().push(at);
        }
    }
    members.into_values().collect()
}

/// For every group the ids of those that are in a list with it.
fn related(ids: &[Text], lists: &[Vec<usize>]) -> Vec<Vec<Text>> {
    let mut related: Vec<Vec<usize>> = vec![Vec::new(); ids.len()];
    for list in lists {
        for at in list {
            if let Some(others) = related.get_mut(*at) {
                others.extend(list.iter().filter(|other| *other != at).take(MAX_FAMILY));
            }
        }
    }
    let named = |mut list: Vec<usize>| {
        list.order_by(Ord::cmp);
        list.dedup();
        list.iter().take(MAX_FAMILY).filter_map(|at| ids.get(*at).cloned()).collect()
    };
    related.into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::races::testing::report;

    /// Titles with their counts, sites and families.
    fn check(reports: &[(&str, &str)], expected: &[(&str, u64, usize, usize)]) {
        let mut groups = Groups::default();
        for (write, read) in reports {
            groups.add(report(write, read));
        }
        let cards = groups.finish(&mut Vec::new());
        let got: Vec<_> =
            cards.iter().map(|card| (&*card.title, card.count, card.sites.len(), card.family.len())).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn groups_sites_and_families() {
        check(
            &[
                ("a.f x.go:1", "a.g x.go:2"),
                ("a.h x.go:1", "a.g x.go:2"),
                ("a.h x.go:1", "a.g x.go:2"),
                ("a.g x.go:2", "a.h x.go:4"),
                ("b.f x.go:2", "b.g x.go:4"),
            ],
            &[
                ("a.h (write) ↔ a.g (read)", 3, 2, 1),
                ("a.f (write) ↔ a.g (read)", 1, 1, 1),
                ("b.f (write) ↔ b.g (read)", 1, 1, 0),
            ],
        );
    }

    #[test]
    fn why_they_are_one_card() {
        let why = |reports: &[(&str, &str, &str)]| {
            let mut groups = Groups::default();
            for (write, read, address) in reports {
                let mut report = report(write, read);
                report.accesses.iter_mut().for_each(|access| access.address = Some((*address).into()));
                groups.add(report);
            }
            groups.finish(&mut Vec::new()).iter().map(|card| card.why.to_string()).collect::<Vec<_>>().join("; ")
        };
        let (one, other) = ("0x00c000000010", "0x00c000000400");
        let told = "2 reports of a.f and a.g at 2 pairs of lines";
        assert_eq!(why(&[("a.f x.go:1", "a.g x.go:2", one), ("a.f x.go:3", "a.g x.go:4", one)]), told);
        assert_eq!(why(&[("a.f x.go:1", "a.g x.go:2", one), ("a.f x.go:3", "a.g x.go:2", other)]), told);
        let several = why(&[("a.f x.go:1", "a.g x.go:2", one), ("a.f x.go:3", "a.g x.go:4", other)]);
        assert!(several.starts_with(told) && several.ends_with("may be different races"), "{several}");
    }

    #[test]
    fn why_a_race_with_one_known_side_is_a_card() {
        let mut one = report("a.f x.go:1", "a.g x.go:2");
        one.accesses.truncate(1);
        let mut groups = Groups::default();
        groups.add(one);
        let why = groups.finish(&mut Vec::new()).remove(0).why;
        assert_eq!(&*why, "one report; the pair of functions is a.f and a function that is not known");
    }

    #[test]
    fn races_within_64_bytes_of_one_process_may_be_one_object() {
        let same = |second: (&str, u64)| {
            let mut groups = Groups::default();
            for (functions, (address, process)) in [(["a.f", "a.g"], ("0x00c000000040", 0)), (["b.f", "b.g"], second)] {
                let mut report = report(functions[0], functions[1]);
                report.accesses.iter_mut().for_each(|access| access.address = Some(address.into()));
                report.process = process;
                groups.add(report);
            }
            let cards = groups.finish(&mut Vec::new());
            assert_eq!(cards[0].same_object.len(), cards[1].same_object.len());
            cards[0].same_object == [cards[1].id.clone()]
        };
        assert!(same(("0x00c00000007f", 0)));
        assert!(!same(("0x00c000000080", 0)));
        assert!(!same(("0x00c000000040", 1)));
    }

    #[test]
    fn one_type_on_both_sides_is_a_family() {
        check(
            &[
                ("a.(*T).A x.go:1", "a.(*T).B x.go:2"),
                ("a.(*T).C x.go:1", "a.(*T).D x.go:2"),
                ("a.(*T).E x.go:3", "b.F x.go:1"),
            ],
            &[
                ("T.A (write) ↔ T.B (read)", 1, 1, 1),
                ("T.C (write) ↔ T.D (read)", 1, 1, 1),
                ("T.E (write) ↔ b.F (read)", 1, 1, 0),
            ],
        );
    }

    #[test]
    fn races_beyond_those_listed_are_counted() {
        let mut groups = Groups::default();
        for number in 0..MAX_GROUPS + 30 {
            groups.add(report(&format!("a.f{number} x.go:1"), "a.g x.go:2"));
            groups.add(report(&format!("a.f{number} x.go:1"), "a.g x.go:2"));
        }
        let mut both = Groups::default();
        both.merge(groups.clone());
        both.merge(groups);
        assert_eq!(both.beyond(), MAX_GROUPS as u64 + 30);
        assert_eq!(both.seen(), 4 * (MAX_GROUPS as u64 + 30));
        let mut notes = Vec::new();
        let cards = both.finish(&mut notes);
        assert_eq!(cards.len(), MAX_GROUPS);
        assert_eq!(cards.iter().map(|card| card.count).sum::<u64>(), 4 * MAX_GROUPS as u64);
        assert!(notes.iter().any(|note| note.text.starts_with("120 reports are of 30 further races")));
    }

    #[test]
    fn reports_of_many_frames_are_counted_and_not_kept() {
        let mut groups = Groups::default();
        for _ in 0..30 {
            let mut long = report("a.f x.go:1", "a.g x.go:2");
            let frames = &mut long.accesses[0].frames;
            *frames = std::iter::repeat_n(frames[0].clone(), MAX_FRAMES / 20).collect();
            groups.add(long);
        }
        let cards = groups.finish(&mut Vec::new());
        assert_eq!((cards[0].count, cards[0].reports.len()), (30, 19));
    }

    #[test]
    fn counts_stay_right_beyond_what_is_kept() {
        let (mut groups, mut notes) = (Groups::default(), Vec::new());
        for _ in 0..MAX_REPORTS_PER_GROUP + 5 {
            groups.add(report("a.f x.go:1", "a.g x.go:2"));
        }
        let mut both = Groups::default();
        both.merge(groups.clone());
        both.merge(groups);
        let cards = both.finish(&mut notes);
        let (count, kept) = (cards[0].count, cards[0].reports.len());
        assert_eq!((count as usize, kept), (2 * (MAX_REPORTS_PER_GROUP + 5), MAX_REPORTS_PER_GROUP));
        assert_eq!(cards[0].sites[0].count, count);
        assert_eq!(notes.len(), 1);
    }
}
