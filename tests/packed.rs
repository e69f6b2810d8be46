//! Sources that are no plain text, from their bytes to the report: nothing is found in what was not read, and what was
//! decoded has its places in the decoded text.

use racecard::text::unpack::Intake;
use racecard::{Report, Scanner};
use std::io::Write;

const RACE: &str = "==================
WARNING: DATA RACE
Write at 0x00c00001a0b0 by goroutine 8:
  main.存款()
      /src/a.go:11 +0x44

Previous read at 0x00c00001a0b0 by goroutine 7:
  main.read()
      /src/b.go:21 +0x44

Goroutine 8 (running) created at:
  main.main()
      /src/m.go:5 +0x44

Goroutine 7 (running) created at:
  main.main()
      /src/m.go:6 +0x44
==================
";

fn report(raw: &[u8]) -> Report {
    let (mut scanner, mut intake) = (Scanner::new("x"), Intake::default());
    intake.push(raw, &mut |bytes| scanner.push(bytes));
    let told = intake.finish(&mut |bytes| scanner.push(bytes));
    scanner.taken_in(&told);
    scanner.finish()
}

fn notes(report: &Report) -> Vec<(&str, &str)> {
    report.notes.iter().map(|note| (&*note.kind, &*note.text)).collect()
}

#[test]
fn no_race_comes_of_a_packed_file_whose_letters_can_be_read() {
    // As lz4 leaves what it did not shorten.
    let packed = [b"\x04\x22\x4d\x18\x64\x40\xa7\x00\x01\x00\x80".as_slice(), RACE.as_bytes()].concat();
    let report = report(&packed);
    assert!(report.races.is_empty() && report.sources[0].lines == 0);
    let said = format!(
        "This source is packed with lz4 ({} bytes) and was not read; unpack it with `lz4 -d` first.",
        packed.len()
    );
    assert_eq!(notes(&report), [("not_read", said.as_str())]);
}

#[test]
fn places_in_utf16_are_those_of_the_decoded_text() {
    for little in [true, false] {
        let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        let raw: Vec<u8> =
            format!("\u{feff}Ċ one line\r\n{}", RACE.replace('\n', "\r\n")).encode_utf16().flat_map(unit).collect();
        let report = report(&raw);
        let [race] = report.races.as_slice() else { panic!("{} races", report.races.len()) };
        let span = race.reports[0].span;
        // The second line, behind a letter of two bytes and its line break.
        assert_eq!((span.line, span.byte), (2, "Ċ one line\r\n".len() as u64));
        assert_eq!(&*race.reports[0].accesses[0].frames[0].function, "main.存款");
        assert_eq!(report.sources[0].repairs[0].kind, "UTF-16");
    }
}

#[test]
fn lines_that_end_with_a_carriage_return_are_counted() {
    let report = report(RACE.replace('\n', "\r").as_bytes());
    assert_eq!((report.races.len(), report.sources[0].lines), (1, 18));
    let span = report.races[0].reports[0].span;
    assert!(span.line == 1 && span.end_line > 15, "{span:?}");
}

#[test]
fn a_progress_bar_does_not_take_the_line_behind_it_along() {
    let bar: Vec<String> = (0..3_000).map(|percent| format!("\r{percent} of 3000 done")).collect();
    let bar = bar.concat();
    for raw in [
        format!("{bar}\r\x1b[K{RACE}"),
        format!("start\n{bar}\r{RACE}"),
        format!("{bar}\r{}", RACE.replace('\n', "\r")),
    ] {
        assert_eq!(report(raw.as_bytes()).races.len(), 1);
    }
}

#[test]
fn a_packed_source_says_what_was_not_read_of_it() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(RACE.as_bytes()).unwrap();
    let mut packed = encoder.finish().unwrap();
    let whole = report(&packed);
    assert_eq!((whole.races.len(), whole.notes.len(), whole.sources[0].packing.as_deref()), (1, 0, Some("gzip")));
    packed.truncate(packed.len() - 4);
    let cut = report(&packed);
    let said = "This source ends early: the packed data is cut, and what was unpacked before the cut was read.";
    assert_eq!((cut.races.len(), notes(&cut)), (1, vec![("cut", said)]));
}
