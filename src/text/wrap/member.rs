//! The member of JSON objects that holds a program's lines, where its name is not one of those that are known.

use super::anchor::{MAX_PREFIX_BYTES, anchor};
use super::json;
use super::shape::Shape;
use crate::text::bytes::contains;

/// Objects looked at for a member that holds lines behind a prefix.
const MAX_OBJECTS: usize = 8;

/// Lines with one prefix that make it one.
const MIN_LINES: usize = 4;

/// The member that holds the lines, if any does.
pub fn of(lines: &[&[u8]]) -> Option<Vec<u8>> {
    lines.iter().find_map(|line| line_member(line)).or_else(|| prefixed_member(lines))
}

/// The member whose whole value is a line that always stands alone.
pub fn line_member(line: &[u8]) -> Option<Vec<u8>> {
    const STARTS: [&[u8]; 5] =
        [b"\"WARNING: DATA RACE", b"\"==================", b"\"=== RUN   ", b"\"--- FAIL: ", b"\"goroutine "];
    if line.first() != Some(&b'{') || !STARTS.iter().any(|start| contains(line, start)) {
        return None;
    }
    let mut found = None;
    json::members(line, |name, value| {
        if stands_alone(value_line(value)) {
            found = Some(name.to_vec());
        }
    });
    found.filter(|name| !is_of_event(name))
}

/// The member whose values hold such lines behind a prefix, which others of its values have as well.
fn prefixed_member(lines: &[&[u8]]) -> Option<Vec<u8>> {
    let objects = || lines.iter().filter(|line| line.first() == Some(&b'{'));
    let opens =
        |line: &&&[u8]| contains(line, b"WARNING: DATA RACE") || contains(line, b"]:\"") || contains(line, b"]:\\n\"");
    objects().filter(opens).take(MAX_OBJECTS).find_map(|line| {
        let (mut name, mut shape) = (None, None);
        json::members(line, |member, value| {
            let text = value_line(value);
            let prefix = anchor(text).and_then(|(at, weak)| {
                text.get(..at).filter(|_| !weak && stands_alone(text.get(at..).unwrap_or_default()))
            });
            if let Some(found) = prefix.filter(|prefix| prefix.len() <= MAX_PREFIX_BYTES).and_then(Shape::of) {
                (name, shape) = (Some(member), Some(found));
            }
        });
        let (name, shape) = (name.filter(|name| !is_of_event(name))?, shape?);
        let fits = |line: &&&[u8]| {
            let mut fit = false;
            json::members(line, |member, value| fit |= member == name && shape.strip(value_line(value)).is_some());
            fit
        };
        (objects().filter(fits).take(MIN_LINES).count() == MIN_LINES).then(|| name.to_vec())
    })
}

/// Whether it is a member of the events that are known.
fn is_of_event(name: &[u8]) -> bool {
    matches!(name, b"Output" | b"log")
}

/// The line that a value holds, still escaped.
fn value_line(value: &[u8]) -> &[u8] {
    let text = json::inside(value).unwrap_or_default();
    text.strip_suffix(b"\\n").unwrap_or(text)
}

fn stands_alone(text: &[u8]) -> bool {
    matches!(text, b"WARNING: DATA RACE" | b"==================")
        || !contains(text, b"\\n") && (text.starts_with(b"=== RUN   ") || text.starts_with(b"--- FAIL: "))
        || text.starts_with(b"goroutine ") && text.ends_with(b"]:")
}
