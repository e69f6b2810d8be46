//! Which records of Go a report keeps when there are too many: the first, in the order of the text. All are counted, and long
//! texts are cut: a panic or an assertion may print a whole database.

use crate::formats::Records;
use crate::model::{Assertion, Failure, Note, Report, Span, Text};
use crate::text::bytes;
use std::collections::BTreeMap;

/// Failures and failed assertions kept.
pub const MAX_FAILURES: usize = 2_000;
pub const MAX_ASSERTIONS: usize = 5_000;
/// Bytes that the failures of a source may hold, and its assertions.
const MAX_BYTES: usize = 32 << 20;
/// Bytes of one text of a record.
pub const MAX_TEXT: usize = 64 << 10;
/// Notes kept of one kind and reason, and reasons told apart.
const MAX_NOTES: u64 = 500;
const MAX_REASONS: usize = 64;
/// Bytes of a note.
const MAX_NOTE: usize = 2_000;

/// Records beyond those kept that stay for a while: what is read next may belong to them.
const RECENT: usize = 64;

/// What was met so far in one source.
#[derive(Clone, Debug, Default)]
pub struct KeptGo {
    failures: Kept,
    assertions: Kept,
    notes: usize,
    notes_by_reason: BTreeMap<(Text, Text), u64>,
    notes_dropped: u64,
    cut: Cut,
}

/// A list of which the first records stay.
#[derive(Clone, Debug, Default)]
struct Kept {
    /// Looked at already.
    seen: usize,
    bytes: usize,
    /// How many stay, once that is known.
    stay: Option<usize>,
    dropped: u64,
}

/// Records with a text that was too long.
#[derive(Clone, Debug, Default)]
struct Cut {
    count: u64,
    first: Option<Span>,
}

/// Records that are counted and not kept, of all sources.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dropped {
    failures: u64,
    assertions: u64,
    notes: u64,
}

impl KeptGo {
    /// Looks at what came in since the last call.
    pub fn settle(&mut self, records: &mut Records) {
        let Records { failures, assertions, notes, .. } = records;
        if failures.len() != self.failures.seen {
            let cut = &mut self.cut;
            self.failures.settle(failures, MAX_FAILURES, |failure| shorten_failure(failure, cut));
        }
        if assertions.len() != self.assertions.seen {
            let cut = &mut self.cut;
            self.assertions.settle(assertions, MAX_ASSERTIONS, |assertion| shorten_assertion(assertion, cut));
        }
        if notes.len() != self.notes {
            self.settle_notes(notes);
        }
    }

    /// Drops what was only kept for a while, and says which texts were cut.
    pub fn finish(mut self, records: &mut Records) -> Dropped {
        self.settle(records);
        self.failures.finish(&mut records.failures);
        self.assertions.finish(&mut records.assertions);
        if let Some(first) = self.cut.first {
            let whose = if self.cut.count == 1 { "a record".to_owned() } else { format!("{} records", self.cut.count) };
            let text = format!("texts of {whose} are longer than 64 KiB; their ends are left out and stand in the log");
            records.note("limit", first, text);
        }
        Dropped { failures: self.failures.dropped, assertions: self.assertions.dropped, notes: self.notes_dropped }
    }

    /// Every reason for a note stays, with its first cases.
    fn settle_notes(&mut self, notes: &mut Vec<Note>) {
        for mut note in notes.split_off(self.notes.min(notes.len())) {
            let reason = note.near_miss.as_ref().map_or_else(|| Text::from(""), |miss| miss.reason.clone());
            let mut key = (note.kind.clone(), reason);
            if self.notes_by_reason.len() >= MAX_REASONS && !self.notes_by_reason.contains_key(&key) {
                key.1 = "".into();
            }
            let met = self.notes_by_reason.entry(key).or_default();
            *met += 1;
            if *met > MAX_NOTES {
                self.notes_dropped += 1;
                continue;
            }
            cut(&mut note.text, MAX_NOTE);
            notes.push(note);
        }
        self.notes = notes.len();
    }
}

impl Kept {
    fn settle<T>(&mut self, items: &mut Vec<T>, most: usize, mut shorten: impl FnMut(&mut T) -> usize) {
        for (at, item) in items.iter_mut().enumerate().skip(self.seen) {
            self.bytes += shorten(item);
            if self.stay.is_none() && (at >= most || self.bytes > MAX_BYTES) {
                self.stay = Some(at);
            }
        }
        if let Some(stay) = self.stay.filter(|stay| items.len() > stay + 2 * RECENT) {
            let end = items.len() - RECENT;
            self.dropped += (end - stay) as u64;
            items.drain(stay..end);
        }
        self.seen = items.len();
    }

    fn finish<T>(&mut self, items: &mut Vec<T>) {
        if let Some(stay) = self.stay.filter(|stay| items.len() > *stay) {
            self.dropped += (items.len() - stay) as u64;
            items.truncate(stay);
        }
    }
}

impl Dropped {
    pub fn add(&mut self, other: Dropped) {
        self.failures += other.failures;
        self.assertions += other.assertions;
        self.notes += other.notes;
    }

    /// Bounds the lists of the whole report, whose sources may be many, and says what was left out.
    pub fn tell(mut self, report: &mut Report) {
        self.failures += report.failures.len().saturating_sub(MAX_FAILURES) as u64;
        report.failures.truncate(MAX_FAILURES);
        self.assertions += report.assertions.len().saturating_sub(MAX_ASSERTIONS) as u64;
        report.assertions.truncate(MAX_ASSERTIONS);
        let mut limit = |dropped: u64, kept: usize, what: &str| {
            let all = dropped + kept as u64;
            if dropped > 0 {
                let text = format!("{all} {what}; the first {kept} are listed, all are counted");
                report.notes.push(Note { kind: "limit".into(), text: text.into(), ..Note::default() });
            }
            if dropped > 0 { all } else { 0 }
        };
        report.failure_count = limit(self.failures, report.failures.len(), "failures");
        report.assertion_count = limit(self.assertions, report.assertions.len(), "failed assertions");
        if self.notes > 0 {
            let text = format!("{} further notes like these are left out", self.notes);
            report.notes.push(Note { kind: "limit".into(), text: text.into(), ..Note::default() });
        }
    }
}

/// Cuts its texts; gives the bytes it holds, roughly.
fn shorten_failure(failure: &mut Failure, seen: &mut Cut) -> usize {
    let texts = std::iter::once(&mut failure.message).chain(&mut failure.nested).chain(&mut failure.running_tests);
    seen.look(failure.span, texts.filter_map(|text| cut(text, MAX_TEXT)).count());
    let frames = failure.goroutines.iter().map(|goroutine| goroutine.all_frames().count() + 4).sum::<usize>();
    let texts = failure.nested.iter().chain(&failure.running_tests).map(|text| text.len() + 16).sum::<usize>();
    frames * 64 + texts + failure.message.len() + 400
}

fn shorten_assertion(assertion: &mut Assertion, seen: &mut Cut) -> usize {
    let Assertion { error, messages, expected, actual, diff, test, stack, trace, .. } = assertion;
    let texts = [Some(error), messages.as_mut(), expected.as_mut(), actual.as_mut(), diff.as_mut(), test.as_mut()];
    let (mut bytes, mut shortened) = (400 + 64 * (stack.len() + trace.len()), 0);
    for text in texts.into_iter().flatten() {
        shortened += usize::from(cut(text, MAX_TEXT).is_some());
        bytes += text.len();
    }
    seen.look(assertion.span, shortened);
    bytes
}

/// Cuts a text that is too long, and says so in it; gives the bytes left out.
fn cut(text: &mut Text, most: usize) -> Option<usize> {
    let (short, left) = bytes::shortened(text, most)?;
    *text = short.into();
    Some(left)
}

impl Cut {
    fn look(&mut self, span: Span, shortened: usize) {
        if shortened > 0 {
            self.count += 1;
            self.first.get_or_insert(span);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(records: &Records) -> Vec<&str> {
        records.failures.iter().map(|failure| &*failure.message).collect()
    }

    #[test]
    fn the_first_failures_stay_and_all_are_counted() {
        let (mut records, mut kept) = (Records::default(), KeptGo::default());
        for number in 0..MAX_FAILURES * 3 {
            records.failures.push(Failure { message: number.to_string().into(), ..Failure::default() });
            kept.settle(&mut records);
            assert!(records.failures.len() <= MAX_FAILURES + 2 * RECENT);
            assert_eq!(
                numbers(&records).last(),
                Some(&&*number.to_string()),
                "what is read next may belong to the last"
            );
        }
        let dropped = kept.finish(&mut records);
        assert_eq!(numbers(&records).last(), Some(&&*(MAX_FAILURES - 1).to_string()));
        let mut report = Report { failures: records.failures, ..Report::default() };
        dropped.tell(&mut report);
        assert_eq!((report.failures.len(), report.failure_count), (MAX_FAILURES, MAX_FAILURES as u64 * 3));
        assert_eq!(report.notes.len(), 1);
    }

    #[test]
    fn many_bytes_are_too_many_failures() {
        let (mut records, mut kept) = (Records::default(), KeptGo::default());
        let long = Text::from("x".repeat(MAX_TEXT));
        for _ in 0..1_500 {
            records.failures.push(Failure { message: long.clone(), ..Failure::default() });
            kept.settle(&mut records);
        }
        let dropped = kept.finish(&mut records);
        assert!(records.failures.len() * MAX_TEXT <= MAX_BYTES);
        assert_eq!(dropped.failures + records.failures.len() as u64, 1_500);
    }

    #[test]
    fn a_long_text_is_cut_and_a_note_says_so() {
        let (mut records, mut kept) = (Records::default(), KeptGo::default());
        let error = Text::from("ä".repeat(MAX_TEXT));
        records.assertions.push(Assertion { error, ..Assertion::default() });
        kept.settle(&mut records);
        let held = &records.assertions[0].error;
        assert!(held.starts_with("ää") && held.ends_with("ä… (65536 bytes more)"));
        kept.finish(&mut records);
        assert_eq!(records.notes.len(), 1);
    }

    #[test]
    fn every_reason_for_a_note_stays() {
        let (mut records, mut kept) = (Records::default(), KeptGo::default());
        for _ in 0..10_000 {
            records.near_miss(Span::default(), "x", "race", "no accesses");
            kept.settle(&mut records);
        }
        records.near_miss(Span::default(), "x", "race", "another");
        records.note("not_read", Span::default(), "y");
        let dropped = kept.finish(&mut records);
        assert_eq!((records.notes.len() as u64, dropped.notes), (MAX_NOTES + 2, 10_000 - MAX_NOTES));
    }
}
