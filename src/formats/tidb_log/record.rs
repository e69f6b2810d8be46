//! One log record, whatever layout it came in.

use super::unified::{Groups, Header, Raw, is_caller};
use crate::model::{Span, Stamp};
use std::borrow::Cow;

pub type Bytes<'a> = Cow<'a, [u8]>;

/// A record with its escapes taken off.
#[derive(Debug, Default)]
pub struct Record<'a> {
    pub time: Option<Stamp>,
    pub level: &'static str,
    pub caller: Option<Bytes<'a>>,
    pub message: Bytes<'a>,
    /// In the order of the line; names may repeat.
    pub fields: Vec<(Bytes<'a>, Bytes<'a>)>,
    /// The text ended inside the record …
    pub cut: bool,
    /// … within the value of its last field, or within its message where it has no fields.
    pub cut_value: bool,
    pub span: Span,
}

/// A name, without the stars and backquotes by which somebody pointed it out.
fn name(key: Raw<'_>) -> Bytes<'_> {
    let is_mark = |byte: Option<&u8>| matches!(byte, Some(b'*' | b'`'));
    let mut name = key.text;
    while name.len() > 2 && is_mark(name.first()) && is_mark(name.last()) {
        name = name.get(1..name.len() - 1).unwrap_or_default();
    }
    Raw { text: name, ..key }.plain()
}

/// Whether a value at which a line was cut may be half a number; Go and Rust end every duration of a log with an `s`.
pub fn is_half_number(value: &[u8]) -> bool {
    value.first().is_none_or(u8::is_ascii_digit) && !value.ends_with(b"s")
}

impl<'a> Record<'a> {
    /// Reads what follows the header of the unified layout.
    pub fn unified(header: &Header<'a>, span: Span) -> Self {
        let mut record = Self { time: header.time, level: header.level, span, ..Self::default() };
        let mut groups = Groups::new(header.rest);
        let mut message = None;
        let mut logger = None;
        for group in groups.by_ref() {
            record.cut_value = group.key.is_some() || message.is_none();
            if let Some(key) = group.key {
                record.fields.push((name(key), group.value.plain()));
            } else if message.is_none() && record.caller.is_none() && is_caller(group.value.text) {
                record.caller = Some(Cow::Borrowed(group.value.text));
            } else if record.caller.is_none() && logger.is_none() && message.is_none() && !group.value.quoted {
                // A logger's name stands before the caller; without a caller it is the message.
                logger = Some(group.value.plain());
            } else if message.is_none() {
                message = Some(group.value.plain());
            }
            // A bracket that was cut before its `=` is half a key: no field.
        }
        record.cut = groups.cut;
        record.cut_value &= groups.cut;
        // Of a number that was cut nobody can tell what it is; a text shows its beginning.
        if record.cut_value && record.fields.last().is_some_and(|(_, value)| is_half_number(value)) {
            record.fields.pop();
            record.cut_value = false;
        }
        if message.is_none() && record.caller.is_none() {
            message = logger.take();
        }
        if message.is_none() && !groups.rest().is_empty() {
            message = Some(Cow::Borrowed(groups.rest().trim_ascii()));
        }
        record.message = message.unwrap_or_default();
        record
    }

    /// A duration as far as it is printed: the beginning of one that was cut (`2m` of `2m3.5s`, `36.03`) is none. Go and
    /// Rust end every duration of a log with an `s`.
    fn whole<'b>(&self, value: &'b [u8], last: bool) -> Option<&'b [u8]> {
        (!(self.cut_value && last) || value.ends_with(b"s")).then_some(value)
    }

    /// The fields whose values may be durations.
    pub fn measures(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields
            .iter()
            .enumerate()
            .filter_map(|(at, (name, value))| Some((name.as_ref(), self.whole(value, at + 1 == self.fields.len())?)))
    }

    /// The first value of that name which may be a duration.
    pub fn measure(&self, name: &str) -> Option<&[u8]> {
        self.measures().find_map(|(key, value)| (key == name.as_bytes()).then_some(value))
    }

    /// The message without a last word that was cut.
    pub fn whole_message(&self) -> &[u8] {
        let message = self.message.as_ref();
        if self.whole(message, self.fields.is_empty()).is_some() {
            return message;
        }
        let end = memchr::memrchr2(b' ', b'\n', message).unwrap_or_default();
        message.get(..end).unwrap_or_default()
    }

    /// The first value of that name.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find_map(|(key, value)| (key.as_ref() == name.as_bytes()).then_some(value.as_ref()))
    }
}
