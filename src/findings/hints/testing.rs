//! Short ways to write reports in tests of the rules.

use super::facts::Facts;
use crate::decode::std_packages::is_std;
use crate::decode::symbol::Symbol;
use crate::model::race::Relation;
use crate::model::{Access, AccessKind, Creation, Frame, RaceReport, Role};

/// A write by goroutine 7 (stack `write`) after a read by goroutine 8.
pub fn report(write: &str, read: &str) -> RaceReport {
    report_with((write, read), ("a.start7 a.go:1", "a.start8 a.go:2"), "running")
}

/// Whether a rule fires.
pub fn check(rule: &str, write: &str, read: &str, expected: bool) {
    assert_eq!(fires(rule, &report(write, read)), expected, "{rule}: {write} against {read}");
}

/// The same with the stacks that created both goroutines, and the state of the second.
pub fn check_with(rule: &str, stacks: (&str, &str), born: (&str, &str), state: &str, expected: bool) {
    assert_eq!(fires(rule, &report_with(stacks, born, state)), expected, "{rule}: {stacks:?} {born:?}");
}

fn fires(rule: &str, report: &RaceReport) -> bool {
    let facts = Facts::of(report).unwrap();
    super::RULES.iter().any(|it| it.id == rule && (it.check)(&facts).is_some_and(|found| !found.evidence.is_empty()))
}

fn report_with(stacks: (&str, &str), born: (&str, &str), state: &str) -> RaceReport {
    let side = |kind, previous, goroutine: &str, stack_text: &str| {
        let frames = stack(stack_text);
        let is_own = |frame: &Frame| matches!(frame.role, Role::App | Role::Helper);
        let own = frames.iter().position(is_own);
        let created = stack(if goroutine == "7" { born.0 } else { born.1 }).iter().position(is_own);
        let (culprit, from) = match (own, created) {
            (Some(at), _) => (at, "access"),
            (None, Some(at)) => (at, "creation"),
            (None, None) => (0, "access"),
        };
        Access {
            kind,
            previous,
            address: Some("0x00c000012340".into()),
            goroutine: Some(goroutine.into()),
            frames,
            restored: true,
            culprit: Some(culprit as u32),
            culprit_from: Some(from.into()),
        }
    };
    let creation = |goroutine: &str, text: &str, state: &str| Creation {
        goroutine: goroutine.into(),
        state: state.into(),
        frames: stack(text),
    };
    RaceReport {
        accesses: vec![side(AccessKind::Write, false, "7", stacks.0), side(AccessKind::Read, true, "8", stacks.1)],
        goroutines: vec![creation("7", born.0, "running"), creation("8", born.1, state)],
        relation: Some(Relation { parent: Some("7".into()), child: Some("8".into()), ..Relation::default() }),
        ..RaceReport::default()
    }
}

fn stack(text: &str) -> Vec<Frame> {
    let frames = text.split(", ").map(|one| {
        let (function, place) = one.rsplit_once(' ').unwrap();
        let (file, line) = place.rsplit_once(':').unwrap();
        let symbol = Symbol::read(function);
        let role = match &*symbol.package {
            "testing" => Role::Harness,
            package if is_std(package) => Role::Std,
            package if package.contains("util") || package.contains("testkit") || package.contains("require") => {
                Role::Helper
            }
            _ => Role::App,
        };
        Frame {
            function: function.into(),
            file: file.into(),
            line: line.parse().ok(),
            offset: None,
            role,
            ghost: false,
        }
    });
    frames.collect()
}
