//! `go test -json`, docker's json-file and TeamCity: one object or message per line, each with a piece of output. The
//! pieces are put together per package, or per test, in the order of their arrival; lines longer than 4,096 bytes come
//! in several events (`cmd/internal/test2json`).

use super::{json, service};
use crate::text::Span;
use crate::text::repair::escapes::unescape;
use std::borrow::Cow;

/// A line held back longer than this is handed on in pieces.
const MAX_HELD_BYTES: usize = 16 << 20;

/// A piece of output.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    pub wrapper: &'static str,
    /// The package, or the stream of a container.
    pub key: Cow<'a, str>,
    /// Whether `key` is a Go package.
    pub is_package: bool,
    pub test: Option<Cow<'a, str>>,
    /// None for events that print nothing.
    pub output: Option<Vec<u8>>,
    /// A line of the test framework, which always starts anew.
    pub frame: bool,
    /// A test or package failed, or a test passed or was skipped. The output says so as well, but it may be missing.
    pub is_result: bool,
}

/// The event a line holds; None where it holds something else.
pub fn event<'a>(text: &'a [u8], member: Option<&[u8]>) -> Option<Event<'a>> {
    match text.trim_ascii_start().first()? {
        b'{' => object(text, member),
        _ => message(text),
    }
}

/// What a test printed, as TeamCity is told.
fn message(text: &[u8]) -> Option<Event<'_>> {
    let (test, output) = service::output(text)?;
    let key = format!("teamcity {test}").into();
    Some(Event { wrapper: "teamcity", key, test: Some(test), output: Some(output), ..Event::default() })
}

fn object<'a>(text: &'a [u8], member: Option<&[u8]>) -> Option<Event<'a>> {
    let (mut action, mut package, mut import, mut test, mut output, mut kind) = (None, None, None, None, None, None);
    let (mut log, mut stream, mut own) = (None, None, None);
    let (mut others, mut container) = (0, None);
    let whole = json::members(text, |name, value| match name {
        b"Action" => action = json::inside(value),
        b"Package" => package = json::inside(value),
        b"ImportPath" => import = json::inside(value),
        b"Test" => test = json::inside(value),
        b"Output" => output = json::inside(value),
        b"OutputType" => kind = json::inside(value),
        b"Time" | b"Elapsed" | b"FailedBuild" | b"Key" | b"Value" | b"Path" | b"time" | b"attrs" => {}
        b"log" => log = json::inside(value),
        b"stream" => stream = json::inside(value),
        // What a collector adds names the container, whose lines stay together.
        b"kubernetes" | b"docker" if value.starts_with(b"{") => container = Some(value),
        _ => {
            if Some(name) == member {
                own = json::inside(value);
            }
            others += 1;
        }
    });
    if !whole {
        return None;
    }
    if action.is_some_and(is_action) && others == 0 {
        let output = output.map(unescape);
        let frame = kind == Some(b"frame") || output.as_deref().is_some_and(is_frame);
        let key = lossy(package.or(import).unwrap_or_default());
        return Some(Event {
            wrapper: "test2json",
            is_package: !key.is_empty(),
            key,
            test: test.map(lossy),
            output,
            frame,
            is_result: action == Some(b"fail") || test.is_some() && matches!(action, Some(b"pass" | b"skip")),
        });
    }
    let is_stream = |stream: &&[u8]| others == 0 || matches!(*stream, b"stdout" | b"stderr");
    if let (Some(log), Some(stream)) = (log, stream.filter(is_stream)) {
        let output = Some(unescape(log));
        let key = match container {
            Some(container) => lossy(&[stream, b" ", container].concat()).into_owned().into(),
            None => lossy(stream),
        };
        return Some(Event { wrapper: "docker-json", key, output, ..Event::default() });
    }
    let own = own?;
    let mut output = unescape(own);
    if !output.ends_with(b"\n") {
        output.push(b'\n');
    }
    Some(Event { wrapper: "json lines", output: Some(output), ..Event::default() })
}

fn is_action(action: &[u8]) -> bool {
    let known: [&[u8]; 12] = [
        b"start",
        b"run",
        b"pause",
        b"cont",
        b"pass",
        b"bench",
        b"fail",
        b"output",
        b"skip",
        b"attr",
        b"build-output",
        b"build-fail",
    ];
    known.contains(&action) || action == b"artifacts"
}

/// Go before 1.27 does not name the type of the output.
fn is_frame(output: &[u8]) -> bool {
    output.starts_with(b"=== ") || output.starts_with(b"--- ")
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    if bytes.contains(&b'\\') {
        return String::from_utf8_lossy(&unescape(bytes)).into_owned().into();
    }
    String::from_utf8_lossy(bytes)
}

/// The unfinished line of one stream.
#[derive(Debug, Default)]
pub struct Held {
    text: Vec<u8>,
    span: Option<Span>,
}

impl Held {
    /// Adds a piece and calls `each` with every line that is complete.
    pub fn push(&mut self, piece: &[u8], span: Span, frame: bool, mut each: impl FnMut(&[u8], Span)) {
        if frame || self.text.len() > MAX_HELD_BYTES {
            self.flush(&mut each);
        }
        let (mut rest, mut offset) = (piece, 0);
        while let Some(at) = memchr::memchr(b'\n', rest) {
            let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, b""));
            rest = tail.get(1..).unwrap_or_default();
            if self.text.is_empty() {
                // The order of several lines must not get lost, as it would with equal spans.
                each(head, span.after(offset));
                offset += head.len() + 1;
            } else {
                self.text.extend_from_slice(head);
                self.span = self.span.map(|start| start.to(span));
                self.flush(&mut each);
            }
        }
        if !rest.is_empty() {
            self.text.extend_from_slice(rest);
            self.span = Some(self.span.map_or(span, |start| start.to(span)));
        }
    }

    /// Hands on what is held back.
    pub fn flush(&mut self, mut each: impl FnMut(&[u8], Span)) {
        if let Some(span) = self.span.take()
            && !self.text.is_empty()
        {
            each(&self.text, span);
        }
        self.text.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<(&str, &str, Option<&str>)>) {
        let event = event(input.as_bytes(), Some(b"line"));
        let got = event.map(|event| (event.wrapper, event.key.into_owned(), event.output));
        let expected = expected
            .map(|(wrapper, key, output)| (wrapper, key.to_owned(), output.map(|text| text.as_bytes().to_vec())));
        assert_eq!(got, expected, "{input}");
    }

    #[test]
    fn objects_that_hold_output() {
        check(
            r#"{"Time":"x","Action":"output","Package":"a/b","Test":"T","Output":"  x\u003cy\n","OutputType":"frame"}"#,
            Some(("test2json", "a/b", Some("  x<y\n"))),
        );
        check(r#"{"Action":"run","Package":"a/b"}"#, Some(("test2json", "a/b", None)));
        check(r#"{"log":"x\n","stream":"stderr","time":"t"}"#, Some(("docker-json", "stderr", Some("x\n"))));
        check(r#" {"log":"x\n","stream":"stderr","tag":"t"}"#, Some(("docker-json", "stderr", Some("x\n"))));
        check(
            r#"{"log":"x\n","stream":"stdout","kubernetes":{"pod":"a"}}"#,
            Some(("docker-json", r#"stdout {"pod":"a"}"#, Some("x\n"))),
        );
        check(r#"{"log":"x\n","stream":"orders","tag":"t"}"#, None);
        check(r#"{"@timestamp":"t","line":"x"}"#, Some(("json lines", "", Some("x\n"))));
    }

    #[test]
    fn other_objects_stay() {
        check(r#"{"level":"INFO","time":"t","message":"m"}"#, None);
        check(r#"{"Action":"buy","Package":"p"}"#, None);
        check(r#"{"Action":"output","Package":"#, None);
    }

    #[test]
    fn pieces_make_lines() {
        let (mut held, mut got) = (Held::default(), Vec::new());
        let mut each =
            |text: &[u8], span: Span| got.push((String::from_utf8_lossy(text).into_owned(), span.line, span.end_line));
        let at = |line| Span { line, end_line: line, ..Span::default() };
        held.push(b"ab", at(1), false, &mut each);
        held.push(b"c\nd\ne", at(2), false, &mut each);
        held.push(b"=== RUN\n", at(3), true, &mut each);
        assert!(held.is_empty());
        let expected = [("abc", 1, 2), ("d", 2, 2), ("e", 2, 2), ("=== RUN", 3, 3)];
        assert_eq!(got, expected.map(|(text, line, end)| (text.to_owned(), line, end)));
    }
}
