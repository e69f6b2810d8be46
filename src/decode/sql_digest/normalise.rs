//! A statement without its values (docs/spec/tidb-logs.md §4.7).

use super::keywords::{self, Keyword};
use super::lexer::{Kind, Lexer};
use super::lower::lower;
use std::borrow::Cow;

/// What changed the normalised text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// Names without backquotes; NULL stays a word.
    Before5_0,
    V5_0,
    /// `( ? ) , ( ? )` collapses too.
    V7_1,
}

/// How to normalise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub release: Release,
    /// A `;` at the end does not count (7.3; before, clients did not send it while logs print it).
    pub drop_semicolon: bool,
    /// Words that became keywords after 5.0 are keywords.
    pub young_keywords: bool,
}

impl Style {
    /// Today's TiDB.
    pub const CURRENT: Self = Self { release: Release::V7_1, drop_semicolon: true, young_keywords: true };
    /// Releases before 5.0.
    pub const BEFORE_5_0: Self = Self { release: Release::Before5_0, ..Self::CURRENT };

    fn has_backquotes(self) -> bool {
        self.release >= Release::V5_0
    }
}

/// What stands in the normalised text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Printed as it is.
    Word,
    /// Printed in backquotes (since 5.0).
    Name,
    /// `@name`.
    UserVariable,
    /// `?`.
    Value,
    /// `...`.
    Values,
    /// `(_charset)`.
    Charset,
}

/// A part with its text in lower case.
struct Piece<'a> {
    part: Part,
    text: Cow<'a, str>,
    /// Of a comma: where the first comma stands of those that alternate with single parts up to this one.
    commas_from: usize,
}

/// The parts so far.
#[derive(Default)]
struct Parts<'a>(Vec<Piece<'a>>);

impl<'a> Parts<'a> {
    fn push(&mut self, part: Part, text: Cow<'a, str>) {
        let at = self.0.len();
        let earlier = at.checked_sub(2).and_then(|at| self.0.get(at)).filter(|piece| piece.text == ",");
        let commas_from = earlier.map_or(at, |piece| piece.commas_from);
        self.0.push(Piece { part, text, commas_from });
    }

    fn drop_last(&mut self, number: usize) {
        self.0.truncate(self.0.len().saturating_sub(number));
    }

    /// The part that stands `back` places before the end, 1 for the last.
    fn back(&self, back: usize) -> Option<&Piece<'a>> {
        self.0.get(self.0.len().checked_sub(back)?)
    }

    /// Its text.
    fn text_at(&self, back: usize) -> Option<&str> {
        self.back(back).map(|piece| piece.text.as_ref())
    }
}

/// The normalised text, and whether a word in it became a keyword only after 5.0.
pub fn normalise(sql: &str, style: Style) -> (String, bool) {
    let mut lexer = Lexer::new(sql.as_bytes());
    let (mut parts, mut young) = (Parts::default(), false);
    while let Ok(Some(token)) = lexer.next() {
        if style.drop_semicolon && token.text == ";" && token.at + 1 == sql.len() {
            break;
        }
        let text = lower(token.text);
        if text == "index" && skip_index_hint(&mut lexer, &mut parts) {
            continue;
        }
        let text = if text == "straight_join" { Cow::Borrowed("join") } else { text };
        if let Some((kind, text)) = value(token.kind, text, &mut parts, style) {
            let part = name(kind, &text, token.at, sql.as_bytes(), &lexer, style, &mut young);
            parts.push(part, text);
        }
    }
    (print(&parts, style), young)
}

/// `use|force|ignore index ( … )` is dropped.
fn skip_index_hint(lexer: &mut Lexer<'_>, parts: &mut Parts<'_>) -> bool {
    if !matches!(parts.text_at(1), Some("force" | "use" | "ignore")) {
        return false;
    }
    while let Ok(Some(token)) = lexer.next() {
        if token.text == ")" {
            parts.drop_last(1);
            return true;
        }
    }
    false
}

/// Puts `?` and `...` for values; gives back what is none.
fn value<'a>(kind: Kind, text: Cow<'a, str>, parts: &mut Parts<'a>, style: Style) -> Option<(Kind, Cow<'a, str>)> {
    let is_value = match kind {
        Kind::Integer | Kind::Number | Kind::Literal | Kind::Marker => true,
        Kind::Null => style.has_backquotes(),
        Kind::Name => style.has_backquotes() && text == "null",
        _ => false,
    };
    if text == "*" && kind == Kind::Other {
        if parts.text_at(1) != Some("(") {
            return Some((kind, text));
        }
        parts.push(Part::Value, "?".into());
        return None;
    }
    if !is_value {
        return Some((kind, text));
    }
    if matches!(kind, Kind::Integer | Kind::Number) && has_sign(parts) {
        parts.drop_last(1);
    }
    let listed = if follows_value(parts, &[","]) {
        2
    } else if style.release >= Release::V7_1 && follows_value(parts, &[")", ",", "("]) {
        4
    } else {
        0
    };
    if listed > 0 {
        parts.drop_last(listed);
        parts.push(Part::Values, "...".into());
    } else if kind == Kind::Integer && is_position(parts) {
        parts.push(Part::Word, text);
    } else {
        parts.push(Part::Value, "?".into());
    }
    None
}

/// Whether the last part is a sign that belongs to the number after it.
fn has_sign(parts: &Parts<'_>) -> bool {
    matches!(parts.text_at(1), Some("-" | "+"))
        && matches!(
            parts.text_at(2),
            None | Some("(" | "," | "+" | "-" | ">=" | "is" | "<=" | "=" | "<" | ">" | "select")
        )
}

/// Whether the parts end with a value or values and then these words.
fn follows_value(parts: &Parts<'_>, words: &[&str]) -> bool {
    let ends = words.iter().rev().zip(1..).all(|(word, back)| parts.text_at(back) == Some(word));
    let before = parts.back(words.len() + 1).map(|piece| piece.part);
    ends && matches!(before, Some(Part::Value | Part::Values))
}

/// Whether a number here is the position of a column in ORDER BY or GROUP BY.
fn is_position(parts: &Parts<'_>) -> bool {
    let last_comma = parts.back(1).filter(|piece| piece.text == ",");
    let first = last_comma.map_or(parts.0.len(), |piece| piece.commas_from.saturating_sub(1));
    let mut back = parts.0.len() - first + 1;
    if parts.text_at(back) == Some("(") {
        back += 1;
    }
    parts.text_at(back) == Some("by") && matches!(parts.text_at(back + 1), Some("order" | "group"))
}

/// What a token that is no value is: a word or a name.
fn name(kind: Kind, text: &str, at: usize, sql: &[u8], lexer: &Lexer, style: Style, young: &mut bool) -> Part {
    match kind {
        Kind::Quoted => return Part::Name,
        Kind::UserVariable => return Part::UserVariable,
        Kind::Charset if style.has_backquotes() => return Part::Charset,
        Kind::Name => {}
        _ => return Part::Word,
    }
    if style.has_backquotes() && text.strip_prefix('_').is_some_and(keywords::is_charset) {
        return Part::Charset;
    }
    // Part of a qualified name: no keyword.
    let before = sql.get(..at).unwrap_or_default().iter().rev().find(|byte| **byte != b' ');
    if lexer.peek() == Some(b'.') || before == Some(&b'.') {
        return Part::Name;
    }
    if lexer.peek() == Some(b'(') && keywords::is_called_function(text) {
        return Part::Word;
    }
    match keywords::keyword(text) {
        Some(Keyword::Settled) => Part::Word,
        Some(Keyword::Young) => {
            *young = true;
            if style.young_keywords { Part::Word } else { Part::Name }
        }
        None => Part::Name,
    }
}

fn print(parts: &Parts<'_>, style: Style) -> String {
    let mut text = String::with_capacity(parts.0.iter().map(|piece| piece.text.len() + "` `".len()).sum());
    for (at, Piece { part, text: word, .. }) in parts.0.iter().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        match part {
            Part::Name if style.has_backquotes() => {
                text.push('`');
                text.push_str(word);
                text.push('`');
            }
            Part::UserVariable => {
                text.push('@');
                text.push_str(word);
            }
            Part::Charset => text.push_str("(_charset)"),
            Part::Word | Part::Name | Part::Value | Part::Values => text.push_str(word),
        }
    }
    text
}
