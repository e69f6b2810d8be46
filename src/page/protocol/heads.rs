//! The list of cards as one flat buffer: transferred, not copied, and read row by row, so that a list of 100,000 cards
//! costs the page nothing but the rows on screen.
//!
//! Layout, little endian: number of rows (u32), all records before filtering (u32), then rows of [`ROW`] bytes, then
//! the texts.

use super::{CardId, Kind};
use crate::model::Severity;

const HEADER: usize = 8;
/// kind 1, severity 1, two unused, index 4, source 4, line 8, nanos 8, duration 8, count 8, then four offsets and a
/// final one for title, subtitle, time, id: 20.
const ROW: usize = 64;
const NONE: i64 = i64::MIN;

/// One row of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub card: CardId,
    pub title: String,
    pub subtitle: String,
    /// RFC 3339 with the log's own offset; empty where no time is known.
    pub time: String,
    /// Stable over logs and machines: used in links.
    pub fingerprint: String,
    /// Place in the source; line 0 where there is none.
    pub source: u32,
    pub line: u64,
    pub severity: Option<Severity>,
    pub duration_nanos: Option<i64>,
    pub count: u64,
}

/// The rows, read from the buffer when they are looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heads(Vec<u8>);

impl Heads {
    /// Rows as bytes; `records` is their number before filtering.
    pub fn encode(rows: impl ExactSizeIterator<Item = Head>, records: u32) -> Vec<u8> {
        let count = rows.len();
        let texts_start = HEADER + count * ROW;
        let mut fixed = Vec::with_capacity(texts_start);
        let mut texts = Vec::new();
        fixed.extend_from_slice(&(count as u32).to_le_bytes());
        fixed.extend_from_slice(&records.to_le_bytes());
        for row in rows {
            let severity = row.severity.map_or(0, |severity| severity as u8 + 1);
            fixed.extend_from_slice(&[row.card.kind.number(), severity, 0, 0]);
            fixed.extend_from_slice(&row.card.index.to_le_bytes());
            fixed.extend_from_slice(&row.source.to_le_bytes());
            fixed.extend_from_slice(&row.line.to_le_bytes());
            fixed.extend_from_slice(&row.duration_nanos.unwrap_or(NONE).to_le_bytes());
            fixed.extend_from_slice(&row.count.to_le_bytes());
            for text in [&row.title, &row.subtitle, &row.time, &row.fingerprint] {
                fixed.extend_from_slice(&(texts.len() as u32).to_le_bytes());
                texts.extend_from_slice(text.as_bytes());
            }
            fixed.extend_from_slice(&(texts.len() as u32).to_le_bytes());
            fixed.extend_from_slice(&[0; ROW - 56]);
        }
        fixed.extend_from_slice(&texts);
        fixed
    }

    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn len(&self) -> usize {
        self.u32(0) as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Records before filtering.
    pub fn records(&self) -> usize {
        self.u32(4) as usize
    }

    /// Which record row `at` is.
    pub fn card(&self, at: usize) -> CardId {
        let row = HEADER + at * ROW;
        CardId { kind: Kind::from_number(self.byte(row)), index: self.u32(row + 4) }
    }

    pub fn fingerprint(&self, at: usize) -> &str {
        self.text(at, 3)
    }

    pub fn get(&self, at: usize) -> Option<Head> {
        (at < self.len()).then(|| {
            let row = HEADER + at * ROW;
            Head {
                card: self.card(at),
                title: self.text(at, 0).to_owned(),
                subtitle: self.text(at, 1).to_owned(),
                time: self.text(at, 2).to_owned(),
                fingerprint: self.text(at, 3).to_owned(),
                source: self.u32(row + 8),
                line: self.u64(row + 12),
                severity: match self.byte(row + 1) {
                    1 => Some(Severity::Note),
                    2 => Some(Severity::Low),
                    3 => Some(Severity::Medium),
                    4 => Some(Severity::High),
                    _ => None,
                },
                duration_nanos: Some(self.u64(row + 20) as i64).filter(|nanos| *nanos != NONE),
                count: self.u64(row + 28),
            }
        })
    }

    /// The row of a record.
    pub fn position(&self, card: CardId) -> Option<usize> {
        (0..self.len()).find(|at| self.card(*at) == card)
    }

    /// The row with that fingerprint.
    pub fn find(&self, fingerprint: &str) -> Option<usize> {
        (0..self.len()).find(|at| self.fingerprint(*at) == fingerprint)
    }

    fn text(&self, at: usize, column: usize) -> &str {
        let offsets = HEADER + at * ROW + 36 + column * 4;
        let texts = HEADER + self.len() * ROW;
        let (from, to) = (texts + self.u32(offsets) as usize, texts + self.u32(offsets + 4) as usize);
        self.0.get(from..to).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or_default()
    }

    fn u32(&self, at: usize) -> u32 {
        self.0.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
    }

    fn u64(&self, at: usize) -> u64 {
        self.0.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_survive_the_buffer() {
        let rows = [
            Head {
                card: CardId { kind: Kind::Slow, index: 7 },
                title: "select 1".into(),
                time: "2023-01-29T15:52:07+08:00".into(),
                fingerprint: "s-12".into(),
                line: 50,
                duration_nanos: Some(54_568_269_609),
                count: 1,
                ..Head::default()
            },
            Head { severity: Some(Severity::High), subtitle: "größer".into(), ..Head::default() },
        ];
        let heads = Heads::new(Heads::encode(rows.iter().cloned(), 9));
        assert_eq!((heads.len(), heads.records()), (2, 9));
        assert_eq!([heads.get(0).unwrap(), heads.get(1).unwrap()], rows);
        assert_eq!(heads.get(2), None);
        assert_eq!(heads.find("s-12"), Some(0));
        assert_eq!(heads.position(CardId::default()), Some(1));
    }
}
