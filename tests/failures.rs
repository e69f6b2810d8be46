//! Go failures: one small text per row of the table in docs/spec/go-reports.md §2.2, and texts that are none.

use racecard::Scanner;
use racecard::model::{Failure, Frame, Goroutine, LockPlace};

fn failures(text: &str) -> Vec<Failure> {
    let mut scanner = Scanner::new("text");
    scanner.push(text.as_bytes());
    scanner.finish().failures
}

/// `panic: message (nested) [signal] test; 1 running, 7 select 5m`
fn summary(failure: &Failure) -> String {
    let mut text = format!("{}: {}", serde_json::to_value(failure.kind).unwrap().as_str().unwrap(), failure.message);
    for nested in &failure.nested {
        text += &format!(" ({nested})");
    }
    if let Some(signal) = &failure.signal {
        text += &format!(" [{signal}]");
    }
    if let Some(test) = &failure.test {
        text += &format!(" in {test}");
    }
    let goroutine = |goroutine: &Goroutine| {
        let minutes = goroutine.wait_minutes.map(|minutes| format!(" {minutes}m")).unwrap_or_default();
        let times = if goroutine.count > 1 { format!(" x{}", goroutine.count) } else { String::new() };
        format!("{} {}{minutes}{times} {}", goroutine.id, goroutine.state, goroutine.frames.len())
    };
    if let Some(count) = failure.count {
        text += &format!(" x{count}");
    }
    if failure.goroutine_count > 0 {
        let goroutines: Vec<String> = failure.goroutines.iter().map(goroutine).collect();
        text += &format!("; {}", goroutines.join(", "));
    }
    text
}

fn check(text: &str, expected: &[&str]) {
    let got: Vec<String> = failures(text).iter().map(summary).collect();
    assert_eq!(got, expected, "in\n{text}");
}

const DUMP: &str = "\ngoroutine 1 [running]:\nmain.main()\n\t/a/main.go:7 +0x55\n";

#[test]
fn panics() {
    check(&format!("panic: boom\n{DUMP}exit status 2\n"), &["panic: boom; 1 running 1"]);
    check("panic: boom", &["panic: boom"]);
    // A child's dump in the value is its text; where none follows it, the whole paste was indented.
    let child = "panic: child failed:\n\tgoroutine 7 [running]:\n\tmain.child()\n\t\t/w/c.go:3 +0x1\n";
    check(
        &format!("{child}{DUMP}"),
        &["panic: child failed:\n\tgoroutine 7 [running]:\n\tmain.child()\n\t\t/w/c.go:3 +0x1; 1 running 1"],
    );
    check(child, &["panic: child failed:; 7 running 1"]);
    check(&format!("panic: boom [recovered]\n\tpanic: boom\n{DUMP}"), &["panic: boom; 1 running 1"]);
    check(&format!("panic: boom [recovered, repanicked]\n{DUMP}"), &["panic: boom; 1 running 1"]);
    check(
        &format!("panic: one\n\tpanic: two [recovered]\n\tpanic: three\n{DUMP}"),
        &["panic: one (two) (three); 1 running 1"],
    );
    check("panic: boom\npanic: boom\n", &["panic: boom x2"]);
    // A deferred call panics in the same way; nobody recovered.
    check(&format!("panic: boom\n\tpanic: boom\n{DUMP}"), &["panic: boom (boom); 1 running 1"]);
    check(&format!("panic: (main.E) 0x4a4da8\n{DUMP}"), &["panic: (main.E) 0x4a4da8; 1 running 1"]);
    check(&format!("panic: main.E{{Code:3}}\n{DUMP}"), &["panic: main.E{Code:3}; 1 running 1"]);
    check(&format!("panic: \n{DUMP}"), &["panic: ; 1 running 1"]);
}

#[test]
fn panics_behind_a_mark_of_code() {
    let one = ["panic: boom; 1 running 1"];
    check(&format!("<pre>panic: boom\n{DUMP}</pre>\n"), &one);
    check(&format!("<details><summary>log</summary><pre><code>panic: boom\n{DUMP}"), &one);
    check(&format!("{{code:java}}panic: boom\n{DUMP}{{code}}\n"), &one);
    check(&format!("<failure message=\"Failed\"><![CDATA[panic: boom\n{DUMP}]]></failure>\n"), &one);
}

/// An editor put backslashes before the marks of Markdown.
#[test]
fn a_dump_with_the_backslashes_of_markdown() {
    let text = "panic: boom\n\ngoroutine 1 \\[running\\]:\nmain.(\\*T).run(0x1)\n\t/w/a\\_b.go:7 +0x55\n";
    for text in [text.to_owned(), text.replace("\\[", "[").replace("\\]", "]")] {
        check(&text, &["panic: boom; 1 running 1"]);
        let found = failures(&text);
        let frame = &found[0].goroutines[0].frames[0];
        assert_eq!((&*frame.function, &*frame.file), ("main.(*T).run", "/w/a_b.go"), "{text}");
    }
}

#[test]
fn failures_in_one_string_of_another_tool() {
    let text = format!("panic: boom\n{DUMP}");
    let one = ["panic: boom; 1 running 1"];
    check(&format!("{{\"out\":{text:?}}}\n"), &one);
    check(&format!("{{\"log\":{:?}}}\n", format!("{{\"out\":{text:?}}}")), &one);
    check(&format!("CalledProcessError(b'{}')\n", text.replace('\n', "\\n").replace('\t', "\\t")), &one);
    let leak = "found unexpected goroutines:\n[Goroutine 7 in state select, with a.f on top of the stack:\na.f(0x1)\n\t/a/f.go:1 +0x2\n]\n";
    check(&format!("{{\"out\":{leak:?}}}\n"), &["goroutine_leak: found unexpected goroutines:; 7 select 1"]);
    let lines: Vec<String> =
        text.lines().map(|line| format!("{{\"level\":\"info\",\"message\":{line:?}}}\n")).collect();
    check(&lines.concat(), &one);
}

#[test]
fn a_signal_belongs_to_its_panic() {
    let text = format!(
        "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x47c5b2]\n{DUMP}"
    );
    let found = failures(&text);
    assert_eq!(found[0].signal.as_deref(), Some("SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x47c5b2"));
    assert!(found[0].explanation.as_deref().unwrap().contains("nil pointer"));
    assert!(found[0].complete);
}

#[test]
fn values_of_several_lines() {
    let found = failures(&format!("panic: first line\n\tsecond line\n\tgoroutine of mine\n{DUMP}"));
    assert_eq!(&*found[0].message, "first line\n\tsecond line\n\tgoroutine of mine");
    let found = failures(&format!("panic: first line\nsecond line\n{DUMP}"));
    assert_eq!(&*found[0].message, "first line\nsecond line");
    let found = failures(&format!("panic: one line\n2015/11/16 16:32:48 [DEBUG] root: eval\n{DUMP}"));
    assert_eq!(&*found[0].message, "one line");
    let found = failures("panic: first line\nWe saw this yesterday.\n");
    assert_eq!(&*found[0].message, "first line");
}

#[test]
fn fatal_errors() {
    check(&format!("fatal error: concurrent map writes\n{DUMP}"), &["fatal: concurrent map writes; 1 running 1"]);
    check("fatal error: concurrent map read and map write\n", &["fatal: concurrent map read and map write"]);
    check(
        &format!("fatal error: all goroutines are asleep - deadlock!\n{DUMP}"),
        &["deadlock: all goroutines are asleep - deadlock!; 1 running 1"],
    );
    check(
        "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n",
        &["deadlock: no goroutines (main called runtime.Goexit) - deadlock!"],
    );
    check(
        &format!(
            "runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=0xc0 stack=[0xc0, 0xc1]\nfatal error: stack overflow\n\nruntime stack:\nruntime.throw(0x1)\n\t/go/panic.go:6 +0x72\n{DUMP}...additional frames elided...\n"
        ),
        &[
            "fatal: stack overflow (runtime: goroutine stack exceeds 1000000000-byte limit) (runtime: sp=0xc0 stack=[0xc0, 0xc1]); 1 running 1",
        ],
    );
    check(
        "fatal error: unexpected signal during runtime execution\n[signal SIGSEGV: segmentation violation code=0x80 addr=0x0 pc=0x4]\n",
        &[
            "fatal: unexpected signal during runtime execution [SIGSEGV: segmentation violation code=0x80 addr=0x0 pc=0x4]",
        ],
    );
    check("fatal error: sync: unlock of unlocked mutex\n", &["fatal: sync: unlock of unlocked mutex"]);
    check("fatal error: s.allocCount != s.nelems\n", &["fatal: s.allocCount != s.nelems"]);
    check(
        "fatal error: checkptr: converted pointer straddles multiple allocations\n",
        &["fatal: checkptr: converted pointer straddles multiple allocations"],
    );
    check(
        "unexpected fault address 0x7f00\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 addr=0x7f00 pc=0x4]\n",
        &["fatal: fault (unexpected fault address 0x7f00) [SIGBUS: bus error code=0x2 addr=0x7f00 pc=0x4]"],
    );
}

#[test]
fn failures_as_spans_of_code() {
    check(
        &format!("`fatal error: all goroutines are asleep - deadlock!\n{DUMP}"),
        &["deadlock: all goroutines are asleep - deadlock!; 1 running 1"],
    );
    check("`panic: boom`\n", &["panic: boom"]);
    check("`panic: boom` stands in the log.\n", &[]);
    check(&format!("> panic: boom\n{DUMP}"), &["panic: boom; 1 running 1"]);
    check(
        "runtime: goroutine stack exceeds 9-byte limit\nfatal error: stack overflow`\n",
        &["fatal: stack overflow (runtime: goroutine stack exceeds 9-byte limit)"],
    );
}

#[test]
fn a_signal_behind_the_output_of_a_test() {
    check(
        &format!("  Test kill works SIGQUIT: quit\nPC=0x45d3e1 m=0 sigcode=0\n{DUMP}"),
        &["runtime: SIGQUIT: quit; 1 running 1"],
    );
    check("the kernel said SIGQUIT: quit\n", &[]);
}

#[test]
fn panics_picked_out_of_a_journal() {
    check(
        "Nov 27 09:32:42 host etcd[80596]: panic: one\nNov 27 09:32:42 host etcd[80596]: panic: one\nNov 27 09:32:57 host etcd[3]: panic: two\n",
        &["panic: one x2", "panic: two"],
    );
}

#[test]
fn a_panic_that_a_test_logged() {
    check(
        "=== RUN   TestA\n    run_test.go:147: exit status 2\n        panic: boom\n--- FAIL: TestA (0.00s)\n",
        &["panic: boom in TestA"],
    );
}

#[test]
fn code_in_prose_is_no_frame() {
    check(&format!("panic: boom\n{DUMP}\nCall it so:\n  os.Exit(0)\n"), &["panic: boom; 1 running 1"]);
}

#[test]
fn time_outs() {
    let text = format!(
        "panic: test timed out after 10m0s\n\trunning tests:\n\t\tTestHang (9m58s)\n\t\tTestHang/a (1s)\n{DUMP}"
    );
    let found = failures(&text);
    assert_eq!(
        found[0].running_tests.iter().map(|test| &**test).collect::<Vec<_>>(),
        ["TestHang (9m58s)", "TestHang/a (1s)"]
    );
    check(&text, &["test_timeout: test timed out after 10m0s; 1 running 1"]);
    check(
        "SIGQUIT: quit\nPC=0x46b8c1 m=0 sigcode=0\n\ngoroutine 0 gp=0x1 m=0 mp=0x2 [idle]:\nruntime.futex(0x1)\n\t/go/sys.s:557 +0x21 fp=0x7f sp=0x7e pc=0x46\n\nrax    0xca\nrbx    0x0\n*** Test killed with quit: ran too long (11m0s).\nFAIL\tx.org/a\t660.1s\n",
        &["test_killed: *** Test killed with quit: ran too long (11m0s). [SIGQUIT: quit]; 0 idle 1"],
    );
    check("signal: killed\nFAIL\tx.org/a\t60.1s\n", &["test_killed: signal: killed"]);
    let found = failures("-- Test timed out at 2024-07-02 15:07:07 UTC --\n");
    assert_eq!(found[0].time.unwrap().to_string(), "2024-07-02T15:07:07Z");
}

#[test]
fn headers_and_frames_of_dumps() {
    check(
        "goroutine 7 gp=0xc0 m=nil [select, 5 minutes, locked to thread]:\na.f(...)\n\t/a.go:1\n",
        &["goroutine_dump: ; 7 select 5m 1"],
    );
    check(
        "goroutine 7 [sleep (leaked)] {job: \"a\"}:\na.f({0x1?, 0x2}, _, ...)\n\t/a.go:1 +0x2 fp=0xc0 sp=0xc1 pc=0x4\n",
        &["goroutine_dump: ; 7 sleep (leaked) 1"],
    );
    let found = failures(
        "goroutine 9 [select]:\na.f()\n\t/a.go:1 +0x2\n...26 frames elided...\na.g()\n\t/a.go:2 +0x2\ncreated by a.h in goroutine 3\n\t/a.go:5 +0x6\n[originating from goroutine 3]:\na.h()\n\t/a.go:5 +0x6\n",
    );
    let goroutine = &found[0].goroutines[0];
    assert_eq!((goroutine.frames.len(), goroutine.elided), (2, Some(26)));
    assert_eq!(goroutine.parent.as_deref(), Some("3"));
    assert_eq!(goroutine.created_by.as_ref().map(|frame| (&*frame.function, frame.line)), Some(("a.h", Some(5))));
    let found = failures(
        "goroutine 4 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by a.h\n\t/a.go:5 +0x6\n",
    );
    assert_eq!((found[0].complete, found[0].goroutines[0].created_by.is_some()), (true, true));
}

/// `GODEBUG=tracebackancestors=2`.
#[test]
fn ancestors_in_a_dump() {
    let found = failures(
        "goroutine 43 [running]:\nz.lock(0x1)\n\t/hub.go:81 +0x1\ncreated by z.Go in goroutine 9\n\t/hub.go:70 +0x3\n\
         [originating from goroutine 9]:\nz.origin(...)\n\t/hub.go:99 +0x1\n...additional frames elided...\ncreated by z.Top\n\t/hub.go:120 +0x1\n\
         [originating from goroutine 1]:\nmain.main(...)\n\t/main.go:7 +0x1\n\n\
         goroutine 44 [select]:\nz.k()\n\t/hub.go:83 +0x1\n",
    );
    let (one, next) = (&found[0].goroutines[0], &found[0].goroutines[1]);
    let line = |frame: &Frame| format!("{}:{}", frame.function, frame.line.unwrap_or_default());
    let ancestors: Vec<String> = one
        .ancestors
        .iter()
        .map(|one| {
            let frames = one.frames.iter().chain(&one.created_by).map(line).collect::<Vec<_>>().join(" ");
            format!("{} {frames} {:?}", one.goroutine, one.elided)
        })
        .collect();
    assert_eq!(ancestors, ["9 z.origin:99 z.Top:120 Some(0)", "1 main.main:7 None"]);
    assert_eq!((one.frames.len(), one.elided, one.parent.as_deref()), (1, None, Some("9")));
    assert_eq!((next.frames.len(), next.ancestors.len()), (1, 0));
    assert!(found[0].complete);
}

/// As error trackers print dumps (kedacore/keda#7838), and as Go 1.3 did (jwilder/dockerize#2).
#[test]
fn functions_without_arguments_or_package() {
    let text = "fatal error: concurrent map iteration and map write\n\ngoroutine 7 [running]:\n\
                internal/runtime/maps.(*Iter).Next\n    /go/src/internal/runtime/maps/table.go:792\n\
                example.com/a/v1.(*Object).DeepCopyInto\n    /a/v1/deepcopy.go:708\n";
    check(text, &["fatal: concurrent map iteration and map write; 7 running 2"]);
    check(
        "goroutine 19 [finalizer wait]:\nrunfinq()\n    /go/runtime/mgc0.c:2644 +0xcf\n",
        &["goroutine_dump: ; 19 finalizer wait 1"],
    );
    // A name is no function where no place follows.
    check(
        "goroutine 1 [running]:\nmain.f()\n\t/a.go:3 +0x1\nexample.com/a.b\nsaid\n\t/lost.go:9 +0x2\n",
        &["goroutine_dump: ; 1 running 1"],
    );
}

/// kubernetes/kubernetes#69506: words of a stack that the runtime could not walk.
#[test]
fn a_stack_that_the_runtime_could_not_walk() {
    let text = "fatal error: unexpected signal during runtime execution\n\
                [signal SIGSEGV: segmentation violation code=0x2 addr=0x7ffc3a32103f pc=0x7ffc3a32103f]\n\
                runtime stack:\nruntime: unexpected return pc for runtime.sigpanic called from 0x7ffc3a32103f\n\
                stack: frame={sp:0x7ffc3a320fe0, fp:0x7ffc3a321030} stack=[0x7ffc39b22218,0x7ffc3a321240)\n\
                00007ffc3a320ee0:  00007ffc3a320f50  000000000042e53c <runtime.dopanic_m+540>\n\
                0x00007ffc3a320ef0:  0x000000000042dfe1  0x00007ffc3a320fc0\n\
                runtime.throw(0x3b2, 0x2a)\n\t/go/src/runtime/panic.go:596 +0x95\n\
                goroutine 76 [syscall]:\nruntime.cgocall(0x1, 0x2)\n\t/go/src/runtime/cgocall.go:131 +0xe2\n";
    check(
        text,
        &["fatal: unexpected signal during runtime execution [SIGSEGV: segmentation violation code=0x2 \
           addr=0x7ffc3a32103f pc=0x7ffc3a32103f]; 76 syscall 1"],
    );
}

#[test]
fn damaged_dumps() {
    check(
        "goroutine 1 [running]:\n\nmain.main()\n\n/a/main.go:7 +0x55\n\n\ngoroutine 2 [select]:\n\na.b()\n\n/a.go:1 +0x3\n",
        &["goroutine_dump: ; 1 running 1, 2 select 1"],
    );
    check(
        "goroutine 1 [running]:\nmain.main()\n/a/main.go:7 +0x55\ngoroutine 2 [select]:\na.b()\n/a.go:1 +0x3\n",
        &["goroutine_dump: ; 1 running 1, 2 select 1"],
    );
    check(
        "panic: boom\n\ngoroutine 1 [running]: main.f(0x1, 0x2) /a/x.go:3 +0x1f main.main() /a/x.go:9 +0x20 exit status 2\n",
        &["panic: boom; 1 running 2"],
    );
    check(
        "goroutine 1 [running]:\na.b()\n\t/a.go:1 +0x3\n[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [\"x\"]\na.c()\n\t/a.go:1 +0x3\n",
        &["goroutine_dump: ; 1 running 2"],
    );
    let cut = failures("goroutine 1 [running]:\nmain.main()\n\t/a/main.go:7 +0x55\nmain.g(0xc0001, {0xc");
    assert_eq!((cut[0].complete, cut[0].goroutines[0].frames.len()), (false, 2));
    check(
        "x.go:31: Leaked goroutine: goroutine 5 [select]:\n\t\ta.b()\n\t\t\t/a.go:1 +0x3\n",
        &["goroutine_dump: ; 5 select 1"],
    );
}

#[test]
fn dumps_on_one_line() {
    let stack = "goroutine 1 [running]: main.f(0x1, 0x2) /a/x.go:3 +0x1f main.main() /a/x.go:9 +0x20";
    check(stack, &["goroutine_dump: ; 1 running 2"]);
    check(&format!("panic: boom now {stack} exit status 2"), &["panic: boom now; 1 running 2"]);
    check(
        &format!("fatal error: concurrent map writes {stack} {stack}"),
        &["fatal: concurrent map writes; 1 running 2, 1 running 2"],
    );
}

#[test]
fn a_dump_of_many_goroutines_is_counted() {
    let mut text = String::from("panic: boom\n\n");
    for id in 1..=5_000 {
        text += &format!("goroutine {id} [select, 5 minutes]:\na.loop()\n\t/a.go:{} +0x2\n\n", 1 + id % 3);
    }
    let found = failures(&text);
    assert_eq!(found[0].goroutine_count, 5_000);
    assert_eq!(found[0].goroutines.iter().map(|goroutine| goroutine.count).sum::<u64>(), 5_000);
    assert!(found[0].goroutines.len() <= 2_000);
}

#[test]
fn leaks() {
    let old = "goleak: Errors on successful test run: found unexpected goroutines:\n[Goroutine 16 in state select, 1 minutes, with a.start on top of the stack:\ngoroutine 16 [select, 1 minutes]:\na.start(0xc0)\n\t/a.go:2 +0x9\ncreated by a.init.0\n\t/a.go:3 +0x8\n\n Goroutine 17 in state sleep, with time.Sleep on top of the stack:\ngoroutine 17 [sleep]:\ntime.Sleep(0x3b9)\n\t/t.go:1 +0x2\n]\n";
    check(
        old,
        &[
            "goroutine_leak: goleak: Errors on successful test run: found unexpected goroutines:; 16 select 1m 1, 17 sleep 1",
        ],
    );
    let new = "    leak_test.go:9: found unexpected goroutines:\n        [Goroutine 16 in state chan receive, with a.start on top of the stack:\n        a.start(0xc0)\n        \t/a.go:2 +0x9\n        ]\n";
    check(new, &["goroutine_leak: found unexpected goroutines:; 16 chan receive 1"]);
    // A paste that starts within the list: its brackets stand around the whole list.
    let (_, within) = old.split_once("\n\n").unwrap();
    check(within, &["goroutine_leak: found unexpected goroutines; 17 sleep 1"]);
    // The header was broken before a long name by a mail.
    let broken = "[Goroutine 7 in state select, with\nexample.com/a.f on top of the stack:\nexample.com/a.f(0x1)\n\t/a/f.go:1 +0x2\n]\n";
    check(broken, &["goroutine_leak: found unexpected goroutines; 7 select 1"]);
}

#[test]
fn lock_reports() {
    let text = "POTENTIAL DEADLOCK:\nPrevious place where the lock was grabbed\ngoroutine 4658 lock 0xc000149250\n/a/b.go:393 a.(*T).Get.func1 ??? <<<<<\n/d/deadlock.go:116 go-deadlock.(*RWMutex).Lock ???\n\nHave been trying to lock it again for more than 30s\ngoroutine 1655 lock 0xc000149250\n/a/c.go:172 a.(*T).Sub { t.mu.Lock() } <<<<<\n\nHere is what goroutine 4658 doing now\ngoroutine 4658 [chan send, 1 minutes]:\na.send(0x1)\n\t/a/s.go:1 +0x2\n";
    check(text, &["lock_report: POTENTIAL DEADLOCK:; 4658 chan send 1m 1"]);
    let places = &failures(text)[0].locks;
    assert_eq!(
        places.iter().map(|place| (&*place.goroutine, place.frames.len())).collect::<Vec<_>>(),
        [("4658", 2), ("1655", 1)]
    );
    let twice = "POTENTIAL DEADLOCK: Recursive locking:\ncurrent goroutine 1947 lock 0xc0004d1910\na/b.go:196 a.(*T).Get { t.mu.RLock() } <<<<<\n<autogenerated>:1 a.(*T).get ???\n";
    let places = &failures(twice)[0].locks;
    assert_eq!((&*places[0].goroutine, &*places[0].lock, places[0].frames.len()), ("1947", "0xc0004d1910", 2));
    let order = "POTENTIAL DEADLOCK: Inconsistent locking. saw this ordering in one goroutine:\nhappened before\n../../a/t.go:346 a.(*T).change { t.mu.Lock() } <<<<<\nhappened after\n../../a/u.go:5 a.(*U).get { } } <<<<<\n";
    let places = &failures(order)[0].locks;
    assert_eq!(places.iter().map(|place| &*place.heading).collect::<Vec<_>>(), ["happened before", "happened after"]);
}

/// The race detector's own report of locks, which Go switches off.
#[test]
fn a_lock_report_of_the_race_runtime() {
    let text = "==================\nWARNING: DEADLOCK\nGoroutine 999 lock mutex 4 while holding mutex 5:\n  main.f()\n      /w/a.go:3 +0x1\n\nMutex 5 was previously locked here:\n  main.g()\n      /w/a.go:8 +0x2\n==================\n";
    check(text, &["lock_report: WARNING: DEADLOCK"]);
    let found = failures(text);
    let place = |place: &LockPlace| {
        let frame = &place.frames[0];
        format!("{} {} {}:{}", place.goroutine, place.lock, frame.function, frame.line.unwrap_or_default())
    };
    let places: Vec<String> = found[0].locks.iter().map(place).collect();
    assert_eq!((places, found[0].complete), (vec!["999 mutex 4 main.f:3".into(), " mutex 5 main.g:8".into()], true));
    check("WARNING: DEADLOCK ahead\n", &[]);
}

#[test]
fn failures_of_the_race_runtime() {
    check(
        "race: limit on 8128 simultaneously alive goroutines is exceeded, dying\n",
        &["runtime: race: limit on 8128 simultaneously alive goroutines is exceeded, dying"],
    );
    check(
        "==4711==ERROR: ThreadSanitizer failed to allocate 0x1000 (4096) bytes at address 200 (errno: 12)\n",
        &["runtime: ==4711==ERROR: ThreadSanitizer failed to allocate 0x1000 (4096) bytes at address 200 (errno: 12)"],
    );
}

#[test]
fn other_sanitizers_are_recognised_and_not_decoded() {
    let text = "==================\nWARNING: ThreadSanitizer: data race (pid=9)\n  Write of size 4 at 0x7b by thread T1:\n    #0 f a.c:3:5 (a+0x1)\n\nSUMMARY: ThreadSanitizer: data race a.c:3:5 in f\n==================\n";
    check(text, &["c_race: ThreadSanitizer: data race (pid=9)"]);
    let kernel = "BUG: KCSAN: data-race in a / b\n\nread to 0xffff9c of 8 bytes by task 7 on cpu 1:\n a+0x5f/0x250\n\nReported by Kernel Concurrency Sanitizer on:\n";
    check(kernel, &[]);
    let ruler = "=".repeat(66);
    let mut scanner = Scanner::new("text");
    scanner.push(format!("{ruler}\n{kernel}{ruler}\npanic: boom\n").as_bytes());
    let report = scanner.finish();
    assert_eq!((report.failures.len(), report.races.len()), (1, 0));
    let note = report.notes.iter().find(|note| note.text.starts_with("BUG: KCSAN")).unwrap();
    let span = note.span.unwrap();
    assert_eq!((span.line, span.end_line), (2, 8));
    let mut scanner = Scanner::new("text");
    scanner.push(b"[   19.437] x\n[   19.437699] ThreadSanitizer: data-race in f\n[   19.438723] Write at 0x4f67 of size 8 by thread 7 on CPU 3:\n");
    let report = scanner.finish();
    assert_eq!((report.failures.len(), report.races.len()), (0, 0));
    assert!(report.notes.iter().any(|note| note.text.starts_with("ThreadSanitizer: data-race in f")));
}

#[test]
fn the_test_of_a_failure() {
    check(&format!("=== RUN   TestA\npanic: boom\n{DUMP}"), &["panic: boom in TestA; 1 running 1"]);
    check(
        "panic: boom\n\ngoroutine 8 [running]:\na.(*T).f()\n\t/a.go:1 +0x1\na_test.TestB.func1(0x1)\n\t/a_test.go:1 +0x1\ntesting.tRunner(0x1, 0x2)\n\t/t.go:1 +0x1\n",
        &["panic: boom in TestB; 8 running 3"],
    );
    let found = failures(&format!("panic: boom\n{DUMP}FAIL\texample.com/a\t0.1s\n"));
    assert_eq!(found[0].package.as_deref(), Some("example.com/a"));
}

#[test]
fn several_failures_of_one_log() {
    check(&format!("panic: one\n{DUMP}panic: two\n{DUMP}"), &["panic: one; 1 running 1", "panic: two; 1 running 1"]);
    check(
        &format!("panic: one\n{DUMP}FAIL\ta\t1s\n{DUMP}"),
        &["panic: one; 1 running 1", "goroutine_dump: ; 1 running 1"],
    );
}

#[test]
fn texts_that_are_no_failures() {
    for text in [
        "The server panics: see below. We expect no panic: here.\n",
        "why a goroutine 7 in a dump is not always the culprit\n",
        "[2023/01/01 00:00:00.000 +00:00] [ERROR] [x.go:1] [\"run failed\"] [error=\"panic: boom\"]\n",
        "time=\"2020-01-01T00:00:00Z\" level=error msg=\"panic: boom\"\n",
        "Exception in thread \"main\" java.lang.NullPointerException\n\tat com.example.App.run(App.java:14)\n",
        "thread 'main' panicked at src/main.rs:2:5:\nboom\n",
        "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nValueError: x\n",
        "main.c:3:1: fatal error: x.h: No such file or directory\n",
        "PHP Fatal error:  Uncaught Error in a.php:3\n",
        "fatal error: too many errors emitted, stopping now\n",
        "npm ERR! code ELIFECYCLE\nError: Cannot find module 'x'\n",
        "W0101 runtime: containerd is not ready\nruntime: nodejs18.x\n",
    ] {
        check(text, &[]);
    }
}

/// What the records of a text are linked by.
fn links(text: &str) -> Vec<String> {
    let mut scanner = Scanner::new("text");
    scanner.push(text.as_bytes());
    let end = |end: &racecard::model::Evidence| format!("{:?} {}", end.kind, end.index.unwrap_or_default());
    let report = scanner.finish();
    report.joins.iter().map(|join| format!("{} - {}: {}", end(&join.from), end(&join.to), join.by)).collect()
}

fn race(write: [&str; 2], read: [&str; 2]) -> String {
    let stack = |frames: [&str; 2]| frames.map(|frame| format!("  {frame}()\n      /w/c.go:8 +0x1f\n")).concat();
    let (write, read) = (stack(write), stack(read));
    format!(
        "==================\nWARNING: DATA RACE\nWrite at 0x00c000a1b2c8 by goroutine 71:\n{write}\nPrevious read at 0x00c000a1b2c8 by goroutine 82:\n{read}==================\n"
    )
}

#[test]
fn failures_of_the_same_access_as_a_race() {
    let dies = |message: &str, function: &str| {
        format!("{message}\n\ngoroutine 34 [running]:\n{function}(0x1)\n\t/w/c.go:8 +0x3c\n")
    };
    let map = race(["runtime.mapassign_faststr", "q/z.(*C).put"], ["runtime.mapaccess1", "q/z.(*C).get"]);
    let fatal = "fatal error: concurrent map writes";
    let linked = |by: &str| vec![format!("Race 0 - Failure 0: the same access in {by}")];
    assert_eq!(links(&(map.clone() + &dies(fatal, "q/z.(*C).put"))), linked("q/z.(*C).put"));
    assert_eq!(
        links(&(map.clone() + &dies(fatal, "internal/runtime/maps.fatal(0x1)\n\t/go/m.go:1 +0x2\nq/z.(*C).get"))),
        linked("q/z.(*C).get")
    );
    assert!(links(&(map.clone() + &dies(fatal, "q/z.(*D).put"))).is_empty());
    assert!(links(&(map + &dies("panic: boom", "q/z.(*C).put"))).is_empty());
    let plain = race(["q/z.(*C).put", "q/z.run"], ["q/z.(*C).get", "q/z.run"]);
    assert!(links(&(plain + &dies(fatal, "q/z.(*C).put"))).is_empty());
    let channel = race(["runtime.closechan", "q/z.(*C).Close"], ["runtime.chansend1", "q/z.(*C).Send"]);
    assert_eq!(links(&(channel + &dies("panic: send on closed channel", "q/z.(*C).Send"))), linked("q/z.(*C).Send"));
}

#[test]
fn an_assertion_and_a_time_out_of_one_test() {
    let text = "=== RUN   TestA\n    a_test.go:5: \n        \tError Trace:\ta_test.go:5\n        \tError:      \tShould be true\n        \tTest:       \tTestA/sub\npanic: test timed out after 2s\nrunning tests:\n\tTestA (2s)\n";
    assert_eq!(links(text), ["Assertion 0 - Failure 0: name of the test"]);
    assert!(links(&text.replace("TestA (2s)", "TestB (2s)").replace("RUN   TestA", "RUN   TestB")).is_empty());
}

/// A name whose file was cut off leaves no empty brackets behind.
#[test]
fn a_sentence_on_a_race_without_places() {
    let mut scanner = Scanner::new("text");
    scanner.push(b"WARNING: DATA RACE\nWrite at 0x00c01 by goroutine 7:\n  z.A()\n\nPrevious read at 0x00c01 by goroutine 8:\n  z.B()\n      /w/b.go:3 +0x1\n");
    let story = scanner.finish().story;
    let told = "The race detector reports a write in z.A by goroutine 7 against an earlier read in z.B (b.go:3) by goroutine 8.";
    assert_eq!(&*story[0].text, told);
}
