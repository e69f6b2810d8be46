//! The shapes of text whose cost is held: what a paste, a log or an attack can consist of, and every fixture over and over.

use crate::steps::{about, root};
use std::fs;
use std::path::Path;

/// A text that can be had in any size.
pub struct Shape {
    pub name: String,
    /// The words after the command's name.
    pub words: Vec<&'static str>,
    /// The texts of about so many bytes in all: one for standard input, several as files of their own.
    pub texts: Box<dyn Fn(usize) -> Vec<Vec<u8>> + Send>,
}

impl Shape {
    /// A text that `racecard scan` reads.
    pub fn scan(name: &str, text: impl Fn(usize) -> Vec<u8> + Send + 'static) -> Self {
        Self::given(name, &["scan", "--format", "json"], text)
    }

    fn given(name: &str, words: &[&'static str], text: impl Fn(usize) -> Vec<u8> + Send + 'static) -> Self {
        Self { name: name.into(), words: words.into(), texts: Box::new(move |bytes| vec![text(bytes)]) }
    }
}

/// All shapes.
pub fn shapes() -> Result<Vec<Shape>, String> {
    let mut shapes = bytes();
    shapes.extend(lines());
    shapes.extend(numbered());
    shapes.extend(deep());
    shapes.extend(renderers());
    shapes.extend(decoders());
    shapes.push(sources());
    for folder in ["tests/fixtures/samples", "tests/fixtures/cases"] {
        fixtures(&root().join(folder), &mut shapes)?;
    }
    Ok(shapes)
}

/// One byte over and over, as one line and as lines of one byte.
fn bytes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    for byte in *b"x =-([{\"\\></&|+*#\t\r.:~`_,;0 \x1b\x00\xff" {
        let name = byte.escape_ascii();
        shapes.push(Shape::scan(&format!("one line of {name}"), move |bytes| vec![byte; bytes]));
        shapes.push(Shape::scan(&format!("lines of {name}"), move |bytes| [byte, b'\n'].repeat(bytes / 2)));
    }
    shapes
}

/// Lines with which something begins, ends or goes on, over and over.
const LINES: &[&str] = &[
    "",
    "==================",
    "WARNING: DATA RACE",
    "Found 3 data race(s)",
    "Read at 0x00c000012345 by goroutine 7:",
    "Previous write at 0x00c000012345 by main goroutine:",
    "Goroutine 7 (running) created at:",
    "  main.f()",
    "      /a/b.go:12 +0x1f",
    "panic: boom",
    "panic: boom [recovered]",
    "fatal error: all goroutines are asleep - deadlock!",
    "goroutine 7 [running]:",
    "goroutine 7 [running]:\nmain.f(0x1)\n\t/a/b.go:12 +0x1f\n",
    "main.f(0x1)\n\t/a/b.go:12 +0x1f",
    "created by main.g in goroutine 1",
    "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48]",
    "exit status 2",
    "=== RUN   TestA",
    "--- FAIL: TestA (0.10s)",
    "--- PASS: TestA (0.10s)",
    "    --- FAIL: TestA/b (0.10s)",
    "    a_test.go:9: not equal",
    "        \tError Trace:\ta_test.go:9\n        \tError:      \tShould be true\n        \tTest:       \tTestA",
    "FAIL\tq/u\t0.1s",
    "ok  \tq/u\t0.1s",
    "FAIL",
    "found unexpected goroutines:",
    "[Goroutine 7 in state select, with main.f on top of the stack:",
    "POTENTIAL DEADLOCK:",
    "{\"Action\":\"output\",\"Package\":\"q/u\",\"Output\":\"x\\n\"}",
    "{\"Action\":\"output\",\"Package\":\"q/u\",\"Output\":\"WARNING: DATA RACE\\n\"}",
    "{\"log\":\"panic: x\\n\",\"stream\":\"stderr\",\"time\":\"2023-01-29T15:51:47.1Z\"}",
    "{\"level\":\"error\",\"msg\":\"x\",\"stack\":\"main.f\\n\\t/a/b.go:12\"}",
    "# Time: 2023-01-29T15:51:47.1+08:00",
    "# Time: 2023-01-29T15:51:47.1+08:00\n# Query_time: 1.5\n# Digest: ab\nselect 1;",
    "# Query_time: 1.5 Parse_time: 0.1",
    "# Plan: tidb_decode_plan('AAAA')",
    "select a from t where b = 1;",
    "*************************** 1. row ***************************",
    "Query_time: 1.5",
    "[2023/01/29 15:51:47.1 +08:00] [INFO] [a.go:1] [\"x\"] [took=1.5s]",
    "[2023/01/29 15:51:47.1 +08:00] [ERROR] [a.go:1] [\"panic in the recoverable goroutine\"] [stack=\"main.f\\n\\t/a/b.go:12\"]",
    "[2023/01/29 15:51:47.1 +08:00] [INFO] [a.go:1] [\"[TIME_COP_PROCESS] resp_time:1.5s txnStartTS:1 region_id:1 store_addr:s:1\"]",
    "[2023/01/29 15:51:47.1 +08:00] [WARN] [expensivequery.go:1] [expensive_query] [cost_time=60.1s] [sql=\"select 1\"]",
    "2023/01/29 15:51:47.100 a.go:1: [info] x",
    "2023-01-29T15:51:47.1000000Z WARNING: DATA RACE",
    "job\tstep\t2023-01-29T15:51:47.1000000Z x",
    "api-1  | panic: x",
    "> WARNING: DATA RACE",
    "+--- FAIL: TestA (0.1s)",
    "* x",
    "- x",
    "12: x",
    "a.go:1: x",
    "ci.log-12-x",
    "```",
    "| a | b |",
    "<br>x",
    "&lt;x&gt;",
    "[a.go:1](http://a.go:1)",
    "\\[31mx\\[0m",
    "\x1b[31mx\x1b[0m",
    "x\ry",
    "##[group]x",
    "::error::x",
    "\"a\\nb\\nc\"",
    "no words that anybody would know, and a long line of them, as in a log of another program",
];

fn lines() -> Vec<Shape> {
    let line = |text: &&'static str| {
        let line = format!("{text}\n").into_bytes();
        let name = text.lines().next().unwrap_or_default().chars().take(36).collect::<String>();
        Shape::scan(&format!("{name}|"), move |bytes| line.repeat(bytes.div_ceil(line.len())))
    };
    LINES.iter().map(line).collect()
}

/// Lines each of which differs from all others, where `#` stands.
const NUMBERED: &[&str] = &[
    "[unit#] WARNING: DATA RACE",
    "a_test.go:#: WARNING: DATA RACE",
    "    a_test.go:#: panic: x",
    "WARNING: DATA RACE\nWrite at 0xc#1 by goroutine 7:\n  main.f#()\n      /a/b.go:# +0x1\n\nPrevious read at 0xc#1 by goroutine 8:\n  main.g#()\n      /a/b.go:# +0x1\n\nGoroutine 7 (running) created at:\n  main.h()\n      /a/b.go:# +0x1\n\nGoroutine 8 (finished) created at:\n  main.h()\n      /a/b.go:# +0x1\n==================",
    "goroutine # [chan receive, 3 minutes]:\nmain.f#(0x1)\n\t/a/b.go:# +0x1f\n",
    "panic: boom #\n\ngoroutine # [running]:\nmain.f()\n\t/a/b.go:1 +0x1f\n",
    "panic: boom #",
    "fatal error: boom #",
    "--- FAIL: Test# (0.10s)\n    a_test.go:#: not equal #",
    "--- PASS: Test# (0.10s)",
    "=== RUN   Test#\n--- FAIL: Test# (0.10s)",
    "FAIL\tq/u#\t0.1s",
    "{\"Action\":\"run\",\"Package\":\"q/u\",\"Test\":\"Test#\"}\n{\"Action\":\"output\",\"Package\":\"q/u\",\"Test\":\"Test#\",\"Output\":\"x\\n\"}\n{\"Action\":\"fail\",\"Package\":\"q/u\",\"Test\":\"Test#\",\"Elapsed\":0.1}",
    "# Time: 2023-01-29T15:51:47.#+08:00\n# Txn_start_ts: 43908#\n# Query_time: 1.#\n# Digest: ab#\nselect # from t;",
    "# Time: 2023-01-29T15:51:47.#+08:00\n# Query_time: 1.#\nselect a# from t#;",
    "# Field#: 1",
    "[2023/01/29 15:51:47.1 +08:00] [INFO] [a.go:#] [\"x #\"] [took=1.5s]",
    "[2023/01/29 15:51:47.1 +08:00] [WARN] [a#.go:1] [\"word# failed\"] [error=x#]",
    "[2023/01/29 15:51:47.1 +08:00] [INFO] [a.go:1] [\"[TIME_COP_PROCESS] resp_time:1.#s txnStartTS:43908# region_id:# store_addr:s:#\"]",
    "[2023/01/29 15:51:47.1 +08:00] [WARN] [expensivequery.go:1] [expensive_query] [cost_time=60.#s] [conn=#] [txn_start_ts=43908#] [sql=\"select #\"]",
    "{\"key#\":\"panic: x\"}",
    "pod-#  | panic: x",
    "created by main.g# in goroutine #",
];

fn numbered() -> Vec<Shape> {
    let shape = |pattern: &&'static str| {
        let pattern = *pattern;
        let name = pattern.lines().next().unwrap_or_default().chars().take(36).collect::<String>();
        Shape::scan(&format!("different {name}|"), move |bytes| {
            let mut text = String::new();
            for number in 1_000.. {
                if text.len() >= bytes {
                    break;
                }
                text += &pattern.replace('#', &number.to_string());
                text.push('\n');
            }
            text.into_bytes()
        })
    };
    NUMBERED.iter().map(shape).collect()
}

/// One record that is wide or deep: a beginning, then a part over and over.
fn deep() -> Vec<Shape> {
    const RACE: &str = "WARNING: DATA RACE\nWrite at 0xc1 by goroutine 7:\n";
    const RECORD: &str = "[2023/01/29 15:51:47.1 +08:00] [WARN] [a.go:1] [\"slow\"]";
    let parts = [
        ("frames of one access", RACE, "  main.f()\n      /a/b.go:1 +0x1\n"),
        ("accesses of one race", RACE, "Previous read at 0xc1 by goroutine 8:\n  main.f()\n      /a/b.go:1 +0x1\n\n"),
        ("goroutines of one panic", "panic: x\n\n", "goroutine 7 [select]:\nmain.f()\n\t/a/b.go:1 +0x1f\n\n"),
        ("lines of one panic's message", "panic: x\n", "more of it\n"),
        ("one line of a panic's message", "panic: ", "xxxx "),
        ("fields of one record", RECORD, " [took=1.5s]"),
        ("brackets of one record", RECORD, " ["),
        ("fields of one entry", "# Time: 2023-01-29T15:51:47.1+08:00\n# Query_time: 1.5\n", "# Mem_max: 12\n"),
        ("a long statement", "# Time: 2023-01-29T15:51:47.1+08:00\n# Query_time: 1.5\nselect ", "a, 1, 'b', "),
        ("a deep statement", "# Time: 2023-01-29T15:51:47.1+08:00\n# Query_time: 1.5\nselect ", "(a in (1,"),
        ("a string in a string", "{\"log\":\"", "{\\\"log\\\":\\\"x"),
        ("objects in objects", "", "{\"log\":"),
        ("quotations in quotations", "", "> > > > "),
        (
            "a difference of testify",
            "        \tError Trace:\ta_test.go:9\n        \tError:      \tNot equal: \n",
            "        \t            \t-  a\n",
        ),
        ("output of one test", "=== RUN   TestA\n", "    a_test.go:9: x\n"),
        ("escapes", "", "\\n\\t\\u0041\\\""),
        ("colours", "", "\u{1b}[31mx"),
        ("carriage returns", "", "10%\r"),
    ];
    let shape = |(name, begin, part): (&str, &'static str, &'static str)| {
        Shape::scan(name, move |bytes| format!("{begin}{}", part.repeat(bytes / part.len())).into_bytes())
    };
    parts.into_iter().map(shape).collect()
}

/// What the other renderers make of many records.
fn renderers() -> Vec<Shape> {
    const RECORDS: &str = "--- FAIL: TestA (0.10s)\n    a_test.go:9: not equal\npanic: boom\n\ngoroutine 7 [running]:\nmain.f()\n\t/a/b.go:12 +0x1f\n\n";
    let shape = |format: &'static str| {
        let text = |bytes: usize| RECORDS.repeat(bytes / RECORDS.len()).into_bytes();
        Shape::given(&format!("records as {format}"), &["scan", "--format", format], text)
    };
    ["text", "markdown", "html", "csv"].map(shape).into()
}

/// What the decoders make of long texts.
fn decoders() -> Vec<Shape> {
    let parts = ["(", "a,", "1,", "'", "`", "/*", "-- ", "(1,2),", "a in (1,2) and ", "\\", "@"];
    let digest = |part: &'static str| {
        let text = move |bytes: usize| format!("select {}", part.repeat(bytes / part.len())).into_bytes();
        Shape::given(&format!("digest of {part}"), &["digest", "-"], text)
    };
    let auto = |part: &'static str| {
        let text = move |bytes: usize| part.repeat(bytes / part.len()).into_bytes();
        Shape::given(&format!("decode of {part}"), &["decode", "auto"], text)
    };
    let keys =
        Shape::given("a long key", &["decode", "key", "-"], |bytes| [b"74", &b"80".repeat(bytes / 2)[..]].concat());
    parts.into_iter().map(digest).chain(["A", "74", "x\n", "┌", "| a "].map(auto)).chain([keys]).collect()
}

/// Many files whose records share transactions.
fn sources() -> Shape {
    const ENTRY: &str = "# Time: 2023-01-29T15:51:47.1+08:00\n# Txn_start_ts: 439085609928097792\n# Query_time: 1.5\n# Digest: ab\nselect 1;\n\
        [2023/01/29 15:51:48.1 +08:00] [INFO] [a.go:1] [\"[TIME_COP_PROCESS] resp_time:1.5s txnStartTS:439085609928097792 region_id:1 store_addr:s:1\"]\n";
    let texts = |bytes: usize| vec![ENTRY.as_bytes().to_vec(); (bytes / 1_024).max(2)];
    Shape {
        name: "sources that share a transaction".into(),
        words: vec!["scan", "--format", "json"],
        texts: Box::new(texts),
    }
}

/// Every fixture, repeated until the size is reached.
fn fixtures(folder: &Path, shapes: &mut Vec<Shape>) -> crate::Done {
    let entries = fs::read_dir(folder).map_err(about(folder))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            fixtures(&path, shapes)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            let text = fs::read(&path).map_err(about(&path))?;
            let name = path.strip_prefix(root().join("tests/fixtures")).unwrap_or(&path).display().to_string();
            shapes.push(Shape::scan(&name, move |bytes| text.repeat(bytes.div_ceil(text.len().max(1)))));
        }
    }
    Ok(())
}
