//! A report saved as JSON (the public contract), as far as a comparison needs it. Reading all of it would bring the
//! reading code of the whole model into the worker.

use crate::model::{Assertion, DigestSummary, Failure, Finding, RaceGroup, Report, Source, TestResult, Text};
use serde::Deserialize;
use serde_json::Value;

/// Bytes by which a saved report is known.
pub const HEAD: usize = 256;

/// Whether a file that begins so may be a saved report.
pub fn looks_like_one(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let head = head.get(..HEAD).unwrap_or(head);
    let has = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    head.first() == Some(&b'{') && has(b"\"schema\"") && has(b"\"generator\"")
}

/// The report, without what no comparison looks at; `None` where the text is none.
pub fn read(text: &[u8]) -> Option<Report> {
    let value: Value = serde_json::from_slice(text).ok()?;
    value.get("generator")?;
    value.get("races")?.as_array()?;
    let list = |name: &str| value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let source = |it: &Value| Source { name: text_of(it, "name").unwrap_or_default(), ..Source::default() };
    let race = |it: &Value| RaceGroup {
        id: text_of(it, "id").unwrap_or_default(),
        title: text_of(it, "title").unwrap_or_default(),
        count: number(it, "count"),
        ..RaceGroup::default()
    };
    let failure = |it: &Value| Failure {
        kind: word(it, "kind"),
        message: text_of(it, "message").unwrap_or_default(),
        test: text_of(it, "test"),
        ..Failure::default()
    };
    let assertion = |it: &Value| Assertion {
        test: text_of(it, "test"),
        error: text_of(it, "error").unwrap_or_default(),
        ..Assertion::default()
    };
    let test = |it: &Value| TestResult {
        name: text_of(it, "name"),
        package: text_of(it, "package"),
        status: word(it, "status"),
        ..TestResult::default()
    };
    let digest = |it: &Value| DigestSummary {
        digest: text_of(it, "digest"),
        normalised: text_of(it, "normalised"),
        sample: text_of(it, "sample"),
        count: number(it, "count"),
        median_nanos: number(it, "median_nanos"),
        ..DigestSummary::default()
    };
    let finding = |it: &Value| Finding {
        rule: text_of(it, "rule").unwrap_or_default(),
        title: text_of(it, "title").unwrap_or_default(),
        severity: word(it, "severity"),
        part: word(it, "part"),
        ..Finding::default()
    };
    Some(Report {
        sources: list("sources").iter().map(source).collect(),
        races: list("races").iter().map(race).collect(),
        failures: list("failures").iter().map(failure).collect(),
        assertions: list("assertions").iter().map(assertion).collect(),
        tests: list("tests").iter().map(test).collect(),
        digests: list("digests").iter().map(digest).collect(),
        findings: list("findings").iter().map(finding).collect(),
        ..Report::default()
    })
}

fn text_of(value: &Value, name: &str) -> Option<Text> {
    value.get(name)?.as_str().map(Text::from)
}

fn number(value: &Value, name: &str) -> u64 {
    value.get(name).and_then(Value::as_u64).unwrap_or(0)
}

/// One of the words of an enumeration; the first where it is none.
fn word<T: for<'de> Deserialize<'de> + Default>(value: &Value, name: &str) -> T {
    value.get(name).and_then(|word| T::deserialize(word).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_saved_report() {
        assert!(looks_like_one(b"\n{\n  \"schema\": 1,\n  \"generator\": {}"));
        assert!(!looks_like_one(b"{\"Time\":\"2024-01-01\",\"Action\":\"run\"}"));
        assert_eq!(read(b"{\"schema\": 1, \"generator\": {}}"), None);
        assert_eq!(read(b"[1"), None);
        let read = read(b"{\"generator\": {}, \"races\": [{\"id\": \"r-1\", \"count\": 3}, 7]}").unwrap_or_default();
        assert_eq!((read.races.len(), &*read.races[0].id, read.races[0].count), (2, "r-1", 3));
    }
}
