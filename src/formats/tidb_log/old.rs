//! Layouts before the unified one (docs/spec/tidb-logs.md §1.3). None names its zone.
//!
//! ```text
//! 2018/12/18 15:11:04.482 adapter.go:391: [warning] text          TiDB before 2.1.8, PD, tools before 3.0
//! 2018/09/12 10:10:10.123 INFO tracker.rs:123: text               TiKV before 3.0
//! 2019/04/19 10:58:15.035  [info] text                            lightning before 3.0
//! 2020.10.21 06:18:05.731123 [ 30 ] <Debug> Handler: text         first releases of TiFlash
//! ts.go:41: [warning] text                                        a part of the first, where the text is known
//! ```
//!
//! Odd: two blanks stand where lightning names no caller; without milliseconds in 2017; the level in small letters and spelt out (`warning`).

use super::record::Record;
use super::unified::{is_caller, level};
use crate::model::{Span, Stamp};
use std::borrow::Cow;

/// Reads a line of one of the older layouts. Level and caller both have to be there: many programs begin a line with
/// such a time.
pub fn read(text: &[u8], span: Span) -> Option<Record<'_>> {
    if text.get(4) == Some(&b'.') {
        return tiflash(text, span);
    }
    if text.get(4) != Some(&b'/') || text.get(10) != Some(&b' ') {
        return None;
    }
    let (time, rest) = Stamp::read(text)?;
    let (level, caller, message) = if let Some(inner) = rest.strip_prefix(b"  [") {
        // With milliseconds: other programs (nginx) write whole seconds before a level in brackets.
        text.get(19).filter(|byte| **byte == b'.')?;
        let (level, message) = bracketed_level(inner)?;
        (level, None, message)
    } else {
        let (first, rest) = word(rest.trim_ascii_start())?;
        if let Some(caller) = caller(first) {
            let (level, message) = bracketed_level(rest.strip_prefix(b"[")?)?;
            (level, Some(caller), message)
        } else {
            let (second, message) = word(rest)?;
            (level(first)?, Some(caller(second)?), message)
        }
    };
    let message = message.trim_ascii();
    Some(Record {
        time: Some(time),
        level,
        caller: caller.map(Cow::Borrowed),
        message: Cow::Borrowed(message),
        span,
        ..Record::default()
    })
}

/// Time, thread and level of TiFlash, as the database it grew out of writes them. (That one has the query in braces before
/// the level since 2019.)
fn tiflash(text: &[u8], span: Span) -> Option<Record<'_>> {
    let (day, rest) = text.split_at_checked(10)?;
    let clock = rest.strip_prefix(b" ")?;
    let (clock, rest) = clock.split_at_checked(memchr::memmem::find(clock, b" [ ")?)?;
    let [y @ .., b'.', m1, m2, b'.', d1, d2] = day else { return None };
    let time = Stamp::parse(&[y, b"-", &[*m1, *m2], b"-", &[*d1, *d2], b"T", clock].concat())?;
    let (thread, rest) = rest.get(3..)?.split_at_checked(memchr::memmem::find(rest.get(3..)?, b" ] <")?)?;
    let rest = rest.get(4..)?;
    let (name, message) = rest.split_at_checked(memchr::memchr(b'>', rest)?)?;
    thread.iter().all(u8::is_ascii_digit).then_some(())?;
    Some(Record {
        time: Some(time),
        level: level(name)?,
        message: Cow::Borrowed(message.get(1..)?.trim_ascii()),
        span,
        ..Record::default()
    })
}

/// A record that lost its time: `ts.go:41: [warning] text`, `[warning] text`, `[TIME_COP_PROCESS] resp_time:…`. Other
/// programs write such lines too: it counts only where the text is a known one.
pub fn headless(text: &[u8], span: Span) -> Option<Record<'_>> {
    let (place, rest) =
        if text.starts_with(b"[") { (None, text) } else { word(text).map(|(word, rest)| (Some(word), rest))? };
    let caller = match place {
        Some(place) => Some(caller(place)?),
        None => None,
    };
    let bare =
        caller.is_none() && rest.starts_with(b"[TIME_COP_") && memchr::memmem::find(rest, b"] resp_time:").is_some();
    let (level, message) = if bare { ("", rest) } else { bracketed_level(rest.strip_prefix(b"[")?)? };
    let message = Cow::Borrowed(message.trim_ascii());
    Some(Record { level, caller: caller.map(Cow::Borrowed), message, span, ..Record::default() })
}

/// The level of `warning] text`, and the text.
fn bracketed_level(text: &[u8]) -> Option<(&'static str, &[u8])> {
    let end = memchr::memchr(b']', text.get(..text.len().min(MAX_LEVEL_BYTES))?)?;
    Some((level(text.get(..end)?)?, text.get(end + 1..)?))
}

/// No level is longer.
const MAX_LEVEL_BYTES: usize = 16;

fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b' ', text)?;
    let (head, tail) = text.split_at_checked(end)?;
    Some((head, tail.trim_ascii_start()))
}

/// `adapter.go:391` of `adapter.go:391:`.
fn caller(text: &[u8]) -> Option<&[u8]> {
    text.strip_suffix(b":").filter(|name| is_caller(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str, &str)>) {
        let record = read(line.as_bytes(), Span::default());
        let shown = record.as_ref().map(|record| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (record.level.to_owned(), text(record.caller.as_deref().unwrap_or_default()), text(&record.message))
        });
        let expected = expected.map(|(level, caller, message)| (level.into(), caller.into(), message.into()));
        assert_eq!(shown, expected, "{line}");
    }

    #[test]
    fn layouts() {
        check(
            "2018/12/18 15:11:04.482 adapter.go:391: [warning] [SLOW_QUERY] x",
            Some(("WARN", "adapter.go:391", "[SLOW_QUERY] x")),
        );
        check("2017/05/22 09:15:02 session.go:402: [info] a", Some(("INFO", "session.go:402", "a")));
        check("2018/09/12 10:10:10.123 ERROR peer.rs:812: a", Some(("ERROR", "peer.rs:812", "a")));
        check("2019/04/19 10:58:15.035  [info] a takes 1m6.7s (b)", Some(("INFO", "", "a takes 1m6.7s (b)")));
        check("2020.10.21 06:18:05.731123 [ 30 ] <Debug> Cop: takes 1.5s", Some(("DEBUG", "", "Cop: takes 1.5s")));
        check("2020.10.21 06:18:05.731123 [ 30 ] <Information> KVStore: a", Some(("INFO", "", "KVStore: a")));
        check("2020.10.21 06:18:05.731123 [ 30 ] {4f-5b} <Debug> executeQuery: a", None);
        check("2019/04/19 10:58:15 [error] 1234#0: *1 open() failed", None);
        check("2019/04/19 10:58:15.035 [info] a", None);
        check("2018/09/12 10:10:10 main.go:3: started", None);
        check("24/03/04 11:20:41 INFO BlockManagerInfo: Removed", None);
        check("2024-01-01 00:00:00,123 INFO [main] c.e.App - started in 2.1 s", None);
    }
}
