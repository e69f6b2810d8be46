//! What stands inside the text of a failed assertion.

use crate::decode::go_frame;
use crate::model::{Assertion, Frame, Place};
use crate::text::bytes;

/// The places of a trace line; several when white space was collapsed.
pub fn places(line: &[u8]) -> Vec<Place> {
    let read = |text: &[u8]| {
        let at = go_frame::place(text).filter(|at| at.offset.is_none())?;
        Some(Place { file: bytes::text(at.file), line: Some(at.line) })
    };
    match line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).map(read).collect::<Option<Vec<_>>>() {
        Some(places) => places,
        None => read(line).into_iter().collect(),
    }
}

/// Takes expected and actual values, the difference and a stack out of the error's text.
pub fn fill(assertion: &mut Assertion) {
    let error = assertion.error.clone();
    let mut expected = Vec::new();
    let mut actual = Vec::new();
    let mut diff = Vec::new();
    let mut part = 0;
    for line in error.lines() {
        let text = line.trim_start();
        if part < 3 && text.trim_end() == "Diff:" {
            part = 3;
        } else if let Some(value) = text.strip_prefix("expected: ").filter(|_| part < 1) {
            part = 1;
            expected.push(value);
        } else if let Some(value) = actual_value(text).filter(|_| part == 1) {
            part = 2;
            actual.push(value);
        } else {
            match part {
                1 => expected.push(line),
                2 => actual.push(line),
                3 => diff.push(line),
                _ => {}
            }
        }
    }
    let joined = |lines: Vec<&str>| {
        let text = lines.join("\n");
        let text = text.trim_end();
        (!text.is_empty()).then(|| text.into())
    };
    assertion.expected = joined(expected);
    assertion.actual = joined(actual);
    assertion.diff = joined(diff);
    assertion.stack = stack(&error);
}

/// `actual  : 2`; the blanks before the colon may be lost.
fn actual_value(text: &str) -> Option<&str> {
    text.strip_prefix("actual")?.trim_start().strip_prefix(':').map(str::trim_start)
}

/// Frames of a stack as pkg/errors prints it with `%+v`: the function, and its place on the next line.
fn stack(error: &str) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut above: Option<&str> = None;
    for line in error.lines().filter(|line| !line.trim().is_empty()) {
        if let (Some(function), Some(at)) = (above, go_frame::place(line.as_bytes())) {
            let name = go_frame::function(function.as_bytes()).unwrap_or(function.trim().as_bytes());
            if go_frame::is_function(name) {
                frames.push(Frame {
                    file: bytes::text(at.file),
                    line: Some(at.line),
                    offset: at.offset.map(bytes::text),
                    ..go_frame::frame(bytes::text(name))
                });
            }
            above = None;
        } else {
            above = Some(line);
        }
    }
    frames
}
