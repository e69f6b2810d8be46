//! What a single line of test output says.

use crate::model::TestStatus;
use crate::text::bytes;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Name and time of a result; looking further would make a long line cost its square.
const MAX_RESULT_BYTES: usize = 1_000;

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said<'a> {
    /// The output that follows is this test's, or nobody's.
    Running(Option<&'a [u8]>),
    Test {
        status: TestStatus,
        name: &'a [u8],
        seconds: Option<f64>,
        package: Option<&'a [u8]>,
    },
    Package {
        status: TestStatus,
        package: &'a [u8],
        seconds: Option<f64>,
        detail: Option<&'a [u8]>,
    },
    /// What follows is of this package.
    Heading(Option<&'a [u8]>),
    /// The same, and it failed. The package may be named relative to its module.
    FailedHeading {
        package: &'a [u8],
        seconds: Option<f64>,
    },
    FoundRaces(u64),
    /// testing noticed a race: during a test, or in TestMain or between tests.
    RaceDetected {
        in_test: bool,
    },
    /// `signal: killed`.
    Killed,
    /// `exit status 2`.
    Exit(u64),
    /// Part of the output, without a meaning of its own.
    Other,
}

/// Reads a line of test output.
pub fn read(line: &[u8]) -> Option<Said<'_>> {
    let line = line.trim_ascii();
    // `-test.v=test2json` marks lines with 0x16.
    let line = line.strip_prefix(b"\x16").unwrap_or(line);
    match line.first()? {
        b'=' => framing(line),
        b'-' => line.strip_prefix(b"--- ").and_then(result),
        b'F' => package(line, b"FAIL", TestStatus::Fail).or_else(|| failed(line)),
        b'o' => package(line, b"ok", TestStatus::Pass),
        b'?' => package(line, b"?", TestStatus::Skip),
        b'P' if line == b"PASS" => Some(Said::Other),
        b'P' => line.strip_prefix(b"PASS ").and_then(|rest| qualified(rest, TestStatus::Pass)),
        b'e' => line.strip_prefix(b"exit status ").and_then(bytes::number).and_then(exit),
        b's' => line.strip_prefix(b"signal: ").and_then(signal),
        b'c' => (line.starts_with(b"coverage: ") && line.ends_with(b"statements")).then_some(Said::Other),
        b't' if line.starts_with(b"testing: race detected outside of test execution") => {
            Some(Said::RaceDetected { in_test: false })
        }
        b'D' => done(line),
        b'/' | b'@' => bazel_summary(line),
        b'T' => line.strip_prefix(b"TIMEOUT: ").and_then(bazel_label),
        0xe2 => gotestsum_icon(line),
        _ => None,
    }
    .or_else(|| inside(line))
}

/// What most lines of a run say, where nothing else stands on them: `=== RUN   TestA/b`, `--- PASS: TestA/b (0.12s)`.
pub fn read_usual(line: &[u8]) -> Option<Said<'_>> {
    if let Some(name) = line.strip_prefix(b"=== RUN   ") {
        return is_plain_name(name).then_some(Said::Running(Some(name)));
    }
    let (name, time) = split_word(line.strip_prefix(b"--- PASS: ")?);
    let is_time =
        matches!(time, [b'(', inner @ .., b's', b')'] if inner.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.')));
    (is_time && is_plain_name(name)).then(|| result(line.get(4..)?)).flatten()
}

/// Whether nothing but a name of a test stands there: no blanks, and no sign that places, paths of drives, escapes or
/// marks are made of.
fn is_plain_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_/-.#=,+".contains(byte))
}

/// How the process of a package ended.
fn exit((status, rest): (u64, &[u8])) -> Option<Said<'_>> {
    rest.is_empty().then_some(Said::Exit(status))
}

fn signal(name: &[u8]) -> Option<Said<'_>> {
    match name.strip_suffix(b" (core dumped)").unwrap_or(name) {
        b"killed" => Some(Said::Killed),
        b"aborted" | b"segmentation fault" | b"terminated" | b"interrupt" | b"quit" => Some(Said::Other),
        _ => None,
    }
}

/// Results behind other text: output without a line break at its end stands before them.
fn inside(line: &[u8]) -> Option<Said<'_>> {
    if line.ends_with(b"race detected during execution of test") {
        return Some(Said::RaceDetected { in_test: true });
    }
    if line.ends_with(b" data race(s)") {
        let at = memchr::memmem::rfind(line, b"Found ")?;
        let (count, rest) = bytes::number(line.get(at + 6..)?)?;
        return (rest == b" data race(s)").then_some(Said::FoundRaces(count));
    }
    let end = line.iter().rev().take_while(|byte| is_quote(**byte)).count();
    let line = line.get(..line.len() - end).unwrap_or(line);
    if line.ends_with(b"s)") {
        let at = memchr::memmem::rfind(line, b"--- ")?;
        return result(line.get(at + 4..)?).filter(|said| matches!(said, Said::Test { seconds: Some(_), .. }));
    }
    None
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'`' | b'*' | b'"' | b'\'')
}

/// Failed tests within a line that goes on behind them: text whose line breaks were lost.
pub fn failures_inside(line: &[u8]) -> impl Iterator<Item = Said<'_>> {
    const WORD: &[u8] = b"--- FAIL: ";
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(WORD));
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            let at = FINDER.find(rest)?;
            let (_, tail) = rest.split_at_checked(at + 4)?;
            rest = tail;
            let name = tail.get(..tail.len().min(MAX_RESULT_BYTES)).unwrap_or_default();
            let Some(end) = memchr::memmem::find(name, b"s)").map(|end| end + 2) else { continue };
            let goes_on = tail.get(end).is_none_or(|byte| byte.is_ascii_whitespace() || is_quote(*byte));
            let said = tail.get(..end).and_then(result);
            match said {
                Some(Said::Test { seconds: Some(_), .. }) if goes_on => return said,
                _ => {}
            }
        }
    })
}

/// `=== RUN   TestX` and the headings of gotestsum and bazel.
fn framing(line: &[u8]) -> Option<Said<'_>> {
    if line.starts_with(b"====================") {
        let rest = line.trim_ascii_start().strip_prefix(b"====================")?.trim_ascii();
        let label = rest.strip_prefix(b"Test output for ")?;
        let (label, _) = split_word(label);
        return Some(Said::Heading(Some(label.strip_suffix(b":").unwrap_or(label))));
    }
    let rest = line.strip_prefix(b"=== ")?;
    let (word, name) = split_word(rest);
    let name = (!name.is_empty()).then_some(name);
    match word {
        b"RUN" | b"CONT" | b"NAME" => Some(Said::Running(name.map(|name| split_word(name).0))),
        b"PAUSE" => Some(Said::Running(None)),
        b"ATTR" | b"ARTIFACTS" | b"Failed" | b"Skipped" | b"Errors" => Some(Said::Other),
        b"FAIL:" => Some(gotestsum(name?, TestStatus::Fail)),
        b"SKIP:" => Some(gotestsum(name?, TestStatus::Skip)),
        _ => None,
    }
}

/// `store/lock TestX (0.00s)` of gotestsum; without a test it is the package's own output.
fn gotestsum(rest: &[u8], status: TestStatus) -> Said<'_> {
    let (package, rest) = split_word(rest);
    let (name, seconds) = timed(rest);
    if name.is_empty() || name.starts_with(b"(") {
        return match status {
            TestStatus::Fail => Said::FailedHeading { package, seconds },
            _ => Said::Heading(Some(package)),
        };
    }
    let name = split_word(name).0;
    Said::Test { status, name, seconds, package: Some(package) }
}

/// What follows `--- `: `FAIL: TestX (0.12s)`.
fn result(rest: &[u8]) -> Option<Said<'_>> {
    let (word, rest) = split_word(rest);
    let status = match word {
        b"FAIL:" => TestStatus::Fail,
        b"PASS:" => TestStatus::Pass,
        b"SKIP:" => TestStatus::Skip,
        b"BENCH:" => return Some(Said::Other),
        _ => return None,
    };
    let (name, seconds) = timed(rest);
    // A name holds no blanks; what follows one is other output.
    let (name, _) = split_word(name);
    (!name.is_empty()).then_some(Said::Test { status, name, seconds, package: None })
}

/// `FAIL⇥example.com/store⇥1.204s`, tabs or blanks.
fn package<'a>(line: &'a [u8], word: &[u8], status: TestStatus) -> Option<Said<'a>> {
    let rest = line.strip_prefix(word)?;
    if rest.is_empty() {
        return (status == TestStatus::Fail).then_some(Said::Other);
    }
    if !rest.starts_with(b"\t") && !rest.starts_with(b" ") {
        return None;
    }
    let (package, rest) = split_word(rest.trim_ascii_start());
    let is_path =
        package.iter().all(|byte| !matches!(byte, b'"' | b'(' | b'=' | b',' | b'\'')) && !package.ends_with(b":");
    let (first, after) = split_word(rest);
    let (seconds, detail) = match first.strip_suffix(b"s").and_then(number) {
        Some(seconds) => (Some(seconds), Some(after)),
        None if first.starts_with(b"[") || first.starts_with(b"(cached)") || first.starts_with(b"(test") => {
            (None, Some(rest))
        }
        None => return qualified(line.strip_prefix(word)?.trim_ascii_start(), status).filter(|_| word != b"?"),
    };
    let detail = detail.map(inner).filter(|detail| !detail.is_empty());
    (is_path && !package.is_empty()).then_some(Said::Package { status, package, seconds, detail })
}

/// The text in the brackets: `[build failed]`, `(cached)`; a coverage is none.
fn inner(detail: &[u8]) -> &[u8] {
    let (open, close) = match detail.first() {
        Some(b'[') => (b'[', b']'),
        Some(b'(') => (b'(', b')'),
        _ => return b"",
    };
    let end = memchr::memchr(close, detail).unwrap_or(detail.len());
    detail.get(..end).and_then(|text| text.strip_prefix(&[open])).unwrap_or_default()
}

/// `example.com/store.TestX/sub (0.00s)`, gotestsum's format "testname".
fn qualified(rest: &[u8], status: TestStatus) -> Option<Said<'_>> {
    let (name, seconds) = timed(rest);
    seconds?;
    let at = [b".Test".as_slice(), b".Benchmark", b".Example", b".Fuzz"]
        .iter()
        .filter_map(|begin| memchr::memmem::find(name, begin))
        .min()?;
    let (package, name) = name.split_at_checked(at)?;
    let name = name.get(1..)?;
    (!name.contains(&b' ') && !package.contains(&b' ')).then_some(Said::Test {
        status,
        name,
        seconds,
        package: Some(package),
    })
}

/// `FAIL: //store:store_test (see …/test.log)` of bazel.
fn failed(line: &[u8]) -> Option<Said<'_>> {
    bazel_label(line.strip_prefix(b"FAIL: ")?)
}

fn bazel_label(rest: &[u8]) -> Option<Said<'_>> {
    let (label, rest) = split_word(rest);
    let label = label.strip_suffix(b",").unwrap_or(label);
    (is_label(label) && rest.starts_with(b"(")).then_some(Said::Package {
        status: TestStatus::Fail,
        package: label,
        seconds: None,
        detail: None,
    })
}

/// `//store:store_test      FAILED in 3 out of 3 in 12.0s`.
fn bazel_summary(line: &[u8]) -> Option<Said<'_>> {
    let (label, rest) = split_word(line);
    let (word, after) = split_word(rest);
    let status = match word {
        b"FAILED" | b"TIMEOUT" => TestStatus::Fail,
        b"PASSED" | b"FLAKY," | b"(cached)" => TestStatus::Pass,
        _ => return None,
    };
    let seconds = after.strip_suffix(b"s").and_then(|after| after.rsplit(|byte| *byte == b' ').next()).and_then(number);
    let detail: Option<&[u8]> = match word {
        b"TIMEOUT" => Some(b"timeout"),
        b"FLAKY," => Some(b"flaky"),
        _ => None,
    };
    is_label(label).then_some(Said::Package { status, package: label, seconds, detail })
}

fn is_label(label: &[u8]) -> bool {
    (label.starts_with(b"//") || label.starts_with(b"@")) && label.contains(&b':') && bytes::contains(label, b"//")
}

/// `DONE 10 tests, 2 failures in 3.4s` of gotestsum.
fn done(line: &[u8]) -> Option<Said<'_>> {
    let rest = line.strip_prefix(b"DONE ")?;
    (bytes::number(rest).is_some() && bytes::contains(rest, b" test")).then_some(Said::Other)
}

/// `✖  store/lock (1.2s)` of gotestsum: a package. Its format "testdox" prints sentences instead of names, ` ✓ Names a
/// file (0.00s)`: they name no test, and those that failed are listed by name below.
fn gotestsum_icon(line: &[u8]) -> Option<Said<'_>> {
    let (status, rest) = [(TestStatus::Fail, "✖"), (TestStatus::Pass, "✓"), (TestStatus::Skip, "∅")]
        .iter()
        .find_map(|(status, icon)| Some((*status, line.strip_prefix(icon.as_bytes())?.trim_ascii())))?;
    let (package, seconds) = timed(rest);
    seconds?;
    let path = package.contains(&b'/') && !package.contains(&b' ');
    Some(if path { Said::Package { status, package, seconds, detail: None } } else { Said::Other })
}

/// `# example.com/store [example.com/store.test]`, which the go command prints above a package's errors; vet's own line
/// below it is `# [example.com/store]`.
pub fn compiled_package(line: &[u8]) -> Option<&[u8]> {
    let rest = line.trim_ascii().strip_prefix(b"# ")?;
    let rest = rest.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).unwrap_or(rest);
    let (package, variant) = split_word(rest);
    let variant = variant.strip_prefix(b"[").map(|variant| variant.ends_with(b"]"));
    let path = package.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'(' | b':' | b'`'));
    (path && variant.unwrap_or(rest.len() == package.len())).then_some(package)
}

/// `./store.go:12:3: undefined: x`, with or without `vet: ` before it; of old versions of vet without a column.
pub fn is_compiler_error(line: &[u8], package: &str) -> bool {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"vet: ").unwrap_or(line);
    let Some(at) = memchr::memmem::find(line, b".go:") else { return false };
    let numbers = line.get(at + 4..).unwrap_or_default();
    let Some((_, rest)) = bytes::number(numbers) else { return false };
    let column = rest.strip_prefix(b":").and_then(bytes::number).map(|(_, rest)| rest);
    let told = match column {
        Some(rest) => rest.starts_with(b": "),
        // A heading in markdown is no package.
        None => rest.starts_with(b": ") && package.contains('/'),
    };
    told && !line.get(..at).unwrap_or_default().contains(&b' ')
}

/// Splits ` (0.12s)` off.
fn timed(text: &[u8]) -> (&[u8], Option<f64>) {
    let Some(at) = memchr::memmem::rfind(text, b"(") else { return (text, None) };
    let (name, time) = text.split_at_checked(at).unwrap_or((text, b""));
    let inner = time.get(1..).and_then(|time| time.strip_suffix(b")"));
    let seconds = inner.and_then(|inner| {
        let (value, scale) = match () {
            () if inner.ends_with(b" seconds") => (inner.strip_suffix(b" seconds")?, 1.0),
            () if inner.ends_with(b"ms") => (inner.strip_suffix(b"ms")?, 0.001),
            () => (inner.strip_suffix(b"s")?, 1.0),
        };
        number(value).map(|value| value * scale)
    });
    match seconds {
        Some(_) => (name.trim_ascii_end(), seconds),
        None => (text, None),
    }
}

fn number(text: &[u8]) -> Option<f64> {
    let digits = text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') && text.first()?.is_ascii_digit();
    digits.then(|| std::str::from_utf8(text).ok()?.parse().ok())?
}

/// The first word, and what follows the blanks behind it.
fn split_word(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, b""));
    (word, rest.trim_ascii())
}
