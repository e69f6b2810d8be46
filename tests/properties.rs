//! What holds for every input: the result does not depend on how the source was cut, and nothing panics.

use proptest::prelude::*;
use racecard::formats::tidb_log::{self, TidbLog};
use racecard::formats::{Format, Records};
use racecard::model::{LogSummary, Span};
use racecard::text::Line;
use racecard::{Report, Scanner};
use std::fs;
use std::path::{Path, PathBuf};

/// All texts under tests/fixtures that are logs.
fn fixtures() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn whole(text: &[u8]) -> Report {
    let mut scanner = Scanner::new("x");
    scanner.push(text);
    scanner.finish()
}

fn pieces(text: &[u8], lengths: impl Iterator<Item = usize>) -> Report {
    let (mut scanner, mut rest) = (Scanner::new("x"), text);
    for length in lengths {
        if rest.is_empty() {
            break;
        }
        let (head, tail) = rest.split_at(length.min(rest.len()));
        scanner.push(head);
        rest = tail;
    }
    scanner.push(rest);
    scanner.finish()
}

/// A small generator of numbers, so that a failure can be had again.
fn numbers(seed: u64) -> impl Iterator<Item = usize> {
    let mut state = seed | 1;
    std::iter::from_fn(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Some((state >> 33) as usize)
    })
}

#[test]
fn cuts_do_not_matter() {
    for path in fixtures() {
        let text = fs::read(&path).unwrap();
        let expected = whole(&text);
        for (seed, size) in [(1, 7), (2, 64), (3, 1_000)] {
            let got = pieces(&text, numbers(seed).map(|number| number % size + 1));
            assert_eq!(got, expected, "{} in pieces of up to {size}", path.display());
        }
    }
}

/// Words of which the formats are made: arbitrary bytes alone would never get past the first look.
const WORDS: &[&str] = &[
    "==================\n",
    "WARNING: DATA RACE\n",
    "Read at 0x00c000012340 by goroutine 7:\n",
    "Previous write at 0x00c0",
    " by ",
    "main goroutine:\n",
    "goroutine 7:\n",
    "Goroutine 7 (running) created at:\n",
    "  main.f()\n",
    "      a.go:12 +0x33\n",
    "```",
    "\n",
    "goroutine 7 [running]:\n",
    "panic: ",
    "\u{1b}[31m",
    "\u{1b}]8;;",
    "\r",
    "> ",
    "2023-10-08T08:44:19.5480100Z ",
    "api-1  | ",
    "{\"Action\":\"output\",\"Package\":\"p\",\"Output\":\"",
    "\\n",
    "\"}\n",
    "&lt;",
    "&#",
    "<br>",
    "\"",
    "\\u00",
    "[failed to restore the stack]\n",
    "--\n",
    "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [",
    "]\n",
    "--- FAIL: TestA (0.1s)\n",
    "# Time: 2019-02-12T19:33:56.571953+08:00\n",
    "()",
    ":",
    "+0x",
    "\u{a0}",
    "\u{feff}",
    "\u{0}",
    "·",
    "🂠",
];

/// What the reader of log lines makes of one, met twice: asked as a block of another reader has it asked, or by its usual
/// form first.
fn log_records(line: &[u8], usual: bool) -> (LogSummary, String) {
    let line = Line {
        text: line,
        span: Span { line: 1, end_line: 1, end_byte: line.len() as u64, ..Span::default() },
        stream: 0,
    };
    let mut records = Records::default();
    for _ in 0..2 {
        if !(usual && tidb_log::take_usual(line, &mut records)) {
            TidbLog.open(line, &mut records);
        }
    }
    let others = format!("{:?} {:?} {:?} {:?}", records.timings, records.nested, records.notes, records.tail);
    let mut summary = LogSummary::default();
    records.log.add_to(&mut summary);
    (summary, others)
}

/// Records of the usual form and such as are nearly so.
const RECORDS: &[&str] = &[
    r#"[2023/01/29 15:51:47.121 +08:00] [INFO] [domain.go:2654] ["exited."] [conn=10264] [label=internal]"#,
    r#"[2023/01/29 15:51:47.121 +08:00] [ERROR] [2pc.go:12] ["[ddl] 7 jobs"] [error="a \"b\" ] [c"] [stack="x\n\ty.go:1"] [kv_ms=12]"#,
    r"[2023/01/29 15:51:47.121 +08:00] [WARN] [<unknown>] [closed] [took=1.5s] [a=[1 2]] [cost=Some(1s)] [x=]",
    r#"[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] ["DDL closed"] [v="{}"] [w="goroutine 1 [running]:\n"]"#,
];

proptest! {
    #[test]
    fn the_usual_form_of_a_record_tells_the_same(which in 0..RECORDS.len(), changes in proptest::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&b"[]\"=\\ s#{0123m)x/:-+.I"[..]), 0_u8..3), 0..4)) {
        let mut line = RECORDS[which].as_bytes().to_vec();
        for (at, byte, kind) in changes {
            let at = at.index(line.len());
            match kind {
                0 => line[at] = byte,
                1 => { line.remove(at); }
                _ => line.insert(at, byte),
            }
        }
        prop_assert_eq!(log_records(&line, true), log_records(&line, false), "{}", String::from_utf8_lossy(&line));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_no_harm(text in proptest::collection::vec(any::<u8>(), 0..2_000), cut in 1_usize..50) {
        prop_assert_eq!(pieces(&text, std::iter::repeat(cut)), whole(&text));
    }

    #[test]
    fn words_in_any_order_do_no_harm(words in proptest::collection::vec(0..WORDS.len(), 0..120), cut in 1_usize..50) {
        let text: String = words.iter().map(|word| WORDS[*word]).collect();
        prop_assert_eq!(pieces(text.as_bytes(), std::iter::repeat(cut)), whole(text.as_bytes()));
    }

    #[test]
    fn mutated_samples_do_no_harm(which in any::<prop::sample::Index>(), changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..20)) {
        let files = fixtures();
        let mut text = fs::read(which.get(&files)).unwrap();
        text.truncate(20_000);
        for (at, byte, kind) in changes {
            if text.is_empty() {
                break;
            }
            let at = at.index(text.len());
            match kind {
                0 => text[at] = byte,
                1 => { text.remove(at); }
                _ => text.insert(at, byte),
            }
        }
        let report = whole(&text);
        prop_assert!(report.coverage.claimed_bytes <= report.coverage.bytes);
    }
}
