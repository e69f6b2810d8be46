//! Service messages of TeamCity: `##teamcity[testStdErr name='TestA' out='panic: no|n']`.
//!
//! Odd: line breaks, quotes and brackets are escaped with `|`; programs print them behind their own log prefix.

use crate::text::repair::escapes;
use std::borrow::Cow;

const START: &[u8] = b"##teamcity[";

/// The kind of the message that a line holds, and its attributes.
pub fn message(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii();
    // Most lines of a log are done here.
    if !line.starts_with(b"##") && !line.ends_with(b"']") {
        return None;
    }
    let at = memchr::memmem::find(line, START)?;
    let rest = line.get(at + START.len()..)?;
    rest.split_at_checked(memchr::memchr(b' ', rest)?)
}

/// The next `name='value'`, and what follows it. Of a message that was cut, a text is what is left of it, but half a
/// name or a number is none.
pub fn attribute(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
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
    matches!(name, b"message" | b"details" | b"out").then_some((name, rest, b""))
}

/// The value of an attribute as it was before it was escaped.
pub fn unescaped(value: &[u8]) -> Vec<u8> {
    escapes::undo(value, b'|', one)
}

/// Undoes the escape at the start of `tail`; gives its length. What is none stays as it stands.
fn one(tail: &[u8], out: &mut Vec<u8>) -> usize {
    let letter = match tail.get(1) {
        // Line break, next line, line separator, paragraph separator.
        Some(b'n' | b'x' | b'l' | b'p') => '\n',
        Some(b'r') => '\r',
        Some(sign @ (b'|' | b'\'' | b'[' | b']')) => char::from(*sign),
        Some(b'0') => match code(tail) {
            Some(letter) => {
                out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                return 7;
            }
            None => '|',
        },
        _ => '|',
    };
    out.push(letter as u8);
    if letter == '|' && tail.get(1) != Some(&b'|') { 1 } else { 2 }
}

/// `|0x00b7`.
fn code(tail: &[u8]) -> Option<char> {
    let digits = tail.strip_prefix(b"|0x")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok().filter(|_| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
}

/// The test whose output a line holds, and that output, which ends with a line break: a message holds whole lines.
pub fn output(line: &[u8]) -> Option<(Cow<'static, str>, Vec<u8>)> {
    let (b"testStdOut" | b"testStdErr", mut rest) = message(line)? else { return None };
    let (mut test, mut text) = (None, None);
    while let Some((name, value, tail)) = attribute(rest) {
        match name {
            b"name" => test = Some(unescaped(value)),
            b"out" => text = Some(unescaped(value)),
            _ => {}
        }
        rest = tail;
    }
    let (test, mut text) = (test?, text?);
    if !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    Some((String::from_utf8_lossy(&test).into_owned().into(), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        let got = output(line.as_bytes());
        let got = got.map(|(test, text)| (test, String::from_utf8(text).unwrap()));
        assert_eq!(got, expected.map(|(test, text)| (test.into(), text.into())), "{line}");
    }

    #[test]
    fn output_of_a_test() {
        check(
            "##teamcity[testStdErr name='TestA' out='a|n |'b|' |[c|] || f|0x00b7 |0xq |q|n']",
            Some(("TestA", "a\n 'b' [c] | f· |0xq |q\n")),
        );
        check("12:01 x: ##teamcity[testStdOut name='TestA' out='a' flowId='1']", Some(("TestA", "a\n")));
        check("##teamcity[testStdErr name='TestA' out='a|nb", Some(("TestA", "a\nb\n")));
        check("##teamcity[testStdErr name='TestA']", None);
        check("##teamcity[testFailed name='TestA' out='a']", None);
        check("see ##teamcity[testStdErr name='TestA' out='a'] for more", None);
    }
}
