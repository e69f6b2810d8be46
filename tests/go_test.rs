//! Lines of test output (docs/spec/go-reports.md §2.2): go test, gotestsum, bazel.

use racecard::Scanner;
use racecard::model::{Report, TestResult, TestStatus};

fn report(text: &str) -> Report {
    let mut scanner = Scanner::new("text");
    scanner.push(text.as_bytes());
    scanner.finish()
}

/// `fail TestA of example.com/a, 0.5 s (build failed)`
fn summary(test: &TestResult) -> String {
    let mut text = format!("{:?}", test.status).to_lowercase();
    for (word, part) in [(" ", &test.name), (" of ", &test.package)] {
        text += &part.as_ref().map(|part| format!("{word}{part}")).unwrap_or_default();
    }
    text += &test.seconds.map(|seconds| format!(", {seconds} s")).unwrap_or_default();
    text += &test.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    text + &test.count.map(|count| format!(" x{count}")).unwrap_or_default()
}

fn check(text: &str, expected: &[&str]) {
    let got: Vec<String> = report(text).tests.iter().map(summary).collect();
    assert_eq!(got, expected, "in\n{text}");
}

#[test]
fn results() {
    check("`--- FAIL: TestA (0.50s)\nFAIL\ta/b\t0.6s`\n", &["fail TestA of a/b, 0.5 s", "fail of a/b, 0.6 s"]);
    check(
        "{\"out\":\"--- FAIL: TestA (0.50s)\\nFAIL\\nFAIL\\ta/b\\t0.6s\\n\"}\n",
        &["fail TestA of a/b, 0.5 s", "fail of a/b, 0.6 s"],
    );
    check("--- FAIL: TestA (0.50s)\n", &["fail TestA, 0.5 s"]);
    check("    --- FAIL: TestA/b_c#01 (0.00s)\n", &["fail TestA/b_c#01, 0 s"]);
    check("--- FAIL: TestA (0.00 seconds)\n", &["fail TestA, 0 s"]);
    check("It says `--- FAIL: TestA (0.50s)`\n", &["fail TestA, 0.5 s"]);
    check("output without an end--- FAIL: TestA (0.50s)\n", &["fail TestA, 0.5 s"]);
    check("=== RUN   TestA --- FAIL: TestA (0.00s) Failed\n", &["fail TestA, 0 s"]);
    check(
        "runs --- FAIL: TestA (1.50s) x_test.go:3: no --- FAIL: TestA/b (0.00s) FAIL\n",
        &["fail TestA, 1.5 s", "fail TestA/b, 0 s"],
    );
    check("look for `--- FAIL: TestName (seconds)` lines, or --- FAIL: lines\n", &[]);
    check("--- PASS: TestA (0.00s)\n--- PASS: TestB (0.00s)\n--- SKIP: TestC (0.00s)\n", &["pass x2", "skip x1"]);
    check("--- PASS: TestSlow (2.00s)\n--- PASS: TestB (0.00s)\n", &["pass TestSlow, 2 s", "pass x1"]);
    check(
        "--- FAIL: TestA (0.50s)\n--- PASS: TestA (0.10s)\n",
        &["fail TestA, 0.5 s (passed in another run)", "pass x1"],
    );
}

/// The messages of all failed tests, as `TestA: x_test.go:3: message`.
fn check_messages(text: &str, expected: &[&str]) {
    let tests = report(text).tests;
    let failed = tests.iter().filter(|test| test.status == TestStatus::Fail);
    let got: Vec<String> = failed
        .flat_map(|test| {
            let name = test.name.clone().unwrap_or_default();
            test.output.iter().map(move |message| format!("{name}: {message}"))
        })
        .collect();
    assert_eq!(got, expected, "in\n{text}");
}

#[test]
fn messages_belong_to_their_tests() {
    check_messages(
        "--- FAIL: TestA (0.00s)\n    x_test.go:3: no\n    x_test.go:4: nor\nFAIL\n",
        &["TestA: x_test.go:3: no", "TestA: x_test.go:4: nor"],
    );
    check_messages("--- FAIL: TestA (0.00s)\n\tx_test.go:3: of Go 1.5\n", &["TestA: x_test.go:3: of Go 1.5"]);
    check_messages(
        "=== RUN   TestA\n    x_test.go:3: passes\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n    x_test.go:5: no\n        of two lines\n          and three\n--- FAIL: TestB (0.00s)\n",
        &["TestB: x_test.go:5: no\nof two lines\n  and three"],
    );
    check_messages(
        "=== RUN   TestA\n=== RUN   TestB\n=== NAME  TestA\n    x_test.go:3: a\n=== NAME  TestB\n    x_test.go:5: b\n--- FAIL: TestB (0.00s)\n--- FAIL: TestA (0.00s)\n",
        &["TestB: x_test.go:5: b", "TestA: x_test.go:3: a"],
    );
    check_messages(
        "--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\n        x_test.go:3: no\n",
        &["TestA/b: x_test.go:3: no"],
    );
    check_messages(
        "=== RUN   TestA\n    x_test.go:3: no\n--- FAIL: TestA (0.00s)\n=== Failed\n=== FAIL: p TestA (0.00s)\n    x_test.go:3: no\n",
        &["TestA: x_test.go:3: no"],
    );
    check_messages(
        "--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\n        x_test.go:3: no\n    x_test.go:9: nor\n",
        &["TestA: x_test.go:9: nor", "TestA/b: x_test.go:3: no"],
    );
    check_messages(
        "main.go:3: a log line\n    main.go:4: an indented one\n--- FAIL: TestA (0.00s)\nmain.go:5: another\n",
        &[],
    );
}

#[test]
fn packages_come_last() {
    check(
        "--- FAIL: TestA (0.50s)\nFAIL\nexit status 1\nFAIL\texample.com/a\t1.204s\n",
        &["fail TestA of example.com/a, 0.5 s", "fail of example.com/a, 1.204 s (exit status 1: tests failed)"],
    );
    check("FAIL example.com/a 1.204s\n", &["fail of example.com/a, 1.204 s"]);
    check(
        "FAIL\texample.com/a [build failed]\nFAIL\texample.com/b [setup failed]\n",
        &["fail of example.com/a (build failed)", "fail of example.com/b (setup failed)"],
    );
    check(
        "ok  \texample.com/a\t0.1s\tcoverage: 5.0% of statements\nok  \texample.com/b\t(cached)\n?   \texample.com/c\t[no test files]\n",
        &["pass of example.com/a, 0.1 s", "pass of example.com/b (cached)", "skip of example.com/c (no test files)"],
    );
}

#[test]
fn errors_of_the_compiler() {
    let text = "# example.com/a [example.com/a.test]\n./a.go:12:3: undefined: x\n./a.go:13:3: undefined: y\nFAIL\texample.com/a [build failed]\n";
    check(text, &["fail of example.com/a (build failed)"]);
    assert_eq!(report(text).tests[0].output.len(), 2);
    check("# A heading\n./a.go:12:3: text about a line\n", &[]);
    check("# Heading\na.go:12: text about a line\n", &[]);
    let old = "# example.com/a\n./a.go:48: Panicf call needs 1 arg\nFAIL\texample.com/a [build failed]\n";
    check(old, &["fail of example.com/a (build failed)"]);
    assert_eq!(report(old).tests[0].output, ["./a.go:48: Panicf call needs 1 arg".into()]);
}

#[test]
fn gotestsum() {
    check(
        "=== FAIL: store/lock TestA/b (0.50s)\n    --- FAIL: TestA/b (0.50s)\n",
        &["fail TestA/b of store/lock, 0.5 s"],
    );
    check(
        "=== FAIL: store/lock  (0.00s)\nFAIL\texample.com/store/lock\t0.1s\n",
        &["fail of example.com/store/lock, 0.1 s"],
    );
    check(
        "--- FAIL: TestA (0.10s)\nFAIL\texample.com/db/store\t0.1s\n=== Failed\n=== FAIL: store TestA (0.10s)\n\nDONE 2 tests, 1 failure in 3.4s\n",
        &["fail TestA of example.com/db/store, 0.1 s", "fail of example.com/db/store, 0.1 s"],
    );
    check("=== FAIL: store/lock  (1.20s)\npanic: oh\n", &["fail of store/lock, 1.2 s"]);
    check(
        "=== FAIL: q/y  (0.00s)\nFAIL\tq/y [build failed]\n\n=== FAIL: q/y  (0.00s)\n",
        &["fail of q/y, 0 s (build failed)"],
    );
    check(
        "FAIL\texample.com/db/store\t0.1s\n=== Failed\n=== FAIL: store  (0.00s)\n=== FAIL: ore  (0.00s)\n=== SKIP: x  (0.00s)\n",
        &["fail of example.com/db/store, 0.1 s", "fail of ore, 0 s"],
    );
    check("FAIL example.com/db/store.TestA (0.10s)\n", &["fail TestA of example.com/db/store, 0.1 s"]);
    check("✖  store/lock (1.2s)\n ✖ Names a file (0.00s)\n ✓ Reads it (0.01s)\n", &["fail of store/lock, 1.2 s"]);
    check("✓  store/lock (1.2s)\n", &["pass of store/lock, 1.2 s"]);
}

#[test]
fn service_messages_of_team_city() {
    let text = "##teamcity[testStarted name='TestA']\n##teamcity[testFailed name='TestA' details='    x_test.go:3: no|npanic: boom']\n##teamcity[testFinished name='TestA' duration='20']\n##teamcity[testFinished name='TestB' duration='20']\n";
    check(text, &["fail TestA", "pass x1"]);
    assert_eq!(report(text).failures[0].message, "boom".into());
}

/// What a test printed, with its line breaks escaped; another test's message and a plain line between the parts.
#[test]
fn output_in_service_messages_of_team_city() {
    let said = |test: &str, text: &str| format!("##teamcity[testStdErr name='{test}' out='{text}']\n");
    let text = [
        said("TestA", "WARNING: DATA RACE|nRead at 0x00c01 by goroutine 7:|n  a.f()|n      a.go:1 +0x1|n|n"),
        said("TestB", "panic: it|'s |[x|]|n|ngoroutine 1 |[running|]:|nb.g()|n\tb.go:2 +0x2"),
        "plain\n".to_owned(),
        said("TestA", "Previous write at 0x00c01 by main goroutine:|n  a.g()|n      a.go:2 +0x2|n"),
        said("TestA", "WARNING: DATA RACE|nRead at 0x00c02 by goroutine 7:|n  a.f()|n"),
    ];
    let report = report(&text.concat());
    let races: Vec<_> = report
        .races
        .iter()
        .flat_map(|group| &group.reports)
        .map(|race| (race.accesses.len(), race.reported_in.as_deref()))
        .collect();
    assert_eq!(races, [(2, Some("TestA")), (1, Some("TestA"))]);
    let panic = &report.failures[0];
    assert_eq!((&*panic.message, panic.test.as_deref(), panic.complete), ("it's [x]", Some("TestB"), true));
    assert_eq!(report.sources[0].wrappers, ["teamcity".into()]);
}

#[test]
fn bazel() {
    check(
        "==================== Test output for //store:store_test (shard 3 of 10):\n--- FAIL: TestA (0.50s)\n",
        &["fail TestA of //store:store_test, 0.5 s"],
    );
    check("FAIL: //store:store_test (see /tmp/test.log)\n", &["fail of //store:store_test"]);
    check(
        "//store:store_test        FAILED in 3 out of 3 in 12.0s\n//a:b  PASSED in 1.5s\n",
        &["fail of //store:store_test, 12 s", "pass of //a:b, 1.5 s"],
    );
}

#[test]
fn events_without_output() {
    check(
        "{\"Time\":\"2026-11-20T10:43:40Z\",\"Action\":\"fail\",\"Package\":\"a\",\"Test\":\"TestA\",\"Elapsed\":0.5}\n",
        &["fail TestA of a, 0.5 s"],
    );
}

#[test]
fn the_number_of_races_is_checked() {
    let notes = report("Found 3 data race(s)\nexit status 66\n").notes;
    assert!(notes[0].text.contains("found 3 data races, the log before this line holds 0"), "{notes:?}");
}

#[test]
fn what_testing_says_of_races() {
    let check = |text: &str, expected: &[&str]| {
        let notes = report(text).notes;
        assert_eq!(
            notes.iter().map(|note| format!("{}: {}", note.kind, note.text)).collect::<Vec<_>>(),
            expected,
            "{text}"
        );
    };
    let outside = "testing: race detected outside of test execution\n";
    let within = "    testing.go:1490: race detected during execution of test\n";
    let race = "==================\nWARNING: DATA RACE\nRead at 0x00c01 by main goroutine:\n  a.f()\n      a.go:1 +0x1\n==================\n";
    let lost = "; its report is not in the log (GORACE=log_path writes reports to files)";
    let said = "a race was detected outside of test execution: in TestMain or between tests";
    check(outside, &[&format!("cut: {said}{lost}")]);
    check(within, &[&format!("cut: a race was detected during a test{lost}")]);
    check(&format!("{race}{within}"), &[]);
    check(&format!("{race}PASS\n{outside}"), &[&format!("race: {said}")]);
}

#[test]
fn texts_without_results() {
    for text in [
        "FAIL is a word\nFAILED to start\nok then\nPASS the salt\n? what\n",
        "--- a/file.go\n+++ b/file.go\n",
        "{\"Action\":\"fail\"}\n",
        "The test fails. - FAIL: no\n",
        "ERROR: exit status one\n",
    ] {
        assert!(report(text).tests.iter().all(|test| test.status != TestStatus::Fail), "{text}");
    }
}

#[test]
fn a_race_in_a_message_of_teamcity() {
    let race = "WARNING: DATA RACE|nRead at 0x00c01 by goroutine 7:|n  a.f()|n      a.go:1 +0x1|n|nPrevious write at 0x00c01 by main goroutine:|n  a.g()|n      a.go:2 +0x2|n";
    for end in ["']\n", "\n"] {
        let report = report(&format!("##teamcity[testFailed name='TestA' details='{race}{end}"));
        let [group] = report.races.as_slice() else { panic!("one race") };
        assert_eq!(group.reports[0].accesses.len(), 2);
        assert_eq!(group.reports[0].reported_in.as_deref(), Some("TestA"));
    }
}
