//! Service messages of TeamCity: `##teamcity[testFailed name='TestA' message='no' details='x_test.go:3: no|nnor']`.
//!
//! What tests print comes in other messages, which are taken apart before (`text::wrap::service`).

use crate::model::TestStatus;
use crate::text::bytes::number;
use crate::text::wrap::service::{attribute, message, unescaped};

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
    let (kind, mut rest) = message(line)?;
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
