//! What nobody damaged passes through all repairs as it is: real output of Go, and made-up dumps and reports whose lines all
//! have one width, as if a terminal had broken them.

use racecard::{Report, Scanner};
use std::fs;
use std::path::Path;

fn scan(text: &[u8]) -> Report {
    let mut scanner = Scanner::new("undamaged");
    scanner.push(text);
    scanner.finish()
}

fn repairs(report: &Report) -> Vec<&str> {
    report.sources.iter().flat_map(|source| &source.repairs).map(|repair| repair.kind.as_str()).collect()
}

fn texts_in(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts_in(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            found.push(path);
        }
    }
}

/// Output of Go programs, as they wrote it.
#[test]
fn real_output_of_go_is_not_repaired() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found = Vec::new();
    texts_in(&root.join("go-live-own"), &mut found);
    texts_in(&root.join("cases/go-live"), &mut found);
    assert!(found.len() > 20, "{}", found.len());
    for path in found {
        let report = scan(&fs::read(&path).unwrap());
        assert_eq!(repairs(&report), Vec::<&str>::new(), "{}", path.display());
        for race in report.races.iter().flat_map(|group| &group.reports) {
            let undone =
                race.damage.iter().filter(|damage| !damage.contains("another line") && !damage.contains("split by"));
            assert_eq!(undone.collect::<Vec<_>>(), Vec::<&racecard::model::Text>::new(), "{}", path.display());
        }
    }
}

/// A word of letters that makes a line as long as the others.
fn filled(head: &str, tail: &str, width: usize) -> String {
    let letters = width.checked_sub(head.len() + tail.len()).expect("the width is larger");
    format!("{head}{}{tail}", "x".repeat(letters))
}

/// Places as they stand in dumps: plain, with an offset, with registers.
const ENDS: [&str; 3] = ["", " +0x1f", " +0x1f fp=0xc000064f88 sp=0xc000064f40 pc=0x47c5b2"];

/// A dump of which every line of a stack has the same width.
fn dump(width: usize, end: &str, frames: usize) -> String {
    let mut text = "panic: boom\n\ngoroutine 1 [running]:\n".to_owned();
    for _ in 0..frames {
        text += &filled("github.com/acme/rocket/engine.(*Throttle).Open", "(0xc000012345, 0x3)", width);
        text.push('\n');
        // A tab is one character.
        text += &filled("\t/srv/acme/rocket/engine/", &format!(".go:88{end}"), width);
        text.push('\n');
    }
    text
}

#[test]
fn dumps_of_one_width_keep_all_frames() {
    for width in (80..=160).step_by(5) {
        for end in ENDS {
            let report = scan(dump(width.max(end.len() + 40), end, 9).as_bytes());
            assert_eq!(repairs(&report), Vec::<&str>::new(), "{width} {end}");
            let frames: usize =
                report.failures.iter().flat_map(|one| &one.goroutines).map(|goroutine| goroutine.frames.len()).sum();
            assert_eq!((report.failures.len(), frames), (1, 9), "{width} {end}");
        }
    }
}

/// The same of race reports, with and without the indentation.
#[test]
fn reports_of_one_width_keep_all_frames() {
    for width in (60..=140).step_by(5) {
        for indents in [("  ", "      "), ("", "")] {
            let mut text = "==================\nWARNING: DATA RACE\n".to_owned();
            for header in [
                "Write at 0x00c000012340 by goroutine 7:",
                "Previous read at 0x00c000012340 by main goroutine:",
                "Goroutine 7 (running) created at:",
            ] {
                text += &format!("{header}\n");
                for _ in 0..5 {
                    text += &filled(&format!("{}a.io/b.(*T).F", indents.0), "()", width);
                    text.push('\n');
                    text += &filled(&format!("{}/srv/a/", indents.1), ".go:8 +0x1f", width);
                    text.push('\n');
                }
                text.push('\n');
            }
            let report = scan((text + "==================\n").as_bytes());
            assert_eq!(repairs(&report), Vec::<&str>::new(), "{width}");
            let race = &report.races[0].reports[0];
            let frames: Vec<usize> = race.accesses.iter().map(|access| access.frames.len()).collect();
            assert_eq!((frames, race.goroutines[0].frames.len(), race.complete), (vec![5, 5], 5, true), "{width}");
        }
    }
}

/// Lines of other tools that have one width, hold slashes and are no part of a stack.
#[test]
fn tables_of_one_width_are_not_joined() {
    let path = |at: usize| filled(&format!("/srv/{at}/"), &format!("/file{at}.go"), 72);
    let coverage =
        |at: usize| filled(&format!("ok  \texample.com/{at}/"), "\t0.012s\tcoverage: 81.0% of statements", 72);
    let listing = |at: usize| filled(&format!("-rw-r--r-- 1 root root {at}123 Jan  2 11:22 /srv/"), ".txt", 72);
    let url = |at: usize| filled(&format!("{}https://a.org/", "abcdefghi".get(at..).unwrap()), "/x", 72);
    let prose = |at: usize| filled(&format!("{}one and/or ", "abcdefghi".get(at..).unwrap()), " more", 72);
    let row = |at: usize| filled(&format!("| {}/", "abcdefghi".get(at..).unwrap()), " |", 72);
    let lines: [&dyn Fn(usize) -> String; 6] = [&path, &coverage, &listing, &url, &prose, &row];
    for line in lines {
        let text: String = (1..9).map(|at| line(at) + "\n").collect();
        assert_eq!(repairs(&scan(text.as_bytes())), Vec::<&str>::new(), "{text}");
    }
}
