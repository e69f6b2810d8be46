//! Where a race comes from: the test, the kind of memory, the Go version (docs/spec/go-reports.md §1.3, §1.4, §5.7).

use super::role::frames;
use crate::decode::symbol::Symbol;
use crate::model::{Frame, RaceReport, Text};

/// The test both stacks come from: the newest test function in the creation stacks, else in the access stacks.
pub fn test(report: &RaceReport) -> Option<Text> {
    let creations = report.goroutines.iter().chain(&report.ancestors).map(|creation| &creation.frames);
    let accesses = report.accesses.iter().map(|access| &access.frames);
    creations.chain(accesses).find_map(|stack| test_of(stack))
}

/// A test function, or the test method of a suite.
fn test_of(stack: &[Frame]) -> Option<Text> {
    let named = |methods: bool| {
        stack.iter().filter(|frame| !frame.ghost).find_map(|frame| {
            if !frame.file.ends_with("_test.go") && !frame.file.is_empty() {
                return None;
            }
            let symbol = Symbol::read(&frame.function);
            let wanted = symbol.is_test() && symbol.receiver.is_some() == methods;
            wanted.then(|| Text::from(symbol.function))
        })
    };
    named(false).or_else(|| named(true))
}

/// Whether the test that was running is the one the race comes from.
pub fn is_same_test(running: &str, test: &str) -> bool {
    running.split('/').next() == Some(test)
}

/// What kind of memory an address is: Go's heap starts at 0xc000000000 in race builds, and below it lie the program's
/// own variables.
pub fn address_class(report: &RaceReport) -> Option<&'static str> {
    let address = report.accesses.iter().find_map(|access| access.address.as_deref())?;
    let value = u64::from_str_radix(address.strip_prefix("0x")?, 16).ok()?;
    Some(match value {
        0 => return None,
        1..0xc0_0000_0000 => "package variable",
        0xc0_0000_0000..0x7000_0000_0000 => "heap",
        _ => "foreign memory",
    })
}

/// Lines of `testing.tRunner` and of the goroutine `testing.(*T).Run` starts, in testing.go, by version; read off
/// reports whose version is known.
const LINES: &[(u32, u32, &str)] = &[
    (1259, 1306, "1.17"),
    (1439, 1486, "1.18"),
    (1446, 1493, "1.19"),
    (1576, 1629, "1.20"),
    (1595, 1648, "1.21"),
    (2036, 2101, "1.26"),
    (2195, 2260, "1.27"),
];

/// Line of `runtime.deferreturn` in panic.go, for reports without the test harness.
const DEFER_LINES: &[(u32, &str)] = &[(477, "1.21")];

/// The Go version, guessed from lines of the test harness and the runtime: `≈ 1.21`.
pub fn toolchain(report: &RaceReport) -> Option<Text> {
    version_of(frames(report))
}

/// The Go version whose harness or runtime has one of these frames, guessed: `≈ 1.21`.
pub fn version_of<'a>(mut frames: impl Iterator<Item = &'a Frame>) -> Option<Text> {
    frames.find_map(|frame| {
        let line = frame.line?;
        let runner = &*frame.function == "testing.tRunner";
        let run = frame.function.starts_with("testing.(*T).Run.");
        let harness =
            LINES.iter().find(|(in_runner, in_run, _)| runner && *in_runner == line || run && *in_run == line);
        let deferred = || {
            let here = &*frame.function == "runtime.deferreturn";
            DEFER_LINES.iter().find(|(known, _)| here && *known == line).map(|(_, version)| version)
        };
        let version = harness.map(|(.., version)| version).or_else(deferred)?;
        Some(format!("≈ {version}").into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::races::testing;

    fn check(address: &str, expected: Option<&str>) {
        let mut report = testing::report("a.f", "b.g");
        report.accesses[0].address = Some(address.into());
        assert_eq!(address_class(&report), expected, "{address}");
    }

    #[test]
    fn address_classes() {
        check("0x000000609218", Some("package variable"));
        check("0x0000023908f0", Some("package variable"));
        check("0x00c00bf3f580", Some("heap"));
        check("0x7f1234567890", Some("foreign memory"));
    }

    #[test]
    fn subtests_run_under_their_test() {
        assert!(is_same_test("TestA/sub", "TestA"));
        assert!(!is_same_test("TestAB", "TestA"));
    }
}
