//! What nearly every record of a log is: the layout exactly as the loggers write it, and nothing in its brackets that is
//! read but the message. Told by fixed places and one walk; every other line is left to [`super::unified`], which gives
//! the same for these.
//!
//! ```text
//! [2023/01/29 15:52:07.204 +08:00] [INFO] [region_cache.go:2524] ["[health check] check health error"] [store=store1]
//! ```

use super::tally::{Said, Tally};
use super::unified::{bracketed, is_caller, level as level_name};
use crate::model::Span;
use crate::text::escape::closing_quote;
use memchr::{memchr, memchr2};

/// Counts a record; false, with nothing done, where it is another than this module is for.
pub fn take(text: &[u8], span: Span, log: &mut Tally) -> bool {
    count(text, span, log).is_some()
}

fn count(text: &[u8], span: Span, log: &mut Tally) -> Option<()> {
    let (time, behind_time) = time(text)?;
    let time = log.clock.read(time)?;
    if let Some((known, fields)) = log.head(behind_time) {
        are_dull(fields).then(|| log.again(known, time, span))?;
    } else {
        let head = head(behind_time).filter(|head| are_dull(head.fields))?;
        // The first of its kind is looked at.
        let said = Said { level: head.level, caller: head.caller, message: head.message };
        log.learn(head.text, time, &said, span).then_some(())?;
    }
    log.remember(text, span);
    Some(())
}

/// `2023/01/29 15:51:47.121 +08:00`, and what follows its bracket.
fn time(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let ([b'[', time @ .., b']', b' '], behind) = text.split_first_chunk::<33>()? else { return None };
    Some((time, behind))
}

/// Everything up to the message.
struct Head<'a> {
    text: &'a [u8],
    level: &'static str,
    caller: &'a [u8],
    message: &'a [u8],
    fields: &'a [u8],
}

fn head(text: &[u8]) -> Option<Head<'_>> {
    let (level, rest) = bracketed(text.strip_prefix(b"[")?)?;
    let (caller, rest) = bracketed(rest.strip_prefix(b" [")?)?;
    if !is_caller(caller) {
        return None;
    }
    let inner = opened(rest)?;
    let (message, fields) = match inner.split_first()? {
        (b'"', quoted) => {
            let end = memchr2(b'"', b'\\', quoted)?;
            let (message, rest) = quoted.split_at_checked(end)?;
            (message, rest.strip_prefix(b"\"]")?)
        }
        _ => bracketed(inner).filter(|(message, _)| memchr(b'=', message).is_none())?,
    };
    let readable = match message.first() {
        None | Some(b'{') => true,
        // A time begins the next record.
        Some(b'0'..=b'9') => message.get(4) == Some(&b'/') || is_measured(message),
        _ => is_measured(message) || is_caller(message),
    };
    let (text, _) = text.split_at_checked(text.len() - fields.len())?;
    (!readable).then_some(Head { text, level: level_name(level)?, caller, message, fields })
}

/// Whether a value may be a duration: `1.5s`, `Some(1.5s)`.
pub fn is_measured(value: &[u8]) -> bool {
    matches!(value, [b'0'..=b'9', .., b's' | b'm' | b'h'] | [b'S', b'o', b'm', b'e', b'(', b'0'..=b'9', .., b')'])
}

/// Whether these brackets end with the line and hold nothing to read.
fn are_dull(mut brackets: &[u8]) -> bool {
    while let Some(inner) = opened(brackets) {
        let Some(at) = memchr2(b']', b'"', inner) else { return false };
        let (value, tail) = inner.split_at_checked(at).unwrap_or((inner, b""));
        brackets = match tail.split_first() {
            Some((b']', rest)) if !may_measure(value) => rest,
            Some((b'"', text)) if matches!(value.last(), None | Some(b'=')) => match behind_quoted(text) {
                Some(rest) => rest,
                None => return false,
            },
            _ => return false,
        };
    }
    brackets.is_empty()
}

/// What follows ` [`. A digit may begin the time of the next record.
fn opened(brackets: &[u8]) -> Option<&[u8]> {
    match brackets {
        [b' ', b'[', inner @ ..] if !inner.first().is_some_and(u8::is_ascii_digit) => Some(inner),
        _ => None,
    }
}

/// Whether a field without quotes may be a duration: by its last letter, or a number of milliseconds (`…_ms`, `takes`) by
/// its key.
fn may_measure(field: &[u8]) -> bool {
    match field.last() {
        Some(b's' | b'm' | b'h' | b')') => true,
        Some(b'0'..=b'9') => memchr(b'=', field)
            .is_some_and(|at| matches!(field.split_at_checked(at), Some(([.., b's'], [b'=', b'0'..=b'9', ..])))),
        _ => false,
    }
}

/// What follows a value in quotes and its bracket, given what follows the first quote; None where the value may be a
/// duration, an object, a slow query or a stack of goroutines.
fn behind_quoted(text: &[u8]) -> Option<&[u8]> {
    let first = memchr2(b'"', b'\\', text)?;
    let escaped = text.get(first) == Some(&b'\\');
    let end = if escaped { closing_quote(text)? } else { first };
    let (value, [b'"', b']', rest @ ..]) = text.split_at_checked(end)? else { return None };
    let readable = matches!(value.first(), Some(b'{' | b'#'))
        || is_measured(value)
        || escaped && super::GOROUTINE.find(value).is_some();
    (!readable).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::unified::{Groups, header};
    use super::*;
    use crate::model::Stamp;

    const START: &str = "[2023/01/29 15:51:47.121 +08:00] [INFO] [2pc.go:1] ";

    /// Whether a record is taken whose message was met before: by a look at its head and, the second time, by what is
    /// known of it.
    fn check(message: &str, rest: &str, expected: bool) {
        let line = format!("{START}{rest}");
        let mut log = Tally::default();
        log.message(None, &Said { level: "INFO", caller: b"2pc.go:1", message: message.as_bytes() }, Span::default());
        for _ in 0..2 {
            assert_eq!(take(line.as_bytes(), Span::default(), &mut log), expected, "{rest}");
        }
        if expected {
            let mut groups = Groups::new(header(line.as_bytes(), &mut Stamp::parse).unwrap().rest);
            let messages: Vec<_> = groups.by_ref().filter(|group| group.key.is_none()).skip(1).collect();
            assert_eq!((messages.len(), groups.cut), (1, false), "{rest}");
            assert_eq!(messages.first().map(|group| group.value.text), Some(message.as_bytes()), "{rest}");
        }
    }

    #[test]
    fn records_with_nothing_but_a_message() {
        for fields in [
            "",
            " [conn=12]",
            " [label=internal] [detail=a=b] [x=]",
            " [txnStartTS=439085606952763392] [cost=]",
            " [error=\"context canceled\"] [stack=\"main.main\\n\\t/src/main.go:37\"] [n=\"[a] [b]\"]",
        ] {
            check("[ddl] m", &format!("[\"[ddl] m\"]{fields}"), true);
            check("m", &format!("[m]{fields}"), true);
            check("2PC clean up", &format!("[\"2PC clean up\"]{fields}"), true);
        }
    }

    #[test]
    fn records_to_be_looked_at() {
        for fields in [
            " [took=1.5s]",
            " [a=b] [wait=3m]",
            " [kv_process_ms=12]",
            " [takes=1204.5]",
            " [cost=Some(1.5s)]",
            " [took=\"1.5s\"]",
            " [a=\"{}\"]",
            " [a=\"# Time: x\"]",
            " [a=\"goroutine 1 [running]:\\nmain.main()\"]",
            " [a=\"x\\\"] [b=c]",
            " [\"a b\"=1s]",
            " [a=b] **[c=d]**",
            " [a=b] and more",
            " [a=b",
            " [a=\"b",
            " [a=b] [2023/01/29 15:51:47.121 +08:00] [INFO]",
            " [a=b][c=d]",
        ] {
            check("m", &format!("[m]{fields}"), false);
        }
        check("a=b", "[a=b]", false);
        check(r#"say \"hi\""#, r#"["say \"hi\""]"#, false);
        check("1.5s", "[1.5s]", false);
        check("Some(1.5s)", "[Some(1.5s)]", false);
        check("2023/01/29 15:51:47", "[\"2023/01/29 15:51:47\"]", false);
        check("b.go:2", "[b.go:2] [m]", false);
        check("DDL closed", "[\"DDL closed\"] [a=b]", false);
        check("", "[]", false);
        check("m", "m", false);
        check("other", "[m]", false);
    }
}
