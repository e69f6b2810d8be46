//! `scan --fail-on`, `scan --rules` and `compare` as a user runs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn racecard(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_racecard")).args(arguments).output().unwrap()
}

fn sample(name: &str) -> String {
    format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A file of this test's own.
fn file(name: &str, text: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn fail_on_says_what_the_report_holds() {
    let full = sample("tidb-40823.txt");
    let race = sample("tidb-46282.txt");
    for (what, source, expected) in [
        ("race", &race, 3),
        ("high", &race, 0),
        ("failure", &race, 0),
        ("high,failure", &full, 3),
        ("race,high", &race, 3),
    ] {
        let code = racecard(&["scan", "--format", "json", "--fail-on", what, source]).status.code();
        assert_eq!(code, Some(expected), "{what} on {source}");
    }
    assert_eq!(racecard(&["scan", &race]).status.code(), Some(0));
}

#[test]
fn thresholds_come_from_a_file() {
    let rules = |text: &str, name| {
        let rules = file(name, text.as_bytes());
        racecard(&["scan", "--format", "json", "--rules", rules.to_str().unwrap(), &sample("tidb-40823.txt")])
    };
    let changed = rules("G4.length = 60 s # nothing here is that long\nG6.length = 5 min", "rules-long.txt");
    let report: serde_json::Value = serde_json::from_slice(&changed.stdout).unwrap();
    let fired = report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap());
    let fired: Vec<&str> = fired.collect();
    assert!(!fired.contains(&"G4") && fired.contains(&"Q10"), "{fired:?}");

    let wrong = rules("Q99.x = 1", "rules-wrong.txt");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).ends_with("line 1: there is no threshold \"Q99.x\"\n"));
}

#[test]
fn a_source_compares_with_a_saved_report() {
    let saved = racecard(&["scan", "--format", "json", &sample("tidb-40823.txt")]);
    let saved = file("saved.json", &saved.stdout);
    let same = racecard(&["compare", saved.to_str().unwrap(), &sample("tidb-40823.txt")]);
    assert!(String::from_utf8_lossy(&same.stdout).ends_with("\nNothing differs.\n"));
    let other = racecard(&["compare", "--format", "json", saved.to_str().unwrap(), &sample("tidb-46282.txt")]);
    let comparison: serde_json::Value = serde_json::from_slice(&other.stdout).unwrap();
    let states: Vec<&str> =
        comparison["races"].as_array().unwrap().iter().map(|race| race["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["new", "gone"]);
    assert_eq!(comparison["digests"][0]["state"], "gone");
}
