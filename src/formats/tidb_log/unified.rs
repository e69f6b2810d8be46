//! The unified layout: header, message, fields, each in brackets (RFC 18 of tikv/rfcs, docs/spec/tidb-logs.md §1.1).

use crate::model::Stamp;
use crate::text::escape::{closing_quote, unescape};
use std::borrow::Cow;

/// Canonical level names: upper case, as `log.levels` counts them.
const LEVELS: &[(&[u8], &str)] = &[
    (b"INFO", "INFO"),
    (b"WARN", "WARN"),
    (b"ERROR", "ERROR"),
    (b"DEBUG", "DEBUG"),
    (b"WARNING", "WARN"),
    (b"FATAL", "FATAL"),
    (b"TRACE", "TRACE"),
    (b"PANIC", "PANIC"),
    (b"DPANIC", "DPANIC"),
    (b"CRITICAL", "FATAL"),
    (b"INFORMATION", "INFO"),
];

/// The canonical name of a level, whatever its case (`[Info]` in tikv/tikv#18119, `[warning]` before 2.1.8).
pub fn level(text: &[u8]) -> Option<&'static str> {
    LEVELS.iter().find_map(|(name, level)| text.eq_ignore_ascii_case(name).then_some(*level))
}

/// What stands before message and fields.
pub struct Header<'a> {
    pub time: Option<Stamp>,
    pub level: &'static str,
    pub rest: &'a [u8],
}

/// Reads `[time] [LEVEL]`, or `[LEVEL]` alone when a caller follows: without a time only that tells the line from the
/// `[INFO] ...` of build tools.
pub fn header<'a>(text: &'a [u8], read_time: &mut dyn FnMut(&'a [u8]) -> Option<Stamp>) -> Option<Header<'a>> {
    let inner = behind(b'[', text)?;
    let timed = inner.get(4) == Some(&b'/') && inner.first().is_some_and(u8::is_ascii_digit);
    let (time, rest) = if timed {
        let (time, rest) = bracketed(inner)?;
        (Some(read_time(time)?), behind(b'[', blank(rest))?)
    } else {
        (None, inner)
    };
    let (name, rest) = bracketed(rest)?;
    let level = level(name)?;
    if !timed {
        let (caller, after) = behind(b'[', blank(rest)).and_then(bracketed)?;
        if !is_caller(caller) || !blank(after).starts_with(b"[") {
            return None;
        }
    }
    Some(Header { time, level, rest: blank(rest) })
}

/// `coprocessor.go:1205`, or `<unknown>`.
pub fn is_caller(text: &[u8]) -> bool {
    if text == b"<unknown>" {
        return true;
    }
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let Some((name, _)) = text.split_at_checked(text.len() - digits) else { return false };
    let Some(name) = name.strip_suffix(b":") else { return false };
    digits > 0
        && name.len() > 1
        && name
            .iter()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'/' | b'\\'))
        && name.iter().any(u8::is_ascii_alphabetic)
}

/// Up to the next `]`, and what follows it.
pub fn bracketed(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b']', text)?;
    let (head, tail) = text.split_at_checked(end)?;
    Some((head, tail.get(1..)?))
}

/// What follows `byte`, where the text begins with it. (`strip_prefix` compares through two calls in a build for size.)
fn behind(byte: u8, text: &[u8]) -> Option<&[u8]> {
    text.split_first().filter(|(first, _)| **first == byte).map(|(_, rest)| rest)
}

fn blank(text: &[u8]) -> &[u8] {
    text.trim_ascii_start()
}

/// A key, value or message as it stands in the line, without its quotes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Raw<'a> {
    pub text: &'a [u8],
    pub quoted: bool,
}

impl<'a> Raw<'a> {
    /// Without escapes. Only quoted text has any: a bare value of the Rust library may hold backslashes of its own.
    pub fn plain(self) -> Cow<'a, [u8]> {
        if self.quoted { unescape(self.text) } else { Cow::Borrowed(self.text) }
    }
}

/// One bracket after the level: a key with its value, or text alone.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    pub key: Option<Raw<'a>>,
    pub value: Raw<'a>,
}

/// The brackets of a line, one after the other.
pub struct Groups<'a> {
    rest: &'a [u8],
    /// The line ended inside a bracket: it was cut or wrapped. The last group holds what is there.
    pub cut: bool,
}

impl<'a> Groups<'a> {
    pub fn new(rest: &'a [u8]) -> Self {
        Self { rest, cut: false }
    }

    /// What no bracket could be read from.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// A key, value or message; true where it ran to the end of the line without its closing mark.
    fn part(&mut self, key: bool) -> (Raw<'a>, bool) {
        if let Some(inner) = behind(b'"', self.rest) {
            let Some(end) = quote_end(inner) else {
                self.rest = b"";
                return (Raw { text: inner, quoted: true }, true);
            };
            let (text, tail) = inner.split_at_checked(end).unwrap_or((inner, b""));
            self.rest = tail.get(1..).unwrap_or_default();
            return (Raw { text, quoted: true }, false);
        }
        let end = if key { memchr::memchr2(b'=', b']', self.rest) } else { value_end(self.rest) };
        let cut = end.is_none();
        let (text, tail) = self.rest.split_at_checked(end.unwrap_or(self.rest.len())).unwrap_or((self.rest, b""));
        self.rest = tail;
        (Raw { text, quoted: false }, cut)
    }
}

impl<'a> Iterator for Groups<'a> {
    type Item = Group<'a>;

    fn next(&mut self) -> Option<Group<'a>> {
        self.rest = behind(b'[', unstarred(blank(self.rest)))?;
        let (first, cut) = self.part(true);
        if cut {
            self.cut = true;
            return Some(Group { key: None, value: first });
        }
        if let Some(rest) = behind(b'=', self.rest) {
            self.rest = rest;
            let (value, cut) = self.part(false);
            self.cut = cut;
            self.close();
            return Some(Group { key: Some(first), value });
        }
        self.close();
        Some(Group { key: None, value: first })
    }
}

/// Without the stars by which somebody pointed out a bracket: `**[cost=1s]** [n=1]`.
fn unstarred(text: &[u8]) -> &[u8] {
    if text.first() != Some(&b'*') {
        return text;
    }
    let stars = |text: &[u8]| text.iter().take_while(|byte| **byte == b'*').count();
    let text = blank(text.get(stars(text)..).unwrap_or_default());
    text.get(stars(text)..).unwrap_or_default()
}

impl Groups<'_> {
    fn close(&mut self) {
        match behind(b']', self.rest) {
            Some(rest) => self.rest = rest,
            None => self.cut |= self.rest.is_empty(),
        }
    }
}

/// The closing quote of a part: one that `]` or `=` follows, since a paste may have lost the escapes of inner quotes.
fn quote_end(text: &[u8]) -> Option<usize> {
    let end = closing_quote(text)?;
    if matches!(text.get(end + 1), Some(b']' | b'=') | None) {
        return Some(end);
    }
    let mut from = end + 1;
    while let Some(found) = text.get(from..).and_then(|rest| memchr::memmem::find(rest, b"\"]")) {
        let at = from + found;
        if matches!(text.get(at + 2), Some(b' ') | None) {
            return Some(at);
        }
        from = at + 1;
    }
    Some(end)
}

/// The `]` that ends a bare value: one that a blank, a star or the end follows, since old releases wrote brackets
/// unquoted.
fn value_end(text: &[u8]) -> Option<usize> {
    let first = memchr::memchr(b']', text)?;
    let ends = |at: &usize| matches!(text.get(at + 1), None | Some(b' ' | b'\t' | b'*'));
    if ends(&first) {
        return Some(first);
    }
    memchr::memchr_iter(b']', text).find(ends).or(Some(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// level, then each group as `key=value` or `value`, `!` at the end when cut.
    fn shown(line: &str) -> Option<String> {
        let header = header(line.as_bytes(), &mut Stamp::parse)?;
        let mut groups = Groups::new(header.rest);
        let mut out = header.level.to_owned();
        for group in groups.by_ref() {
            out += "|";
            if let Some(key) = group.key {
                out += &String::from_utf8_lossy(&key.plain());
                out += "=";
            }
            out += &String::from_utf8_lossy(&group.value.plain());
        }
        Some(out + if groups.cut { "!" } else { "" })
    }

    fn check(line: &str, expected: &str) {
        assert_eq!(shown(line).as_deref(), Some(expected), "{line}");
    }

    #[test]
    fn quoting_rules() {
        let head = "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:12]";
        check(&format!(r#"{head} ["m \"x\""] [k=v] ["a key"="a\nb"]"#), "INFO|a.go:12|m \"x\"|k=v|a key=a\nb");
        check(&format!(r"{head} [m] [startKey=] [path=C:\new]"), r"INFO|a.go:12|m|startKey=|path=C:\new");
        check(
            &format!("{head} [m] [start=2023/01/29 15:51:47.121 +08:00] [n=1]"),
            "INFO|a.go:12|m|start=2023/01/29 15:51:47.121 +08:00|n=1",
        );
        check(&format!("{head} [m] [stats=t:pseudo[1;0]] [n=1]"), "INFO|a.go:12|m|stats=t:pseudo[1;0]|n=1");
        check(&format!(r#"{head} ["say "hi" now"] [n=1]"#), "INFO|a.go:12|say \"hi\" now|n=1");
        check(&format!("{head} [m] [a=1] **[b=[x]]** [c=3] **[d=4]**"), "INFO|a.go:12|m|a=1|b=[x]|c=3|d=4");
    }

    #[test]
    fn cut_lines_keep_what_is_there() {
        let head = "[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:12]";
        check(&format!(r#"{head} ["half a mess"#), "INFO|a.go:12|half a mess!");
        check(&format!("{head} [m] [k=v"), "INFO|a.go:12|m|k=v!");
        check(&format!("{head} [m] [k"), "INFO|a.go:12|m|k!");
        check(&format!(r#"{head} [m] [k="v""#), "INFO|a.go:12|m|k=v!");
    }

    #[test]
    fn headers() {
        check("[2025/01/02 03:04:05.678 +00:00] [Info] [a.rs:1] [m]", "INFO|a.rs:1|m");
        check("[INFO] [conn.go:1155] [m]", "INFO|conn.go:1155|m");
        for line in [
            "[INFO] build finished in 41 s",
            "[11:20:47] [INFO] build finished",
            "[2020-04-02T11:26:51.880Z] [INFO] [a.go:1] [m]",
            "[INFO] [exec] [m]",
            "[2023/01/29 15:51:47.121 +08:00] [Quay] x",
        ] {
            assert_eq!(shown(line), None, "{line}");
        }
    }
}
