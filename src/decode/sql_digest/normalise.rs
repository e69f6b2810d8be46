//! A statement without its values (spec/tidb-logs.md §4.7).

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

/// Parts with their text in lower case.
type Parts<'a> = Vec<(Part, Cow<'a, str>)>;

/// The normalised text, and whether a word in it became a keyword only after 5.0.
pub fn normalise(sql: &str, style: Style) -> (String, bool) {
    let mut lexer = Lexer::new(sql.as_bytes());
    let (mut parts, mut young): (Parts<'_>, bool) = (Vec::new(), false);
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
            parts.push((part, text));
        }
    }
    (print(&parts, style), young)
}

/// `use|force|ignore index ( … )` is dropped.
fn skip_index_hint(lexer: &mut Lexer<'_>, parts: &mut Parts<'_>) -> bool {
    if !matches!(text_at(parts, 1), Some("force" | "use" | "ignore")) {
        return false;
    }
    while let Ok(Some(token)) = lexer.next() {
        if token.text == ")" {
            parts.pop();
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
        if text_at(parts, 1) != Some("(") {
            return Some((kind, text));
        }
        parts.push((Part::Value, "?".into()));
        return None;
    }
    if !is_value {
        return Some((kind, text));
    }
    if matches!(kind, Kind::Integer | Kind::Number) && has_sign(parts) {
        parts.pop();
    }
    let listed = if follows_value(parts, &[","]) {
        2
    } else if style.release >= Release::V7_1 && follows_value(parts, &[")", ",", "("]) {
        4
    } else {
        0
    };
    if listed > 0 {
        parts.truncate(parts.len() - listed);
        parts.push((Part::Values, "...".into()));
    } else if kind == Kind::Integer && is_position(parts) {
        parts.push((Part::Word, text));
    } else {
        parts.push((Part::Value, "?".into()));
    }
    None
}

/// Text of the part that stands `back` places before the end, 1 for the last.
fn text_at<'p>(parts: &'p Parts<'_>, back: usize) -> Option<&'p str> {
    parts.get(parts.len().checked_sub(back)?).map(|(_, text)| text.as_ref())
}

/// Whether the last part is a sign that belongs to the number after it.
fn has_sign(parts: &Parts<'_>) -> bool {
    matches!(text_at(parts, 1), Some("-" | "+"))
        && matches!(
            text_at(parts, 2),
            None | Some("(" | "," | "+" | "-" | ">=" | "is" | "<=" | "=" | "<" | ">" | "select")
        )
}

/// Whether the parts end with a value or values and then these words.
fn follows_value(parts: &Parts<'_>, words: &[&str]) -> bool {
    let ends = words.iter().rev().zip(1..).all(|(word, back)| text_at(parts, back) == Some(word));
    let before = parts.len().checked_sub(words.len() + 1).and_then(|at| parts.get(at));
    ends && matches!(before, Some((Part::Value | Part::Values, _)))
}

/// Whether a number here is the position of a column in ORDER BY or GROUP BY.
fn is_position(parts: &Parts<'_>) -> bool {
    let mut back = 1;
    while text_at(parts, back) == Some(",") {
        back += 2;
    }
    if text_at(parts, back) == Some("(") {
        back += 1;
    }
    text_at(parts, back) == Some("by") && matches!(text_at(parts, back + 1), Some("order" | "group"))
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
    let mut text = String::with_capacity(parts.iter().map(|(_, word)| word.len() + "` `".len()).sum());
    for (at, (part, word)) in parts.iter().enumerate() {
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
