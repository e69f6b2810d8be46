//! Prefixes and containers, as they come.

use super::window::HEAD_BYTES;
use super::*;
use crate::text::lines::Lines;

/// The unwrapped lines, each with its stream where that is not 0.
fn unwrapped(input: &str) -> (Vec<String>, Vec<&'static str>) {
    let (mut unwrapper, mut lines, mut got) = (Unwrapper::default(), Lines::new(0), Vec::new());
    let mut each = |line: Line<'_>, label: Label<'_>| {
        let text = String::from_utf8_lossy(line.text).into_owned();
        let place = label.package.map_or(String::new(), |package| format!("{package} "));
        got.push(if line.stream == 0 { place + &text } else { format!("{place}{}| {text}", line.stream) });
    };
    lines.push(input.as_bytes(), |raw, span| unwrapper.line(raw, span, &mut each));
    lines.finish(|raw, span| unwrapper.line(raw, span, &mut each));
    unwrapper.finish(&mut each);
    let met = unwrapper.met().to_vec();
    (got, met)
}

fn check(input: &str, wrappers: &[&str], expected: &[&str]) {
    let (got, met) = unwrapped(input);
    assert_eq!(got, expected, "{input}");
    assert_eq!(met, wrappers, "{input}");
}

#[test]
fn a_plain_log_stays_as_it_is() {
    let unified = "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [\"x [y]\"]";
    check(&format!("{unified}\r\n    --- FAIL: TestA/b (0.1s)\n"), &[], &[unified, "    --- FAIL: TestA/b (0.1s)"]);
}

#[test]
fn a_unified_line_in_wrappers_of_all_sorts() {
    let unified = "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [x]";
    for (prefix, name) in [
        ("2023-01-29T07:51:47.1234567Z ", "github-actions"),
        ("[2020-02-20T06:40:36.034Z] ", "jenkins"),
        ("2023-01-29T07:51:47.123456789Z stdout F ", "cri"),
        ("tidb-0  | ", "compose"),
        ("Jan 29 15:51:47 host tidb-server[123]: ", "syslog"),
        ("file.log:123:", "grep"),
        ("123:", "grep"),
        ("[pod/tidb-0/tidb] ", "kubectl"),
        ("> ", "quote"),
        ("15:07:07  ", "jenkins-timestamper"),
    ] {
        let line = format!("{prefix}{unified}\n");
        check(&line.repeat(3), &[name], &[unified; 3]);
    }
}

#[test]
fn wrappers_within_wrappers() {
    check(
        "build\trun tests\t2023-10-08T08:44:19.5480100Z \u{1b}[36mapi-1  | \u{1b}[0mWARNING: DATA RACE\n\
         build\trun tests\t2023-10-08T08:44:19.5480100Z api-1  | Read\n\
         build\trun tests\t2023-10-08T08:44:19.5480100Z api-1  |   a.b()\n",
        &["gh run view", "github-actions", "compose"],
        &["WARNING: DATA RACE", "Read", "  a.b()"],
    );
}

#[test]
fn two_containers_are_two_streams() {
    let text = "db-1 | WARNING: DATA RACE\ndb-2 | x\n".repeat(3);
    check(&text, &["compose"], &["WARNING: DATA RACE", "1| x"].repeat(3));
}

#[test]
fn partial_lines_of_containers_are_joined() {
    check(
        "2025-09-02T19:28:59.4Z stderr P   main.\n2025-09-02T19:28:59.5Z stdout F x\n2025-09-02T19:28:59.6Z stderr F f()\n",
        &["cri"],
        &["1| x", "  main.f()"],
    );
}

#[test]
fn go_test_json_per_package() {
    check(
        "{\"Action\":\"output\",\"Package\":\"a\",\"Output\":\"one \"}\n\
         {\"Action\":\"output\",\"Package\":\"b\",\"Output\":\"x\\n\"}\n\
         {\"Action\":\"output\",\"Package\":\"a\",\"Output\":\"two\\n\"}\n\
         {\"Action\":\"pass\",\"Package\":\"b\",\"Elapsed\":0.1}\n",
        &["test2json"],
        &["b 1| x", "a one two", "b 1| "],
    );
}

#[test]
fn a_log_as_one_string() {
    check("\"a\\n  b\\n\\\"c\\\"\\nd\"\n", &[], &["a", "  b", "\"c\"", "d"]);
}

#[test]
fn a_log_as_python_shows_a_string() {
    check("b'a\\n  b\\n\"c\"\\n\\'d\\'\\n'\n", &[], &["a", "  b", "\"c\"", "'d'", ""]);
    check("'a\\n  b\\nc\\nd'\n", &[], &["a", "  b", "c", "d"]);
    check("'a\\nb\\nc\\nd', 1\n", &[], &["'a\\nb\\nc\\nd', 1"]);
}

/// A report in a log whose lines have prefixes, all of it packed into one line or into JSON lines.
#[test]
fn prefixes_inside_of_packed_lines() {
    let report = ["==================", "WARNING: DATA RACE", "Read at 0x1 by main goroutine:", "  main.main()"];
    for prefix in [
        "svc-1  | ",
        "ci.log:12:",
        "test\tRun tests\t2023-10-08T08:44:19.5480100Z ",
        "I1008 08:44:19.548010   12 run.go:34] ",
        "2023-10-08T08:44:19.5480100Z ",
        "[2020-09-15T09:47:26.444Z] ",
        "I0328 16:45:14.316] ",
        "2023-10-08T08:44:19.548010012Z stderr F ",
        "Oct 08 08:44:19 host svc[311]: ",
        "\\u001b[36msvc-1  | \\u001b[0m",
    ] {
        let lines = report.map(|line| format!("{prefix}{line}\\n")).concat().replace('\t', "\\t");
        let (got, _) = unwrapped(&format!("\"{lines}\"\n"));
        assert_eq!(got.get(..4).unwrap(), report, "{prefix}");
        for (before, after) in [
            ("{\"log\":\"", "\\n\",\"stream\":\"stderr\",\"time\":\"2023-10-08T08:44:19Z\"}"),
            ("{\"Action\":\"output\",\"Output\":\"", "\\n\"}"),
        ] {
            let prefix = prefix.replace('\t', "\\t");
            let lines = report.map(|line| format!("{before}{prefix}{line}{after}\n")).concat();
            let (got, _) = unwrapped(&lines);
            assert_eq!(got, report, "{lines}");
        }
    }
}

#[test]
fn partial_lines_of_containers_inside_of_events_are_joined() {
    let event = |text: &str| format!("{{\"log\":\"2025-09-02T19:28:59.4Z stderr {text}\\n\",\"stream\":\"x\"}}\n");
    check(&(event("P   main.") + &event("F f()")), &["docker-json", "cri"], &["  main.f()"]);
}

#[test]
fn fences_on_lines_with_text() {
    check(
        "```==================\nx\n==================```\n```go\n",
        &[],
        &["```", "==================", "x", "==================", "```", "```go"],
    );
}

#[test]
fn a_prefix_learned_far_into_a_log() {
    let mut text = "plain line of a long log\n".repeat(20_000);
    text.push_str("w7: WARNING: DATA RACE\nw7: Read\nw7:   f()\n");
    let (got, _) = unwrapped(&text);
    assert_eq!(got.get(20_000..).unwrap(), ["WARNING: DATA RACE", "Read", "  f()"]);
}

#[test]
fn a_code_block_far_behind_the_beginning() {
    let unified = "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [x]";
    let head = "some other log line\n".repeat(HEAD_BYTES / 16);
    let (got, _) =
        unwrapped(&format!("{head}And this:\n\n    {unified}\n      b\n\n    --- FAIL: TestA/b (0.1s)\nend\n    c\n"));
    let tail: Vec<&str> = got.iter().rev().take(6).rev().map(String::as_str).collect();
    assert_eq!(tail, [unified, "  b", "", "--- FAIL: TestA/b (0.1s)", "end", "    c"]);
    let (got, _) = unwrapped(&format!("{head}On Monday Bob wrote:\n> panic: x\n>\n> goroutine 1 [running]:\n>   y\n"));
    let tail: Vec<&str> = got.iter().rev().take(3).rev().map(String::as_str).collect();
    assert_eq!(tail, ["", "goroutine 1 [running]:", "  y"]);
}

/// What begins far behind the beginning of a plain log has prefixes of its own, or damage of its own.
#[test]
fn wrappers_that_begin_behind_the_first_256_kilobytes() {
    let text = format!("{}\n", "some other log line of it ".repeat(40)).repeat(HEAD_BYTES / 1_000);
    // Nobody looks at these but their own reader.
    let detail = "x".repeat(1_000);
    let log =
        format!("[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:12] [m] [detail={detail}]\n").repeat(HEAD_BYTES / 1_000);
    let panic = ["panic: x", "", "goroutine 1 [running]:", "main.main()", "\t/a.go:1 +0x2", "exit status 2"];
    let race = ["==================", "WARNING: DATA RACE", "Read at 0x1 by main goroutine:", "  main.main()"];
    let test = ["=== RUN   TestA", "    a_test.go:3: oh", "--- FAIL: TestA (0.10s)", "FAIL"];
    let slow = ["# Time: 2019-11-06T08:14:51Z", "# Txn_start_ts: 41", "# Query_time: 5.19", "COMMIT;"];
    let records: [&[&str]; 4] = [&panic, &race, &test, &slow];
    for (before, after) in [
        ("12:34:56 ", ""),
        ("app[web.1] ", ""),
        ("    default: ", ""),
        ("build.log:12:", ""),
        ("7\t", ""),
        ("+", ""),
        ("-", ""),
        ("* ", ""),
        ("- ", ""),
        ("=> ", ""),
        ("// ", ""),
        ("| ", " |"),
        ("", "<br>"),
        ("  \"", "\","),
        ("`", "`"),
    ] {
        for lines in records {
            let wrapped: Vec<String> = lines.iter().map(|line| format!("{before}{line}{after}\n")).collect();
            let wrapped = wrapped.concat();
            for head in [&text, &log] {
                let (got, _) = unwrapped(&format!("{head}{wrapped}"));
                assert_eq!(got.get(got.len() - lines.len()..).unwrap(), lines, "{wrapped}");
            }
        }
    }
}

/// The same where the lines stand in events, as those before them do.
#[test]
fn prefixes_inside_of_events_behind_the_first_256_kilobytes() {
    let race = ["==================", "WARNING: DATA RACE", "Read at 0x1 by main goroutine:", "  main.main()"];
    for (before, after) in [
        ("{\"log\":\"", "\\n\",\"stream\":\"stderr\",\"time\":\"2023-10-08T08:44:19Z\"}\n"),
        ("{\"Time\":\"2023-10-08T08:44:19Z\",\"Action\":\"output\",\"Output\":\"", "\\n\"}\n"),
    ] {
        let head = format!("{before}some other log line{after}").repeat(HEAD_BYTES / 64);
        let lines = race.map(|line| format!("{before}w7: {line}{after}")).concat();
        let (got, _) = unwrapped(&format!("{head}{lines}"));
        assert_eq!(got.get(got.len() - race.len()..).unwrap(), race, "{before}");
    }
}

/// A member of no known name whose lines have a prefix; a message that only mentions a race is none.
#[test]
fn prefixes_inside_of_the_members_of_a_logger() {
    let object = |text: &str| format!("{{\"ts\":\"2024\",\"note\":\"{text}\"}}\n");
    let race = ["==================", "WARNING: DATA RACE", "Read at 0x1 by main goroutine:", "  main.main()"];
    for prefix in ["api-1  | ", "2024/01/02 10:00:00 ", "w7: "] {
        let (got, _) = unwrapped(&race.map(|line| object(&format!("{prefix}{line}"))).concat());
        assert_eq!(got, race, "{prefix}");
    }
    let text = object("started") + &object("we saw WARNING: DATA RACE") + &object("we saw it") + &object("stopped");
    assert_eq!(unwrapped(&text).0.concat(), text.replace('\n', ""));
}

#[test]
fn events_of_go_test_inside_of_those_of_a_container() {
    let event = |text: &str| {
        format!(
            "{{\"log\":\"{{\\\"Action\\\":\\\"output\\\",\\\"Package\\\":\\\"a\\\",\\\"Output\\\":\\\"{text}\\\"}}\\n\",\"stream\":\"x\"}}\n"
        )
    };
    check(&(event("one ") + &event("two\\\\n")), &["docker-json", "test2json"], &["a 1| one two"]);
}

#[test]
fn the_longer_of_two_prefixes_first() {
    let one = "7 panic: x\n8 goroutine 1 [running]:\n9 main.f()\n";
    let other = "7 | panic: x\n8 | goroutine 1 [running]:\n9 | main.f()\n";
    let lines = ["panic: x", "goroutine 1 [running]:", "main.f()"];
    let (got, _) = unwrapped(&format!("{one}{other}"));
    let got: Vec<&str> = got.iter().map(|line| line.strip_prefix("1| ").unwrap_or(line)).collect();
    assert_eq!(got, [lines, lines].concat());
}

#[test]
fn a_diff_mark_before_the_dashes_of_a_failed_test_goes_once() {
    let lines = ["=== RUN   TestA", "    a_test.go:3: oh", "--- FAIL: TestA (0.10s)", "FAIL"];
    let marked: Vec<String> = lines.iter().map(|line| format!("-{line}\n")).collect();
    check(&marked.concat(), &["list or diff marks"], &lines);
    let plain = format!("{}--- FAIL: TestB (0.10s)\n", marked.concat());
    check(&plain, &["list or diff marks"], &[lines.as_slice(), &["--- FAIL: TestB (0.10s)"]].concat());
}

#[test]
fn a_comment_sign_before_the_fields_of_a_slow_query_goes_once() {
    let lines = ["# Time: 2019-11-06T08:14:51Z", "# Txn_start_ts: 41", "# Query_time: 5.19", "COMMIT;"];
    let marked: Vec<String> = lines.iter().map(|line| format!("# {line}\n")).collect();
    check(&marked.concat(), &["line prefix"], &lines);
}

#[test]
fn a_broken_line_at_the_end_of_a_part_comes_in_its_turn() {
    let head = "some other log line\n".repeat(HEAD_BYTES / 16);
    let long = "  github.com/pingcap/tidb/sessionctx/variable.(*SessionVars).SetAllocation()";
    let (first, rest) = long.split_at(70);
    for before in ["", "one line more\n"] {
        let news = "w7: WARNING: DATA RACE\nw7: Read\nw7:   f()\n";
        let text = format!("{head}{before}{news}{}", format!("{first}\n{rest}\n").repeat(1_000));
        let (mut unwrapper, mut lines, mut got) = (Unwrapper::default(), Lines::new(0), Vec::new());
        let mut each = |line: Line<'_>, _: Label<'_>| got.push(line.span.line);
        lines.push(text.as_bytes(), |raw, span| unwrapper.line(raw, span, &mut each));
        unwrapper.finish(&mut each);
        assert!(got.is_sorted());
        assert!(unwrapper.repairs().iter().any(|repair| repair.kind == "lines broken at a column"));
    }
}
