//! Failed assertions: testify in every state of damage (docs/spec/go-reports.md §2.3), and other libraries.

use racecard::Scanner;
use racecard::model::{Assertion, Place};

fn assertions(text: &str) -> Vec<Assertion> {
    let mut scanner = Scanner::new("text");
    scanner.push(text.as_bytes());
    scanner.finish().assertions
}

const BLOCK: &str = "    x_test.go:50: \n        \tError Trace:\t/home/me/ledger/x_test.go:50\n        \t            \t\t\t\t/home/me/ledger/y_test.go:7\n        \tError:      \tNot equal: \n        \t            \texpected: 3\n        \t            \tactual  : 2\n        \tTest:       \tTestTotals/a\n        \tMessages:   \tsum of ledger\n";

/// Every one of these is one assertion, and the same.
fn check(text: &str) {
    let found = assertions(text);
    let [one] = found.as_slice() else { panic!("{} assertions in\n{text}", found.len()) };
    let lines: Vec<&str> = one.error.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, ["Not equal:", "expected: 3", "actual  : 2"], "{text}");
    assert_eq!(one.trace.iter().map(|place| place.line).collect::<Vec<_>>(), [Some(50), Some(7)], "{text}");
    assert_eq!((one.test.as_deref(), one.messages.as_deref()), (Some("TestTotals/a"), Some("sum of ledger")), "{text}");
    assert_eq!((one.expected.as_deref(), one.actual.as_deref()), (Some("3"), Some("2")), "{text}");
    assert_eq!(one.at, Some(Place { file: "x_test.go".into(), line: Some(50) }), "{text}");
}

fn each_line(change: impl Fn(&str) -> String) -> String {
    BLOCK.lines().map(|line| change(line) + "\n").collect()
}

fn tabs_to(width: usize) -> String {
    each_line(|line| {
        line.chars().fold(String::new(), |mut text, c| {
            let blanks = if c == '\t' { width - text.len() % width } else { 0 };
            if blanks > 0 {
                text += &" ".repeat(blanks);
            } else {
                text.push(c);
            }
            text
        })
    })
}

#[test]
fn a_block_in_any_state_of_damage() {
    check(BLOCK);
    check(&each_line(|line| format!("    {line}")));
    check(&each_line(|line| format!("\t{line}")));
    check(&format!("> --- FAIL: TestTotals (0.00s)\n{}", each_line(|line| format!("> {line}"))));
    check(&each_line(|line| format!("> {line}")));
    check(&each_line(|line| format!("[2020-09-15T09:47:26.444Z] {line}")));
    check(&each_line(|line| line.trim().to_string()));
    check(&each_line(|line| format!("{}\n", line.trim())));
    check(&each_line(|line| format!("{line}\n")));
    check(&each_line(|line| format!("{line}\r")));
    check(&each_line(|line| line.replace('\t', " ")));
    check(&tabs_to(8));
    check(&tabs_to(4));
}

#[test]
fn what_follows_a_block_is_no_part_of_it() {
    let stripped = each_line(|line| line.trim().to_string());
    for after in [
        "--- FAIL: TestTotals (0.00s)\n",
        "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [\"x\"]\n",
        "=== RUN   TestNext\n",
        "panic: boom [recovered]\n",
        "FAIL\texample.com/a\t0.1s\n",
    ] {
        check(&format!("{BLOCK}{after}"));
        check(&format!("{stripped}{after}"));
    }
    check(&format!("{BLOCK}Error: exit status 1\nTest: it again\n"));
}

#[test]
fn several_blocks_of_one_log() {
    let stripped = each_line(|line| line.trim().to_string());
    assert_eq!(assertions(&format!("{BLOCK}{BLOCK}")).len(), 2);
    assert_eq!(assertions(&format!("{stripped}{stripped}")).len(), 2);
}

#[test]
fn a_log_line_inside_a_block() {
    let with_log =
        BLOCK.replace("        \tTest:", "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [\"x\"]\n        \tTest:");
    assert_eq!(assertions(&with_log)[0].test.as_deref(), Some("TestTotals/a"));
}

#[test]
fn a_difference_is_part_of_the_error() {
    let text = "        \tError Trace:\tx_test.go:1\n        \tError:      \tNot equal: \n        \t            \texpected: \"a\"\n        \t            \tactual  : \"b\"\n        \t            \t\n        \t            \tDiff:\n        \t            \t--- Expected\n        \t            \t+++ Actual\n        \t            \t@@ -1 +1 @@\n        \t            \t-a\n        \t            \t+b\n        \tTest:       \tTestA\n";
    for text in [text.to_string(), text.lines().map(str::trim).collect::<Vec<_>>().join("\n")] {
        let found = &assertions(&text)[0];
        assert_eq!(found.diff.as_deref(), Some("--- Expected\n+++ Actual\n@@ -1 +1 @@\n-a\n+b"));
        assert_eq!(found.actual.as_deref(), Some("\"b\""));
        assert_eq!(found.test.as_deref(), Some("TestA"));
    }
}

#[test]
fn a_stack_inside_the_error() {
    let text = "        \tError Trace:\tx_test.go:1\n        \tError:      \tReceived unexpected error:\n        \t            \tboom\n        \t            \texample.com/a.f\n        \t            \t\t/a/f.go:13\n        \t            \truntime.goexit\n        \t            \t\t/go/asm_amd64.s:1650\n        \tTest:       \tTestA\n";
    let stack = &assertions(text)[0].stack;
    assert_eq!(
        stack.iter().map(|frame| (&*frame.function, frame.line)).collect::<Vec<_>>(),
        [("example.com/a.f", Some(13)), ("runtime.goexit", Some(1650)),]
    );
}

#[test]
fn older_layouts() {
    let old = "        Error Trace:    x_test.go:12\n\t\t\ty_test.go:30\n\tError:\t\tNot equal: 1 (expected)\n\t\t\t        != 2 (actual)\n\tMessages:\tworse\n";
    let found = &assertions(old)[0];
    assert_eq!(found.trace.len(), 2);
    assert_eq!((&*found.error, found.messages.as_deref()), ("Not equal: 1 (expected)\n!= 2 (actual)", Some("worse")));
    let stripped = "Error Trace: x_test.go:12\nError: Should be true\nTest: TestA\n--- FAIL: TestA (0.00s)\n";
    let found = &assertions(stripped)[0];
    assert_eq!((&*found.error, found.test.as_deref()), ("Should be true", Some("TestA")));
    let one_line = "x_test.go:12: Error Trace: x_test.go:12 Error: Should be true Test: TestA\n";
    let found = &assertions(one_line)[0];
    assert_eq!((&*found.error, found.test.as_deref()), ("Should be true", Some("TestA")));
}

#[test]
fn a_cut_block_is_kept() {
    let found = &assertions("        \tError Trace:\tx_test.go:1\n        \tError:      \tReceived unexp")[0];
    assert_eq!((&*found.error, found.trace.len()), ("Received unexp", 1));
}

#[test]
fn other_libraries() {
    let gocheck = "FAIL: h_test.go:78: suite.TestH\n\nh_test.go:136:\n    c.Assert(a, Equals, 1)\n... obtained int = 2\n... expected int = 1\n\nOOPS: 1 passed, 1 FAILED\n";
    let found = &assertions(gocheck)[0];
    assert_eq!(
        (found.test.as_deref(), found.actual.as_deref(), found.expected.as_deref()),
        (Some("suite.TestH"), Some("2"), Some("1"))
    );
    assert_eq!(found.at, Some(Place { file: "h_test.go".into(), line: Some(136) }));
    // pingcap/tidb#17631: a method of an embedded suite.
    let setup = "FAIL: <autogenerated>:1: suite2.SetUpSuite\n\nh_test.go:170:\n    c.Assert(err, IsNil)\n... value *errors.withStack = no\n";
    let found = &assertions(setup)[0];
    assert_eq!(
        (found.test.as_deref(), found.at.as_ref().and_then(|at| at.line)),
        (Some("suite2.SetUpSuite"), Some(170))
    );
    let gotest =
        "=== RUN   TestA\n    a_test.go:17: assertion failed: 1 (got int) != 2 (want int)\n--- FAIL: TestA (0.00s)\n";
    let found = &assertions(gotest)[0];
    assert_eq!(
        (found.reported_in.as_deref(), &*found.error),
        (Some("TestA"), "assertion failed: 1 (got int) != 2 (want int)")
    );
    let ginkgo = "  [FAILED] Expected\n      <int>: 1\n  to equal\n      <int>: 2\n  In [It] at: /a/b_test.go:12 @ 01/02/06 03:04:05.6\n";
    let found = &assertions(ginkgo)[0];
    assert_eq!(
        (&*found.error, found.at.as_ref().and_then(|at| at.line)),
        ("Expected\n<int>: 1\nto equal\n<int>: 2", Some(12))
    );
}

#[test]
fn a_block_without_its_trace() {
    let text = "    suite.go:56:\n        Error: Received unexpected error:\n               no block\n        Test: TestSuite\n\npanic: open /tmp: no\n";
    let found = assertions(text);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    let lines: Vec<&str> = one.error.lines().map(str::trim).collect();
    assert_eq!((lines, one.test.as_deref()), (vec!["Received unexpected error:", "no block"], Some("TestSuite")));
    assert_eq!((one.at.as_ref().and_then(|at| at.line), one.trace.len()), (Some(56), 0));
    assert_eq!(assertions("Error: Received unexpected error:\n"), []);
}

#[test]
fn quicktest_blocks() {
    let text = "=== RUN   TestA\n    x_test.go:12: \n        error:\n          values are not equal\n        got:\n          \"a\"\n        want:\n          \"b\"\n        comment:\n          by name\n        stack:\n          /a/x_test.go:12\n            c.Assert(x, qt.Equals, y)\n--- FAIL: TestA (0.00s)\n";
    let found = assertions(text);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(&*one.error, "values are not equal\nstack:\n/a/x_test.go:12\nc.Assert(x, qt.Equals, y)");
    assert_eq!((one.actual.as_deref(), one.expected.as_deref()), (Some("\"a\""), Some("\"b\"")));
    assert_eq!((one.messages.as_deref(), one.reported_in.as_deref()), (Some("by name"), Some("TestA")));
    assert_eq!(one.at, Some(Place { file: "x_test.go".into(), line: Some(12) }));
    assert_eq!(assertions("error:\n  no place above\ngot:\n  x\n"), []);
}

#[test]
fn differences_of_go_cmp() {
    let text = "    x_test.go:73: results do not match (-want +got):\n          strings.Join({\n        + \t\"a\",\n          }, \"\")\n--- FAIL: TestA (0.00s)\n";
    let found = assertions(text);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.diff.as_deref(), Some("  strings.Join({\n+ \t\"a\",\n  }, \"\")"));
    assert_eq!(one.error.lines().next(), Some("results do not match (-want +got):"));
}

#[test]
fn texts_without_assertions() {
    for text in [
        "Error: exit status 1\nTest: it again\n",
        "    a_test.go:17: plain text of a test\n",
        "The Error Trace: of testify says where it was.\n",
        "    a_test.go:17: \n    some text\n",
    ] {
        assert_eq!(assertions(text), [], "{text}");
    }
}
