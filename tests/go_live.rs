//! Real output of the programs under tests/go, kept by `cargo xtask fixtures`.

use racecard::model::RaceReport;
use racecard::{Report, Scanner};

fn scan(name: &str) -> Report {
    let path = format!("{}/tests/fixtures/go-live-own/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let mut scanner = Scanner::new(name);
    scanner.push(&std::fs::read(path).unwrap());
    scanner.finish()
}

fn only(report: &Report) -> (&str, &RaceReport) {
    let [group] = report.races.as_slice() else { panic!("{} groups", report.races.len()) };
    (&group.title, &group.reports[0])
}

#[test]
fn main_and_a_worker() {
    let report = scan("field");
    let (title, race) = only(&report);
    assert_eq!(title, "main.main (read) ↔ account.deposit (write)");
    assert_eq!(&*race.relation.as_ref().unwrap().text, "main created 6");
    assert_eq!(race.address_class.as_deref(), Some("heap"));
    assert!(race.complete);
}

#[test]
fn type_arguments_are_no_part_of_the_title() {
    let report = scan("generics");
    assert!(only(&report).0.contains("box.set"), "{}", only(&report).0);
}

/// The stale frames of a recovered panic, in an access stack and in a creation stack.
#[test]
fn ghosts() {
    let report = scan("ghost");
    let (_, race) = only(&report);
    let ghosts = |frames: &[racecard::model::Frame]| frames.iter().filter(|frame| frame.ghost).count();
    assert_eq!(ghosts(&race.accesses[0].frames), 3);
    assert_eq!(race.goroutines.iter().map(|made| ghosts(&made.frames)).collect::<Vec<_>>(), [0, 3]);
    assert_eq!(race.test.as_deref(), Some("TestGhost"));
    assert_eq!((race.reported_in.as_deref(), race.toolchain.as_deref()), (None, Some("≈ 1.27")));
}

/// golang/go#58634: the test that failed is not the one that raced.
#[test]
fn the_true_test() {
    for name in ["attribution", "attribution-json"] {
        let report = scan(name);
        let (_, race) = only(&report);
        assert_eq!(race.test.as_deref(), Some("TestFirst"), "{name}");
        assert_eq!(race.reported_in.as_deref(), Some("TestSecond"), "{name}");
        assert_eq!(race.address_class.as_deref(), Some("package variable"), "{name}");
    }
}

/// Goroutines that print in bursts stand inside the reports and split their headers; none is lost.
#[test]
fn reports_among_chatter() {
    let report = scan("chatter");
    let path = format!("{}/tests/fixtures/go-live-own/chatter.txt", env!("CARGO_MANIFEST_DIR"));
    let printed = std::fs::read_to_string(path).unwrap().matches("WARNING: DATA RACE").count();
    let races: Vec<_> = report.races.iter().flat_map(|group| &group.reports).collect();
    assert_eq!(races.len(), printed);
    assert!(races.iter().all(|race| race.complete && race.accesses.len() == 2 && race.goroutines.len() == 1));
    assert!(races.iter().map(|race| race.foreign_lines).sum::<u64>() > 0);
}
