//! What the program logged, by statement: level, caller and message with its digits masked. The most frequent messages, and
//! what each message is, decided once.

use crate::formats::tidb_log::catalogue::{Class, classify};
use crate::model::log::{Loud, Statement, Statements, is_warning};
use crate::model::{LogSummary, Span, Text};
use crate::text::bytes::{digit_at, text};
use crate::text::hash::{WordHasher, Words};
use crate::text::order::Order;
use std::collections::HashMap;
use std::hash::Hasher;

/// Different statements told apart, warnings and worse among themselves; records of further ones are only counted.
const MAX_STATEMENTS: usize = 4_096;
/// Messages listed.
const MAX_LISTED: usize = 50;
/// Statements listed: of warnings and worse, and of all others.
const MAX_WARNINGS: usize = 1_000;
const MAX_OTHERS: usize = 200;
/// Longer messages are texts of their own: not remembered as messages, and a statement of them has a head only.
const MAX_LENGTH: usize = 200;
/// Bytes of such a head.
const HEAD: usize = 120;

/// What a record says, as far as a statement of the program made it.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub level: &'static str,
    /// Empty where the record has none.
    pub caller: &'a [u8],
    pub message: &'a [u8],
}

/// Counts per statement.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    seen: Vec<Seen>,
    /// Places by the hash of level, caller and masked message.
    places: HashMap<u64, u32, Words>,
    /// How many of them are warnings or worse.
    warnings: usize,
    /// Records of statements beyond [`MAX_STATEMENTS`]: warnings and worse, others.
    further: [u64; 2],
}

#[derive(Clone, Debug)]
struct Seen {
    level: &'static str,
    caller: Text,
    masked: Text,
    count: u64,
    class: Class,
    span: Span,
    /// Whether the message counts among the loudest.
    whole: bool,
}

impl Messages {
    /// Counts a message and says what it is.
    pub fn add(&mut self, said: &Said<'_>, span: Span) -> Class {
        let message = said.message;
        if message.len() > MAX_LENGTH {
            // A slow query is none of the catalogue's, and long.
            let is_slow_query = message.starts_with(b"# Time:") || message.starts_with(b"# Txn_start_ts:");
            let class = if is_slow_query { Class::Plain } else { classify(message) };
            if is_warning(said.level) && !is_statement(message) {
                self.count(&Said { message: head(message), ..*said }, span, false, || class);
            }
            return class;
        }
        self.count(said, span, true, || classify(message))
    }

    /// Counts what a line of another layout says.
    pub fn add_other(&mut self, said: &Said<'_>, span: Span) {
        self.count(&Said { message: head(said.message), ..*said }, span, false, || Class::Plain);
    }

    fn count(&mut self, said: &Said<'_>, span: Span, whole: bool, class: impl FnOnce() -> Class) -> Class {
        let key = key(said);
        if let Some(seen) = self.places.get(&key).and_then(|place| self.seen.get_mut(*place as usize)) {
            seen.count += 1;
            return seen.class;
        }
        let (class, warning) = (class(), is_warning(said.level));
        let room = if warning { self.warnings } else { self.seen.len() - self.warnings };
        if room < MAX_STATEMENTS {
            self.warnings += usize::from(warning);
            self.places.insert(key, self.seen.len() as u32);
            let (level, caller, masked) = (said.level, text(said.caller), text(&mask(said.message)));
            self.seen.push(Seen { level, caller, masked, count: 1, class, span, whole });
        } else if let Some(further) = self.further.get_mut(usize::from(!warning)) {
            *further += 1;
        }
        class
    }

    /// The place of a statement that was counted before, where its message is a plain one.
    pub fn plain(&self, said: &Said<'_>) -> Option<u32> {
        let place = *self.places.get(&key(said))?;
        self.seen.get(place as usize).filter(|seen| seen.class == Class::Plain).map(|_| place)
    }

    /// Counts the statement at this place once more.
    pub fn again(&mut self, place: u32) {
        if let Some(seen) = self.seen.get_mut(place as usize) {
            seen.count += 1;
        }
    }

    /// Adds the counts of the most frequent ones to those of other sources.
    pub fn add_to(mut self, summary: &mut LogSummary) {
        self.add_loudest(&mut summary.loudest);
        let all = summary.statements.get_or_insert_default();
        let [warnings, others] = self.further;
        all.further_warnings += warnings;
        all.further += others;
        add_statements(self.seen, all);
    }

    fn add_loudest(&mut self, loudest: &mut Vec<Loud>) {
        let whole = self.seen.iter().filter(|seen| seen.whole && !seen.masked.is_empty());
        let mut places: HashMap<&Text, usize, Words> = HashMap::default();
        let mut mine: Vec<Loud> = Vec::new();
        for seen in whole {
            let at = *places.entry(&seen.masked).or_insert(mine.len());
            match mine.get_mut(at) {
                Some(loud) => {
                    loud.count += seen.count;
                    loud.span = loud.span.min(seen.span);
                }
                None => mine.push(Loud { message: seen.masked.clone(), count: seen.count, span: seen.span }),
            }
        }
        mine.order_by(by_count);
        mine.truncate(MAX_LISTED * 10);
        for own in mine {
            match loudest.iter_mut().find(|loud| loud.message == own.message) {
                Some(loud) => {
                    loud.count += own.count;
                    loud.span = loud.span.min(own.span);
                }
                None => loudest.push(own),
            }
        }
        loudest.order_by(by_count);
        loudest.truncate(MAX_LISTED);
    }
}

fn by_count(a: &Loud, b: &Loud) -> std::cmp::Ordering {
    b.count.cmp(&a.count).then(a.span.cmp(&b.span)).then(a.message.cmp(&b.message))
}

/// Adds the statements of a source to those of others, and keeps the most frequent ones.
fn add_statements(seen: Vec<Seen>, all: &mut Statements) {
    let name = |level: &str, caller: &str, message: &str| (level.to_owned(), caller.to_owned(), message.to_owned());
    let known = all.listed.iter().enumerate();
    let mut places: std::collections::BTreeMap<(String, String, String), usize> =
        known.map(|(at, it)| (name(&it.level, &it.caller, &it.message), at)).collect();
    for Seen { level, caller, masked, count, span, .. } in seen {
        if masked.is_empty() || level.is_empty() {
            continue;
        }
        let at = *places.entry(name(level, &caller, &masked)).or_insert(all.listed.len());
        match all.listed.get_mut(at) {
            Some(listed) => {
                listed.count += count;
                listed.span = listed.span.min(span);
            }
            None => all.listed.push(Statement { level: level.into(), caller, message: masked, count, span }),
        }
    }
    all.listed.order_by(|a, b| {
        let order = b.is_warning().cmp(&a.is_warning()).then(b.count.cmp(&a.count));
        order.then(a.span.cmp(&b.span)).then(a.message.cmp(&b.message))
    });
    let warnings = all.listed.iter().filter(|it| it.is_warning()).count();
    let mut place = 0;
    let (mut further_warnings, mut further) = (0, 0);
    all.listed.retain(|it| {
        place += 1;
        let kept = if it.is_warning() { place <= MAX_WARNINGS } else { place - warnings <= MAX_OTHERS };
        let left = if it.is_warning() { &mut further_warnings } else { &mut further };
        *left += if kept { 0 } else { it.count };
        kept
    });
    all.further_warnings += further_warnings;
    all.further += further;
}

/// Whether a message is a statement of SQL with what is known of it: a slow query, which is compared by its digest.
fn is_statement(message: &[u8]) -> bool {
    const STARTS: [&[u8]; 4] = [b"# ", b"[SLOW_QUERY]", b"[QUERY]", b"cost_time:"];
    STARTS.iter().any(|start| message.starts_with(start))
}

/// The beginning of a long message, at the border of a letter.
fn head(message: &[u8]) -> &[u8] {
    if message.len() <= MAX_LENGTH {
        return message;
    }
    let is_border = |at: &usize| message.get(*at).is_some_and(|byte| byte & 0xc0 != 0x80);
    let end = (0..=HEAD).rev().find(is_border).unwrap_or(HEAD);
    message.get(..end).unwrap_or(message)
}

/// The hash of level, caller and masked message.
fn key(said: &Said<'_>) -> u64 {
    let mut whole = WordHasher::default();
    whole.write(said.level.as_bytes());
    whole.write(said.caller);
    whole.write_u64(hash(said.message));
    whole.finish()
}

/// Every run of digits is one `#`.
fn masked(message: &[u8]) -> impl Iterator<Item = u8> {
    let mut digit = false;
    message.iter().filter_map(move |byte| {
        let again = digit;
        digit = byte.is_ascii_digit();
        match (digit, again) {
            (true, true) => None,
            (true, false) => Some(b'#'),
            _ => Some(*byte),
        }
    })
}

fn mask(message: &[u8]) -> Vec<u8> {
    masked(message).collect()
}

/// The hash of the masked message: of what stands between its runs of digits.
fn hash(message: &[u8]) -> u64 {
    let (mut hash, mut rest) = (WordHasher::default(), message);
    loop {
        let text = digit_at(rest).unwrap_or(rest.len());
        let (text, number) = rest.split_at_checked(text).unwrap_or((rest, b""));
        hash.write(text);
        if number.is_empty() {
            return hash.finish();
        }
        let digits = number.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(number.len());
        rest = number.get(digits..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Said<'_> {
        Said { level: "INFO", caller: b"a.go:1", message: message.as_bytes() }
    }

    fn summary(messages: Messages) -> LogSummary {
        let mut summary = LogSummary::default();
        messages.add_to(&mut summary);
        summary
    }

    #[test]
    fn messages_differ_by_more_than_numbers() {
        let mut messages = Messages::default();
        for message in ["region 12 split", "region 3 split", "other", "region 9 split", "get timestamp too slow"] {
            messages.add(&said(message), Span::default());
        }
        messages.add(&Said { caller: b"b.go:2", ..said("region 1 split") }, Span::default());
        let loudest = summary(messages).loudest;
        assert_eq!((loudest[0].message.as_ref(), loudest[0].count), ("region # split", 4));
        assert_eq!(loudest.len(), 3);
    }

    #[test]
    fn statements_are_told_apart_by_level_and_caller_and_warnings_always_listed() {
        let mut messages = Messages::default();
        let numbered: Vec<String> = (0..26 * 26 * 8)
            .map(|at| {
                let letter = |at: u32| char::from_u32(97 + at).unwrap();
                format!("{}{}{}", letter(at / 676), letter(at / 26 % 26), letter(at % 26))
            })
            .collect();
        for message in &numbered {
            messages.add(&said(message), Span::default());
        }
        let long = "x".repeat(500);
        for (level, message) in [("ERROR", "lost 1"), ("ERROR", "lost 2"), ("WARN", "lost 3"), ("ERROR", &*long)] {
            messages.add(&Said { level, ..said(message) }, Span::default());
        }
        let statements = summary(messages).statements.unwrap();
        let first: Vec<_> =
            statements.listed.iter().take(3).map(|it| (&*it.level, it.message.len(), it.count)).collect();
        assert_eq!(first, [("ERROR", 6, 2), ("WARN", 6, 1), ("ERROR", HEAD, 1)]);
        assert_eq!(statements.listed.len(), 3 + MAX_OTHERS);
        assert_eq!((statements.further_warnings, statements.further), (0, (numbered.len() - MAX_OTHERS) as u64));
    }
}
