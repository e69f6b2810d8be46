//! One log record, whatever layout it came in.

use super::unified::{Groups, Header, is_caller};
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
    /// The text ended inside the record.
    pub cut: bool,
    pub span: Span,
}

impl<'a> Record<'a> {
    /// Reads what follows the header of the unified layout.
    pub fn unified(header: &Header<'a>, span: Span) -> Self {
        let mut record = Self { time: header.time, level: header.level, span, ..Self::default() };
        let mut groups = Groups::new(header.rest);
        let mut message = None;
        let mut logger = None;
        for group in groups.by_ref() {
            if let Some(key) = group.key {
                record.fields.push((key.plain(), group.value.plain()));
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
        if message.is_none() && record.caller.is_none() {
            message = logger.take();
        }
        if message.is_none() && !groups.rest().is_empty() {
            message = Some(Cow::Borrowed(groups.rest().trim_ascii()));
        }
        record.message = message.unwrap_or_default();
        record
    }

    /// The first value of that name.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find_map(|(key, value)| (key.as_ref() == name.as_bytes()).then_some(value.as_ref()))
    }
}
