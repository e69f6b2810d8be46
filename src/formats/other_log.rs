//! Warnings and errors of loggers that no recogniser reads: what they say is compared between two logs, and nothing else is
//! made of it.
//!
//! ```text
//! E0711 12:00:01.000123       1 reflector.go:138] Failed to watch            klog, glog
//! time="2024-01-02T15:04:05Z" level=error msg="cannot open" file=x           logrus, slog, logfmt
//! 2024-01-02T15:04:05.000Z  ERROR  store/pool.go:12  cannot open             zap's console, log4j and many others
//! [ERROR] cannot open; ERROR: cannot open                                     build tools
//! ```

use super::tidb_log::tally::Said;
use crate::text::bytes::number;

/// Levels as printed, in capitals.
const LEVELS: [(&[u8], &str); 6] = [
    (b"ERROR", "ERROR"),
    (b"WARN", "WARN"),
    (b"WARNING", "WARN"),
    (b"FATAL", "FATAL"),
    (b"PANIC", "PANIC"),
    (b"DPANIC", "DPANIC"),
];

/// Words looked at behind a time, before a level has to come.
const WORDS: usize = 3;

/// Reads a line of level `WARN` or worse.
pub fn read(text: &[u8]) -> Option<Said<'_>> {
    match text.first()? {
        b'E' | b'W' | b'F' if text.get(1).is_some_and(u8::is_ascii_digit) => klog(text),
        b'[' => {
            let (level, message) = bracketed(text)?;
            Some(Said { level, caller: b"", message })
        }
        b'0'..=b'9' => console(text),
        b'E' | b'W' | b'F' | b'P' | b'D' => at_start(text),
        b't' | b'l' | b'm' => logfmt(text),
        _ => None,
    }
}

/// `E0711 12:00:01.000123       1 reflector.go:138] text`.
fn klog(text: &[u8]) -> Option<Said<'_>> {
    let level = match text.first()? {
        b'E' => "ERROR",
        b'W' => "WARN",
        _ => "FATAL",
    };
    let is_time = matches!(text.get(..9)?, [_, b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b' ', _, _, b':']);
    let head = text.get(..text.len().min(120)).filter(|_| is_time)?;
    let end = memchr::memmem::find(head, b"] ")?;
    let (head, message) = text.split_at_checked(end)?;
    let caller = head.rsplit(|byte| *byte == b' ').next()?;
    caller.contains(&b':').then_some(Said { level, caller, message: message.get(2..)? })
}

/// A level in brackets, and what follows.
fn bracketed(text: &[u8]) -> Option<(&'static str, &[u8])> {
    let inner = text.strip_prefix(b"[")?;
    let end = inner.iter().take(8).position(|byte| *byte == b']')?;
    let level = level(inner.get(..end)?)?;
    let message = inner.get(end + 1..)?.trim_ascii_start();
    (!message.is_empty()).then_some((level, message))
}

/// A time, perhaps the name of a thread or the like, a level, perhaps a caller, the message.
fn console(text: &[u8]) -> Option<Said<'_>> {
    let is_date = matches!(text.get(..10)?, [_, _, _, _, b'-' | b'/', _, _, b'-' | b'/', _, _]);
    let mut rest = text.get(10..).filter(|_| is_date)?;
    for _ in 0..WORDS {
        let (word, after) = next_word(rest)?;
        let bare = word.strip_suffix(b":").unwrap_or(word);
        let bare = bare.strip_prefix(b"[").and_then(|bare| bare.strip_suffix(b"]")).unwrap_or(bare);
        if let Some(level) = level(bare) {
            return Some(behind_level(level, after));
        }
        rest = after;
    }
    None
}

/// `ERROR: text`, with the colon: in prose such a word begins many a line.
fn at_start(text: &[u8]) -> Option<Said<'_>> {
    let (word, after) = next_word(text)?;
    let level = level(word.strip_suffix(b":")?)?;
    Some(behind_level(level, after)).filter(|said| !said.message.is_empty() && said.message != b"DATA RACE")
}

fn behind_level<'a>(level: &'static str, after: &'a [u8]) -> Said<'a> {
    let after = after.trim_ascii();
    match next_word(after) {
        Some((caller, message)) if is_caller(caller) => Said { level, caller, message: message.trim_ascii_start() },
        _ => Said { level, caller: b"", message: after },
    }
}

/// `pool.go:12`.
fn is_caller(word: &[u8]) -> bool {
    let Some(colon) = memchr::memrchr(b':', word) else { return false };
    let file = word.get(..colon).unwrap_or_default();
    file.contains(&b'.') && word.get(colon + 1..).and_then(number).is_some_and(|(_, rest)| rest.is_empty())
}

/// `time=… level=error msg="…"`: one of the fields has to be the level, another the message.
fn logfmt(text: &[u8]) -> Option<Said<'_>> {
    let text = text.get(..text.len().min(4_096))?;
    if !["time=", "level=", "msg=", "ts="].iter().any(|name| text.starts_with(name.as_bytes())) {
        return None;
    }
    let (name, _) = value(text, b"level=")?;
    let level = level(&name.to_ascii_uppercase())?;
    let (message, _) = value(text, b"msg=")?;
    let caller = value(text, b"caller=").map_or(&b""[..], |(caller, _)| caller);
    Some(Said { level, caller, message })
}

/// The value of a field, bare or in quotes, and what follows.
fn value<'a>(text: &'a [u8], name: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = memchr::memmem::find_iter(text, name).find(|at| *at == 0 || text.get(at - 1) == Some(&b' '))?;
    let rest = text.get(at + name.len()..)?;
    let Some(quoted) = rest.strip_prefix(b"\"") else { return next_word(rest) };
    let end = crate::text::escape::closing_quote(quoted).unwrap_or(quoted.len());
    quoted.split_at_checked(end)
}

/// The next word and what follows; None where there is none.
fn next_word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(word, _)| !word.is_empty())
}

fn level(word: &[u8]) -> Option<&'static str> {
    LEVELS.iter().find_map(|(name, level)| (*name == word).then_some(*level))
}
