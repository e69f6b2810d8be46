//! What was not read at all, as the notes of that kind say it: a packed file that nothing here unpacks, bytes that are no
//! text, what follows the place where reading was stopped.

use crate::model::{Note, Report, Text};
use crate::page::protocol::Summary;

/// The kind of such notes.
pub const KIND: &str = "not_read";

fn notes(report: &Report) -> impl Iterator<Item = &Note> {
    report.notes.iter().filter(|note| &*note.kind == KIND)
}

/// Their sentences, as many as are shown outside of the notes.
pub fn sentences(report: &Report) -> Vec<Text> {
    notes(report).take(Summary::MOST_UNREAD).map(|note| note.text.clone()).collect()
}

/// Whether one of them is about that source. A note without a place is about the only source there is, or about none.
pub fn is_of(report: &Report, number: u32) -> bool {
    let alone = report.sources.len() == 1;
    notes(report).any(|note| note.span.map_or(alone, |span| span.source == number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Source, Span};

    fn note(kind: &str, text: &str, source: u32) -> Note {
        let span = Some(Span { source, ..Span::default() });
        Note { kind: kind.into(), span, text: text.into(), near_miss: None }
    }

    #[test]
    fn an_unread_source_is_named_and_no_other() {
        let notes = vec![note("limit", "a bound", 0), note(KIND, "packed with xz", 1)];
        let report = Report { sources: vec![Source::default(); 2], notes, ..Report::default() };
        assert_eq!((is_of(&report, 0), is_of(&report, 1)), (false, true));
        assert_eq!(sentences(&report), [Text::from("packed with xz")]);
    }

    #[test]
    fn a_note_of_the_scanner_is_about_its_own_source() {
        let mut scanner = crate::Scanner::numbered("b.log", 1);
        scanner.note(KIND, "Reading was stopped");
        let scans = vec![crate::Scanner::new("a.log").end(), scanner.end()];
        let report = crate::engine::report(scans);
        assert_eq!((is_of(&report, 0), is_of(&report, 1)), (false, true));
    }
}
