//! The report as JSON: the public contract.
//!
//! Strings hold what the log holds. Characters that act on whoever looks at the file (see [`super::safe`]) are written as
//! `\u202e`, which is the same value to every reader of JSON.

use super::safe::{acts, may_act};
use crate::model::Report;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io;

/// Pretty-printed, with a line break at the end.
pub fn json(report: &Report) -> String {
    text(report)
}

/// Any value of ours as JSON, laid out in the same way.
pub fn text(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    // Writing to memory cannot fail, nor can values without keys that are no texts.
    let _ = write(value, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// The same, piece by piece: the text of a long report is larger than the report.
pub fn write_json(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    write(report, out)
}

/// The report, or nothing where its text is longer than `most` bytes.
pub fn json_within(report: &Report, most: usize) -> Option<String> {
    let mut out = Within { text: Vec::new(), most };
    write(report, &mut out).ok()?;
    String::from_utf8(out.text).ok()
}

fn write(value: &impl Serialize, mut out: impl io::Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut out, Visible(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// Refuses to grow beyond its bound.
struct Within {
    text: Vec<u8>,
    most: usize,
}

impl io::Write for Within {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.text.len() + bytes.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// serde_json's layout; of its strings it leaves DEL, C1 and everything beyond ASCII as they are.
struct Visible(PrettyFormatter<'static>);

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if !may_act(fragment) {
            return out.write_all(fragment.as_bytes());
        }
        let mut copied = 0;
        for (at, letter) in fragment.char_indices().filter(|(_, letter)| acts(*letter)) {
            out.write_all(fragment.get(copied..at).unwrap_or_default().as_bytes())?;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            copied = at + letter.len_utf8();
        }
        out.write_all(fragment.get(copied..).unwrap_or_default().as_bytes())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_stays_the_same_value() {
        let value = "a\u{1b}\u{9b}\u{7f}\u{202e}\u{e0041}é\\u{1b}\n";
        let json = text(&[value]);
        assert_eq!(json, "[\n  \"a\\u001b\\u009b\\u007f\\u202e\\udb40\\udc41é\\\\u{1b}\\n\"\n]\n");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [value]);
    }

    #[test]
    fn a_bound_is_kept() {
        let report = Report::default();
        let whole = json(&report);
        assert_eq!(json_within(&report, whole.len()).as_deref(), Some(&*whole));
        assert_eq!(json_within(&report, whole.len() - 1), None);
    }
}
