//! Outputs are bounded like memory: a log twice as long as one that is too long already is told in as many bytes, and the
//! numbers told are those of the log.

use racecard::render::{compare, csv, html, json, markdown, text};
use racecard::{Report, Scanner, engine};

/// One kind of log: its name, a number of records that is too large already, and the log of so many.
type Kind = (&'static str, usize, fn(usize) -> String);

const KINDS: [Kind; 12] = [
    ("failed tests", 11_000, |number| lines(number, |at| format!("--- FAIL: Test{at:09} (0.00s)\n"))),
    ("failed tests that say something", 11_000, |number| {
        lines(number, |at| format!("--- FAIL: Test{at:09} (0.00s)\n    x_test.go:1: {}\n", "said ".repeat(20)))
    }),
    ("failed packages", 11_000, |number| lines(number, |at| format!("FAIL\texample.com/p{at:09}\t0.003s\n"))),
    ("a panic's message", 300_000, |number| format!("panic: {}\n\n{GOROUTINE}", "x".repeat(number))),
    ("expected and actual value", 300_000, |number| assertion(0, &"a".repeat(number), "")),
    ("lines of a difference", 20_000, |number| {
        let line = |at| format!("        \t            \t+line {at:09}\n");
        assertion(0, "x", &format!("        \t            \tDiff:\n{}", lines(number, line)))
    }),
    ("failed assertions", 5_500, |number| lines(number, |at| assertion(at, "x", ""))),
    ("panics", 2_500, |number| lines(number, |at| format!("panic: boom {at:09}\n\n{GOROUTINE}"))),
    ("races", 10_100, |number| lines(number, |at| race(at, 1, 1))),
    ("accesses", 300, |number| race(0, 1, number)),
    ("frames", 1_000, |number| race(0, number, 1)),
    ("notes", 1_100, |number| {
        lines(number, |at| format!("==================\nWARNING: DATA RACE\nno {at:09}\n==================\nfoo\n"))
    }),
];

const GOROUTINE: &str = "goroutine 1 [running]:\nmain.main()\n\t/src/m.go:1 +0x1\nexit status 2\n";

fn lines(number: usize, line: impl Fn(usize) -> String) -> String {
    (0..number).map(line).collect()
}

fn assertion(at: usize, expected: &str, diff: &str) -> String {
    format!(
        "    a_test.go:5: \n        \tError Trace:\t/src/a_test.go:5\n        \tError:      \tNot equal: \n        \t            \t\
         expected: \"{expected}\"\n        \t            \tactual  : \"{expected}y\"\n{diff}        \tTest:       \tT{at:09}\n"
    )
}

fn race(at: usize, frames: usize, others: usize) -> String {
    let frame = |name: &str| {
        lines(frames, |frame| format!("  main.{name}{at:09}_{frame:05}()\n      /src/a.go:{} +0x1\n", frame % 99 + 1))
    };
    let read = |read| {
        format!("\nPrevious read at 0x00c000000010 by goroutine 8:\n  main.g{read:05}()\n      /src/b.go:2 +0x1\n")
    };
    format!(
        "==================\nWARNING: DATA RACE\nWrite at 0x00c000000010 by goroutine 7:\n{}{}\n\
         Goroutine 7 (running) created at:\n  main.main()\n      /src/m.go:3 +0x1\n==================\n",
        frame("f"),
        lines(others, read)
    )
}

fn report(log: &str) -> Report {
    let mut scanner = Scanner::new("x.log");
    scanner.push(log.as_bytes());
    scanner.finish()
}

/// Bytes of each output.
fn sizes(report: &Report) -> [(&'static str, usize, usize); 5] {
    let page = html::render_html(report);
    let data = page.find("<script type=\"application/json\"").unwrap_or(page.len());
    [
        ("text", text::plain(&text::render_text(report)).len(), text::MOST_BYTES),
        ("Markdown", markdown::render_markdown(report).len(), markdown::MOST_BYTES),
        ("HTML", page.len(), html::MOST_BYTES),
        ("HTML without data", data, html::MOST_BYTES),
        ("CSV", csv::digests(&report.digests).len(), 1 << 20),
    ]
}

#[test]
fn what_is_told_and_held_stops_growing() {
    for (kind, number, log) in KINDS {
        let (few, many) = (report(&log(number)), report(&log(2 * number)));
        for ((format, few, _), (_, many, most)) in sizes(&few).into_iter().zip(sizes(&many)) {
            assert!(many <= most, "{kind} as {format}: {many} bytes");
            // Numbers of lines and counts have more digits.
            assert!(format == "HTML" || many <= few + few / 20 + 100, "{kind} as {format}: {few}, then {many} bytes");
        }
        let compared = |layout| compare::render_comparison(&engine::compare(&few, &many), "a", "b", layout).len();
        assert!(compared(compare::Layout::Text) < 1 << 20 && compared(compare::Layout::Markdown) < 1 << 20, "{kind}");
        // How many accesses and frames one race report holds is the reader's.
        if !matches!(kind, "accesses" | "frames") {
            let (few, many) = (json::json(&few).len(), json::json(&many).len());
            assert!(many <= few + few / 20 + 300, "{kind}: {few}, then {many} bytes of JSON");
        }
    }
}

#[test]
fn the_numbers_told_are_those_of_the_log() {
    for (kind, number, told) in [
        ("failed tests", 30_000, "30,000 failed tests"),
        ("failed tests that say something", 12_000, "12,000 failed tests"),
        ("failed assertions", 6_000, "6,000 failed assertions"),
        ("panics", 3_000, "3,000 failures"),
        ("races", 10_100, "10,100 races"),
    ] {
        let (_, _, log) = KINDS.into_iter().find(|(name, ..)| *name == kind).unwrap();
        let report = report(&log(number));
        let text = text::plain(&text::render_text(&report));
        assert!(text.lines().next().unwrap().contains(told), "{text:.300}");
        assert!(report.notes.iter().any(|note| note.kind.as_ref() == "limit"), "{kind}");
    }
}

#[test]
fn a_failed_test_beyond_those_listed_that_is_printed_again_is_counted_once() {
    let tests = |from: usize, to: usize| lines(to - from, |at| format!("--- FAIL: Test{} (0.00s)\n", from + at));
    let report = report(&format!("{}{}{}", tests(0, 10_500), tests(9_990, 10_500), tests(10_500, 10_510)));
    let text = text::plain(&text::render_text(&report));
    assert!(text.contains("10,510 failed tests"), "{text:.300}");
    assert!(text.contains("- 10,410 more"), "{text}");
}

#[test]
fn what_is_left_out_of_a_card_is_counted_and_placed() {
    let text = |log: &str| text::plain(&text::render_text(&report(log)));
    let frames = text(&race(0, 1_000, 1));
    assert!(frames.contains("… 600 lines left out here; see lines 1 to "), "{frames}");
    let accesses = text(&race(0, 1, 300));
    assert!(accesses.contains("Left out of this card: ") && accesses.contains("; see lines 1 to "), "{accesses}");
    let panic = text(&format!("panic: {}\n\n{GOROUTINE}", "x".repeat(300_000)));
    assert!(panic.contains("its beginning is kept"), "{panic}");
}
