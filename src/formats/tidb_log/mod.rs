//! Log lines of TiDB, its client, TiKV, PD and TiFlash (docs/spec/tidb-logs.md §1, §2): levels and times are counted,
//! lines
//! that name a duration become timings, and texts inside them (slow queries, stacks) are offered to their own readers.
//!
//! ```text
//! [2023/01/29 15:52:07.204 +08:00] [INFO] [coprocessor.go:1205] ["[TIME_COP_WAIT] resp_time:51.635934012s …"]
//! [2024/05/20 09:15:03.660 +02:00] [WARN] [pd.go:152] ["get timestamp too slow"] ["cost time"=1.204118207s]
//! ```
//!
//! Odd: Go quotes values that hold a backslash and Rust does not, so a bare value is never unescaped; time values of Go
//! are bare although they hold a blank; `[TIME_COP_WAIT]` says nothing about waiting in the store.

mod broken;
mod catalogue;
mod cop;
mod exported;
mod joining;
mod json;
mod message;
mod old;
mod pairs;
mod record;
pub mod tail;
pub mod tally;
mod timing;
mod unified;
mod usual;
mod viewer;

use super::{Format, Nested, Opened, Records};
use crate::text::Line;
use crate::text::bytes::{Needle, contains};
pub use catalogue::{CATALOGUE, Class, Duration, Message, Reader, classify};
use record::Record;
use tally::Said;
pub use timing::MIN_OTHER_NANOS;
use unified::{Group, Groups, Header};

/// Reads a line that holds a record like most; false, with nothing done, where it is anything else. Where no block is
/// open this is asked before the formats: the answer is that of [`TidbLog`], which would be the first of them.
pub fn take_usual(line: Line<'_>, records: &mut Records) -> bool {
    let taken = usual::take(line.text, line.span, &mut records.log);
    if taken {
        records.tail.follow(line);
    }
    taken
}

pub struct TidbLog;

impl Format for TidbLog {
    fn name(&self) -> &'static str {
        "tidb_log"
    }

    fn open(&self, line: Line<'_>, records: &mut Records) -> Opened {
        let opened = open_line(line, records);
        if matches!(opened, Opened::Done) {
            records.tail.follow(line);
        }
        opened
    }

    fn samples(&self) -> &'static [&'static str] {
        &[
            concat!(
                "[2023/01/29 15:51:47.121 +08:00] [INFO] [coprocessor.go:1205] [\"[TIME_COP_PROCESS] resp_time:38.456281248s ",
                "txnStartTS:439085606952763392 region_id:2 store_addr:store1 kv_process_ms:38455 kv_wait_ms:0\"]\n",
            ),
            "[2024/05/20 09:15:03.660 +02:00] [WARN] [pd.go:152] [\"get timestamp too slow\"] [\"cost time\"=1.204118207s]\n",
            "2018/12/03 15:11:04.482 server.go:302: [info] [con:12] new connection 10.0.0.55:51022\n",
            "2018/09/12 10:10:10.123 INFO tracker.rs:123: [region 88] coprocessor[index] takes 1.204s, keys 20411\n",
        ]
    }
}

fn open_line(line: Line<'_>, records: &mut Records) -> Opened {
    let text = line.trimmed();
    match text.first() {
        Some(b'[') => open_unified(text, line, records),
        Some(b'0'..=b'9') => open_old(text, line, records).unwrap_or_else(|| open_prefixed(line, records)),
        Some(b'{') => match json::read(text, line.span) {
            Some(record) => {
                json::emit(&record, records);
                Opened::Done
            }
            None if text == b"{" => Opened::Block(Box::<json::Printed>::default()),
            None => Opened::No,
        },
        Some(_) => open_prefixed(line, records),
        None => Opened::No,
    }
}

fn open_unified(text: &[u8], line: Line<'_>, records: &mut Records) -> Opened {
    let mut text = text;
    loop {
        let Some(header) = unified::header(text, &mut |time| records.log.clock.read(time)) else {
            if joining::is_half_header(text, line) {
                return Opened::Block(Box::new(joining::Joining::new(text, line)));
            }
            return match continue_record(text, line, records) {
                Opened::No => open_exported(line, records),
                opened => opened,
            };
        };
        match read_unified(&header, text, line, records) {
            (_, Some(next)) => text = next,
            (opened, None) => return opened,
        }
    }
}

/// A record without its level.
fn open_exported(line: Line<'_>, records: &mut Records) -> Opened {
    match exported::header(line.trimmed()) {
        Some(header) => read_unified(&header, line.trimmed(), line, records).0,
        None => open_headless(line, records),
    }
}

/// A known text of the older layouts without its time.
fn open_headless(line: Line<'_>, records: &mut Records) -> Opened {
    let text = line.trimmed();
    match old::headless(text, line.span) {
        Some(record) if pairs::is_of(&record.message) => Opened::Block(Box::new(pairs::Pairs::new(line))),
        // Without a caller the reader of slow queries takes it.
        Some(record)
            if holds_slow_query(&record.message) && record.caller.is_some()
                || message::lists_errors(&record.message) =>
        {
            Opened::Block(Box::new(message::Open::new(text)))
        }
        Some(record) if speaks_of_time(&record) => {
            emit(&record, records);
            Opened::Done
        }
        _ => Opened::No,
    }
}

/// Whether the catalogue knows this text by more than common words, and finds its duration.
fn speaks_of_time(record: &Record<'_>) -> bool {
    let class = classify(&record.message);
    matches!(class, Class::Known(_))
        && timing::timing(record, class).is_some_and(|timing| timing.duration_nanos.is_some())
}

/// Reads one record, and gives back the next one where a page lost the line break between them.
fn read_unified<'a>(
    header: &Header<'a>,
    text: &'a [u8],
    line: Line<'_>,
    records: &mut Records,
) -> (Opened, Option<&'a [u8]>) {
    let look = look(header);
    if look.cut {
        return (Opened::Block(Box::new(joining::Joining::new(text, line))), None);
    }
    let own = |whole: &'a [u8]| whole.split_at_checked(whole.len() - look.next.map_or(0, <[u8]>::len));
    let said = Said { level: header.level, caller: look.caller, message: look.message };
    let class = records.log.message(header.time, &said, line.span);
    records.log.remember(own(text).map_or(text, |(own, _)| own), line.span);
    if look.worth_reading || class != Class::Plain {
        let header = Header { rest: own(header.rest).map_or(header.rest, |(own, _)| own), ..*header };
        read_record(&Record::unified(&header, line.span), class, records);
    }
    (Opened::Done, look.next)
}

/// An escaped line break.
const LINE_BREAK: Needle = Needle::new(b"\\n", 0);
/// What a stack of goroutines begins with.
const GOROUTINE: Needle = Needle::new(b"goroutine ", 9);

/// What one pass over the brackets of a line tells, without an allocation.
#[derive(Default)]
struct Look<'a> {
    message: &'a [u8],
    caller: &'a [u8],
    /// A field may be a duration, or a value may hold a text of several lines.
    worth_reading: bool,
    cut: bool,
    /// The next record, on the same line.
    next: Option<&'a [u8]>,
}

fn look<'a>(header: &Header<'a>) -> Look<'a> {
    let mut look = Look::default();
    let mut groups = Groups::new(header.rest);
    let mut place = 0;
    let mut from = header.rest;
    while let Some(group) = groups.next() {
        let value = group.value;
        if place > 0 && group.key.is_none() && begins_next(value.text, from) {
            look.next = Some(from.trim_ascii_start());
            return look;
        }
        from = groups.rest();
        if group.key.is_none() && place <= 2 && look.message.is_empty() {
            if unified::is_caller(value.text) {
                look.caller = value.text;
            } else {
                look.message = value.text;
            }
        }
        place += 1;
        look.worth_reading |= is_worth_reading(&group);
    }
    look.cut = groups.cut || place < 2 && groups.rest().is_empty();
    if look.message.is_empty() {
        look.message = groups.rest();
    }
    look
}

/// Whether a field may be a duration, or its value a text of several lines that has a reader.
fn is_worth_reading(group: &Group<'_>) -> bool {
    let text = group.value.text;
    let measured = usual::is_measured(text);
    let counted = matches!(text, [b'0'..=b'9', ..]) && group.key.is_some_and(|key| counts_millis(key.text));
    if measured || counted || !group.value.quoted {
        return measured || counted;
    }
    match text.first() {
        Some(b'{') => true,
        Some(b'#') => LINE_BREAK.find(text).is_some(),
        _ => LINE_BREAK.find(text).is_some() && GOROUTINE.find(text).is_some(),
    }
}

/// Whether a bracket is the time of a record of its own.
fn begins_next(bracket: &[u8], from: &[u8]) -> bool {
    matches!(bracket, [b'0'..=b'9', _, _, _, b'/', _, _, b'/', ..])
        && unified::header(from.trim_ascii_start(), &mut crate::model::Stamp::parse).is_some()
}

fn counts_millis(key: &[u8]) -> bool {
    key == b"takes" || key.ends_with(b"_ms") || key.ends_with(b"-ms")
}

/// Counts a record and reads it.
fn emit(record: &Record<'_>, records: &mut Records) {
    let caller = record.caller.as_deref().unwrap_or_default();
    let said = Said { level: record.level, caller, message: &record.message };
    let class = records.log.message(record.time, &said, record.span);
    read_record(record, class, records);
}

fn read_record(record: &Record<'_>, class: Class, records: &mut Records) {
    if holds_slow_query(&record.message) {
        let text = record.message.to_vec();
        records.nested.push(Nested { text, span: record.span, time: record.time });
        return;
    }
    if let Some(timing) = timing::timing(record, class) {
        records.timings.push(timing);
    }
    for value in std::iter::once(&record.message).chain(record.fields.iter().map(|(_, value)| value)) {
        if contains(value, b"\n") && contains(value, b"goroutine ") {
            records.nested.push(Nested { text: value.to_vec(), span: record.span, time: record.time });
        }
    }
}

/// The text of a slow query, in the layout of today or of releases up to 2.1.7 (spec §1.1, §2.2).
fn holds_slow_query(message: &[u8]) -> bool {
    (message.starts_with(b"# ")
        && (message.starts_with(b"# Time:") || message.starts_with(b"# Txn_start_ts:") || contains(message, b"\n# ")))
        || ((message.starts_with(b"[SLOW_QUERY]") || message.starts_with(b"[QUERY]"))
            && contains(message, b"cost_time:"))
        || (message.starts_with(b"cost_time:") && contains(message, b" txn_start_ts:"))
}

/// Fields that a wrap right behind a bracket put on a line of their own: the record is read again with them.
fn continue_record(text: &[u8], line: Line<'_>, records: &mut Records) -> Opened {
    let Some((before, span)) = records.log.line_before(line.span) else { return Opened::No };
    if !joining::begins_with_field(text) {
        return Opened::No;
    }
    Opened::Block(Box::new(joining::Joining::resumed(before, span, line)))
}

/// A prefix longer than this is text.
const MAX_PREFIX_BYTES: usize = 240;

/// A record behind a prefix that no other line has: `grep`'s `tidb.log:4120:`, syslog's `Feb  6 07:51:51 host tidb[1]: `,
/// `    x_test.go:12: ` of a test's own logger. Its time tells where it begins.
fn open_prefixed(line: Line<'_>, records: &mut Records) -> Opened {
    if let Some(record) = viewer::behind_name(line.text) {
        return open_unified(record, line, records);
    }
    if let Some(cell) = viewer::csv_cell(line.text) {
        let opened = open_unified(&cell, Line { text: &cell, ..line }, records);
        if !matches!(opened, Opened::No) {
            return opened;
        }
    }
    if let Some(time) = joining::half_time_at(line).and_then(|at| line.text.get(at..)) {
        return Opened::Block(Box::new(joining::Joining::new(time, line)));
    }
    let Some(at) = time_at(line.text) else { return open_exported(line, records) };
    let (prefix, text) = line.text.split_at_checked(at).unwrap_or((line.text, b""));
    if prefix.contains(&b'{') || prefix.contains(&b'"') {
        return Opened::No;
    }
    if text.starts_with(b"[") {
        return open_unified(text, line, records);
    }
    open_old(text, line, records).unwrap_or_else(|| open_exported(line, records))
}

/// A record of an older layout; None where the line is none.
fn open_old(text: &[u8], line: Line<'_>, records: &mut Records) -> Option<Opened> {
    let Some(record) = old::read(text, line.span).filter(|record| !record.message.is_empty()) else {
        return pairs::is_half_header(text, line).then(|| Opened::Block(Box::new(pairs::Pairs::new(line))));
    };
    if pairs::is_half_header(text, line) || pairs::is_of(&record.message) {
        return Some(Opened::Block(Box::new(pairs::Pairs::new(line))));
    }
    if message::may_go_on(&record.message) {
        return Some(Opened::Block(Box::new(message::Open::new(text))));
    }
    emit(&record, records);
    Some(Opened::Done)
}

/// Where `2023/01/29 15:51:47` stands within the first bytes, with the bracket before it.
fn time_at(text: &[u8]) -> Option<usize> {
    let head = text.get(..text.len().min(MAX_PREFIX_BYTES))?;
    let at = memchr::memchr_iter(b'/', head).find(|slash| {
        let Some(start) = slash.checked_sub(4) else { return false };
        text.get(start..start + 20).is_some_and(|time| {
            time.starts_with(b"20")
                && matches!(time, [_, _, _, _, b'/', _, _, b'/', _, _, b' ', _, _, b':', _, _, b':', ..])
        })
    })?;
    let start = at.checked_sub(4)?;
    let bracket = start.checked_sub(1).filter(|before| text.get(*before) == Some(&b'['));
    Some(bracket.unwrap_or(start))
}
