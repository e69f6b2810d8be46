//! Replies as bytes: the worker's answers are frequent and some are large, and the page decodes them without a
//! serialisation library. Numbers are little endian; a text or list is its length (u32) and its content.
//!
//! Both ends come from one build, so there is no version; what cannot be read is `None`.

use super::{
    CardId, Counts, Found, Kind, Mark, RawLine, RawWindow, Reply, SoFar, SourceHead, Summary, Tell, Understood,
};
use crate::model::Text;

const NO_CARD: u8 = u8::MAX;

impl Reply {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer(Vec::new());
        out.u32(self.id);
        out.tell(&self.tell);
        out.0
    }

    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader(bytes);
        Some(Self { id: from.u32()?, tell: from.tell()? })
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.u32(bytes.len() as u32);
        self.0.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// A text that may be missing.
    fn maybe(&mut self, text: Option<&str>) {
        self.u8(u8::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn card(&mut self, card: Option<CardId>) {
        self.u8(card.map_or(NO_CARD, |card| card.kind.number()));
        self.u32(card.map_or(0, |card| card.index));
    }

    fn list<T>(&mut self, list: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.u32(list.len() as u32);
        for one in list {
            put(self, one);
        }
    }

    fn tell(&mut self, tell: &Tell) {
        match tell {
            Tell::Ready => self.u8(0),
            Tell::Progress { source, bytes, total, found } => {
                self.u8(1);
                self.u32(*source);
                for value in [*bytes, *total, found.records, found.races, found.slow_queries, found.timings] {
                    self.u64(value);
                }
            }
            Tell::Done { source, stopped } => {
                self.u8(2);
                self.u32(*source);
                self.u8(u8::from(stopped.is_some()));
                self.u64(stopped.unwrap_or_default());
            }
            Tell::Failed { source, reason } => {
                self.u8(3);
                self.u32(*source);
                self.text(reason);
            }
            Tell::Report(summary) => {
                self.u8(4);
                self.summary(summary);
            }
            Tell::Heads { problem, rows } => {
                self.u8(5);
                self.maybe(problem.as_deref());
                self.bytes(rows);
            }
            Tell::Panel { tree } => {
                self.u8(6);
                self.bytes(tree);
            }
            Tell::Lines(window) => {
                self.u8(7);
                self.u32(window.source);
                self.u64(window.from);
                self.list(&window.lines, |out, line| {
                    out.text(&line.text);
                    out.u64(line.cut_bytes);
                    out.card(line.card);
                });
            }
            Tell::Marks { source, marks } => {
                self.u8(8);
                self.u32(*source);
                self.list(marks, |out, mark| {
                    out.u64(mark.line);
                    out.u64(mark.end_line);
                    out.card(Some(mark.card));
                });
            }
            Tell::Found(found) => {
                self.u8(9);
                self.u32(found.source);
                self.u64(found.total);
                self.maybe(found.error.as_deref());
                self.list(&found.lines, |out, line| out.u64(*line));
            }
            Tell::Export { text } => {
                self.u8(10);
                self.text(text);
            }
            Tell::Crashed { source, text } => {
                self.u8(11);
                self.u8(u8::from(source.is_some()));
                self.u32(source.unwrap_or_default());
                self.text(text);
            }
        }
    }

    fn summary(&mut self, summary: &Summary) {
        self.list(&summary.sources, |out, source| {
            out.u32(source.id);
            out.u64(source.lines);
            out.u8(u8::from(source.unread));
        });
        for number in summary.counts.numbers() {
            self.u64(number);
        }
        self.u8(summary.understood.percent);
        self.text(&summary.understood.short);
        self.text(&summary.understood.exact);
        self.list(&summary.unread, |out, sentence| out.text(sentence));
        for is in [summary.has_story, summary.has_timeline, summary.complete] {
            self.u8(u8::from(is));
        }
    }
}

/// Takes what [`Writer`] puts; `None` where the bytes end too early.
struct Reader<'a>(&'a [u8]);

// What may be missing is an option in what may end too early.
#[allow(clippy::option_option)]
impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn yes(&mut self) -> Option<bool> {
        self.u8().map(|byte| byte != 0)
    }

    #[inline(never)]
    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    #[inline(never)]
    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    #[inline(never)]
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.u32()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    #[inline(never)]
    fn text(&mut self) -> Option<Text> {
        std::str::from_utf8(self.bytes()?).ok().map(Text::from)
    }

    fn maybe(&mut self) -> Option<Option<Text>> {
        let is = self.yes()?;
        let text = self.text()?;
        Some(is.then_some(text))
    }

    #[inline(never)]
    fn card(&mut self) -> Option<Option<CardId>> {
        let (kind, index) = (self.u8()?, self.u32()?);
        Some((kind != NO_CARD).then(|| CardId { kind: Kind::from_number(kind), index }))
    }

    fn list<T>(&mut self, mut take: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.u32()?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(take(self)?);
        }
        Some(list)
    }

    fn tell(&mut self) -> Option<Tell> {
        Some(match self.u8()? {
            0 => Tell::Ready,
            1 => {
                let (source, bytes, total) = (self.u32()?, self.u64()?, self.u64()?);
                let (records, races) = (self.u64()?, self.u64()?);
                let found = SoFar { records, races, slow_queries: self.u64()?, timings: self.u64()? };
                Tell::Progress { source, bytes, total, found }
            }
            2 => {
                let (source, is, stopped) = (self.u32()?, self.yes()?, self.u64()?);
                Tell::Done { source, stopped: is.then_some(stopped) }
            }
            3 => Tell::Failed { source: self.u32()?, reason: self.text()? },
            4 => Tell::Report(self.summary()?),
            5 => Tell::Heads { problem: self.maybe()?, rows: self.bytes()?.to_vec() },
            6 => Tell::Panel { tree: self.bytes()?.to_vec() },
            7 => {
                let (source, from) = (self.u32()?, self.u64()?);
                let line =
                    |from: &mut Self| Some(RawLine { text: from.text()?, cut_bytes: from.u64()?, card: from.card()? });
                Tell::Lines(RawWindow { source, from, lines: self.list(line)? })
            }
            8 => {
                let source = self.u32()?;
                let mark =
                    |from: &mut Self| Some(Mark { line: from.u64()?, end_line: from.u64()?, card: from.card()?? });
                Tell::Marks { source, marks: self.list(mark)? }
            }
            9 => {
                let (source, total, error) = (self.u32()?, self.u64()?, self.maybe()?);
                Tell::Found(Found { source, total, error, lines: self.list(Self::u64)? })
            }
            10 => Tell::Export { text: self.text()? },
            11 => {
                let (is, source) = (self.yes()?, self.u32()?);
                Tell::Crashed { source: is.then_some(source), text: self.text()? }
            }
            _ => return None,
        })
    }

    fn summary(&mut self) -> Option<Summary> {
        let sources =
            self.list(|from| Some(SourceHead { id: from.u32()?, lines: from.u64()?, unread: from.yes()? }))?;
        let mut numbers = [0; Counts::NUMBERS];
        for number in &mut numbers {
            *number = self.u64()?;
        }
        let understood = Understood { percent: self.u8()?, short: self.text()?, exact: self.text()? };
        let unread = self.list(Self::text)?;
        let (has_story, has_timeline, complete) = (self.yes()?, self.yes()?, self.yes()?);
        let counts = Counts::from_numbers(numbers);
        Some(Summary { sources, counts, understood, has_story, has_timeline, unread, complete })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_survive_their_bytes() {
        let card = CardId { kind: Kind::Slow, index: 7 };
        let line = RawLine { text: "größer".into(), cut_bytes: 9, card: Some(card) };
        let summary = Summary {
            sources: vec![SourceHead { id: 3, lines: 700, unread: true }],
            counts: Counts { races: 2, notes: 9, ..Counts::default() },
            understood: Understood { percent: 98, short: "98 %".into(), exact: "98 of 100".into() },
            has_story: true,
            unread: vec!["a.xz was not read".into()],
            ..Summary::default()
        };
        let tells = [
            Tell::Ready,
            Tell::Progress {
                source: 1,
                bytes: 2,
                total: u64::MAX,
                found: SoFar { records: 4, timings: 3, ..SoFar::default() },
            },
            Tell::Done { source: 1, stopped: None },
            Tell::Done { source: 1, stopped: Some(u64::MAX) },
            Tell::Failed { source: 1, reason: "no".into() },
            Tell::Report(summary),
            Tell::Heads { problem: Some("?".into()), rows: vec![1, 2] },
            Tell::Panel { tree: vec![3] },
            Tell::Lines(RawWindow { source: 1, from: 2, lines: vec![line, RawLine::default()] }),
            Tell::Marks { source: 1, marks: vec![Mark { line: 1, end_line: 4, card }] },
            Tell::Found(Found { source: 1, lines: vec![3, 9], total: 12, error: None }),
            Tell::Export { text: "a".into() },
            Tell::Crashed { source: None, text: "b".into() },
        ];
        for tell in tells {
            let reply = Reply { id: 5, tell };
            let bytes = reply.to_bytes();
            assert_eq!(Reply::read(&bytes), Some(reply));
            for cut in 0..bytes.len() {
                assert_eq!(Reply::read(&bytes[..cut]), None);
            }
        }
    }
}
