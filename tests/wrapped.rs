//! Race reports whose lines were broken at a column (docs/spec/go-reports.md §1.8): whatever the column, between words
//! or within them, before the text was quoted or after, the card is the one of the whole lines and the repair is named.

use racecard::model::{Frame, RaceReport};
use racecard::{Report, Scanner};
use std::collections::BTreeSet;
use std::fs;

const TEXTS: [&str; 9] = [
    "samples/tidb-40823.txt",
    "samples/tidb-46282.txt",
    "samples/tidb-54395.txt",
    "cases/go-live/out/go1.21/generics.txt",
    "cases/go-live/out/go1.21/map_race.txt",
    "cases/go-live/out/go1.21/deep_stack.txt",
    "cases/go-live/out/go1.27/generics.txt",
    "cases/issues/007-markdown-indented-uneven.txt",
    "cases/issues/010-five-races-v-run.txt",
];

/// The same with prefixes before the lines, of which a narrow column leaves nothing.
const PREFIXED: [&str; 3] = [
    "cases/issues/001-ci-bracket-prefix-lost-stack.txt",
    "cases/issues/004-container-timestamps-no-rulers.txt",
    "cases/issues/013-actions-prefix-ansi.txt",
];

const COLUMNS: [usize; 8] = [40, 50, 60, 65, 72, 80, 100, 120];

fn text(name: &str) -> String {
    fs::read_to_string(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn scan(text: &str, chunk: usize) -> Report {
    let mut scanner = Scanner::new("wrapped");
    for part in text.as_bytes().chunks(chunk) {
        scanner.push(part);
    }
    scanner.finish()
}

fn races(report: &Report) -> Vec<&RaceReport> {
    let mut races: Vec<&RaceReport> = report.races.iter().flat_map(|group| &group.reports).collect();
    races.sort_by_key(|race| race.span.byte);
    races
}

fn frames(race: &RaceReport) -> impl Iterator<Item = &Frame> {
    let made = race.goroutines.iter().chain(&race.ancestors).flat_map(|made| &made.frames);
    race.accesses.iter().flat_map(|access| &access.frames).chain(made)
}

/// What a report says, without its places in the text.
fn card(race: &RaceReport) -> String {
    let mut card = format!("complete {}\n", race.complete);
    for access in &race.accesses {
        let actor = access.goroutine.as_deref();
        card +=
            &format!("{:?} {} {:?} {actor:?} {}\n", access.kind, access.previous, access.address, access.frames.len());
    }
    for made in race.goroutines.iter().chain(&race.ancestors) {
        card += &format!("{} {} {}\n", made.goroutine, made.state, made.frames.len());
    }
    card.extend(frames(race).map(|frame| format!("{} {} {:?}\n", frame.function, frame.file, frame.line)));
    card
}

/// How a line is broken at a column.
type Break = fn(&str, usize) -> Vec<String>;

/// The line in parts of at most `columns` characters.
fn within_words(line: &str, columns: usize) -> Vec<String> {
    let letters: Vec<char> = line.chars().collect();
    let parts: Vec<String> = letters.chunks(columns).map(|part| part.iter().collect()).collect();
    if parts.is_empty() { vec![String::new()] } else { parts }
}

/// The line broken at blanks, which go; words that are longer stay whole.
fn between_words(line: &str, columns: usize) -> Vec<String> {
    let (mut parts, mut part, mut rest) = (Vec::new(), String::new(), line);
    while !rest.trim().is_empty() {
        let blanks = rest.len() - rest.trim_start().len();
        let end = rest[blanks..].find(' ').map_or(rest.len(), |at| blanks + at);
        if (part.chars().count() + rest[..end].chars().count()) > columns {
            parts.push(std::mem::take(&mut part));
            part.push_str(&rest[blanks..end]);
        } else {
            part.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    parts.push(part);
    if parts.len() > 1 {
        parts.retain(|part| !part.is_empty());
    }
    parts
}

/// As `fold -s` breaks: behind the last blank, and within a word that is longer.
fn folded(line: &str, columns: usize) -> Vec<String> {
    let mut rest: Vec<char> = line.chars().collect();
    let mut parts = Vec::new();
    while rest.len() > columns {
        let end = rest[..columns].iter().rposition(|letter| *letter == ' ').map_or(columns, |at| at + 1);
        parts.push(rest.drain(..end).collect());
    }
    parts.push(rest.into_iter().collect());
    parts
}

fn broken(text: &str, mark: &str, break_line: Break, columns: usize) -> String {
    let parts: Vec<String> = text.lines().flat_map(|line| break_line(line, columns)).collect();
    format!("{mark}{}\n", parts.join(&format!("\n{mark}")))
}

const WAYS: [(&str, Break); 3] =
    [("within words", within_words), ("between words", between_words), ("fold -s", folded)];

#[test]
fn the_same_card_at_every_column() {
    let mut wrong = Vec::new();
    for name in TEXTS {
        let whole = text(name);
        let quoted = format!("> {}\n", whole.trim_end().replace('\n', "\n> "));
        let report = scan(&whole, usize::MAX);
        let expected: Vec<String> = races(&report).into_iter().map(card).collect();
        for columns in COLUMNS {
            for (way, break_line) in WAYS {
                for (quotation, text) in [
                    ("not quoted", broken(&whole, "", break_line, columns)),
                    ("then quoted", broken(&whole, "> ", break_line, columns)),
                    ("quoted first", broken(&quoted, "", break_line, columns)),
                ] {
                    let report = scan(&text, usize::MAX);
                    if races(&report).into_iter().map(card).ne(expected.iter().cloned()) {
                        wrong.push(format!("{name}: {columns} columns, {way}, {quotation}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_repair_is_named() {
    for name in TEXTS {
        let report = scan(&broken(&text(name), "", within_words, 40), usize::MAX);
        let kinds: Vec<&str> = report.sources[0].repairs.iter().map(|repair| repair.kind.as_str()).collect();
        assert!(kinds.contains(&"lines broken at a column"), "{name}: {kinds:?}");
    }
}

/// Behind prefixes a narrow column leaves nothing to go by: what cannot be put together is not called complete.
#[test]
fn nothing_is_invented_behind_prefixes() {
    let place = |frame: &Frame| (frame.function.to_string(), frame.file.to_string(), frame.line);
    for name in PREFIXED {
        let whole = text(name);
        let report = scan(&whole, usize::MAX);
        let expected: Vec<String> = races(&report).into_iter().map(card).collect();
        let known: BTreeSet<_> = races(&report).into_iter().flat_map(frames).map(place).collect();
        for columns in COLUMNS {
            for (way, break_line) in WAYS {
                for mark in ["", "> "] {
                    let report = scan(&broken(&whole, mark, break_line, columns), usize::MAX);
                    for race in races(&report) {
                        let case = format!("{name}: {columns} columns, {way}, {mark:?}");
                        assert!(!race.complete || expected.contains(&card(race)), "{case}: {}", card(race));
                        let strange = frames(race).map(place).find(|frame| frame.2.is_some() && !known.contains(frame));
                        assert_eq!(strange, None, "{case}");
                    }
                }
            }
        }
    }
}

#[test]
fn cuts_of_the_source_do_not_matter() {
    for name in TEXTS {
        let text = broken(&text(name), "> ", within_words, 60);
        let whole = scan(&text, usize::MAX);
        for chunk in [1, 7, 61, 1_000] {
            assert_eq!(format!("{:?}", scan(&text, chunk)), format!("{whole:?}"), "{name}");
        }
    }
}

/// Somebody broke some lines by hand, at no column.
#[test]
fn what_cannot_be_put_together_is_said() {
    let report = |function: &str, file: &str| {
        format!(
            "WARNING: DATA RACE\nRead at 0x00c000076030 by main goroutine:\n  {function}\n      {file}\n  main.b()\n      \
             /home/ci/go/src/github.com/acme/rocket/engine/pump.go:141 +0x77\n\nPrevious write at 0x00c000076030 by main \
             goroutine:\n  main.c()\n      c.go:3 +0x1\n==================\n"
        )
    };
    let (function, file) = ("acme/rocket.(*Throttle).Open()", "/ci/src/throttle.go:88 +0x1c4");
    let frames = |text: &str| -> (bool, Vec<String>) {
        let report = scan(text, usize::MAX);
        let race = &report.races[0].reports[0];
        (race.complete, race.accesses[0].frames.iter().map(|frame| frame.function.to_string()).collect())
    };
    let whole = report(function, file);
    assert_eq!(frames(&whole), (true, vec!["acme/rocket.(*Throttle).Open".into(), "main.b".into()]));
    for (broken_function, broken_file, left) in [
        ("acme/rocket.(*Throt\ntle).Open()", file, vec!["main.b"]),
        ("acme/rocket.(*Throttle).Op\nen()", file, vec!["main.b"]),
        (function, "/ci/src/thro\nttle.go:88 +0x1c4", vec!["acme/rocket.(*Throttle).Open", "main.b"]),
    ] {
        let text = report(broken_function, broken_file).replace("main.c()", "main.c.\nd()");
        let (complete, got) = frames(&text);
        assert!(!complete, "{text}");
        assert_eq!(got, left, "{text}");
    }
}
