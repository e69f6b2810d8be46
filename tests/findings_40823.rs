//! The nine findings of docs/spec/tidb-logs.md §2.5 on pingcap/tidb#40823, in order, with their figures to the printed
//! digit, and what must not be said.

use racecard::model::{Part, Report, Severity};
use racecard::{Scanner, engine};

fn report(sample: &str) -> Report {
    let path = format!("{}/tests/fixtures/samples/{sample}", env!("CARGO_MANIFEST_DIR"));
    let mut scanner = Scanner::new(sample);
    scanner.push(&std::fs::read(path).unwrap());
    engine::report(vec![scanner.end()])
}

/// Everything a finding or sentence says.
fn all_words(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| {
        let figures: Vec<String> = finding.figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let chain = finding.chain.join("\n");
        format!("{}\n{}\n{}\n{}\n{chain}", finding.title, finding.text, finding.may_be_wrong, figures.join("\n"))
    });
    let story = report.story.iter().map(|sentence| sentence.text.to_string());
    findings.chain(story).collect::<Vec<_>>().join("\n")
}

#[test]
fn nine_findings_in_order() {
    let report = report("tidb-40823.txt");
    let expected: [(&str, Severity, Part, &[&str]); 9] = [
        (
            "G4",
            Severity::High,
            Part::Leading,
            &[
                "Stall of the whole process, about 15:51:04 to 15:52:07 (63 s at most)",
                "Three independent measurements are long at the same time and for different reasons",
                "request A spent 38.455 s inside the store handler",
                "request B spent 51.635 s outside a handler that needed 0.9 ms",
                "planning a one-table query took 2.93 s",
                "What they share is the process, not the store",
                "store1 is TiDB's built-in mock store, which runs inside the test process",
                "no network and no remote queue",
                "A single stop-the-world pause does not fit: A finished and was logged 20 s before B",
                "The overlap is certain, the cause is an inference",
                "31.553 s",
                "4.447 s",
                "1.281 ms (0.003 %)",
                "0.07 ms",
                "51.635 s of 51.636 s (99.998 %)",
                "0.000873821 s (0.0016 %)",
                "247.3 µs",
            ],
        ),
        (
            "S5",
            Severity::Note,
            Part::Reading,
            &["Do not read kv_wait_ms:0 as \"no queueing\"", "never fills wait and read time"],
        ),
        (
            "S8",
            Severity::Note,
            Part::Reading,
            &["TIME_COP_WAIT is a name, not a measurement", "≤ 100 ms of processing"],
        ),
        (
            "Q3",
            Severity::Note,
            Part::Symptom,
            &[
                "2.931 s",
                "99.98 %",
                "Optimize_time",
                "no sub-query, no statistics sync failure (IsSyncStatsFailed: false)",
                "less than 10 ms",
                "Counted as a symptom of",
            ],
        ),
        (
            "G13",
            Severity::High,
            Part::Consequence,
            &[
                "The test failure follows from the stall",
                "stepped.go:65 waits at most 10 s for the background statement to reach its next stop",
                "'send msg timeout' is also used for receiving",
                "longer than that limit",
            ],
        ),
        (
            "G13",
            Severity::High,
            Part::Consequence,
            &[
                "The data race follows from the failure",
                "`runtime.deferCallSave`",
                "FailNow",
                "handleCommandMsg` at stepped.go:140",
                "on goroutine 216448 while goroutine 217396, started at stepped.go:165, is still executing an UPDATE on the \
                 same session (reads in `newBaseExecutor`)",
                "The race is real code, but it was reached only because the test gave up early",
                "Order: stall → timer → FailNow → deferred statement → race",
            ],
        ),
        (
            "Q22",
            Severity::Note,
            Part::Remark,
            &["tidb_mdl_info", "Suppressed: a system table", "3323.33", "10000", "actual 0"],
        ),
        (
            "S9",
            Severity::Note,
            Part::Remark,
            &["KV_total 0 with Cop_time 51.6 s is no contradiction", "pingcap/tidb#67425"],
        ),
        (
            "S10",
            Severity::Note,
            Part::Remark,
            &["Digest verified: SHA-256 of the normalised text equals 9d5a0f1a…bedc"],
        ),
    ];
    let rules: Vec<&str> = report.findings.iter().map(|finding| &*finding.rule).collect();
    assert_eq!(rules, expected.map(|(rule, ..)| rule));
    for (finding, (rule, severity, part, words)) in report.findings.iter().zip(expected) {
        assert_eq!((finding.severity, finding.part), (severity, part), "{rule}");
        let figures: Vec<&str> = finding.figures.values().map(|value| &**value).collect();
        let text = format!("{}\n{}\n{}", finding.title, finding.text, figures.join("\n"));
        for word in words {
            assert!(text.contains(word), "{rule} does not say {word:?}:\n{text}");
        }
        assert!(!finding.evidence.is_empty(), "{rule} has no evidence");
    }
}

#[test]
fn one_leading_finding_and_what_it_absorbs() {
    let report = report("tidb-40823.txt");
    let leading: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.part == Part::Leading && finding.severity > Severity::Note)
        .map(|finding| &*finding.rule)
        .collect();
    assert_eq!(leading, ["G4"]);
    let absorbed: Vec<&str> = report.findings[0].absorbed.iter().map(|rule| &**rule).collect();
    // No G6: three lines of a log are no rate, and without one a silence of 20 s says nothing.
    assert_eq!(absorbed, ["Q10", "Q2", "Q25", "Q3"]);
}

#[test]
fn the_story_goes_from_the_stall_to_the_race() {
    let report = report("tidb-40823.txt");
    let steps: [(&str, bool); 5] = [
        ("Stall of the whole process, about 15:51:04 to 15:52:07 (63 s at most)", false),
        ("stepped.go:65 waits at most 10 s", false),
        ("FailNow ends the test", true),
        ("The deferred statement runs", true),
        ("the race detector reports a write in variable.(*SessionVars).SetAlloc (session.go:1400)", true),
    ];
    assert_eq!(report.story.len(), steps.len());
    for (sentence, (words, certain)) in report.story.iter().zip(steps) {
        assert!(sentence.text.contains(words), "{}", sentence.text);
        assert_eq!(sentence.certain, certain, "{}", sentence.text);
        assert!(!sentence.evidence.is_empty(), "{}", sentence.text);
    }
}

#[test]
fn what_the_figures_do_not_bear_is_not_said() {
    for sample in ["tidb-40823.txt", "tidb-46282.txt", "tidb-54395.txt"] {
        let words = all_words(&report(sample)).to_lowercase();
        for never in [
            "the store is slow",
            "slow store",
            "add an index",
            "an index on",
            "analyze the table",
            "analyze table",
            "hot region",
            "hot spot",
        ] {
            assert!(!words.contains(never), "{sample} says {never:?}");
        }
    }
}

#[test]
fn the_records_of_one_statement_are_joined() {
    let report = report("tidb-40823.txt");
    let joins: Vec<String> = report
        .joins
        .iter()
        .map(|join| format!("{:?} {:?} {:?} {:?}", join.from.kind, join.from.index, join.to.kind, join.to.index))
        .collect();
    assert_eq!(joins, ["Timing Some(1) SlowQuery Some(0)", "Race Some(0) Assertion Some(0)"]);
}

/// A race alone: what is known is said, and nothing is made of it.
#[test]
fn races_alone_are_told_without_a_cause() {
    for (sample, words) in [
        ("tidb-46282.txt", ["a write in variable.(*SessionVars).SetAlloc", "The report is not complete"]),
        ("tidb-54395.txt", ["a read in session.(*LazyTxn).Valid", "Bazel ended the test at 2024-07-02T15:07:07Z"]),
    ] {
        let report = report(sample);
        let story: Vec<&str> = report.story.iter().map(|sentence| &*sentence.text).collect();
        let story = story.join("\n");
        for word in words {
            assert!(story.contains(word), "{sample}: {word:?} is not in\n{story}");
        }
        assert!(report.findings.iter().all(|finding| finding.severity == Severity::Note), "{sample}");
    }
}

/// A start that a damaged duration puts before 1750 and a timestamp of 2023 lie further apart than 64 bits of
/// nanoseconds hold.
#[test]
fn a_start_centuries_before_its_timestamp_does_no_harm() {
    let path = format!("{}/tests/fixtures/samples/tidb-40823.txt", env!("CARGO_MANIFEST_DIR"));
    let mut scanner = Scanner::new("damaged.txt");
    scanner.push(std::fs::read_to_string(path).unwrap().replace("51.635934012s", "2500000h").as_bytes());
    assert!(!engine::report(vec![scanner.end()]).timings.is_empty());
}
