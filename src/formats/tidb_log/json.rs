//! The JSON variant (`log.format = "json"`): one object a line with `level`, `time`, `caller`, `message`, then the fields
//! (spec/tidb-logs.md §1.1), or printed over several lines, as manuals and formatters do. The time has the text form of the unified layout, which tells it from other programs' JSON.

use super::emit;
use super::record::Record;
use super::unified::level;
use crate::formats::{Machine, More, Records};
use crate::model::{Span, Stamp};
use crate::text::bytes::contains;
use crate::text::{Block, Line};
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Reads one line. None for objects that are no record of ours.
pub fn read(text: &[u8], span: Span) -> Option<Record<'static>> {
    if !text.starts_with(b"{") || !contains(text, b"\"level\"") || !contains(text, b"\"time\"") {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let pairs = reader.deserialize_map(Pairs).ok()?;
    let mut record = Record { span, ..Record::default() };
    let mut leveled = false;
    for (name, value) in pairs {
        match name.as_str() {
            "level" if !leveled => {
                record.level = level(value.as_bytes())?;
                leveled = true;
            }
            "time" if record.time.is_none() => {
                let time = value.as_bytes();
                record.time = Some(Stamp::parse(time).filter(|_| time.get(4) == Some(&b'/'))?);
            }
            "caller" if record.caller.is_none() => record.caller = Some(Cow::Owned(value.into_bytes())),
            "message" if record.message.is_empty() => record.message = Cow::Owned(value.into_bytes()),
            _ => record.fields.push((Cow::Owned(name.into_bytes()), Cow::Owned(value.into_bytes()))),
        }
    }
    (leveled && record.time.is_some()).then_some(record)
}

/// Lines of one printed object at most; TiDB writes about twenty fields.
const MAX_LINES: usize = 500;

/// An object over several lines: `{` alone, then its level.
#[derive(Default)]
pub struct Printed {
    lines: usize,
}

impl Machine for Printed {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        self.lines += 1;
        if self.lines == 1 && !text.starts_with(b"\"level\":") || self.lines > MAX_LINES || text.is_empty() {
            return More::Before;
        }
        if matches!(text, b"}" | b"},") { More::End } else { More::Mine }
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let lines: Vec<&[u8]> = block.lines().map(|line| line.text).collect();
        let joined = lines.join(&b"\n"[..]);
        let object = joined.trim_ascii();
        if let Some(record) = read(object.strip_suffix(b",").unwrap_or(object), block.span()) {
            emit(&record, records);
        }
    }
}

/// The pairs of an object in their order; values that are no text as compact JSON.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
            let value = match value {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            };
            pairs.push((name, value));
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_objects() {
        let line = br#"{"level":"WARN","time":"2024/05/20 09:15:02.118 +02:00","caller":"pd.go:152","message":"m","conn":7,"a":"b"}"#;
        let record = read(line, Span::default()).unwrap();
        assert_eq!((record.level, record.message.as_ref()), ("WARN", &b"m"[..]));
        assert_eq!(record.field("conn"), Some(&b"7"[..]));
        let etcd = br#"{"level":"info","ts":"2024-03-04T11:20:45.118Z","time":"x","msg":"trace","duration":"1.2s"}"#;
        assert!(read(etcd, Span::default()).is_none());
    }
}
