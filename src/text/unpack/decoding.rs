//! Bytes of a text to UTF-8 with line feeds: UTF-16 as Windows PowerShell writes it, and line breaks of a lone carriage
//! return.

use super::outlet::Outlet;
use super::remarks::{count, size};

/// So many units in a row, each of two bytes of plain text, are no letters of any language: somebody wrote UTF-8 into it.
const OTHER_UNITS: u64 = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endian {
    Little,
    Big,
}

/// How the text of a source is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encoding {
    pub utf16: Option<Endian>,
    /// Lines end with a lone carriage return.
    pub returns: bool,
}

/// Decodes one text, in pieces.
pub struct Decoding {
    encoding: Encoding,
    /// The first byte of a unit whose second has not arrived.
    half: Option<u8>,
    /// The first unit of a pair whose second has not arrived.
    high: Option<u16>,
    begun: bool,
    /// A carriage return whose next byte has not arrived.
    pending: bool,
    lone: u64,
    /// Units in a row that look like two letters of one byte each, and how many stood in long rows.
    row: u64,
    other: u64,
    buffer: Vec<u8>,
}

impl Decoding {
    pub fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            half: None,
            high: None,
            begun: false,
            pending: false,
            lone: 0,
            row: 0,
            other: 0,
            buffer: Vec::new(),
        }
    }

    pub fn push(&mut self, bytes: &[u8], out: &mut Outlet<'_>) {
        let mut text = std::mem::take(&mut self.buffer);
        text.clear();
        let bytes = match self.encoding.utf16 {
            Some(endian) => {
                self.units(bytes, endian, &mut text);
                text.as_slice()
            }
            None => bytes,
        };
        if self.encoding.returns {
            self.returns(bytes, out);
        } else {
            out.text(bytes);
        }
        self.buffer = text;
    }

    pub fn finish(&mut self, subject: &str, out: &mut Outlet<'_>) {
        if self.high.take().is_some() {
            self.lone += 1;
            out.text("\u{fffd}".as_bytes());
        }
        if std::mem::take(&mut self.pending) {
            out.text(b"\n");
        }
        if self.encoding.utf16.is_some() {
            out.repaired("UTF-16", 1);
        }
        if self.encoding.returns {
            out.repaired("carriage returns as line breaks", 1);
        }
        if self.half.is_some() {
            out.remark("cut", format!("{subject} is UTF-16 and ends within a letter."));
        }
        if self.other > 0 {
            let text = format!(
                "{subject} is UTF-16 for the most part, but {} of it are text of another encoding and could not be read.",
                size(self.other * 2)
            );
            out.remark("not_read", text);
        }
        if self.lone > 0 {
            let text =
                format!("{subject} is UTF-16, and {} of it are missing their other half.", count(self.lone, "letter"));
            out.remark("damaged", text);
        }
    }

    fn units(&mut self, bytes: &[u8], endian: Endian, text: &mut Vec<u8>) {
        for byte in bytes {
            let Some(first) = self.half.take() else {
                self.half = Some(*byte);
                continue;
            };
            let unit = match endian {
                Endian::Little => u16::from_le_bytes([first, *byte]),
                Endian::Big => u16::from_be_bytes([first, *byte]),
            };
            let is_other = [first, *byte].iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r'));
            self.row = if is_other { self.row + 1 } else { 0 };
            self.other += match self.row {
                OTHER_UNITS => OTHER_UNITS,
                row => u64::from(row > OTHER_UNITS),
            };
            self.unit(unit, text);
        }
    }

    fn unit(&mut self, unit: u16, text: &mut Vec<u8>) {
        let is_mark = !std::mem::replace(&mut self.begun, true) && unit == 0xfeff;
        if is_mark {
            return;
        }
        if let Some(high) = self.high.take() {
            if let Some(Ok(letter)) = char::decode_utf16([high, unit]).next() {
                write(letter, text);
                return;
            }
            self.lone += 1;
            write(char::REPLACEMENT_CHARACTER, text);
        }
        match unit {
            0xd800..0xdc00 => self.high = Some(unit),
            _ => write(
                char::from_u32(u32::from(unit)).unwrap_or_else(|| {
                    self.lone += 1;
                    char::REPLACEMENT_CHARACTER
                }),
                text,
            ),
        }
    }

    /// Lone carriage returns become line feeds; pairs stay, so that bytes keep their places.
    fn returns(&mut self, bytes: &[u8], out: &mut Outlet<'_>) {
        let mut rest = bytes;
        if self.pending
            && let Some(next) = rest.first()
        {
            self.pending = false;
            out.text(if *next == b'\n' { b"\r" } else { b"\n" });
        }
        while let Some(at) = memchr::memchr(b'\r', rest) {
            let (line, tail) = rest.split_at_checked(at).unwrap_or((rest, b""));
            out.text(line);
            rest = tail.get(1..).unwrap_or_default();
            match rest.first() {
                Some(next) => out.text(if *next == b'\n' { b"\r" } else { b"\n" }),
                None => self.pending = true,
            }
        }
        out.text(rest);
    }
}

fn write(letter: char, text: &mut Vec<u8>) {
    text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}
