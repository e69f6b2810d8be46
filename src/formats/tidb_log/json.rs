//! The JSON variant (`log.format = "json"`): one object a line with `level`, `time`, `caller`, `message`, then the fields
//! (docs/spec/tidb-logs.md §1.1), or printed over several lines, as manuals and formatters do. In 2017 the message was
//! `msg`, the
//! caller `file` and `line` (pingcap/tidb#4657). The time has the text form of the unified layout, which tells it from other programs' JSON.

use super::record::{Bytes, Record};
use super::unified::{is_caller, level};
use crate::formats::{Machine, More, Records};
use crate::model::{Span, Stamp};
use crate::text::bytes::contains;
use crate::text::{Block, Line};
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Reads one line, as far as it goes. None for objects that are no record of ours.
pub fn read(text: &[u8], span: Span) -> Option<Record<'static>> {
    if !text.starts_with(b"{") || !contains(text, b"\"level\"") || !contains(text, b"\"time\"") {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let mut pairs = Vec::new();
    let cut = match reader.deserialize_map(Pairs(&mut pairs)) {
        Ok(()) => false,
        Err(reason) if reason.is_eof() => true,
        Err(_) => return None,
    };
    if cut && pairs.last().is_some_and(|(name, value)| ends_in_number(text, name, value)) {
        pairs.pop();
    }
    let mut record = Record { cut, span, ..Record::default() };
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
            "message" | "msg" if record.message.is_empty() => record.message = Cow::Owned(value.into_bytes()),
            _ => record.fields.push((Cow::Owned(name.into_bytes()), Cow::Owned(value.into_bytes()))),
        }
    }
    if record.caller.is_none() {
        record.caller = old_caller(&mut record.fields);
    }
    (leveled && record.time.is_some()).then_some(record)
}

/// The caller of objects of 2017, taken out of the fields: `adapter.go:274`.
fn old_caller(fields: &mut Vec<(Bytes<'static>, Bytes<'static>)>) -> Option<Bytes<'static>> {
    let place = |name: &[u8]| fields.iter().position(|(field, _)| field.as_ref() == name);
    let (file, line) = (place(b"file")?, place(b"line")?);
    let caller = [fields.get(file)?.1.as_ref(), b":", fields.get(line)?.1.as_ref()].concat();
    is_caller(&caller).then(|| {
        fields.retain(|(name, _)| !matches!(name.as_ref(), b"file" | b"line"));
        Cow::Owned(caller)
    })
}

/// Whether the text ends with a number, which may have lost digits.
fn ends_in_number(text: &[u8], name: &str, value: &str) -> bool {
    let before =
        text.strip_suffix(value.as_bytes()).filter(|_| value.ends_with(|letter: char| letter.is_ascii_digit()));
    before
        .and_then(|text| text.trim_ascii_end().strip_suffix(b":"))
        .and_then(|text| text.trim_ascii_end().strip_suffix(b"\""))
        .is_some_and(|text| text.ends_with(name.as_bytes()))
}

/// Hands on a record, and says where it was cut.
pub fn emit(record: &Record<'_>, records: &mut Records) {
    if record.cut {
        records.note("cut", record.span, "The log line ends inside its object; what follows is unknown.");
    }
    super::emit(record, records);
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

/// The pairs of an object in their order; values that are no text as compact JSON. They stay where the object ends too
/// early.
struct Pairs<'a>(&'a mut Vec<(String, String)>);

impl<'de> Visitor<'de> for Pairs<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
            let value = match value {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            };
            self.0.push((name, value));
        }
        Ok(())
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

    #[test]
    fn objects_of_2017() {
        let line = br#"{"costTime":1000142797,"file":"adapter.go","level":"info","line":274,"msg":"query","sql":"select 1","time":"2017/09/27 14:20:47.209"}"#;
        let record = read(line, Span::default()).unwrap();
        assert_eq!((record.message.as_ref(), record.caller.as_deref()), (&b"query"[..], Some(&b"adapter.go:274"[..])));
        assert_eq!(record.fields.len(), 2);
    }

    #[test]
    fn a_cut_object_keeps_its_whole_members() {
        let check = |tail: &str, expected: Option<&[(&str, &str)]>| {
            let line = format!(r#"{{"level":"WARN","time":"2024/05/20 09:15:02.118 +02:00","message":"m"{tail}"#);
            let fields = read(line.as_bytes(), Span::default()).map(|record| {
                assert!(record.cut, "{line}");
                let text = |bytes: Cow<'_, [u8]>| String::from_utf8_lossy(&bytes).into_owned();
                record.fields.into_iter().map(|(name, value)| (text(name), text(value))).collect::<Vec<_>>()
            });
            let expected = expected.map(|pairs| {
                pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect::<Vec<_>>()
            });
            assert_eq!(fields, expected, "{line}");
        };
        check("", Some(&[]));
        check(r#","cost time":"78.5ms","con"#, Some(&[("cost time", "78.5ms")]));
        check(r#","cost time":"78.5"#, Some(&[]));
        check(r#","conn":12"#, Some(&[]));
        check(r#","conn":12,"#, Some(&[("conn", "12")]));
        check(r#","conn":12,"x12"#, Some(&[("conn", "12")]));
        check(r#","conn":12 x"#, None);
    }
}
