//! What makes two race reports the same (docs/spec/go-reports.md §5.4). Every key is an unordered pair, since which
//! side comes first is scheduling luck.

use super::culprit;
use crate::decode::symbol::Symbol;
use crate::model::{Access, AccessKind, RaceReport, Text};
use crate::text::hash::WordHasher;
use crate::text::order::Order;
use sha2::{Digest, Sha256};
use std::hash::Hasher;

/// The keys of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// L2: the base functions of both culprits, in order.
    pub functions: [Text; 2],
    /// Receiver types of both culprits, with their packages; None for functions.
    pub types: [Option<Text>; 2],
    /// L1: culprit functions with closure suffix and line, as text; without what a move or another type changes.
    pub site: String,
    /// `session.go:1400 ↔ executor.go:271`.
    pub site_title: String,
    /// The lines of both culprits, in the order of the functions.
    pub lines: [Option<u32>; 2],
    /// The word that was touched: addresses count in units of eight bytes. Of one process section only.
    pub word: Option<u64>,
    /// L0: kinds, and function and line of all frames of both sides.
    pub path: u64,
    /// `SessionVars.SetAlloc (write) ↔ executor.newBaseExecutor (read)`.
    pub title: String,
    /// `read/write`.
    pub kinds: &'static str,
}

impl Keys {
    pub fn of(report: &RaceReport) -> Self {
        let mut sides: Vec<Side> = report.accesses.iter().take(2).map(|access| Side::of(report, access)).collect();
        let title = sides.iter().map(|side| side.title.as_str()).collect::<Vec<_>>().join(" ↔ ");
        let site_title = sides.iter().map(|side| side.place.as_str()).collect::<Vec<_>>().join(" ↔ ");
        sides.order_by(|one, two| (&one.function, &one.site).cmp(&(&two.function, &two.site)));
        let mut paths: Vec<u64> = sides.iter().map(|side| side.path).collect();
        paths.order_by(Ord::cmp);
        let site = sides.iter().map(|side| side.site.as_str()).collect::<Vec<_>>().join("\n");
        let mut sides = sides.into_iter();
        let (first, second) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
        Self {
            functions: [first.function.into(), second.function.into()],
            types: [first.receiver, second.receiver],
            site,
            site_title,
            lines: [first.line, second.line],
            word: report.accesses.iter().find_map(|access| word(access.address.as_deref()?)),
            path: paths.iter().fold(0, |hash, path| hash.rotate_left(7) ^ path),
            title,
            kinds: kinds(report),
        }
    }

    /// The text that decides which group a report belongs to. Where no function is known, only the word tells.
    pub fn group(&self) -> String {
        let functions = self.functions.join("\n");
        if functions == "\n" { format!("{functions}{}", self.word.unwrap_or_default()) } else { functions }
    }
}

/// A short hash of a group's key, stable across runs and machines.
pub fn id(group: &str) -> Text {
    let digest = Sha256::digest(group.as_bytes());
    let mut id = String::with_capacity(10);
    for byte in digest.iter().take(5) {
        for digit in [byte >> 4, byte & 15] {
            id.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    id.into()
}

#[derive(Default)]
struct Side {
    function: String,
    receiver: Option<Text>,
    site: String,
    place: String,
    line: Option<u32>,
    path: u64,
    title: String,
}

impl Side {
    fn of(report: &RaceReport, access: &Access) -> Self {
        let kind = kind(access.kind);
        let mut path = WordHasher::default();
        path.write(kind.as_bytes());
        for frame in &access.frames {
            path.write(frame.function.as_bytes());
            path.write(&frame.line.unwrap_or(0).to_le_bytes());
        }
        let path = path.finish();
        let Some(frame) = culprit::frame(report, access) else {
            return Self { title: format!("unknown ({kind})"), place: "unknown".into(), path, ..Self::default() };
        };
        let symbol = Symbol::read(&frame.function);
        let file = frame.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let place = frame.line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
        let via = if access.culprit_from.as_deref() == Some("creation") { " via creation" } else { "" };
        Self {
            receiver: symbol.receiver.as_ref().map(|receiver| {
                let base = symbol.base();
                let package = base.strip_suffix(&format!(".{receiver}.{}", symbol.function)).unwrap_or_default();
                format!("{package}.{receiver}").into()
            }),
            site: format!("{}{}:{}", symbol.base(), symbol.closure, frame.line.unwrap_or(0)),
            function: symbol.base(),
            line: frame.line,
            place,
            path,
            title: format!("{}{} ({kind}{via})", symbol.short(), symbol.closure),
        }
    }
}

/// `0x00c00bf3f580`, without its three lowest bits.
fn word(address: &str) -> Option<u64> {
    u64::from_str_radix(address.trim_start_matches("0x"), 16).ok().map(|address| address & !7)
}

fn kinds(report: &RaceReport) -> &'static str {
    let read = report.accesses.iter().any(|access| access.kind == AccessKind::Read);
    let write = report.accesses.iter().any(|access| access.kind == AccessKind::Write);
    match (read, write) {
        (true, true) => "read/write",
        (true, false) => "read",
        (false, true) if report.accesses.len() > 1 => "write/write",
        (false, _) => "write",
    }
}

pub fn kind(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Read => "read",
        AccessKind::Write => "write",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::races::role::Roles;
    use crate::engine::races::{judge, testing};

    fn keys(write: &str, read: &str) -> Keys {
        let mut report = testing::report(write, read);
        judge(&mut report, &mut Roles::default());
        Keys::of(&report)
    }

    #[test]
    fn the_order_of_the_sides_and_the_lines_do_not_matter() {
        let one = keys("a/b.(*T).Set b.go:1", "a/b.(*T).Get.func1 b.go:9");
        let two = keys("a/b.(*T).Get.func2 b.go:19", "a/b.(*T).Set b.go:3");
        assert_eq!(one.group(), two.group());
        assert_eq!(id(&one.group()), id(&two.group()));
        assert_ne!(one.site, two.site);
        assert_eq!(one.title, "T.Set (write) ↔ T.Get.func1 (read)");
        assert_eq!(one.site_title, "b.go:1 ↔ b.go:9");
        assert_eq!(one.types, [Some("a/b.T".into()), Some("a/b.T".into())]);
    }

    #[test]
    fn a_move_or_another_type_is_the_same_site() {
        let one = keys("github.com/a/b/x.F[go.shape.int] x.go:1", "github.com/a/b/x.G x.go:2");
        let two = keys("github.com/a/b/pkg/x.F[go.shape.string] x.go:1", "github.com/a/b/pkg/x.G x.go:2");
        assert_eq!((one.group(), one.site), (two.group(), two.site));
    }

    #[test]
    fn without_functions_only_the_word_tells() {
        let at = |address: &str| {
            let mut report = testing::report("", "");
            report.goroutines.clear();
            for access in &mut report.accesses {
                (access.address, access.frames) = (Some(address.into()), Vec::new());
            }
            Keys::of(&report).group()
        };
        assert_eq!(at("0x00c000000010"), at("0x00c000000017"));
        assert_ne!(at("0x00c000000010"), at("0x00c000000018"));
    }

    #[test]
    fn other_functions_are_another_group() {
        assert_ne!(keys("a.f x.go:1", "a.g x.go:2").group(), keys("a.f x.go:1", "a.h x.go:2").group());
    }

    #[test]
    fn a_stack_without_the_program_falls_back_to_the_creation() {
        let got = keys("sync/atomic.AddInt64 asm.s:1", "a.g x.go:2");
        assert_eq!(got.title, "a.start (write via creation) ↔ a.g (read)");
    }
}
