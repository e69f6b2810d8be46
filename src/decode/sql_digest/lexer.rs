//! MySQL's lexical rules as TiDB applies them when it normalises a statement.

use super::keywords;
use std::borrow::Cow;

/// What a token is, as far as normalising cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bare word; whether it is a keyword is decided by its neighbours.
    Name,
    /// In backquotes.
    Quoted,
    Integer,
    /// Decimals, floats and hexadecimal numbers: they may have a sign before them.
    Number,
    /// Strings and bit literals.
    Literal,
    /// `?`.
    Marker,
    /// `\N`.
    Null,
    /// `@a`; the text is the name alone.
    UserVariable,
    /// `N'…'`.
    Charset,
    /// Operators, punctuation, `@@variables`.
    Other,
}

pub struct Token<'a> {
    pub kind: Kind,
    /// As written; without quotes; empty for strings.
    pub text: Cow<'a, str>,
    /// Where it begins.
    pub at: usize,
}

/// Reads tokens from left to right.
pub struct Lexer<'a> {
    sql: &'a [u8],
    at: usize,
    /// Inside `/*! … */`, whose content counts.
    in_comment: bool,
}

/// A character or an unclosed quote that ends the reading.
#[derive(Debug)]
pub struct Invalid;

impl<'a> Lexer<'a> {
    pub fn new(sql: &'a [u8]) -> Self {
        Self { sql, at: 0, in_comment: false }
    }

    /// The byte after the last token.
    pub fn peek(&self) -> Option<u8> {
        self.sql.get(self.at).copied()
    }

    /// The next token; None at the end.
    pub fn next(&mut self) -> Result<Option<Token<'a>>, Invalid> {
        loop {
            self.skip(is_space);
            let at = self.at;
            let Some(first) = self.peek() else { return Ok(None) };
            let rest = self.sql.get(at..).unwrap_or_default();
            match first {
                b'#' => self.skip(|byte| byte != b'\n'),
                b'-' if rest.starts_with(b"--") && rest.get(2).is_none_or(|byte| is_space(*byte)) => {
                    self.skip(|byte| byte != b'\n');
                }
                b'/' if rest.starts_with(b"/*") => {
                    self.at += 2;
                    if !self.comment() {
                        // Never closed: TiDB puts an empty token for it.
                        return Ok(Some(Token { kind: Kind::Other, text: Cow::Borrowed(""), at }));
                    }
                }
                b'*' if self.in_comment && rest.starts_with(b"*/") => {
                    self.in_comment = false;
                    self.at += 2;
                }
                _ => return self.token(first, rest).map(Some),
            }
        }
    }

    fn token(&mut self, first: u8, rest: &'a [u8]) -> Result<Token<'a>, Invalid> {
        let at = self.at;
        let second = rest.get(1).copied();
        let kind = match first {
            b'\'' | b'"' => {
                self.string(first)?;
                return Ok(Token { kind: Kind::Literal, text: Cow::Borrowed(""), at });
            }
            b'`' => {
                let text = self.quoted()?.into();
                return Ok(Token { kind: Kind::Quoted, text, at });
            }
            b'@' => return self.variable(),
            b'x' | b'X' if second == Some(b'\'') => {
                self.quoted_number(|byte| byte.is_ascii_hexdigit(), Kind::Number)?
            }
            b'b' | b'B' if second == Some(b'\'') => self.quoted_number(is_bit, Kind::Literal)?,
            b'n' | b'N' if second == Some(b'\'') => {
                self.at += 1;
                Kind::Charset
            }
            b'0'..=b'9' => self.number(),
            b'.' if second.is_some_and(|byte| byte.is_ascii_digit()) => match self.float(at) {
                Kind::Name => return Err(Invalid),
                kind => kind,
            },
            _ if is_name(first) => {
                self.skip(is_name);
                Kind::Name
            }
            b'?' => {
                self.at += 1;
                Kind::Marker
            }
            b'\\' if second == Some(b'N') => {
                self.at += 2;
                Kind::Null
            }
            // TiDB prints nothing for these two.
            b'-' if second == Some(b'>') => {
                self.at += if rest.get(2) == Some(&b'>') { 3 } else { 2 };
                return Ok(Token { kind: Kind::Other, text: Cow::Borrowed(""), at });
            }
            _ => {
                let long = OPERATORS.iter().find(|operator| rest.starts_with(operator));
                self.at += match long {
                    Some(operator) => operator.len(),
                    None if PUNCTUATION.contains(&first) => 1,
                    None => return Err(Invalid),
                };
                Kind::Other
            }
        };
        Ok(Token { kind, text: self.text(at), at })
    }

    /// After `/*`: skips a comment, or its opening where the content counts. False where it is never closed.
    fn comment(&mut self) -> bool {
        match self.peek() {
            Some(b'!') => {
                self.at += 1;
                let version = self.sql.get(self.at..self.at + 5);
                if version.is_some_and(|version| version.iter().all(u8::is_ascii_digit)) {
                    self.at += 5;
                }
                self.in_comment = true;
                return true;
            }
            Some(b'T') if self.sql.get(self.at + 1) == Some(&b'!') => {
                self.at += 2;
                if self.features_are_known() {
                    self.in_comment = true;
                    return true;
                }
            }
            _ => {}
        }
        let rest = self.sql.get(self.at..).unwrap_or_default();
        let end = memchr::memmem::find(rest, b"*/");
        self.at += end.map_or(rest.len(), |end| end + 2);
        end.is_some()
    }

    /// Skips `[ttl,placement]`; true where it is missing or all are known.
    fn features_are_known(&mut self) -> bool {
        let rest = self.sql.get(self.at..).unwrap_or_default();
        let listed = rest.strip_prefix(b"[").and_then(|rest| rest.split_at_checked(memchr::memchr(b']', rest)?));
        let Some((list, _)) = listed else { return true };
        let mut names = list.split(|byte| *byte == b',');
        if !names.clone().all(|name| !name.is_empty() && name.iter().copied().all(is_name)) {
            return true;
        }
        self.at += list.len() + 2;
        names.all(keywords::is_feature)
    }

    fn string(&mut self, quote: u8) -> Result<(), Invalid> {
        self.at += 1;
        loop {
            let byte = self.peek().ok_or(Invalid)?;
            self.at += 1;
            if byte == b'\\' {
                self.at += 1;
            } else if byte == quote {
                if self.peek() != Some(quote) {
                    return Ok(());
                }
                self.at += 1;
            }
        }
    }

    /// The name in backquotes; a doubled one stands for itself.
    fn quoted(&mut self) -> Result<String, Invalid> {
        self.at += 1;
        let mut name = Vec::new();
        loop {
            let byte = self.peek().ok_or(Invalid)?;
            self.at += 1;
            if byte == b'`' {
                if self.peek() != Some(b'`') {
                    return Ok(String::from_utf8_lossy(&name).into_owned());
                }
                self.at += 1;
            }
            name.push(byte);
        }
    }

    /// `@name`, `@'name'`, `@@global.name`.
    fn variable(&mut self) -> Result<Token<'a>, Invalid> {
        let at = self.at;
        self.at += 1;
        if self.peek() != Some(b'@') {
            let text = self.variable_name()?.unwrap_or_default();
            return Ok(Token { kind: Kind::UserVariable, text, at });
        }
        self.at += 1;
        let rest = self.sql.get(self.at..).unwrap_or_default();
        let prefix = ["global.", "session.", "local."]
            .into_iter()
            .find(|prefix| rest.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes())));
        self.at += prefix.map_or(0, str::len);
        let text = match self.variable_name()? {
            Some(name) => format!("@@{}{name}", prefix.unwrap_or_default()).into(),
            None => Cow::Borrowed(""),
        };
        Ok(Token { kind: Kind::Other, text, at })
    }

    fn variable_name(&mut self) -> Result<Option<Cow<'a, str>>, Invalid> {
        let at = self.at;
        match self.peek() {
            Some(quote @ (b'\'' | b'"')) => {
                self.string(quote)?;
                let inner = self.sql.get(at + 1..self.at - 1).unwrap_or_default();
                Ok(Some(String::from_utf8_lossy(inner)))
            }
            Some(b'`') => self.quoted().map(|name| Some(name.into())),
            Some(byte) if is_name(byte) || byte == b'.' => {
                self.skip(|byte| is_name(byte) || byte == b'.');
                Ok(Some(self.text(at)))
            }
            _ => Ok(None),
        }
    }

    /// `x'1f'`, `b'01'`.
    fn quoted_number(&mut self, digit: Digit, kind: Kind) -> Result<Kind, Invalid> {
        self.at += 2;
        self.skip(digit);
        if self.peek() != Some(b'\'') {
            return Err(Invalid);
        }
        self.at += 1;
        Ok(kind)
    }

    /// A number, or a name that begins with digits.
    fn number(&mut self) -> Kind {
        let begin = self.at;
        let mut kind = Kind::Integer;
        let rest = self.sql.get(begin..).unwrap_or_default();
        let prefixed: Option<(Digit, Kind)> = match rest {
            [b'0', b'x' | b'X', ..] => Some((|byte| byte.is_ascii_hexdigit(), Kind::Number)),
            [b'0', b'b', ..] => Some((is_bit, Kind::Literal)),
            [b'0', b'B', ..] => {
                self.skip(is_name);
                return Kind::Name;
            }
            _ => None,
        };
        if let Some((digit, prefixed)) = prefixed {
            self.at += 2;
            self.skip(digit);
            if self.at == begin + 2 || self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                self.skip(is_name);
                return Kind::Name;
            }
            kind = prefixed;
        }
        self.skip(|byte| byte.is_ascii_digit());
        match self.peek() {
            Some(b'.' | b'e' | b'E') => self.float(begin),
            Some(byte) if is_name(byte) => {
                self.skip(is_name);
                Kind::Name
            }
            _ => kind,
        }
    }

    /// `1.5e3` from its beginning; `9est` is a name.
    fn float(&mut self, begin: usize) -> Kind {
        self.at = begin;
        self.skip(|byte| byte.is_ascii_digit());
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.skip(|byte| byte.is_ascii_digit());
        }
        if !matches!(self.peek(), Some(b'e' | b'E')) {
            return Kind::Number;
        }
        self.at += 1;
        if matches!(self.peek(), Some(b'+' | b'-')) {
            self.at += 1;
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.skip(|byte| byte.is_ascii_digit());
            return Kind::Number;
        }
        self.at = begin;
        self.skip(is_name);
        Kind::Name
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.sql.get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| wanted(**byte)).count();
    }

    fn text(&self, from: usize) -> Cow<'a, str> {
        let text = self.sql.get(from..self.at).unwrap_or_default();
        // A blank of one byte may stand within a letter; otherwise valid, and checking is faster than mending.
        std::str::from_utf8(text).map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed)
    }
}

/// Whether a byte is a digit of some base.
type Digit = fn(u8) -> bool;

/// Longest first.
const OPERATORS: [&[u8]; 11] = [b"<=>", b"||", b"&&", b"&^", b":=", b">=", b"<=", b"!=", b"<>", b"<<", b">>"];
const PUNCTUATION: &[u8] = b"/+-*><()[];,&%:|!^~\\={}.";

/// Go's white space among bytes.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | b' ' | 0x85 | 0xa0)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

fn is_bit(byte: u8) -> bool {
    matches!(byte, b'0' | b'1')
}
