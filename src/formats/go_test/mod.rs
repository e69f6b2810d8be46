//! Lines of `go test`, gotestsum and bazel that say which test ran and how it went.
//!
//! Defined by the testing package and cmd/go (`go help test`), gotestsum and bazel; see docs/spec/go-reports.md §2.2.
//!
//! ```text
//! --- FAIL: TestPool/grow (0.12s)
//! FAIL    example.com/store   1.204s
//! ```
//!
//! Odd: every line stands alone; the package comes last, after the tests it belongs to; a subtest's line is indented, and
//! in JSON output it is not.

mod event;
mod line;
mod logged;
mod teamcity;

use super::go_run::Teller;
use super::{Format, Opened, Records};
use crate::model::{Failure, FailureKind, TestResult, TestStatus, Text};
use crate::text::{Line, bytes};
use line::Said;
use logged::Logged;

/// What the shell or the go command says of a process that got SIGKILL.
const KILLED: &str =
    "The process was killed from outside (SIGKILL); out of memory is the usual reason, and the log does not say which.";

/// Results looked through for one of the same package.
const RECENT_RESULTS: usize = 1_000;

/// Reads a line of a run that says nothing but which test runs or passed; false, with nothing done, where it is anything
/// else. Where no block is open this is asked before the formats: none of the others takes such a line.
pub fn take_usual(line: Line<'_>, records: &mut Records) -> bool {
    let said = line::read_usual(line.text);
    if let Some(said) = said {
        take(said, line, records);
    }
    said.is_some()
}

pub struct GoTest;

impl Format for GoTest {
    fn name(&self) -> &'static str {
        "go_test"
    }

    fn open(&self, line: Line<'_>, records: &mut Records) -> Opened {
        if let Some(event) = event::read(line.text) {
            take_event(event, line, records);
            return Opened::Done;
        }
        if let Some(message) = teamcity::read(line.text) {
            take_message(message, line, records);
            return Opened::Done;
        }
        match line::read(line.text) {
            // `=== RUN   TestA --- FAIL: TestA (0.00s) x_test.go:3: …`
            None | Some(Said::Running(_)) if collapsed(line, records) => Opened::Done,
            Some(said) => take(said, line, records),
            None => {
                let test = records.running(line.stream);
                // Without a test it may be anybody's log line.
                let logged = test.is_some().then(|| Logged::open(line, test)).flatten();
                logged.map_or_else(|| compiler(line, records), |logged| Opened::Block(Box::new(logged)))
            }
        }
    }

    fn samples(&self) -> &'static [&'static str] {
        &[
            "=== RUN   TestA\n--- FAIL: TestA (0.00s)\nFAIL\nexit status 1\nFAIL\texample.com/a\t0.003s\n",
            "ok  \texample.com/b\t(cached)\n?   \texample.com/c\t[no test files]\n",
        ]
    }
}

/// Takes the failed tests of a line that holds several lines' worth; false where it names none.
fn collapsed(line: Line<'_>, records: &mut Records) -> bool {
    let mut any = false;
    for said in line::failures_inside(line.text) {
        take(said, line, records);
        any = true;
    }
    any
}

fn take(said: Said<'_>, line: Line<'_>, records: &mut Records) -> Opened {
    let stream = line.stream;
    match said {
        Said::Running(test) => {
            records.go.goes_on(stream);
            records.run(stream, test.map(bytes::text));
        }
        Said::Test { status, name, seconds, package } => {
            let name = bytes::text(name);
            let after = (status == TestStatus::Fail).then(|| name.clone());
            let result = TestResult {
                name: Some(name),
                package: package.map(bytes::text).or_else(|| records.package(stream)),
                status,
                seconds,
                span: Some(line.span),
                ..TestResult::default()
            };
            let Records { go, tests, .. } = records;
            go.result(stream, result, Teller::Line, tests);
            go.indent(stream, logged::column(line.text));
            records.run(stream, after);
        }
        Said::Package { status, package, seconds, detail } => {
            records.go.end_process(stream);
            let package = bytes::text(package);
            let exit = records.go.take_exit(stream).filter(|_| status == TestStatus::Fail);
            let detail = detail.map(bytes::text).or_else(|| exit.map(exit_status));
            close_package(stream, &package, status, records);
            if status == TestStatus::Fail
                && let Some(headed) = records.go.headed(&package).and_then(|at| records.tests.get_mut(at))
            {
                headed.package = Some(package);
                headed.seconds = seconds.or(headed.seconds);
                headed.detail = detail;
                return Opened::Done;
            }
            let known = records.tests.iter_mut().rev().take(RECENT_RESULTS).find(|test| {
                test.name.is_none()
                    && test.package.as_ref() == Some(&package)
                    && test.status == status
                    && !test.output.is_empty()
            });
            if let Some(known) = known {
                known.seconds = seconds;
                known.detail = detail.or(known.detail.take());
                return Opened::Done;
            }
            let result = TestResult {
                package: Some(package),
                status,
                seconds,
                detail,
                span: Some(line.span),
                ..TestResult::default()
            };
            records.go.list(result, &mut records.tests);
        }
        Said::Heading(package) => {
            records.go.enter(stream, package.map(bytes::text));
            records.run(stream, None);
        }
        Said::FailedHeading { package, seconds } => {
            let package = bytes::text(package);
            records.go.enter(stream, Some(package.clone()));
            records.run(stream, None);
            let Records { go, tests, .. } = records;
            go.head_failed(package, seconds, line.span, tests);
        }
        Said::FoundRaces(count) => {
            records.go.end_process(stream);
            records.go.found_races.push((line.span, count));
        }
        Said::RaceDetected { in_test } => {
            let seen = if in_test { &mut records.go.raced_in_test } else { &mut records.go.raced_outside };
            seen.get_or_insert(line.span);
        }
        Said::Exit(status) => {
            records.go.end_process(stream);
            records.go.exit(stream, status);
        }
        Said::Killed => {
            let test = records.running(stream);
            records.failures.push(Failure {
                kind: FailureKind::TestKilled,
                message: "signal: killed".into(),
                explanation: Some(KILLED.into()),
                span: line.span,
                complete: true,
                test,
                ..Failure::default()
            });
        }
        Said::Other => {}
    }
    Opened::Done
}

/// What the status of a test binary stands for (docs/spec/go-reports.md §2.2).
fn exit_status(status: u64) -> Text {
    match status {
        1 => "exit status 1: tests failed".into(),
        2 => "exit status 2: a panic or fatal error".into(),
        66 => "exit status 66: data races".into(),
        _ => format!("exit status {status}").into(),
    }
}

/// The failures since the last package line are this package's, as far as they can be.
fn close_package(stream: u32, package: &Text, status: TestStatus, records: &mut Records) {
    let Records { go, tests, failures, .. } = records;
    let from = go.close_package(stream, package, tests, failures.len());
    if go.is_single() {
        for failure in failures.iter_mut().skip(from).filter(|failure| may_be_of(failure, status)) {
            failure.package.get_or_insert_with(|| package.clone());
        }
    }
    records.run(stream, None);
}

/// Whether a failure printed above the line of a package can be that package's. A crash of the compiler belongs to what it
/// compiled; and a test binary that passed did not die, so that of what killed a process only what a test printed is its.
fn may_be_of(failure: &Failure, status: TestStatus) -> bool {
    use FailureKind::{Deadlock, Fatal, Panic, Runtime, TestKilled, TestTimeout};
    let deadly = matches!(failure.kind, Deadlock | Fatal | Panic | Runtime | TestKilled | TestTimeout);
    let passed = status != TestStatus::Fail;
    failure.tool().is_none() && !(passed && deadly && !failure.recovered && failure.test.is_none())
}

/// A result that only an event of `go test -json` tells, or tells again.
fn take_event(event: event::Event, line: Line<'_>, records: &mut Records) {
    let Some(status) = event.status() else {
        return;
    };
    let package = event.package.map(Text::from);
    let result = TestResult {
        name: event.test.map(Text::from),
        package: package.clone(),
        status,
        seconds: event.elapsed,
        span: Some(line.span),
        ..TestResult::default()
    };
    if result.name.is_some() {
        let Records { go, tests, .. } = records;
        go.result(line.stream, result, Teller::Event, tests);
        return;
    }
    let known = records
        .tests
        .iter()
        .rev()
        .take(RECENT_RESULTS)
        .any(|test| test.name.is_none() && test.package == package && test.status == status);
    if let Some(package) = package.filter(|_| !known) {
        close_package(line.stream, &package, status, records);
        records.go.list(result, &mut records.tests);
    }
}

/// A result that TeamCity was told, with the text it was told.
fn take_message(message: teamcity::Message, line: Line<'_>, records: &mut Records) {
    let name = bytes::text(&message.name);
    if message.status == TestStatus::Pass && records.go.has_failed(&name) {
        return; // "finished" is also said of failed tests
    }
    let result = TestResult {
        name: Some(name.clone()),
        package: records.package(line.stream),
        status: message.status,
        seconds: message.seconds,
        span: Some(line.span),
        ..TestResult::default()
    };
    let Records { go, tests, .. } = records;
    go.result(line.stream, result, Teller::Line, tests);
    if message.status == TestStatus::Fail {
        go.log(line.stream, Some(&name), usize::MAX, bytes::text(message.text.trim_ascii()), tests);
        records.run(line.stream, Some(name));
        records.nested.push(super::Nested { text: message.text, span: line.span, time: None });
    }
}

/// Errors of the compiler or of vet: `# pkg`, then `./store.go:12:3: undefined: x`.
fn compiler(line: Line<'_>, records: &mut Records) -> Opened {
    if let Some(package) = line::compiled_package(line.text) {
        records.go.head(line.stream, Some(bytes::text(package)));
        return Opened::No;
    }
    let Some(package) = records.go.heading(line.stream) else { return Opened::No };
    if !line::is_compiler_error(line.text, &package) {
        if !line.is_blank() {
            records.go.head(line.stream, None);
        }
        return Opened::No;
    }
    let error = bytes::text(line.trimmed());
    match records.tests.last_mut() {
        Some(last) if last.name.is_none() && last.package.as_ref() == Some(&package) => {
            records.go.add_error(last, error);
        }
        _ => {
            let failed = TestResult {
                package: Some(package),
                detail: Some("build failed".into()),
                output: vec![error],
                span: Some(line.span),
                ..TestResult::default()
            };
            records.go.list(failed, &mut records.tests);
        }
    }
    Opened::Done
}
