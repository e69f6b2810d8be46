//! A report saved as JSON (the public contract), as far as a comparison needs it. Reading all of it would bring the
//! reading code of the whole model into the page's worker.
//!
//! What begins like a saved report and is none is refused with a sentence: read as a log it would be an empty one.

use crate::model::report::SCHEMA;
use crate::model::{Assertion, DigestSummary, Failure, Finding, RaceGroup, Report, Source, TestResult, Text};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Bytes by which a saved report is known.
pub const HEAD: usize = 256;

/// What a file is that may be a saved report.
pub enum Saved {
    /// The report, without what no comparison looks at.
    Report(Box<Report>),
    /// It is one no more, or of another kind; the sentence goes behind the name of the file.
    Refused(String),
    /// It is a log.
    Log,
}

/// Whether a file that begins so may be a saved report.
pub fn looks_like_one(head: &[u8]) -> bool {
    let head = begin(head);
    let head = head.get(..HEAD).unwrap_or(head);
    let has = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    head.first() == Some(&b'{') && has(b"\"schema\"") && has(b"\"generator\"")
}

/// Whether a file that begins so may be JSON, or is empty.
pub fn may_be_json(head: &[u8]) -> bool {
    matches!(begin(head).first(), None | Some(b'{' | b'['))
}

/// Without the mark that Windows puts in front of a text, and without blanks.
fn begin(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start()
}

/// Reads a saved report. `is_named_json`: the file's name says that it is JSON, so it is a log only where its lines are.
pub fn read(text: &[u8], is_named_json: bool) -> Saved {
    let text = begin(text);
    let looks = looks_like_one(text);
    if !looks && (!is_named_json || is_json_lines(text)) {
        return Saved::Log;
    }
    if text.is_empty() {
        return Saved::Refused("is empty: it holds no report".to_owned());
    }
    if !looks && !may_be_json(text) {
        return Saved::Log;
    }
    let value: Value = match serde_json::from_slice(text) {
        Ok(value) => value,
        Err(error) if error.is_eof() => {
            return Saved::Refused("is a saved report, or other JSON, of which the end is missing".to_owned());
        }
        Err(error) => return Saved::Refused(format!("is a saved report, or other JSON, that is damaged: {error}")),
    };
    match report(&value) {
        Ok(report) => Saved::Report(Box::new(report)),
        Err(sentence) => Saved::Refused(sentence),
    }
}

/// Whether every one of the first lines is an object of its own, as in the output of `go test -json` and of loggers.
fn is_json_lines(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let is_object = |line: &[u8]| serde_json::from_slice::<Map<String, Value>>(line);
    let (Some(first), second) = (lines.next(), lines.next()) else { return false };
    let Ok(first) = is_object(first) else { return false };
    if let Some(second) = second {
        // The last line of a log may be cut.
        return second.starts_with(b"{");
    }
    let logged = ["msg", "message", "log", "level", "Action", "MESSAGE", "textPayload", "jsonPayload"];
    logged.iter().any(|name| first.contains_key(*name))
}

/// The report, or why this is none.
fn report(value: &Value) -> Result<Report, String> {
    let object = value.as_object().ok_or("is JSON, but no report that Racecard saved")?;
    let is_ours = object.get("generator").is_some_and(Value::is_object) && object.contains_key("schema");
    if !is_ours {
        return Err("is JSON, but no report that Racecard saved".to_owned());
    }
    let schema = object.get("schema").unwrap_or(&Value::Null);
    if schema.as_u64() != Some(u64::from(SCHEMA)) {
        return Err(format!("is a report of schema {schema}, and this Racecard reads schema {SCHEMA}"));
    }
    let read = Reading { object };
    let mut report = Report {
        sources: read.list("sources", true, |it| {
            Ok(Source {
                name: it.text("name")?.unwrap_or_default(),
                understood: it.word("understood")?,
                why: it.texts("why")?,
                ..Source::default()
            })
        })?,
        races: read.list("races", true, |it| {
            Ok(RaceGroup {
                id: it.text("id")?.unwrap_or_default(),
                title: it.text("title")?.unwrap_or_default(),
                count: it.number("count")?,
                ..RaceGroup::default()
            })
        })?,
        failures: read.list("failures", true, |it| {
            Ok(Failure {
                kind: it.word("kind")?,
                message: it.text("message")?.unwrap_or_default(),
                test: it.text("test")?,
                ..Failure::default()
            })
        })?,
        assertions: read.list("assertions", true, |it| {
            Ok(Assertion {
                test: it.text("test")?,
                error: it.text("error")?.unwrap_or_default(),
                ..Assertion::default()
            })
        })?,
        tests: read.list("tests", true, |it| {
            Ok(TestResult {
                name: it.text("name")?,
                package: it.text("package")?,
                status: it.word("status")?,
                ..TestResult::default()
            })
        })?,
        digests: read.list("digests", false, |it| {
            Ok(DigestSummary {
                digest: it.text("digest")?,
                normalised: it.text("normalised")?,
                sample: it.text("sample")?,
                count: it.number("count")?,
                median_nanos: it.number("median_nanos")?,
                ..DigestSummary::default()
            })
        })?,
        findings: read.list("findings", true, |it| {
            Ok(Finding {
                rule: it.text("rule")?.unwrap_or_default(),
                title: it.text("title")?.unwrap_or_default(),
                severity: it.word("severity")?,
                part: it.word("part")?,
                ..Finding::default()
            })
        })?,
        ..Report::default()
    };
    // An older report has no statements; of another shape they are damaged.
    report.log.statements = match object.get("log").and_then(|log| log.get("statements")) {
        None | Some(Value::Null) => None,
        Some(statements) => Some(Deserialize::deserialize(statements).map_err(|_| wrong("log.statements"))?),
    };
    Ok(report)
}

fn wrong(name: &str) -> String {
    format!("is no whole report: its \"{name}\" is missing, or not as Racecard writes it")
}

struct Reading<'a> {
    object: &'a Map<String, Value>,
}

impl Reading<'_> {
    /// A list of objects. An older report may lack it where it is not `needed`.
    fn list<T>(
        &self,
        name: &str,
        needed: bool,
        item: impl Fn(Fields<'_>) -> Result<T, WrongType>,
    ) -> Result<Vec<T>, String> {
        match self.object.get(name) {
            None if !needed => Ok(Vec::new()),
            Some(Value::Array(list)) => {
                let items = list.iter().map(|value| item(Fields(value.as_object().ok_or(WrongType)?)));
                items.collect::<Result<Vec<T>, WrongType>>().map_err(|_| wrong(name))
            }
            _ => Err(wrong(name)),
        }
    }
}

/// A field that is there and of another type than Racecard writes.
struct WrongType;

/// The fields of one record. One that is missing or null is nothing.
#[derive(Clone, Copy)]
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(self, name: &str) -> Result<Option<Text>, WrongType> {
        let text = self.get(name).map(|value| value.as_str().map(Text::from).ok_or(WrongType));
        text.transpose()
    }

    fn texts(self, name: &str) -> Result<Vec<Text>, WrongType> {
        let Some(value) = self.get(name) else { return Ok(Vec::new()) };
        let list = value.as_array().ok_or(WrongType)?;
        list.iter().map(|text| text.as_str().map(Text::from).ok_or(WrongType)).collect()
    }

    fn number(self, name: &str) -> Result<u64, WrongType> {
        self.get(name).map_or(Ok(0), |value| value.as_u64().ok_or(WrongType))
    }

    /// One of the words of an enumeration; the first where it is one of a later version.
    fn word<T: for<'de> Deserialize<'de> + Default>(self, name: &str) -> Result<T, WrongType> {
        let Some(word) = self.get(name) else { return Ok(T::default()) };
        word.as_str().map(|_| T::deserialize(word).unwrap_or_default()).ok_or(WrongType)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str =
        "\"sources\": [], \"races\": [], \"failures\": [], \"assertions\": [], \"tests\": [], \"findings\": []";

    /// `r` and the number of races, `log`, or the sentence.
    fn what(text: &str, is_named_json: bool) -> String {
        match read(text.as_bytes(), is_named_json) {
            Saved::Report(report) => format!("r{}", report.races.len()),
            Saved::Log => "log".to_owned(),
            Saved::Refused(sentence) => sentence,
        }
    }

    fn whole(inside: &str) -> String {
        format!("{{\"schema\": 1, \"generator\": {{\"name\": \"racecard\"}}, {inside}}}")
    }

    #[test]
    fn what_looks_like_a_saved_report() {
        assert!(looks_like_one(b"\n{\n  \"schema\": 1,\n  \"generator\": {}"));
        assert!(looks_like_one(b"\xef\xbb\xbf{\"schema\": 1, \"generator\": {}"));
        assert!(!looks_like_one(b"{\"Time\":\"2024-01-01\",\"Action\":\"run\"}"));
    }

    #[test]
    fn a_saved_report_is_read_or_refused() {
        let good = whole(EMPTY);
        assert_eq!(what(&good, true), "r0");
        assert_eq!(what(&format!("\u{feff}{good}\n"), false), "r0");
        let races = EMPTY.replace("\"races\": []", "\"races\": [{\"id\": \"r-1\", \"count\": 3, \"title\": null}]");
        assert_eq!(what(&whole(&races), false), "r1");
        for (text, part) in [
            (good[..good.len() - 9].to_owned(), "the end is missing"),
            (good.replace("\"schema\": 1", "\"schema\": 99"), "schema 99"),
            (good.replace("\"schema\": 1", "\"schema\": \"1\""), "schema \"1\""),
            (good.replace("\"races\": []", "\"races\": {}"), "\"races\""),
            (good.replace("\"races\": []", "\"races\": [7]"), "\"races\""),
            (good.replace("\"races\": []", "\"races\": [{\"count\": \"many\"}]"), "\"races\""),
            (good.replace("\"findings\": []", "\"x\": []"), "\"findings\""),
            (good.replace("\"races\": []", "\"races\": [}"), "damaged"),
        ] {
            let said = what(&text, false);
            assert!(said.contains(part), "{text}: {said}");
        }
    }

    #[test]
    fn json_that_is_no_report_is_refused_and_logs_are_logs() {
        for (text, expected) in [
            ("", "is empty"),
            ("[]", "no report"),
            ("{\n  \"a\": 1\n}\n", "no report"),
            ("{\"a\": 1}", "no report"),
            ("{\"sche", "the end is missing"),
            ("{\"level\":\"info\",\"msg\":\"x\"}\n", "log"),
            ("{\"Action\":\"run\"}\n{\"Action\":\"pa", "log"),
            ("plain text\n", "log"),
        ] {
            let said = what(text, true);
            assert!(said.contains(expected), "{text}: {said}");
        }
        assert_eq!(what("", false), "log");
        assert_eq!(what("{\"a\": 1}", false), "log");
    }
}
