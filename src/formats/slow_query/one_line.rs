//! The one-line entries of releases up to 2.1.7 (docs/spec/tidb-logs.md §2.2):
//!
//! ```text
//! [SLOW_QUERY] cost_time:2.5s process_time:1.2s succ:true con:12 user:root@127.0.0.1 txn_start_ts:40… database:test sql:select 1
//! [info] cost_time:582.76183ms succ:true connection_id:457 txn_start_ts:39… database:a table_ids:[] index_ids:[] sql:select 1
//! ```
//!
//! Odd: `[QUERY]` below the threshold; no such mark in a slow-query file of 2.0; `[INTERNAL]` after it for statements of TiDB itself; `sql:` runs to the end, over
//! the statement's own line breaks; lists are followed by a comma.

use super::shape;
use crate::formats::{Machine, More, Opened, Records};
use crate::model::{Layout, SlowQuery, Tso};
use crate::text::bytes::{contains, text};
use crate::text::{Block, Line};

/// Opens the text of such a line, without the head of the log line around it.
pub fn open(line: &[u8], records: &Records) -> Opened {
    let Some(body) = pairs_of(line).filter(|body| contains(body, b"cost_time:")) else { return Opened::No };
    let in_statement = holds_statement(body);
    Opened::Block(Box::new(OneLine { inside: records.enclosing.is_some(), in_statement, ended: line.ends_with(b";") }))
}

/// The pairs: what follows the mark, or the level, or begins a line of a file of 2.0.
fn pairs_of(line: &[u8]) -> Option<&[u8]> {
    let line = LEVELS.iter().find_map(|level| line.strip_prefix(*level)).unwrap_or(line);
    let marked = line.strip_prefix(b"[SLOW_QUERY]").or_else(|| line.strip_prefix(b"[QUERY]"));
    marked.or_else(|| is_unmarked(line).then_some(line)).map(<[u8]>::trim_ascii)
}

/// Levels left before a line whose time and caller somebody took off.
const LEVELS: [&[u8]; 3] = [b"[warning] ", b"[info] ", b"[debug] "];

/// An entry without a mark.
fn is_unmarked(line: &[u8]) -> bool {
    line.starts_with(b"cost_time:") && contains(line, b" txn_start_ts:")
}

fn holds_statement(text: &[u8]) -> bool {
    [&b" sql:"[..], b",sql:"].iter().any(|name| contains(text, name)) || text.starts_with(b"sql:")
}

struct OneLine {
    /// In a log record: its whole text is the entry's.
    inside: bool,
    in_statement: bool,
    ended: bool,
}

impl Machine for OneLine {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        let goes_on = if self.in_statement { shape::goes_on(line.text) } else { key(text).is_some() };
        if !self.inside && (self.ended || text.is_empty() || !goes_on) {
            return More::Before;
        }
        self.in_statement |= holds_statement(text);
        self.ended = text.ends_with(b";");
        More::Mine
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let whole = joined(block);
        let Some(mut rest) = pairs_of(&whole) else { return };
        let mut query = SlowQuery { span: block.span(), layout: Layout::Embedded, ..SlowQuery::default() };
        if let Some(pairs) = rest.strip_prefix(b"[INTERNAL]") {
            query.internal = true;
            rest = pairs.trim_ascii_start();
        }
        rest = read_pairs(rest, &mut query);
        query.time = records.enclosing.and_then(|record| record.time);
        let offset = query.time.and_then(|time| time.offset_minutes);
        query.txn_start = query.fields.get("txn_start_ts").and_then(|value| Tso::start(value, offset));
        query.start = query.implied_start();
        if query.sql.is_none() {
            query.missing.push("the statement".into());
        }
        if !rest.is_empty() {
            query.missing.push("the end of the line".into());
        }
        query.complete = query.missing.is_empty();
        records.slow_queries.push(query);
    }
}

/// The lines as one text. Before the statement, a break stands for the blank before a pair, or for nothing inside a
/// value; within the statement it is its own.
fn joined(block: &Block) -> Vec<u8> {
    let mut whole: Vec<u8> = Vec::new();
    let mut in_statement = false;
    for line in block.lines() {
        if in_statement {
            whole.push(b'\n');
            whole.extend_from_slice(line.text.trim_ascii_end());
            continue;
        }
        let text = shape::bare(line.text);
        if !whole.is_empty() && key(text).is_some() {
            whole.push(b' ');
        }
        whole.extend_from_slice(text);
        in_statement = holds_statement(&whole);
    }
    whole
}

/// Reads the pairs and the statement, and gives back what is neither.
fn read_pairs<'a>(mut rest: &'a [u8], query: &mut SlowQuery) -> &'a [u8] {
    while let Some((name, after)) = key(rest) {
        if name == b"sql" {
            query.sql = Some(text(after.trim_ascii())).filter(|sql| !sql.is_empty());
            return b"";
        }
        let length = value_length(after);
        let (value, tail) = after.split_at_checked(length).unwrap_or((after, b""));
        query.fields.push(text(name), text(value));
        let gap = tail.iter().take_while(|byte| matches!(byte, b' ' | b',')).count();
        rest = tail.get(gap..).unwrap_or_default();
    }
    rest
}

fn key(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (name, rest) = text.split_at_checked(length)?;
    (length > 0).then_some(())?;
    Some((name, rest.strip_prefix(b":")?))
}

/// Up to the next blank, or the comma before the next name, outside brackets.
fn value_length(value: &[u8]) -> usize {
    let mut depth = 0u32;
    for (at, byte) in value.iter().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b' ' if depth == 0 => return at,
            b',' if depth == 0
                && value.get(at + 1..).is_some_and(|next| next.starts_with(b" ") || key(next).is_some()) =>
            {
                return at;
            }
            _ => {}
        }
    }
    value.len()
}
