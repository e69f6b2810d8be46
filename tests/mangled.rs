//! The damage matrix (docs/spec/go-reports.md §6): one pristine report in every state of damage. The card must be the
//! same, and the damage must be named.

use racecard::model::Frame;
use racecard::text::unpack::Intake;
use racecard::{Report, Scanner};
use std::fmt::Write;

/// The report of TiDB #54395 as Go printed it: opening ruler, and empty lines only between the sections.
fn pristine() -> String {
    let path = format!("{}/tests/fixtures/samples/tidb-54395.txt", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let body = text.split_once("```\n").unwrap().1.split("-- Test timed out").next().unwrap();
    let mut report = "==================\n".to_owned();
    for line in body.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with("Previous") || line.starts_with("Goroutine") {
            report.push('\n');
        }
        report += line;
        report.push('\n');
    }
    report
}

fn scan(text: &str) -> Report {
    let mut scanner = Scanner::new("mangled");
    scanner.push(text.as_bytes());
    scanner.finish()
}

/// Everything of a report that no damage of the matrix takes away.
fn card(report: &Report) -> String {
    let frame = |frame: &Frame| {
        let file = frame.file.rsplit(['/', '\\']).next().unwrap().to_owned();
        format!("    {} {file}:{}\n", frame.function, frame.line.unwrap_or(0))
    };
    let mut card = String::new();
    for group in &report.races {
        writeln!(card, "{} {} ×{}", group.id, group.title, group.count).unwrap();
        for race in &group.reports {
            writeln!(card, " complete {}", race.complete).unwrap();
            for access in &race.accesses {
                let goroutine = access.goroutine.as_deref().unwrap_or("?");
                writeln!(card, "  {:?} {} {goroutine}", access.kind, access.previous).unwrap();
                card.extend(access.frames.iter().map(frame));
            }
            for made in race.goroutines.iter().chain(&race.ancestors) {
                writeln!(card, "  {} {}", made.goroutine, made.state).unwrap();
                card.extend(made.frames.iter().map(frame));
            }
        }
    }
    card
}

/// All that is said about the state of the text.
fn remarks(report: &Report) -> String {
    let races = report.races.iter().flat_map(|group| &group.reports);
    let mut said: Vec<&str> =
        races.flat_map(|race| race.missing.iter().chain(&race.damage)).map(|text| &**text).collect();
    said.extend(report.notes.iter().map(|note| &*note.text));
    for source in &report.sources {
        said.extend(source.wrappers.iter().map(|name| &**name));
        said.extend(source.repairs.iter().map(|repair| repair.kind.as_str()));
    }
    said.join("; ")
}

struct Damage {
    name: &'static str,
    /// What must be said about it; empty where nothing was lost and nothing had to be put right.
    said: &'static str,
    apply: fn(&str) -> String,
}

/// Every line with something around it.
fn lines(text: &str, change: impl Fn(usize, &str) -> String) -> String {
    text.lines().enumerate().map(|(at, line)| change(at, line) + "\n").collect()
}

fn no_opening_ruler(text: &str) -> String {
    text.replacen("==================", "", 1)
}

fn no_blank_lines(text: &str) -> String {
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.to_owned() + "\n").collect()
}

fn blank_after_every_line(text: &str) -> String {
    lines(text, |_, line| format!("{line}\n"))
}

fn github(text: &str) -> String {
    lines(text, |at, line| format!("2023-10-08T08:44:{:02}.{:07}Z {line}", at % 60, at * 7_919))
}

fn jenkins(text: &str) -> String {
    lines(text, |at, line| format!("[2020-09-15T09:47:{:02}.{:03}Z] {line}", at % 60, at))
}

fn quoted(text: &str) -> String {
    lines(text, |_, line| format!("> {line}"))
}

fn crlf(text: &str) -> String {
    lines(text, |_, line| format!("{line}\r"))
}

fn coloured(text: &str) -> String {
    lines(text, |_, line| format!("\u{1b}[31;1m{line}\u{1b}[0m"))
}

fn foreign_lines(text: &str) -> String {
    lines(text, |at, line| match at % 3 {
        0 => format!("{line}\n[2024/07/02 15:07:07.121 +00:00] [INFO] [domain.go:{at}] [\"still alive\"]"),
        1 => format!("{line}\n--- FAIL: TestOther{at} (0.00s)"),
        _ => line.to_owned(),
    })
}

fn no_indentation(text: &str) -> String {
    lines(text, |_, line| line.trim_start().to_owned())
}

/// The ten that pastes show most often come first; all their pairs are tested as well.
const DAMAGES: &[Damage] = &[
    Damage { name: "no opening ruler", said: "opening ruler", apply: no_opening_ruler },
    Damage { name: "no blank lines", said: "blank lines removed", apply: no_blank_lines },
    Damage {
        name: "a blank line after every line",
        said: "a blank line after every line",
        apply: blank_after_every_line,
    },
    Damage { name: "GitHub", said: "github-actions", apply: github },
    Damage { name: "Jenkins", said: "jenkins", apply: jenkins },
    Damage { name: "quote", said: "quote", apply: quoted },
    Damage { name: "CRLF", said: "CRLF", apply: crlf },
    Damage { name: "ANSI", said: "escape sequences", apply: coloured },
    Damage { name: "foreign lines", said: "", apply: foreign_lines },
    Damage { name: "no indentation", said: "indentation removed", apply: no_indentation },
    Damage { name: "pristine", said: "", apply: str::to_owned },
    Damage {
        name: "no closing ruler",
        said: "closing ruler",
        apply: |text| text.trim_end().trim_end_matches('=').to_owned(),
    },
    Damage { name: "in a fence", said: "", apply: |text| format!("It races:\n```\n{text}```\n### Version\n\n1.2\n") },
    Damage { name: "glued to its fence", said: "", apply: |text| format!("Log: \n```{}```\nEnd\n", text.trim_end()) },
    Damage {
        name: "blanks around the rulers",
        said: "blanks around a ruler",
        apply: |text| text.replace("==================\n", " ================== \n"),
    },
    Damage {
        name: "other rulers",
        said: "",
        apply: |text| {
            let ruler = "=".repeat(80);
            let bazel = "==================== Test output for //session:session_test (shard 3 of 10):";
            format!("{bazel}\n{ruler}\n{}\n", text.replacen("Previous", &format!("{ruler}\n{bazel}\nPrevious"), 1))
        },
    },
    Damage {
        name: "text behind the warning",
        said: "behind WARNING: DATA RACE",
        apply: |text| text.replace("DATA RACE", "DATA RACE[2024/07/02 15:07:07.121 +00:00] [INFO] [a.go:1] [x]"),
    },
    Damage {
        name: "split headers",
        said: "an access header split",
        apply: |text| text.replace(" by goroutine ", " by ok  \tpkg\t1.2s\nnoise\n\ngoroutine "),
    },
    // kubernetes/kubernetes#103246.
    Damage {
        name: "locations behind their functions",
        said: "line breaks lost between functions and locations",
        apply: |text| text.replace("()\n      ", "()      "),
    },
    Damage {
        name: "compose",
        said: "compose",
        apply: |text| lines(text, |_, line| format!("tidb-1     | {line}").trim_end().to_owned()),
    },
    Damage {
        name: "prow",
        said: "prow",
        apply: |text| lines(text, |at, line| format!("I0328 16:45:14.{at:03}] {line}")),
    },
    Damage {
        name: "CRI",
        said: "cri",
        apply: |text| lines(text, |at, line| format!("2025-09-02T19:28:59.{at:09}Z stderr F {line}")),
    },
    Damage {
        name: "stage names",
        said: "stage names",
        apply: |text| lines(text, |_, line| format!("[unit-test] {line}")),
    },
    Damage {
        name: "syslog",
        said: "syslog",
        apply: |text| lines(text, |at, line| format!("Jan 06 15:20:26.{at:06} host tidb[311]: {line}")),
    },
    Damage {
        name: "grep",
        said: "grep",
        apply: |text| lines(text, |at, line| format!("out/test.log:{}:{line}", at + 97)),
    },
    Damage {
        name: "line numbers",
        said: "line prefix",
        apply: |text| lines(text, |at, line| format!("{:4} │ {line}", at + 8)),
    },
    Damage {
        name: "gh run view",
        said: "gh run view",
        apply: |text| lines(text, |at, line| format!("test\tRun go test\t2023-10-08T08:44:19.{at:07}Z {line}")),
    },
    Damage {
        name: "TeamCity",
        said: "teamcity",
        apply: |text| lines(text, |at, line| format!("[15:07:{:02}][Step 1/2] {line}", at % 60)),
    },
    Damage {
        name: "GitLab",
        said: "gitlab",
        apply: |text| {
            let body = lines(text, |at, line| format!("2024-05-06T10:11:12.{at:06}Z 00O {line}"));
            format!("section_start:1560896352:test\r\u{1b}[0K\u{1b}[36mRun\u{1b}[0m\n{body}")
        },
    },
    Damage {
        name: "Buildkite",
        said: "escape sequences",
        apply: |text| lines(text, |at, line| format!("\u{1b}_bk;t=17000000{at:05}\u{7}{line}")),
    },
    Damage {
        name: "kubectl",
        said: "kubectl",
        apply: |text| lines(text, |_, line| format!("[pod/tidb-0/tidb] {line}")),
    },
    Damage {
        name: "logfmt",
        said: "quoted lines",
        apply: |text| {
            lines(text, |at, line| {
                format!("time=\"2020-01-02T03:04:{:02}Z\" level=error msg=\"{line}\" stream=stderr", at % 60)
            })
        },
    },
    Damage {
        name: "code by indentation",
        said: "lines indented as code",
        apply: |text| format!("It races:\n\n{}\nAny idea?\n", lines(text, |_, line| format!("    {line}"))),
    },
    Damage { name: "tabs", said: "", apply: |text| text.replace("      ", "\t\t").replace("\n  ", "\n\t") },
    Damage { name: "list", said: "list or diff marks", apply: |text| lines(text, |_, line| format!("* {line}")) },
    Damage { name: "diff", said: "", apply: |text| lines(text, |_, line| format!("+{line}")) },
    Damage { name: "NBSP", said: "no-break spaces", apply: |text| text.replace("  ", "\u{a0}\u{a0}") },
    Damage { name: "BOM", said: "invisible characters", apply: |text| format!("\u{feff}{text}") },
    Damage {
        name: "zero-width spaces",
        said: "invisible characters",
        apply: |text| text.replace("DATA", "\u{200b}DATA").replace("()", "\u{200b}()"),
    },
    Damage { name: "carriage returns alone", said: "carriage returns", apply: |text| text.replace('\n', "\r") },
    Damage {
        name: "colours without escape byte",
        said: "colours",
        apply: |text| lines(text, |_, line| format!("[31;1m{line}[0m")),
    },
    Damage {
        name: "HTML entities",
        said: "HTML",
        apply: |text| text.replace('<', "&lt;").replace('>', "&gt;").replace('+', "&#43;"),
    },
    Damage {
        name: "<br>",
        said: "HTML",
        apply: |text| text.replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>\n"),
    },
    Damage {
        name: "<br> alone",
        said: "HTML",
        apply: |text| text.replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br/>"),
    },
    Damage { name: "a tag swallowed", said: "HTML tag", apply: |text| text.replace("<autogenerated>", "") },
    Damage {
        name: "one line",
        said: "white space collapsed",
        apply: |text| text.split_whitespace().collect::<Vec<_>>().join(" "),
    },
    Damage {
        name: "no offsets",
        said: "offsets removed",
        apply: |text| lines(text, |_, line| line.split(" +0x").next().unwrap().to_owned()),
    },
    Damage {
        name: "doubled rulers",
        said: "",
        apply: |text| text.replace("==================", "==================\n=================="),
    },
    Damage {
        name: "Windows paths",
        said: "",
        apply: |text| {
            lines(text, |_, line| {
                if line.starts_with("      ") {
                    format!(
                        "      C:/Program Files/{}",
                        line.trim_start().replace("<autogenerated>", "a/<autogenerated>")
                    )
                } else {
                    line.to_owned()
                }
            })
        },
    },
    Damage {
        name: "go test -json",
        said: "test2json",
        apply: |text| {
            lines(text, |_, line| {
                format!(
                    "{{\"Time\":\"2024-07-02T15:07:07Z\",\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"TestImportInto\",\"Output\":{:?}}}",
                    format!("{line}\n")
                )
            })
        },
    },
    Damage {
        name: "docker json-file",
        said: "docker-json",
        apply: |text| {
            lines(text, |_, line| {
                format!("{{\"log\":{:?},\"stream\":\"stderr\",\"time\":\"2024-07-02T15:07:07Z\"}}", format!("{line}\n"))
            })
        },
    },
    Damage {
        name: "JSON lines",
        said: "json lines",
        apply: |text| lines(text, |_, line| format!("{{\"@timestamp\":\"2024\",\"message\":{line:?}}}")),
    },
    Damage {
        name: "a JSON array",
        said: "quoted lines",
        apply: |text| format!("[\n{}]\n", lines(text, |_, line| format!("  {line:?},"))),
    },
    Damage {
        name: "a JSON field",
        said: "one escaped string",
        apply: |text| format!("{{\"level\":\"error\",\"stderr\":{text:?},\"n\":1}}\n"),
    },
    Damage { name: "one JSON string", said: "written as one string", apply: |text| format!("{text:?}\n") },
    Damage {
        name: "a terminal of 70 columns",
        said: "broken at a column",
        apply: |text| {
            let mut broken = String::new();
            for line in text.lines() {
                let mut rest = line;
                while rest.len() > 70 {
                    let (head, tail) = rest.split_at(70);
                    writeln!(broken, "{head}").unwrap();
                    rest = tail;
                }
                writeln!(broken, "{rest}").unwrap();
            }
            broken
        },
    },
    Damage {
        name: "GitHub's links around numbers",
        said: "links that nobody wrote",
        apply: |text| {
            let link = |number: &str| format!("[{number}](https://github.com/a/b/actions/runs/1?pr=2#step:5:{number})");
            text.replace("0x00c03", &format!("0x00c{}", link("03"))).replace(":227 ", &format!(":{} ", link("227")))
        },
    },
    Damage {
        name: "a Markdown table",
        said: "rows of a table",
        apply: |text| format!("| log |\n|---|\n{}", lines(text, |_, line| format!("| {line} |"))),
    },
    Damage {
        name: "a box with numbers",
        said: "rows of a table",
        apply: |text| lines(text, |at, line| format!("│ {at:>3} │ {line:<120} │")),
    },
    Damage {
        name: "a backslash for every line break",
        said: "line breaks written",
        apply: |text| lines(text, |_, line| format!("{line}\\")),
    },
    Damage {
        name: "logged by a test line by line",
        said: "test log",
        apply: |text| lines(text, |_, line| format!("    server_test.go:88: {line}")),
    },
    Damage {
        name: "lines in a log shipper's quotes",
        said: "quoted lines",
        apply: |text| lines(text, |_, line| format!("2024-07-02 15:07:07 +0000 [warn]: pattern not match: {line:?}")),
    },
    Damage { name: "Jira", said: "", apply: |text| format!("{{noformat}}{}{{noformat}}\n", text.trim_end()) },
    Damage {
        name: "a span of code",
        said: "",
        apply: |text| format!("It says `{}`\n", text.trim_end()).replace("says `", "says\n`"),
    },
    Damage { name: "UTF-16", said: "UTF-16", apply: str::to_owned },
    Damage {
        name: "a C++ report before it",
        said: "",
        apply: |text| {
            format!(
                "==================\nWARNING: ThreadSanitizer: data race (pid=1)\n  Write of size 4 at 0x7b0400000000 by thread T1:\n    #0 main a.c:3:1 (a+0x4)\nSUMMARY: ThreadSanitizer: data race a.c:3\n==================\n{text}"
            )
        },
    },
    Damage {
        name: "go test -v around it",
        said: "",
        apply: |text| {
            format!(
                "=== RUN   TestImportInto\n=== RUN   TestImportInto/a\n{text}    testing.go:1465: race detected during execution of test\n--- FAIL: TestImportInto (1.00s)\nFAIL\tpkg\t1.2s\n"
            )
        },
    },
];

fn applied(damage: &Damage, text: &str) -> Report {
    let text = (damage.apply)(text);
    if damage.name == "UTF-16" {
        let (mut scanner, mut intake) = (Scanner::new("mangled"), Intake::default());
        intake.push(&[0xff, 0xfe], &mut |bytes| scanner.push(bytes));
        for unit in text.encode_utf16() {
            intake.push(&unit.to_le_bytes(), &mut |bytes| scanner.push(bytes));
        }
        let told = intake.finish(&mut |bytes| scanner.push(bytes));
        scanner.taken_in(&told);
        return scanner.finish();
    }
    scan(&text)
}

#[test]
fn each_damage_alone() {
    let expected = card(&scan(&pristine()));
    assert!(
        expected.contains("LazyTxn.Valid (read) ↔ LazyTxn.changeToInvalid (write) ×1\n complete true"),
        "{expected}"
    );
    let mut wrong = Vec::new();
    for damage in DAMAGES {
        let report = applied(damage, &pristine());
        let (got, said) = (card(&report), remarks(&report));
        if got != expected {
            wrong.push(format!("{}: {got}", damage.name));
        } else if !said.contains(damage.said) {
            wrong.push(format!("{}: not named in: {said}", damage.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn pairs_of_the_ten_commonest() {
    let expected = card(&scan(&pristine()));
    let (mut wrong, commonest) = (Vec::new(), &DAMAGES[..10]);
    for (at, first) in commonest.iter().enumerate() {
        for (other, second) in commonest.iter().enumerate() {
            if at == other {
                continue;
            }
            let got = card(&scan(&(second.apply)(&(first.apply)(&pristine()))));
            if got != expected {
                wrong.push(format!(
                    "{}, then {}: {}",
                    first.name,
                    second.name,
                    got.lines().take(3).collect::<String>()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Damage that takes something away: what is left is kept, and what is missing is named.
fn check_partial(text: &str, frames: [usize; 2], creations: &[(&str, usize)], complete: bool, said: &str) {
    let report = scan(text);
    let [group] = report.races.as_slice() else { panic!("one race in {text}") };
    let race = &group.reports[0];
    let got: Vec<usize> = race.accesses.iter().map(|access| access.frames.len()).collect();
    assert_eq!(got, frames, "{said}");
    let all = race.goroutines.iter().chain(&race.ancestors);
    let got: Vec<(&str, usize)> = all.map(|made| (&*made.goroutine, made.frames.len())).collect();
    assert_eq!(got, creations, "{said}");
    assert_eq!(race.complete, complete, "{said}");
    assert!(remarks(&report).contains(said), "{said} is not in {}", remarks(&report));
}

#[test]
fn what_is_lost_is_named() {
    let text = pristine();
    let both = [("303", 18), ("1274", 5)];
    let (head, tail) = text.split_once("Goroutine 1274").unwrap();
    check_partial(head, [6, 23], &both[..1], false, "where goroutine 1274 was created");
    check_partial(
        &format!("{head}Goroutine 1274{}", &tail[..200]),
        [6, 23],
        &[("303", 18), ("1274", 1)],
        false,
        "cut within the name",
    );
    let lost = {
        let start = text.find("Previous write").unwrap();
        let end = text.find("\nGoroutine 303").unwrap();
        let header = text[start..].lines().next().unwrap();
        format!("{}{header}\n  [failed to restore the stack]\n{}", &text[..start], &text[end..])
    };
    check_partial(&lost, [6, 0], &both, true, "failed to restore");
    let cut: String = text.lines().enumerate().filter(|(at, _)| !(30..40).contains(at)).fold(
        String::new(),
        |mut text, (at, line)| {
            if at == 40 {
                text.push_str("--\n");
            }
            text + line + "\n"
        },
    );
    check_partial(&cut, [6, 18], &both, false, "cut out of the middle");
    let ancestor = text.replace(
        "\n==================\n",
        "\n\nGoroutine 7 (running) created at:\n  main.main()\n      main.go:1 +0x1\n==================\n",
    );
    let ancestor = format!("==================\n{}", ancestor.trim_start_matches("==================\n"));
    check_partial(&ancestor, [6, 23], &[("303", 18), ("1274", 5), ("7", 1)], true, "");
    let journal = lines(&text, |at, line| {
        format!("Jul 13 11:30:{:02} host app[204]: {}", at % 60, line.split(".go:").next().unwrap())
    });
    let journal = journal.replace("]:       ", "]:       /go/src/github.com/pingcap/tidb/");
    check_partial(&journal, [6, 23], &both, false, "lines cut at their end");
    let legacy = text.replace(" at 0x00c03cf8c008", "");
    check_partial(&legacy, [6, 23], &both, true, "");
    let main = text.replace("goroutine 1274:", "main goroutine:");
    check_partial(&main, [6, 23], &both, true, "");
}

/// The location behind a gap belongs to a function that was cut out.
#[test]
fn a_gap_between_a_function_and_a_location() {
    for gap in ["--", "  ...", "…", "[...]", "[2 lines omitted]", "... 2 more lines"] {
        let report = scan(&format!(
            "WARNING: DATA RACE\nWrite at 0x00c00bf3f580 by goroutine 7:\n  q/z.A()\n{gap}\n      /w/z/c.go:90 +0x1f\n  \
             q/z.D()\n      /w/z/d.go:9 +0x1f\n"
        ));
        let race = &report.races[0].reports[0];
        let frames = race.accesses[0].frames.iter().map(|frame| (&*frame.function, &*frame.file, frame.line));
        assert_eq!(frames.collect::<Vec<_>>(), [("q/z.A", "", None), ("q/z.D", "/w/z/d.go", Some(9))], "{gap}");
        assert_eq!((race.complete, &*race.missing[0]), (false, "lines cut out of the middle"), "{gap}");
    }
}

/// kubernetes/kubernetes#18708: a report of Go 1.5 of which only the accesses were pasted.
#[test]
fn accesses_alone() {
    let text = "a race:\n\n    Write by goroutine 81:\n      p.TestH()\n          /w/p/w_test.go:254 +0x42\n\n    Previous read by \
                goroutine 24:\n      u.Crash()\n          /w/u/util.go:59 +0x34\n\nPlease look.\n";
    let report = scan(text);
    let race = &report.races[0].reports[0];
    let accesses = race.accesses.iter().map(|access| (access.goroutine.as_deref(), access.frames.len()));
    assert_eq!(accesses.collect::<Vec<_>>(), [(Some("81"), 1), (Some("24"), 1)]);
    assert!(!race.complete && race.missing.iter().any(|missing| &**missing == "the line WARNING: DATA RACE"));
    assert_eq!(scan("Read by goroutine 7:\nnothing of a stack\n").races, []);
}

#[test]
fn an_offset_on_a_line_of_its_own() {
    let report = scan(
        "WARNING: DATA RACE\nWrite at 0x00c00bf3f580 by goroutine 7:\n  q/z.A()\n      /w/z/c.go:90\n+0x1f\n+0x2f\n",
    );
    let frame = &report.races[0].reports[0].accesses[0].frames[0];
    assert_eq!((&*frame.file, frame.line, frame.offset.as_deref()), ("/w/z/c.go", Some(90), Some("0x1f")));
}

#[test]
fn a_report_cut_behind_its_first_header() {
    let report = scan("```\nWARNING: DATA RACE\nRead at 0x00c03cf8c008 by goroutine 303:\n```\n");
    let race = &report.races[0].reports[0];
    assert_eq!((race.accesses.len(), race.complete), (1, false));
    let prose = scan("WARNING: DATA RACE means trouble.\nRead at 0x... by goroutine 7: is a header.\n");
    assert_eq!(prose.races, []);
}

/// Two processes whose lines alternate, told apart by the numbers of their containers.
#[test]
fn two_processes_mixed() {
    let one = pristine();
    let other = one
        .replace("LazyTxn", "OtherTxn")
        .replace("goroutine 303", "goroutine 17")
        .replace("Goroutine 303", "Goroutine 17");
    let mixed = one
        .lines()
        .zip(other.lines())
        .fold(String::new(), |text, (one, other)| text + "tidb-1 | " + one + "\ntidb-2 | " + other + "\n");
    let report = scan(&mixed);
    let titles: Vec<&str> = report.races.iter().map(|group| &*group.title).collect();
    assert_eq!(
        titles,
        [
            "LazyTxn.Valid (read) ↔ LazyTxn.changeToInvalid (write)",
            "OtherTxn.Valid (read) ↔ OtherTxn.changeToInvalid (write)"
        ]
    );
    assert!(report.races.iter().all(|group| group.reports[0].complete));
}

#[test]
fn ten_thousand_reports_back_to_back() {
    let one = "==================\nWARNING: DATA RACE\nRead at 0x00c000012340 by goroutine 7:\n  main.f()\n      m.go:1 +0x1\n\n\
               Previous write at 0x00c000012340 by main goroutine:\n  main.g()\n      m.go:2 +0x1\n\n\
               Goroutine 7 (running) created at:\n  main.main()\n      m.go:3 +0x1\n==================\n";
    let report = scan(&one.repeat(10_000));
    let [group] = report.races.as_slice() else { panic!("one group") };
    assert_eq!((group.count, group.sites[0].count, group.sites[0].paths), (10_000, 10_000, 1));
    assert!(group.reports.iter().all(|race| race.complete && race.missing.is_empty()));
    assert!(report.notes.iter().any(|note| note.text.contains("8000 of 10000 reports")), "{:?}", report.notes);
}

/// Up to 847 foreign lines in a row were seen inside a report (docs/spec/go-reports.md §1.8).
#[test]
fn eight_hundred_foreign_lines_inside() {
    let noise = "[2024/07/02 15:07:07.121 +00:00] [INFO] [domain.go:7] [\"still alive\"]\n".repeat(800);
    let text = pristine().replacen("Previous", &format!("{noise}Previous"), 1);
    let report = scan(&text);
    assert_eq!(card(&report), card(&scan(&pristine())));
    assert_eq!(report.races[0].reports[0].foreign_lines, 800);
    assert_eq!(report.log.levels.get("INFO"), Some(&800));
}

/// The oldest detectors call the main goroutine 0.
#[test]
fn goroutine_0_is_main_and_was_created_by_nobody() {
    let mut scanner = Scanner::new("text");
    scanner.push(b"==================\nWARNING: DATA RACE\nWrite by goroutine 5:\n  main.put()\n      /a/x.go:3 +0x4\n\nPrevious read by goroutine 0:\n  main.main()\n      /a/x.go:9 +0x8\n\nGoroutine 5 (running) created at:\n  main.main()\n      /a/x.go:7 +0x1\n==================\n");
    let report = scanner.finish();
    let race = &report.races[0].reports[0];
    assert_eq!((race.complete, race.missing.len()), (true, 0));
}
