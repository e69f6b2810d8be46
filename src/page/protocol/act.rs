//! What a click in a piece of the screen does, as the text of its `data-act` attribute.

use super::CardId;
use crate::model::{Span, Text};

/// What a piece of the screen may ask of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Show these lines in the raw log: `lines SOURCE LINE END`.
    ShowLines(Span),
    /// Open another card and go there: `open KIND INDEX`.
    Open(CardId),
    /// Open the card with that fingerprint: `print r-12ab`.
    OpenFingerprint(Text),
    /// Put a term into the filter, or take it out: `filter test:TestX`.
    Filter(Text),
    /// Copy a text that the panel can give, by its name: `copy stacks`.
    Copy(Text),
    /// Draw the panel anew with a switch set; an empty value takes it away: `set NAME VALUE`.
    Set(Text, Text),
    /// Open or fold a card: `fold KIND INDEX`.
    Fold(CardId),
    /// Copy a card as Markdown: `markdown KIND INDEX`.
    CopyCard(CardId),
    /// Copy a link to a card: `link KIND INDEX`.
    CopyLink(CardId),
    /// Go to another address of the page: `go /notes`.
    Go(Text),
}

impl Act {
    pub fn to_text(&self) -> String {
        match self {
            Act::ShowLines(span) => format!("lines {} {} {}", span.source, span.line, span.end_line),
            Act::Open(card) => format!("open {}", card.to_text()),
            Act::Fold(card) => format!("fold {}", card.to_text()),
            Act::CopyCard(card) => format!("markdown {}", card.to_text()),
            Act::CopyLink(card) => format!("link {}", card.to_text()),
            Act::OpenFingerprint(print) => format!("print {print}"),
            Act::Filter(term) => format!("filter {term}"),
            Act::Copy(what) => format!("copy {what}"),
            Act::Set(name, value) => format!("set {name} {value}"),
            Act::Go(address) => format!("go {address}"),
        }
    }

    pub fn read(text: &str) -> Option<Act> {
        let (verb, rest) = text.split_once(' ')?;
        Some(match verb {
            "lines" => {
                let mut numbers = rest.split(' ').map(str::parse::<u64>);
                let mut next = || numbers.next()?.ok();
                let (source, line, end_line) = (next()? as u32, next()?, next()?);
                Act::ShowLines(Span { source, line, end_line, ..Span::default() })
            }
            "open" => Act::Open(CardId::read(rest)?),
            "fold" => Act::Fold(CardId::read(rest)?),
            "markdown" => Act::CopyCard(CardId::read(rest)?),
            "link" => Act::CopyLink(CardId::read(rest)?),
            "print" => Act::OpenFingerprint(rest.into()),
            "filter" => Act::Filter(rest.into()),
            "copy" => Act::Copy(rest.into()),
            "set" => {
                let (name, value) = rest.split_once(' ')?;
                Act::Set(name.into(), value.into())
            }
            "go" => Act::Go(rest.into()),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::Kind;

    #[test]
    fn acts_survive_their_text() {
        let acts = [
            Act::ShowLines(Span { source: 1, line: 48, end_line: 50, ..Span::default() }),
            Act::Open(CardId { kind: Kind::Slow, index: 3 }),
            Act::Fold(CardId { kind: Kind::Race, index: 0 }),
            Act::CopyCard(CardId { kind: Kind::Test, index: 1 }),
            Act::CopyLink(CardId { kind: Kind::Timing, index: 2 }),
            Act::OpenFingerprint("r-1a".into()),
            Act::Filter("test:TestA/b c".into()),
            Act::Copy("search words".into()),
            Act::Set("fold".into(), "2 14".into()),
            Act::Set("table".into(), "".into()),
            Act::Go("/notes".into()),
        ];
        for act in acts {
            assert_eq!(Act::read(&act.to_text()), Some(act));
        }
        assert_eq!(Act::read("lines 1 2"), None);
        assert_eq!(Act::read("dance now"), None);
    }
}
