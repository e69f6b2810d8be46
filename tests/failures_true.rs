//! What is said of Go failures is what their text says: nothing invented, nothing told twice, nothing titled wrongly.

use racecard::Scanner;
use racecard::model::{Failure, FailureKind, Report};
use racecard::render;

fn report(text: &str) -> Report {
    let mut scanner = Scanner::new("text");
    scanner.push(text.as_bytes());
    scanner.finish()
}

fn failures(text: &str) -> Vec<Failure> {
    report(text).failures
}

/// The only failure of a text.
fn one(text: &str) -> Failure {
    let mut found = failures(text);
    assert_eq!(found.len(), 1, "{found:#?} in\n{text}");
    found.remove(0)
}

/// The report as a terminal shows it.
fn shown(text: &str) -> String {
    let pieces = render::text::render_text(&report(text));
    render::text::plain(&pieces)
}

const DUMP: &str = "\ngoroutine 1 [running]:\nmain.main()\n\t/a/main.go:7 +0x55\n";
const RACE: &str = "==================\nWARNING: DATA RACE\nRead at 0x00c000290 by goroutine 18:\n  a.(*B).R()\n      /w/b.go:30 +0x244\n\n\
                    Previous write at 0x00c000290 by goroutine 14:\n  a.W()\n      /w/b.go:34 +0x1a4\n\n\
                    Goroutine 18 (running) created at:\n  a.T()\n      /w/b.go:43 +0x32b\n\n\
                    Goroutine 14 (running) created at:\n  a.T()\n      /w/b.go:26 +0x1eb\n==================\n";

/// Lines of one logger, of which some begin like a failure.
#[test]
fn a_logged_message_is_no_failure() {
    let heads: [fn(usize, &str) -> String; 12] = [
        |at, text| format!("time=2026-02-01T10:00:{at:02}.000Z level=ERROR msg=\"{text}\""),
        |at, text| format!("time=2026-02-01T10:00:{at:02}.000Z level=ERROR msg=\"{text}\" err=x n={at}"),
        |at, text| format!("ts=2026-02-01T10:00:{at:02}Z level=error caller=main.go:{at} err=\"{text}\""),
        |at, text| format!("level=error ts={at} msg={text}"),
        |at, text| format!("{{\"time\":\"2026-02-01T10:00:{at:02}Z\",\"level\":\"ERROR\",\"msg\":\"{text}\"}}"),
        |at, text| format!("E0201 10:00:{at:02}.000000       1 main.go:{at}] {text}"),
        |at, text| format!("2026-02-01T10:00:{at:02}.000Z\tERROR\tapp/main.go:14\t{text}\t{{\"error\": \"x\"}}"),
        |at, text| format!("2026/02/01 10:00:{at:02} {text}"),
        |at, text| format!("ERRO[{at:04}] {text}"),
        |at, text| format!("[ERROR] {text} ({at})"),
        |at, text| format!("app-1  | time=2026-02-01T10:00:{at:02}.000Z level=ERROR msg=\"{text}\""),
        |at, text| format!("Feb 01 10:00:{at:02} host app[7]: level=ERROR msg=\"{text}\""),
    ];
    for head in heads {
        let line = |at: usize| match at % 5 {
            1 => head(at, "fatal error: listen tcp :80: bind: address already in use"),
            3 => head(at, "panic: no config"),
            _ => head(at, "serving"),
        };
        let text = (0..30).map(line).collect::<Vec<_>>().join("\n");
        assert_eq!(failures(&text), [], "{text}");
    }
}

/// The same heads before every line of a real failure carry it.
#[test]
fn a_failure_logged_line_by_line_is_one() {
    let lines = format!("panic: boom\n{DUMP}exit status 2\nserving\nserving\nserving");
    for head in ["time=2026-02-01T10:00:00Z level=ERROR msg=\"", "2026/02/01 10:00:01 ", "[unit] "] {
        let quote = if head.ends_with('"') { "\"" } else { "" };
        let line = |line: &str| format!("{head}{}{quote}\n", line.replace('\t', "\\t"));
        let text = lines.lines().map(line).collect::<Vec<_>>().concat();
        let found = one(&text);
        assert_eq!((&*found.message, found.goroutine_count), ("boom", 1), "{text}");
    }
}

/// Compilers, git and many programs say `fatal error: ` too.
#[test]
fn a_fatal_error_of_somebody_else_needs_a_stack() {
    let text = "fatal error: could not read from remote\n";
    assert_eq!(failures(text), []);
    assert_eq!(&*one(&format!("{text}{DUMP}")).message, "could not read from remote");
    assert_eq!(
        &*one("fatal error: some new words of the runtime\nexit status 2\n").message,
        "some new words of the runtime"
    );
    assert_eq!(&*one("fatal error: concurrent map writes\n").message, "concurrent map writes");
}

/// What is no failure does not take the next one with it.
#[test]
fn a_panic_below_a_fatal_error_of_somebody_else() {
    let text = "fatal error: unexpected token\nmake: *** [all] Error 1\npanic: boom\n";
    assert_eq!(&*one(text).message, "boom");
    assert_eq!(failures("fatal error: concurrent map writes\npanic: boom\n").len(), 2);
}

#[test]
fn panics_with_lines_between_them_are_not_nested() {
    let text = (0..300).map(|at| format!("panic: boom {at}\nx\ny\n")).collect::<Vec<_>>().concat();
    assert_eq!(failures(&text).len(), 300);
}

#[test]
fn a_panic_of_a_kernel_is_none_of_go() {
    assert_eq!(failures("panic: page fault\ncpuid = 0\ntime = 1700000000\nKDB: stack backtrace:\n"), []);
}

/// A dump without any goroutine, behind a prefix that nothing else teaches.
#[test]
fn the_stack_of_the_runtime_teaches_a_prefix() {
    let text = "runtime: pointer 0xc0004d2a10 to unallocated span\nruntime: found in object at *(0xc000180000+0x20)\n\
                fatal error: found bad pointer in Go heap (incorrect use of unsafe or cgo?)\n\nruntime stack:\n\
                runtime.throw({0x9d0f11?, 0x3e?})\n\t/usr/local/go/src/runtime/panic.go:1047 +0x5d\n";
    let prefixed = text.lines().map(|line| format!("260308.175025 {line}\n")).collect::<Vec<_>>().concat();
    for text in [text, &prefixed] {
        let found = one(text);
        assert_eq!(found.kind, FailureKind::Fatal);
        assert!(found.message.starts_with("found bad pointer in Go heap"), "{text}");
    }
}

#[test]
fn equal_fatal_lines_and_one_dump_are_one_failure() {
    let line = "fatal error: concurrent map writes\n";
    let found = one(&format!("{}{DUMP}exit status 2\n", line.repeat(4)));
    assert_eq!((found.count, found.goroutine_count, found.complete), (Some(4), 1, true));
    assert!(shown(&format!("{}{DUMP}", line.repeat(4))).contains("4 times"));
    // Other lines between them do not part them.
    let found = one(&format!("{line}retrying\n{line}{DUMP}exit status 2\n"));
    assert_eq!((found.count, found.goroutine_count), (Some(2), 1));
}

#[test]
fn a_race_report_between_a_fatal_error_and_its_dump() {
    let fatal = "fatal error: concurrent map iteration and map write\n";
    for text in [
        format!("{fatal}{RACE}{DUMP}exit status 2\n"),
        format!("panic: boom\n{RACE}{DUMP}exit status 2\n"),
        // The ruler was written into the next fatal line.
        format!("{fatal}{fatal}fatal error: {RACE}{DUMP}exit status 2\n"),
    ] {
        let report = report(&text);
        let found: Vec<_> = report.failures.iter().map(|one| (one.goroutine_count, one.complete)).collect();
        assert_eq!((found, report.races.len()), (vec![(1, true)], 1), "{text}");
        assert_eq!(report.races[0].reports[0].accesses.len(), 2);
    }
}

#[test]
fn a_long_message_is_one_failure_and_bounded() {
    let line = "long line of a message\n";
    for (lines, newer) in [(63, false), (64, false), (70, false), (5_000, false), (5_000, true)] {
        let text = if newer { line.repeat(lines).replace('\n', "\n\t") } else { line.repeat(lines) };
        let found = one(&format!("panic: {text}\n{DUMP}exit status 2\n"));
        assert_eq!(found.goroutine_count, 1, "{lines}");
        assert!(found.message.len() < 70_000);
        assert_eq!(found.complete, lines < 200, "{lines}");
    }
    let report = report(&format!("panic: {}\n{DUMP}", "x".repeat(1_000_000)));
    assert!(report.failures[0].message.len() < 70_000);
    assert!(report.notes.iter().any(|note| &*note.kind == "limit" && note.text.contains("1000000 bytes")));
}

/// What a program logs after a panic that was picked out of a log is no message, and a later dump is its own.
#[test]
fn a_dump_far_below_is_not_that_of_a_panic() {
    let log = (0..100).map(|at| format!("2026/02/01 10:00:00 request {at}\n")).collect::<Vec<_>>().concat();
    let found = failures(&format!("panic: boom\n{log}{DUMP}"));
    assert_eq!(found.iter().map(|one| one.goroutine_count).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn that_the_text_ends_is_said_only_where_it_does() {
    let missing = |text: &str| one(text).missing.iter().map(ToString::to_string).collect::<Vec<_>>();
    let end = ["the text ends before the failure does"];
    assert_eq!(missing("panic: boom\n"), end);
    assert_eq!(missing("panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n"), end);
    assert_eq!(missing("panic: boom\n\nThe server was started again.\n"), ["no goroutine follows it"]);
    assert_eq!(missing("panic: boom\nexit status 2\n"), ["no goroutine follows it"]);
    assert_eq!(
        missing("panic: boom\n\ngoroutine 1 [running]:\nmain.main()\nexit status 2\n"),
        ["its last goroutine is not whole"]
    );
    assert!(missing(&format!("panic: boom\n{DUMP}")).is_empty());
}

/// `GOTRACEBACK=crash` sends SIGQUIT on from thread to thread.
#[test]
fn a_signal_sent_on_to_all_threads_is_one_failure() {
    let thread = |m: usize, name: &str| {
        format!(
            "{name}\nPC=0x45fb61 m={m} sigcode=0\n\ngoroutine 0 [idle]:\nruntime.futex()\n\t/go/src/runtime/sys.s:559 +0x21 fp=0x7f sp=0x7e pc=0x45\n"
        )
    };
    let registers = "rax    0xca\nrip    0x45fb61\nrflags 0x286\n";
    let text = format!(
        "{}\ngoroutine 1 [semacquire]:\nmain.main()\n\t/a/main.go:7 +0x55\n\n{registers}\n-----\n\n{}{registers}\n-----\n\n{}{registers}",
        thread(0, "SIGABRT: abort"),
        thread(1, "SIGQUIT: quit"),
        thread(2, "SIGQUIT: quit")
    );
    let found = one(&text);
    assert_eq!((found.kind, &*found.message, found.goroutine_count), (FailureKind::Runtime, "SIGABRT: abort", 4));
    assert!(found.complete);
    let shown = shown(&text);
    assert!(shown.contains("Ended by a signal: SIGABRT: abort") && !shown.contains("go test"), "{shown}");
    // Without the runtime's mark between them they are two.
    let apart = format!("{}exit status 2\n{}", thread(0, "SIGABRT: abort"), thread(0, "SIGQUIT: quit"));
    assert_eq!(failures(&apart).len(), 2);
}

#[test]
fn who_ended_a_process_is_told_by_evidence() {
    let quit = "SIGQUIT: quit\nPC=0x46b8c1 m=0 sigcode=0\n\ngoroutine 0 [idle]:\nruntime.futex(0x1)\n\t/go/sys.s:557 +0x21\n\nrax    0xca\n";
    assert!(!shown(quit).contains("go test"));
    let killed = format!("{quit}*** Test killed with quit: ran too long (11m0s).\nFAIL\tx.org/a\t660.1s\n");
    assert!(shown(&killed).contains("Test killed: *** Test killed with quit"));
    let (_, cut) = killed.split_once('\n').unwrap();
    assert_eq!((one(cut).kind, one(cut).goroutine_count), (FailureKind::TestKilled, 1));
    assert_eq!(one("*** Test killed: ran too long (11m0s).\n").kind, FailureKind::TestKilled);
    assert!(shown("$ go run main.go\nsignal: killed\n").contains("Process killed: signal: killed"));
    assert!(shown("signal: killed\nFAIL\tx.org/a\t60.1s\n").contains("Test killed: signal: killed"));
}

#[test]
fn a_crash_of_the_compiler_is_not_the_next_packages() {
    let crash = |tool: &str| {
        format!(
            "panic: runtime error: index out of range [140] with length 0\n\ngoroutine 48 [running]:\npanic({{0x1, 0xc0}})\n\t/usr/local/go/src/runtime/panic.go:987 +0x3cc\ncmd/{tool}.f(0xc0015ec4e0)\n\t/usr/local/go/src/cmd/{tool}/value.go:553 +0x34a\n"
        )
    };
    let rest = "ok  \tq.org/a/x509\t0.587s\nFAIL\tq.org/a/store [build failed]\n";
    let text = format!("# q.org/a/store [q.org/a/store.test]\n{}{rest}", crash("compile/internal/ssa"));
    assert_eq!(one(&text).package.as_deref(), Some("q.org/a/store"));
    let shown = shown(&text);
    assert!(shown.contains("Compiler crash: runtime error") && shown.contains("ssa.f"), "{shown}");
    let link = one(&format!("{}{rest}", crash("link/internal/ld")));
    assert_eq!((link.package.as_deref(), link.tool()), (None, Some("linker")));
    // A program's own panic is still its package's.
    let own = one(&format!("panic: boom\n{DUMP}FAIL\tq.org/a/x509\t0.1s\n"));
    assert_eq!((own.package.as_deref(), own.tool()), (Some("q.org/a/x509"), None));
}

#[test]
fn what_killed_a_process_is_not_of_a_package_that_passed() {
    let text = |above: &str| format!("{above}panic: boom\n{DUMP}exit status 2\nok  \tq.org/a\t0.1s\n");
    assert_eq!(one(&text("$ go run ./gen\n")).package, None);
    // A test that passed logged the panic of a program it ran.
    assert_eq!(one(&text("=== RUN   TestCrash\n")).package.as_deref(), Some("q.org/a"));
}

/// `text` is one string of a container runtime's error.
#[test]
fn a_fatal_error_behind_other_words_of_one_string() {
    let text = "fatal error: runtime: out of memory\n\nruntime stack:\nruntime.throw(0x55d104, 0x16)\n\t/go/panic.go:617 +0x74\n";
    for dump in ["", DUMP] {
        let line = format!("ERROR: hook failed: {:?}: unknown\n", format!("exit status 2, stderr: {text}{dump}"));
        let found = one(&line);
        assert_eq!((found.kind, &*found.message), (FailureKind::Fatal, "runtime: out of memory"), "{line}");
    }
}

/// The compiler's own way of saying so: the message stands above, on a line with the place in the source.
#[test]
fn an_internal_compiler_error_is_the_compilers() {
    let text = "# q.org/a/store\n./x.go:7:3: internal compiler error: panic: index out of range\n\ngoroutine 1 [running]:\n\
                runtime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:24 +0x65\n\
                cmd/compile/internal/base.FatalfAt({0x3e?, 0xc0?})\n\t/usr/local/go/src/cmd/compile/internal/base/print.go:234 +0x1d7\n\n\
                ok  \tq.org/a/other\t0.01s\n";
    assert_eq!(one(text).package.as_deref(), Some("q.org/a/store"));
    assert!(shown(text).contains("Compiler crash"));
}

#[test]
fn an_address_that_is_not_canonical_is_no_nil_pointer() {
    let fault = |code: &str| {
        format!(
            "unexpected fault address 0x0\nfatal error: fault\n[signal SIGSEGV: segmentation violation code={code} addr=0x0 pc=0x7f]\n{DUMP}"
        )
    };
    let explained = one(&fault("0x80")).explanation.unwrap_or_default();
    assert!(explained.contains("SI_KERNEL") && !explained.contains("was dereferenced"), "{explained}");
}

/// A panic that testing or testify recovered did not end the program.
#[test]
fn a_recovered_panic_is_told_as_one() {
    let text = "--- FAIL: FuzzDecode (0.00s)\n    testing.go:1591: panic: boom\n        goroutine 101 [running]:\n        a.Decode(...)\n        \t/a/decode.go:19\n";
    let found = one(text);
    assert_eq!((found.recovered, found.by.as_deref(), found.goroutine_count), (true, Some("testing"), 1));
    assert!(shown(text).contains("A panic was recovered by testing: boom."));
    assert!(!one(&format!("panic: boom\n{DUMP}")).recovered);
}
