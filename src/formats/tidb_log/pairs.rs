//! A line of the coprocessor in the older layouts, whose pairs go on over the lines after it where it was broken at a
//! column: nothing closes there, so only what makes a pair of it goes on.
//!
//! ```text
//! 2019/02/13 10:20:30.121 coprocessor.go:743: [info] [TIME_COP_PROCESS] resp_time:1.204118s txnStartTS:4063
//! 58812340027393 region_id:815 store_addr:192.0.2.14:20160 kv_process_ms:1202
//! ```

use super::{broken, emit, joining, message, old, unified};
use crate::formats::{Machine, More, Records};
use crate::model::Stamp;
use crate::text::column::{Break, Joint, MIN_COLUMN, Way, letters};
use crate::text::{Block, Line};

/// Lines of one record at most.
const MAX_LINES: usize = 100;

/// What the messages begin with.
const MARKS: [&[u8]; 2] = [b"[TIME_COP_PROCESS]", b"[TIME_COP_WAIT]"];

fn mark_at(text: &[u8]) -> Option<usize> {
    MARKS.iter().find_map(|mark| memchr::memmem::find(text, mark))
}

/// Whether a message is of that kind.
pub fn is_of(message: &[u8]) -> bool {
    MARKS.iter().any(|mark| message.starts_with(mark))
}

/// Whether a line ends before the message of a record of TiDB's older layout, where that may be a column's doing:
/// `2019/02/13 10:20:30.121 coprocessor.go:743: [inf`.
pub fn is_half_header(text: &[u8], line: Line<'_>) -> bool {
    let Some((_, rest)) = Stamp::read(text).filter(|_| letters(line.text) >= MIN_COLUMN) else { return false };
    let rest = rest.trim_ascii_start();
    let place = memchr::memchr(b' ', rest).unwrap_or(rest.len());
    let (place, level) = rest.split_at_checked(place).unwrap_or((rest, b""));
    let level = level.trim_ascii();
    let pairs: Vec<&[u8]> = level.splitn(2, |byte| *byte == b']').collect();
    let half_message =
        pairs.get(1).is_none_or(|message| MARKS.iter().any(|mark| mark.starts_with(message.trim_ascii())));
    place.starts_with(b"coprocessor.go") && half_message && (level.is_empty() || level.starts_with(b"["))
}

pub struct Pairs {
    joined: Vec<u8>,
    breaks: Vec<(usize, Break)>,
    last: usize,
    widest: usize,
}

impl Pairs {
    pub fn new(line: Line<'_>) -> Self {
        let length = letters(line.text);
        Self { joined: line.text.to_vec(), breaks: Vec::new(), last: length, widest: length }
    }
}

/// Whether a line is made of pairs, but for the first word, which may be the rest of one.
fn goes_on(before: &[u8], next: &[u8], joint: Joint) -> bool {
    let mut words = next.trim_ascii().split(|byte| *byte == b' ');
    let begins = joint == Joint::Blank || before.ends_with(b" ") || next.starts_with(b" ");
    let first = words.next().is_some_and(|word| !begins || word.contains(&b':'));
    let numbered = before.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_:.-,{[] ".contains(byte));
    first && numbered && words.next().is_none_or(|word| word.contains(&b':') || joint == Joint::Open)
}

impl Machine for Pairs {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        let pairs = mark_at(&self.joined).and_then(|at| self.joined.get(at..));
        let joint = match pairs {
            Some(pairs) => broken::in_pairs(pairs, line.text),
            // In the header.
            None if matches!(self.joined.last(), Some(b']' | b':')) && text.starts_with(b"[") => Joint::Blank,
            None => Joint::Same,
        };
        let half = pairs.is_none() && mark_at(&[&self.joined, line.text].concat()).is_none();
        if text.is_empty()
            || self.widest < MIN_COLUMN
            || self.breaks.len() >= MAX_LINES
            || joining::begins_something_else(text)
            || pairs.is_some() && message::begins_a_record(text, line)
            || unified::header(text, &mut Stamp::parse).is_some()
            || old::read(text, line.span).is_some()
            || half
            || pairs.is_some() && !goes_on(&self.joined, line.text, joint)
        {
            return More::Before;
        }
        let mut at = Break::new(&self.joined, line.text, joint);
        at.letters = self.last;
        if at.joint == Joint::Blank {
            self.joined.push(b' ');
        }
        self.breaks.push((self.joined.len(), at));
        self.joined.extend_from_slice(line.text);
        self.last = letters(line.text);
        self.widest = self.widest.max(self.last);
        More::Mine
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let breaks: Vec<Break> = self.breaks.iter().map(|(_, at)| *at).collect();
        let way = Way::of(&breaks, self.widest);
        let (mut whole, mut from) = (Vec::with_capacity(self.joined.len()), 0);
        for (at, one) in self.breaks.iter().filter(|(_, one)| one.joint == Joint::Open) {
            whole.extend_from_slice(self.joined.get(from..*at).unwrap_or_default());
            whole.extend_from_slice(way.gap(one).unwrap_or_default().as_bytes());
            from = *at;
        }
        whole.extend_from_slice(self.joined.get(from..).unwrap_or_default());
        let (text, span) = (whole.trim_ascii(), block.span());
        if let Some(record) = old::read(text, span).or_else(|| old::headless(text, span)) {
            emit(&record, records);
        }
    }
}
