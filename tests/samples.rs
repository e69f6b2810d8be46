//! The worked examples of docs/spec/go-reports.md §5.8: what the three sample issues must show.

use racecard::model::{Access, AccessKind, Creation, RaceGroup, RaceReport};
use racecard::{Report, Scanner};

fn scan(name: &str) -> Report {
    let path = format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut scanner = Scanner::new(name);
    scanner.push(&std::fs::read(path).unwrap());
    scanner.finish()
}

fn only(report: &Report) -> (&RaceGroup, &RaceReport) {
    let [group] = report.races.as_slice() else { panic!("one race, not {}", report.races.len()) };
    let [race] = group.reports.as_slice() else { panic!("one report") };
    (group, race)
}

/// `write 0x00c00bf3f580 216448 16 SetAlloc session.go:1400 +0x324`.
fn side(access: &Access) -> String {
    let culprit = &access.frames[access.culprit.unwrap() as usize];
    let kind = if access.kind == AccessKind::Write { "write" } else { "read" };
    format!(
        "{}{kind} {} {} {} {} {}:{} +{}",
        if access.previous { "previous " } else { "" },
        access.address.as_deref().unwrap(),
        access.goroutine.as_deref().unwrap(),
        access.frames.len(),
        culprit.function.rsplit('/').next().unwrap(),
        culprit.file.rsplit('/').next().unwrap(),
        culprit.line.unwrap(),
        culprit.offset.as_deref().unwrap(),
    )
}

/// `216448 running 17 12`: goroutine, state, frames, of these left over from a recovered panic.
fn creation(creation: &Creation) -> String {
    let ghosts = creation.frames.iter().filter(|frame| frame.ghost).count();
    format!("{} {} {} {ghosts}", creation.goroutine, creation.state, creation.frames.len())
}

fn check(race: &RaceReport, sides: [&str; 2], creations: [&str; 2]) {
    assert_eq!(race.accesses.iter().map(side).collect::<Vec<_>>(), sides);
    assert_eq!(race.goroutines.iter().map(creation).collect::<Vec<_>>(), creations);
}

fn rules(group: &RaceGroup) -> Vec<&str> {
    group.hints.iter().map(|hint| &*hint.rule).collect()
}

#[test]
fn tidb_40823() {
    let report = scan("tidb-40823.txt");
    let (group, race) = only(&report);
    assert_eq!(&*group.title, "SessionVars.SetAlloc (write) ↔ executor.newBaseExecutor (read)");
    check(
        race,
        [
            "write 0x00c00bf3f580 216448 16 variable.(*SessionVars).SetAlloc session.go:1400 +0x324",
            "previous read 0x00c00bf3f580 217396 17 executor.newBaseExecutor executor.go:271 +0x1e6",
        ],
        ["216448 running 17 12", "217396 running 6 0"],
    );
    assert!(race.complete);
    let relation = race.relation.as_ref().unwrap();
    assert_eq!(&*relation.text, "216448 created 217396");
    assert_eq!((relation.common_run.length, relation.common_run.same_lines), (4, 3));
    assert_eq!(race.test.as_deref(), Some("TestOptimisticTxnRetryInPessimisticMode"));
    assert_eq!((race.address_class.as_deref(), race.toolchain.as_deref()), (Some("heap"), Some("≈ 1.19")));
    assert_eq!(rules(group), ["H15", "H14"]);
}

#[test]
fn tidb_46282() {
    let report = scan("tidb-46282.txt");
    let (group, race) = only(&report);
    assert_eq!(&*group.title, "SessionVars.SetAlloc (write) ↔ SessionVars.ClearAlloc (write)");
    check(
        race,
        [
            "write 0x00c0086f71f0 49824 12 variable.(*SessionVars).SetAlloc session.go:1608 +0x8d",
            "previous write 0x00c0086f71f0 49818 13 variable.(*SessionVars).ClearAlloc session.go:1624 +0x14a",
        ],
        ["49824 running 6 0", "49818 running 6 0"],
    );
    assert!(!race.complete);
    let cut = race.goroutines[1].frames.last().unwrap();
    assert_eq!((&*cut.file, cut.line), ("util/wait_group", None));
    let missing = race.missing.join("; ");
    assert!(missing.contains("the closing ruler") && missing.contains("cut within the last frame"), "{missing}");
    assert!(missing.contains("probably util/wait_group_wrapper.go:154"), "{missing}");
    let relation = race.relation.as_ref().unwrap();
    assert_eq!((&*relation.kind, relation.shared_root_functions, relation.shared_root_lines), ("siblings", 10, 7));
    assert_eq!(race.toolchain.as_deref(), Some("≈ 1.21"));
    assert_eq!(rules(group), ["H14", "H13", "H22"]);
}

#[test]
fn tidb_54395() {
    let report = scan("tidb-54395.txt");
    let (group, race) = only(&report);
    assert_eq!(&*group.title, "LazyTxn.Valid (read) ↔ LazyTxn.changeToInvalid (write)");
    check(
        race,
        [
            "read 0x00c03cf8c008 303 6 session.(*LazyTxn).Valid txn.go:227 +0x39",
            "previous write 0x00c03cf8c008 1274 23 session.(*LazyTxn).changeToInvalid txn.go:341 +0x17a",
        ],
        ["303 running 18 0", "1274 running 5 0"],
    );
    assert!(race.complete);
    assert_eq!(race.missing.iter().map(|what| &**what).collect::<Vec<_>>(), ["the opening ruler"]);
    assert_eq!(race.relation.as_ref().unwrap().shared_root_functions, 0);
    assert_eq!(race.test.as_deref(), Some("TestImportInto"));
    assert_eq!(rules(group), ["H14", "H13", "H22"]);
}

/// Families over several issues: the type and the function that 40823 and 46282 share, and nothing with 54395.
#[test]
fn families_of_the_samples() {
    let names = ["tidb-40823.txt", "tidb-46282.txt", "tidb-54395.txt"];
    let scans = names.iter().enumerate().map(|(number, name)| {
        let mut scanner = Scanner::numbered(name, number as u32);
        let path = format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"));
        scanner.push(&std::fs::read(path).unwrap());
        scanner.end()
    });
    let report = racecard::engine::report(scans.collect());
    let [first, second, third] = report.races.as_slice() else { panic!("three groups") };
    assert_eq!(first.family, std::slice::from_ref(&second.id));
    assert_eq!(second.family, std::slice::from_ref(&first.id));
    assert_eq!(third.family, []);
}

/// The near miss of docs/spec/go-reports.md §5.8: 46282 twice, the second time with its sides swapped, other goroutine
/// numbers and every line three further down: one card, two sites, still linked to 40823.
#[test]
fn the_same_race_in_another_build() {
    let read = |name: &str| {
        let path = format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"));
        String::from_utf8(std::fs::read(path).unwrap()).unwrap()
    };
    let text = read("tidb-46282.txt");
    let start = text.find("==================").unwrap();
    let body = text[start..].split("```").next().unwrap();
    let moved: String = body.lines().map(|line| later(line) + "\n").collect();
    let head = moved.find("Write at").unwrap();
    let middle = moved.find("Previous write at").unwrap();
    let end = moved.find("Goroutine ").unwrap();
    let second = moved[middle..end].replacen("Previous write", "Write", 1);
    let first = moved[head..middle].replacen("Write", "Previous write", 1);
    let swapped = format!("{}{second}{first}{}", &moved[..head], &moved[end..]);
    let both = format!("{body}\n```\n{swapped}\n```\n{}", read("tidb-40823.txt"));
    let mut scanner = Scanner::new("twice");
    scanner.push(both.as_bytes());
    let report = scanner.finish();
    let counts: Vec<_> =
        report.races.iter().map(|group| (group.count, group.sites.len(), group.family.len())).collect();
    assert_eq!(counts, [(2, 2, 1), (1, 1, 1)]);
}

/// A line of a report as another build prints it.
fn later(line: &str) -> String {
    let line = line.replace("49824", "777").replace("49818", "888");
    let Some((head, tail)) = line.split_once(".go:") else { return line };
    let Some((number, offset)) = tail.split_once(' ') else { return line };
    format!("{head}.go:{} {offset}", number.parse::<u32>().unwrap() + 3)
}
