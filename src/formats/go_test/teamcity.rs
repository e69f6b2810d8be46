//! Service messages of TeamCity: `##teamcity[testFailed name='TestA' message='no' details='x_test.go:3: no|nnor']`.
//!
//! Odd: line breaks, quotes and brackets are escaped with `|`; programs print them behind their own log prefix.

use crate::model::TestStatus;
use crate::text::bytes::number;

const START: &[u8] = b"##teamcity[";

/// What a message says about a test.
#[derive(Debug, Default, PartialEq)]
pub struct Message {
    pub status: TestStatus,
    pub name: Vec<u8>,
    pub seconds: Option<f64>,
    /// Message and details, as they were before they were escaped.
    pub text: Vec<u8>,
}

/// Reads a message that says how a test went.
pub fn read(line: &[u8]) -> Option<Message> {
    let line = line.trim_ascii();
    // Most lines of a log are done here.
    if !line.starts_with(b"##") && !line.ends_with(b"']") {
        return None;
    }
    let at = memchr::memmem::find(line, START)?;
    let rest = line.get(at + START.len()..)?;
    let (kind, mut rest) = rest.split_at_checked(memchr::memchr(b' ', rest)?)?;
    let status = match kind {
        b"testFailed" => TestStatus::Fail,
        b"testIgnored" => TestStatus::Skip,
        b"testFinished" => TestStatus::Pass,
        _ => return None,
    };
    let mut message = Message { status, ..Message::default() };
    while let Some((name, value, tail)) = attribute(rest) {
        match name {
            b"name" => message.name = unescaped(value),
            b"duration" => message.seconds = number(value).map(|(millis, _)| millis as f64 / 1000.0),
            b"message" | b"details" => {
                if !message.text.is_empty() {
                    message.text.push(b'\n');
                }
                message.text.extend(unescaped(value));
            }
            _ => {}
        }
        rest = tail;
    }
    (!message.name.is_empty()).then_some(message)
}

/// The next `name='value'`, and what follows it. Of a message that was cut, a text is what is left of it, but half a
/// name or a number is none.
fn attribute(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let (name, rest) = text.split_at_checked(memchr::memmem::find(text, b"='")?)?;
    let rest = rest.get(2..)?;
    let mut at = 0;
    while let Some(step) = memchr::memchr2(b'|', b'\'', rest.get(at..)?) {
        at += step;
        match rest.get(at)? {
            b'|' => at = (at + 2).min(rest.len()),
            _ => return Some((name, rest.get(..at)?, rest.get(at + 1..)?)),
        }
    }
    matches!(name, b"message" | b"details").then_some((name, rest, b""))
}

fn unescaped(value: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(value.len()), value);
    while let Some(at) = memchr::memchr(b'|', rest) {
        let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, b""));
        out.extend_from_slice(head);
        let (letter, length) = match tail.get(1) {
            Some(b'n') => (b'\n', 2),
            Some(b'r') => (b'\r', 2),
            Some(sign @ (b'|' | b'\'' | b'[' | b']')) => (*sign, 2),
            // `|0x00bf` and whatever else: as it stands.
            _ => (b'|', 1),
        };
        out.push(letter);
        rest = tail.get(length..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(TestStatus, &str, Option<f64>, &str)>) {
        let got = read(line.as_bytes());
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let got = got.map(|got| (got.status, text(&got.name), got.seconds, text(&got.text)));
        assert_eq!(got, expected.map(|(a, b, c, d)| (a, b.to_owned(), c, d.to_owned())), "{line}");
    }

    #[test]
    fn messages() {
        check(
            "##teamcity[testFailed name='TestA' message='no' details='a|nb |'c|' |[x|] ||' flowId='1']",
            Some((TestStatus::Fail, "TestA", None, "no\na\nb 'c' [x] |")),
        );
        check(
            "10:13:26 runner.go:985: ##teamcity[testFailed name='a/b=7' details='x']",
            Some((TestStatus::Fail, "a/b=7", None, "x")),
        );
        check(
            "##teamcity[testFinished name='TestA' duration='1500']",
            Some((TestStatus::Pass, "TestA", Some(1.5), "")),
        );
        check("##teamcity[testStarted name='TestA']", None);
        check("##teamcity[testFailed name='TestA", None);
        check(
            "##teamcity[testFailed name='TestA' details='a|nb |'c|",
            Some((TestStatus::Fail, "TestA", None, "a\nb 'c|")),
        );
        check("##teamcity[testFinished name='TestA' duration='15", Some((TestStatus::Pass, "TestA", None, "")));
        check("x['a']", None);
    }
}
