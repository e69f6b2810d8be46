//! What the cards of Go's failures show: drawn from fixtures, looked at as HTML.

use racecard::page::protocol::{CardId, Kind, Panel, Switches, to_html};
use racecard::page::views::{Scene, copied, draw};
use racecard::render::markdown::render_markdown;
use racecard::{Report, Scanner};

fn scan(path: &str) -> Report {
    let bytes = std::fs::read(format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut scanner = Scanner::new(path.rsplit('/').next().unwrap_or(path));
    scanner.push(&bytes);
    scanner.finish()
}

fn read(log: &str) -> Report {
    let mut scanner = Scanner::new("log");
    scanner.push(log.as_bytes());
    scanner.finish()
}

fn scene<'a>(report: &'a Report, kind: Kind, index: u32, switches: &'a Switches) -> Scene<'a> {
    Scene { report, panel: Panel::Card(CardId { kind, index }), switches, frame_link: "" }
}

fn switches(set: &[(&str, &str)]) -> Switches {
    let mut switches = Switches::default();
    for (name, value) in set {
        switches.set(name, value);
    }
    switches
}

fn card(report: &Report, kind: Kind, index: u32, set: &[(&str, &str)]) -> String {
    to_html(&draw(&scene(report, kind, index, &switches(set))).expect("the record is there").into_bytes())
}

fn copy(report: &Report, kind: Kind, index: u32, what: &str) -> Option<String> {
    copied(&scene(report, kind, index, &Switches::default()), what).map(|text| text.to_string())
}

/// All of `parts` stand in the card, in this order.
fn check(html: &str, parts: &[&str]) {
    let mut rest = html;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("no {part:?} in the rest of\n{html}\n\nrest:\n{rest}")
        };
        rest = after;
    }
}

/// How often a text stands in the card.
fn count(html: &str, part: &str) -> usize {
    html.matches(part).count()
}

const SAMPLE: &str = "samples/tidb-40823.txt";

#[test]
fn the_race_of_40823() {
    let report = scan(SAMPLE);
    let html = card(&report, Kind::Race, 0, &[]);
    check(
        &html,
        &[
            "<p class=\"meta\">",
            "same word <code>0x00c00bf3f580</code> on the heap",
            "goroutine 216448 created 217396",
            "<p class=\"about\">Findings about this: <button",
            "<p class=\"about\">Belongs together with: <button type=\"button\" class=\"chip of-assertion\"",
            "<span class=\"access\">Write</span><span>goroutine 216448<span class=\"quiet\"> · running</span>",
            "<ol class=\"stack\" aria-label=\"Write by goroutine 216448\">",
            "<li class=\"frame culprit\"><span class=\"fn\"",
            "<span class=\"pk\">variable.</span><span class=\"nm\">SessionVars.<b>SetAlloc</b></span>",
            "session.go:1400</span>",
            "Goroutine 216448 was started in</h5>",
            "data-act=\"set fold:2.",
            "12 frames left over from a recovered panic",
            "earlier</span></h4>",
            "<li class=\"frame culprit\">",
            "<b>newBaseExecutor</b>",
            "Goroutine 217396 was started by <b>goroutine 216448</b> in</h5>",
            "<div class=\"hint\">",
            "data-act=\"copy bug report\"",
        ],
    );
    assert_eq!(count(&html, "<section class=\"side\">"), 2);
}

#[test]
fn a_fold_opens_by_its_switch() {
    let report = scan(SAMPLE);
    let folded = card(&report, Kind::Race, 0, &[]);
    let (_, after) = folded.split_once("data-act=\"set fold:").unwrap();
    let name = format!("fold:{}", after.split(' ').next().unwrap());
    let open = card(&report, Kind::Race, 0, &[(&name, "1")]);
    assert_eq!(count(&folded, "aria-expanded=\"true\""), 0);
    assert!(count(&open, "aria-expanded=\"true\"") > 0);
    check(&open, &[&format!("data-act=\"set {name} \""), "inner"]);
    assert!(count(&open, "<li class=\"frame") > count(&folded, "<li class=\"frame"));
}

#[test]
fn another_report_of_a_group_by_its_switch() {
    let report = scan("cases/issues/010-five-races-v-run.txt");
    let of = |report: &racecard::model::RaceReport| report.span.line;
    let [first, second] = [0, 1].map(|at| of(&report.races[0].reports[at]));
    let lines = |html: &str| {
        let (_, row) = html.split_once("<tr aria-current=\"true\">").unwrap();
        row.split_once("data-act=\"lines 0 ").unwrap().1.split(' ').next().unwrap().parse::<u64>().unwrap()
    };
    let html = card(&report, Kind::Race, 0, &[]);
    assert_eq!(lines(&html), first);
    check(&html, &["<section class=\"part sites\"><h4>2 pairs of lines", "aria-current=\"true\"", "2 occurrences"]);
    check(&html, &["data-act=\"set report 1\""]);
    let html = card(&report, Kind::Race, 0, &[("report", "1")]);
    assert_eq!(lines(&html), second);
    check(&html, &["data-act=\"set report 0\""]);
    // A number that a shorter group no longer has.
    assert_eq!(lines(&card(&report, Kind::Race, 0, &[("report", "9")])), first);
}

#[test]
fn different_races_of_two_functions_are_rows_of_their_own() {
    let race = |line: u32, address: &str| {
        format!(
            "==================\nWARNING: DATA RACE\nWrite at {address} by goroutine 7:\n  main.put()\n      /a/x.go:{line} +0x4\n\n\
             Previous read at {address} by goroutine 8:\n  main.get()\n      /a/y.go:{line} +0x8\n==================\n"
        )
    };
    let other = read(&(race(3, "0x00c000010000") + &race(9, "0x00c000010008")));
    let same = read(&(race(3, "0x00c000010000") + &race(9, "0x00c000010004")));
    let [other, same] = [other, same].map(|report| card(&report, Kind::Race, 0, &[]));
    for html in [&other, &same] {
        check(
            html,
            &["<h4>2 pairs of lines", "<li aria-current=\"true\"><code>", "x.go:9", "data-act=\"set report 1\""],
        );
    }
    assert_eq!((count(&other, ">another race<"), count(&same, ">another race<")), (1, 0));
}

#[test]
fn races_at_one_place_of_a_process_are_possibly_of_one_object() {
    let race = |function: &str, address: &str| {
        format!(
            "==================\nWARNING: DATA RACE\nWrite at {address} by goroutine 7:\n  main.{function}()\n      /a/x.go:3 +0x4\n\n\
             Previous read at {address} by goroutine 8:\n  main.{function}()\n      /a/x.go:5 +0x8\n==================\n"
        )
    };
    let cards = |between: &str| {
        let report = read(&(race("put", "0x00c000010000") + between + &race("drop", "0x00c000010038")));
        let html = card(&report, Kind::Race, 0, &[]);
        (count(&html, ">possibly same object<"), render_markdown(&report).matches("possibly the same object").count())
    };
    assert_eq!(cards(""), (1, 2));
    // Another test binary: its addresses mean something else.
    for end in ["FAIL\texample.com/a\t0.1s\n", "exit status 66\n", "Found 1 data race(s)\n"] {
        assert_eq!(cards(end), (0, 0), "{end}");
    }
}

#[test]
fn who_started_whom() {
    let report = read(
        "==================\nWARNING: DATA RACE\nRead at 0x00c00001c0a8 by goroutine 12:\n  main.work()\n      /a/x.go:20 +0x44\n\n\
         Previous write at 0x00c00001c0a8 by main goroutine:\n  main.main()\n      /a/x.go:9 +0x88\n\n\
         Goroutine 12 (running) created at:\n  main.spawn()\n      /a/x.go:15 +0x33\n\n\
         Goroutine 9 (finished) created at:\n  main.boss()\n      /a/x.go:12 +0x31\n==================\n",
    );
    check(
        &card(&report, Kind::Race, 0, &[]),
        &[
            "Goroutine 12 was started by <b>goroutine 9</b> in</h5>",
            "main goroutine",
            "Each was started by the next: goroutines <b>12 ← 9</b>",
            "Goroutine 9 was started in</h5>",
            "<b>boss</b>",
        ],
    );
}

#[test]
fn a_long_dump_is_drawn_in_parts() {
    let one = |id: u32| format!("goroutine {id} [select]:\nmain.work{id}()\n\t/a/x.go:{id} +0x2c\n\n");
    let report = read(&format!("panic: oops\n\n{}", (1..=15).map(one).collect::<String>()));
    let html = card(&report, Kind::Failure, 0, &[]);
    check(&html, &["15 goroutines in 15 groups", "data-act=\"set groups 212\">Show 3 more groups"]);
    assert_eq!(count(&html, "<details class=\"goroutines\""), 12);
    let html = card(&report, Kind::Failure, 0, &[("groups", "212")]);
    assert_eq!((count(&html, "<details class=\"goroutines\""), count(&html, "more groups")), (15, 0));
}

#[test]
fn places_of_a_lock() {
    let report = read(
        "POTENTIAL DEADLOCK:\nPrevious place where the lock was grabbed\ngoroutine 4658 lock 0xc000149250\n\
         store/cache.go:393 store.(*Cache).Get { c.mu.Lock() } <<<<<\n",
    );
    check(
        &card(&report, Kind::Failure, 0, &[]),
        &[
            "<h4>Locks</h4>",
            "grabbed · goroutine 4658 · lock <code>0xc000149250</code>",
            "<b>Get</b>",
            "cache.go:393</span>",
        ],
    );
}

#[test]
fn a_race_as_a_bug_report() {
    let report = scan(SAMPLE);
    let text = copy(&report, Kind::Race, 0, "bug report").unwrap();
    check(
        &text,
        &[
            "### Data race: SessionVars.SetAlloc (write) ↔ executor.newBaseExecutor (read)\n",
            "Seen once.\n",
            "- Go version, guessed: `≈ ",
            "- Goroutines: `216448 created 217396`\n",
            "- Log: `tidb-40823.txt, lines ",
            "```text\n==================\nWARNING: DATA RACE\nWrite at 0x00c00bf3f580 by goroutine 216448:\n",
            "What may be behind it:\n\n- ",
            "Read from the log by Racecard ",
        ],
    );
    assert_eq!(copy(&report, Kind::Race, 0, "search words").as_deref(), Some("\"DATA RACE\" SetAlloc newBaseExecutor"));
    assert!(copy(&report, Kind::Race, 0, "stacks").unwrap().starts_with("=================="));
    assert_eq!(copy(&report, Kind::Race, 0, "something else"), None);
    assert_eq!(copy(&report, Kind::Race, 7, "stacks"), None);
}

const TIMEOUT: &str = "cases/go-live/out/go1.27/test_timeout.txt";

#[test]
fn a_failure_with_its_dump() {
    let report = scan(TIMEOUT);
    let failure = &report.failures[0];
    let html = card(&report, Kind::Failure, 0, &[]);
    check(
        &html,
        &[
            "<div class=\"card-body failure\">",
            "Running: 2 tests",
            "<ul class=\"running\">",
            "<section class=\"part dump\"><h4>5 goroutines",
            "<input type=\"search\"",
            "data-set=\"filter\" value=\"\"",
            "<details class=\"goroutines\" open=\"\">",
            "data-act=\"copy stack ",
        ],
    );
    let one = |html: &str| count(html, "<details class=\"goroutines\"");
    let state = &*failure.goroutines.last().unwrap().state;
    let filtered = card(&report, Kind::Failure, 0, &[("filter", state)]);
    assert!(one(&filtered) < one(&html));
    check(&filtered, &[&format!("value=\"{state}\""), &format!("aria-pressed=\"true\">{state} ")]);
    check(&card(&report, Kind::Failure, 0, &[("filter", "no such goroutine")]), &["No goroutine matches."]);
    let stack = copy(&report, Kind::Failure, 0, "stack 1").unwrap();
    assert!(stack.starts_with(&format!("goroutine {} [", failure.goroutines[0].id)), "{stack}");
    assert_eq!(copy(&report, Kind::Failure, 0, "stack 0"), None);
    check(
        &copy(&report, Kind::Failure, 0, "bug report").unwrap(),
        &["### Test timed out: ", "Seen once.", "- Go version, guessed: `≈ 1.27`", "Read from the log by Racecard "],
    );
}

#[test]
fn who_created_a_goroutine() {
    let report = scan("cases/go-live/out/go1.27/panic_dump.txt");
    let html = card(&report, Kind::Failure, 0, &[]);
    check(
        &html,
        &[
            "<div class=\"creator\"><span class=\"quiet\">created in goroutine 1 by </span>",
            "goroutine 1 [running] at order.check</span></div>",
        ],
    );
}

#[test]
fn an_assertion_with_its_stack_and_one_with_a_diff() {
    let report = scan(SAMPLE);
    check(
        &card(&report, Kind::Assertion, 0, &[]),
        &[
            "<div class=\"card-body assertion\">",
            "Findings about this:",
            "chip of-race",
            "<h4>Stack in the error</h4>",
            "<li class=\"frame culprit\">",
        ],
    );
    let report = scan("cases/issues/037-testify-real-json.txt");
    let html = card(&report, Kind::Assertion, 0, &[]);
    check(
        &html,
        &[
            "Test <button",
            "<figure class=\"diff\">",
            "<div class=\"expected\">",
            "<mark>",
            "<div class=\"actual\">",
            "<mark>",
        ],
    );
    assert!(copy(&report, Kind::Assertion, 0, "error").unwrap().contains("Not equal"));
}

#[test]
fn a_test() {
    let report = scan("cases/issues/040-test-panic-failures.txt");
    let at = report.tests.iter().position(|test| test.name.is_some() && test.seconds.is_some()).unwrap();
    let test = &report.tests[at];
    check(
        &card(&report, Kind::Test, at as u32, &[]),
        &[
            "<dt>Result</dt><dd><b class=\"",
            "<dt>Took</dt>",
            &format!("data-act=\"filter test:{}\"", test.name.as_deref().unwrap()),
        ],
    );
}

#[test]
fn a_record_that_is_not_there() {
    let report = Report::default();
    for kind in Kind::ALL {
        assert_eq!(draw(&scene(&report, kind, 0, &Switches::default())), None, "{kind:?}");
    }
}
