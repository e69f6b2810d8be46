//! A green answer for something that was not read: what the command says and how it ends, as a user runs it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn racecard(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_racecard")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// A file of this test's own; `name` may hold a folder.
fn file(name: &str, text: &[u8]) -> String {
    let path: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trust").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn sample(name: &str) -> String {
    format!("{}/tests/fixtures/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_slice(&racecard(arguments).stdout).unwrap()
}

const STACK: &str = "hello\n\n\t/home/me/store/pool.go:17 +0x5e\n\t/home/me/store/main.go:9 +0x1d\n";

#[test]
fn fail_on_fails_for_what_was_not_understood() {
    let alone = file("race-headline-only.log", b"WARNING: DATA RACE\n");
    let found = file("found-3-races.log", b"Found 3 data race(s)\nFAIL\n");
    let stack = file("stack.log", STACK.as_bytes());
    let ordinary = file("ordinary.log", b"hello\nsee \"WARNING: DATA RACE\" in the docs\nerror: none\n# done\n");
    for (what, source, expected) in [
        ("race", &alone, 3),
        ("failure", &alone, 0),
        ("race,lenient", &alone, 0),
        ("race", &found, 3),
        ("lenient,race", &found, 0),
        ("race", &stack, 3),
        ("failure", &stack, 3),
        ("high", &stack, 0),
        ("race,failure,high", &ordinary, 0),
        ("lenient", &stack, 0),
    ] {
        let output = racecard(&["scan", "--fail-on", what, source]);
        assert_eq!(output.status.code(), Some(expected), "{what} on {source}: {}", err(&output));
        let lines = usize::from(expected == 3);
        assert_eq!(err(&output).lines().count(), lines, "{}", err(&output));
    }
    let said = err(&racecard(&["scan", "--fail-on", "race", &alone]));
    assert!(said.contains("race-headline-only.log") && said.contains("race,lenient"), "{said}");
}

#[test]
fn a_source_says_how_much_of_it_was_understood() {
    let of = |name: &str, text: &str| {
        json(&["scan", "--format", "json", &file(name, text.as_bytes())])["sources"][0].clone()
    };
    let ordinary = of("u-ordinary.log", "hello\nworld\n");
    assert_eq!((&ordinary["understood"], ordinary["why"].as_array().unwrap().len()), (&Value::from("all"), 0));
    let stack = of("u-stack.log", STACK);
    assert_eq!(stack["understood"], "partly");
    assert!(stack["why"][0].as_str().unwrap().ends_with("(line 3)"), "{stack}");
    let saved = racecard(&["scan", "--format", "json", &sample("tidb-46282.txt")]).stdout;
    let saved = json(&["scan", "--format", "json", &file("u-saved.json", &saved)])["sources"][0].clone();
    assert_eq!(saved["understood"], "not");
    for name in ["tidb-40823.txt", "tidb-54395.txt"] {
        let source = json(&["scan", "--format", "json", &sample(name)])["sources"][0].clone();
        assert_eq!(source["understood"], "all", "{source}");
    }
}

#[test]
fn the_first_line_never_calls_a_log_empty_that_is_not() {
    let stack = file("headline.log", STACK.as_bytes());
    for format in ["text", "markdown"] {
        let said = out(&racecard(&["scan", "--format", format, &stack]));
        let first = said.lines().next().unwrap().to_owned();
        assert!(first.contains("nothing read: this looks like a Go stack") && first.contains("line 3"), "{first}");
    }
    let html = out(&racecard(&["scan", "--format", "html", &stack]));
    assert!(html.contains("nothing read: this looks like a Go stack") && !html.contains("nothing found"));
    let ordinary = out(&racecard(&["scan", &file("headline-2.log", b"hello\n")]));
    assert!(ordinary.starts_with("headline-2.log (1 line, 6 bytes): nothing found\n"), "{ordinary}");
}

#[test]
fn an_unreadable_file_does_not_hide_the_others() {
    let race = sample("tidb-46282.txt");
    let output = racecard(&["scan", "--format", "json", "/nowhere/gone.log", &race]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).starts_with("racecard: cannot read /nowhere/gone.log: "), "{}", err(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["races"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&report["sources"][0]["understood"], &report["sources"][1]["name"]),
        (&"not".into(), &"tidb-46282.txt".into())
    );
    let with_race = racecard(&["scan", "--fail-on", "race", "/nowhere/gone.log", &race]);
    assert_eq!(with_race.status.code(), Some(3));
    let without = racecard(&["scan", "--fail-on", "race", "/nowhere/gone.log", &file("none.log", b"hello\n")]);
    assert_eq!(without.status.code(), Some(1));
    let none = racecard(&["scan", "/nowhere/gone.log", "/nowhere"]);
    assert_eq!((none.status.code(), none.stdout.len(), err(&none).lines().count()), (Some(1), 0, 2));
}

#[test]
fn two_files_of_one_name_can_be_told_apart() {
    let (one, other) = (file("a/x.log", b"hello\n"), file("b/x.log", b"hello\n"));
    let report = json(&["scan", "--format", "json", &one, &other]);
    assert_eq!((&report["sources"][0]["name"], &report["sources"][1]["name"]), (&"a/x.log".into(), &"b/x.log".into()));
}

#[test]
fn one_race_headline_repeated_is_not_a_report() {
    let report =
        json(&["scan", "--format", "json", &file("headlines.log", "WARNING: DATA RACE\n".repeat(5_000).as_bytes())]);
    assert_eq!(report["races"].as_array().unwrap().len(), 0);
    assert_eq!(report["sources"][0]["understood"], "partly");
    let notes = report["notes"].as_array().unwrap();
    let last = notes.last().unwrap()["text"].as_str().unwrap();
    assert!(
        notes.len() < 600 && last.ends_with("further notes like these are left out"),
        "{} notes: {last}",
        notes.len()
    );
}

#[test]
fn passes_are_counted_without_lines_of_output() {
    let event = |action: &str, test: &str| {
        format!("{{\"Action\":\"{action}\",\"Package\":\"example.com/a\",\"Test\":\"{test}\",\"Elapsed\":0}}\n")
    };
    let events: String = ["TestA", "TestB", "TestC"].map(|test| event("run", test) + &event("pass", test)).concat();
    let events = events + &event("skip", "TestD");
    let said = out(&racecard(&["scan", &file("test2json-no-output.log", events.as_bytes())]));
    assert!(said.contains("nothing found, 3 tests passed") && said.contains("3 passed, 1 skipped"), "{said}");

    // With the output the event says it again.
    let output = "{\"Action\":\"output\",\"Package\":\"example.com/a\",\"Test\":\"TestA\",\"Output\":\"--- PASS: TestA (0.00s)\\n\"}\n";
    let both = event("run", "TestA") + output + &event("pass", "TestA");
    let said = out(&racecard(&["scan", &file("test2json-both.log", both.as_bytes())]));
    assert!(said.contains("  1 passed, 0 skipped"), "{said}");
}

#[test]
fn a_saved_report_is_refused_or_read_never_taken_for_an_empty_log() {
    let log = sample("tidb-46282.txt");
    let saved = racecard(&["scan", "--format", "json", &log]).stdout;
    let text = String::from_utf8(saved.clone()).unwrap();
    let plain = file("plain.log", b"hello\n");
    for (name, text, sentence) in [
        ("cut.json", &text[..text.len() / 2], "the end is missing"),
        ("cut-without-name.log", &text[..text.len() / 2], "the end is missing"),
        ("schema.json", &text.replacen("\"schema\": 1", "\"schema\": 99", 1), "schema 99"),
        ("types.json", &text.replacen("\"races\": [", "\"races\": 7, \"x\": [", 1), "\"races\""),
        ("empty.json", "", "is empty"),
        ("other.json", "{\"a\": [1, 2]}", "no report"),
    ] {
        let output = racecard(&["compare", &file(name, text.as_bytes()), &plain]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{name}");
        assert!(err(&output).contains(sentence) && err(&output).lines().count() == 1, "{name}: {}", err(&output));
    }
    let bom = file("bom.json", &[b"\xef\xbb\xbf", saved.as_slice()].concat());
    assert!(out(&racecard(&["compare", &bom, &log])).ends_with("\nNothing differs.\n"));
    let lines = file("lines.json", b"{\"level\":\"info\",\"msg\":\"x\"}\n{\"level\":\"info\",\"msg\":\"y\"}\n");
    assert_eq!(racecard(&["compare", &lines, &plain]).status.code(), Some(0));
}

#[test]
fn logs_that_differ_in_an_error_line_are_not_the_same() {
    let line =
        |level: &str, message: &str| format!("[2023/01/29 15:51:47.121 +08:00] [{level}] [a.go:1] [\"{message}\"]\n");
    let before = file("before.log", line("INFO", "started").as_bytes());
    let after = file("after.log", (line("INFO", "started") + &line("ERROR", "region 12 lost")).as_bytes());
    for format in ["text", "markdown"] {
        let said = out(&racecard(&["compare", "--format", format, &before, &after]));
        assert!(said.contains("Log statements: 1 new, 0 gone") && said.contains("ERROR a.go:1: region"), "{said}");
        assert!(!said.contains("Nothing differs"), "{said}");
    }
    let comparison = json(&["compare", "--format", "json", &before, &after]);
    let change = &comparison["statements_logged"]["changes"][0];
    assert_eq!((&change["state"], &change["level"], &change["after"]), (&"new".into(), &"ERROR".into(), &1.into()));
}

#[test]
fn a_comparison_says_what_was_not_understood() {
    let stack = file("side.log", STACK.as_bytes());
    let said = out(&racecard(&["compare", &stack, &stack]));
    assert!(said.contains("Nothing differs in what was read."), "{said}");
    assert!(said.contains("before: side.log was not wholly understood: this looks like a Go stack"), "{said}");
}

#[test]
fn a_filter_that_can_match_nothing_is_wrong_usage() {
    let log = sample("tidb-40823.txt");
    for (filter, part) in
        [("kind:nonsense", "the kinds are"), ("foo:bar", "foo: "), ("sev:bad", "severities"), ("/(/", "")]
    {
        let output = racecard(&["scan", "--filter", filter, &log]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{filter}");
        assert!(err(&output).starts_with("racecard: --filter: ") && err(&output).contains(part), "{}", err(&output));
    }
    for filter in
        ["kind:slow", "kind:races", "kind:slow_query,test", "Query_time:>10", "db:x", "resp_time:/s/", "file:go"]
    {
        assert_eq!(racecard(&["scan", "--filter", filter, &log]).status.code(), Some(0), "{filter}");
    }
}

#[cfg(target_os = "linux")]
mod streams {
    use super::*;
    use std::fs::File;
    use std::io::Read;

    fn started(arguments: &[&str], stdin: Stdio, stdout: Stdio, stderr: Stdio) -> std::process::Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_racecard"));
        command.args(arguments).stdin(stdin).stdout(stdout).stderr(stderr).spawn().unwrap()
    }

    #[test]
    fn inputs_read_whole_have_an_end() {
        for arguments in [&["decode", "auto"][..], &["digest"], &["decode", "plan", "-"], &["decode", "tso"]] {
            let zeros = File::open("/dev/zero").unwrap();
            let child = started(arguments, zeros.into(), Stdio::null(), Stdio::piped());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{arguments:?}");
            assert!(err(&output).contains("larger than 256 MiB"), "{}", err(&output));
        }
        let rules = racecard(&["scan", "--rules", "/dev/zero", &sample("tidb-46282.txt")]);
        assert_eq!(rules.status.code(), Some(1));
        assert!(err(&rules).contains("larger than 1 MiB"), "{}", err(&rules));
    }

    #[test]
    fn an_error_that_nobody_can_read_is_still_exit_1() {
        for arguments in [&["scan", "/nowhere"][..], &["compare", "/nowhere", "/nowhere"], &["decode", "tso", "x"]] {
            let full = File::options().write(true).open("/dev/full").unwrap();
            let status = started(arguments, Stdio::null(), Stdio::null(), full.into()).wait().unwrap();
            assert_eq!(status.code(), Some(1), "{arguments:?}");
        }
    }

    /// Exit status when whoever reads the output has gone.
    fn unread(arguments: &[&str]) -> Option<i32> {
        let mut child = started(arguments, Stdio::null(), Stdio::piped(), Stdio::piped());
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said, "", "{arguments:?}");
        child.wait().unwrap().code()
    }

    #[test]
    fn a_broken_pipe_is_no_failure() {
        let log = sample("tidb-46282.txt");
        for arguments in [
            &["scan", &log][..],
            &["scan", "--format", "json", &log],
            &["compare", &log, &log],
            &["compare", "--format", "json", &log, &log],
            &["digest", "select 1"],
            &["decode", "tso", "439085609928097792"],
            &["decode", "key", "7480000000000000345f7280000000000000ff"],
            &["decode", "auto", "439085609928097792"],
        ] {
            assert_eq!(unread(arguments), Some(0), "{arguments:?}");
        }
        assert_eq!(unread(&["scan", "--fail-on", "race", &log]), Some(3));
    }
}
