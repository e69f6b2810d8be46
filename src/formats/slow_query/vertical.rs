//! Rows of the system tables SLOW_QUERY and CLUSTER_SLOW_QUERY as the mysql client lists them after `\G`: the columns are
//! the fields of docs/spec/tidb-logs.md §3.5, the statement is the column Query.
//!
//! ```text
//! *************************** 1. row ***************************
//!         INSTANCE: 127.0.0.1:10080
//!             Time: 2020-09-08 14:49:56.215070
//!       Query_time: 1.527627037
//!            Query: select * from t;
//! ***************************[ 1. row ]***************************
//! Query_time | 1.527627037
//! ```
//!
//! Odd: the mark behind the names stands in one place (mycli's is a bar), which tells them from lines of a value; they
//! come in any case; the time has no zone; plans are decoded; truth is 1 and 0; what the entry did not hold is NULL, empty
//! or 0.

use super::entry::add_times;
use super::fields::{FIELDS, Field, Unit};
use super::{breakdown, shape};
use crate::formats::{Machine, More, Records};
use crate::model::{SlowQuery, Text};
use crate::text::bytes::text;
use crate::text::{Block, Line};

/// Lines of one row at most: about a hundred columns, and the lines of statement and plans.
const MAX_LINES: u32 = 20_000;

/// Beginnings of lines behind the last row.
const OTHERS: &[&[u8]] = &[b"```", b"~~~", b"mysql>", b"MySQL [", b"tidb>", b"</", b"[20", b"# Time:", b"Query OK"];

/// `*************************** 1. row ***************************`
pub fn is_heading(line: &[u8]) -> bool {
    let Some(inner) = line.strip_prefix(b"*****").and_then(|rest| rest.strip_suffix(b"*****")) else { return false };
    let stars = |byte: &u8| *byte == b'*';
    let start = inner.iter().take_while(|byte| stars(byte)).count();
    let end = inner.iter().rev().take_while(|byte| stars(byte)).count();
    let middle = inner.get(start..inner.len().saturating_sub(end)).unwrap_or_default();
    let middle = middle.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).unwrap_or(middle).trim_ascii();
    middle.strip_suffix(b". row").is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

/// A row that is open.
#[derive(Default)]
pub struct Row {
    columns: Columns,
    lines: u32,
    blanks: u32,
}

/// Where the names of a row's columns end.
#[derive(Default)]
struct Columns {
    /// Letters up to the mark behind the first name, and whether blanks stand before it.
    first: Option<(usize, bool)>,
    /// The mark is a bar.
    bar: bool,
}

impl Columns {
    /// Name and value, where the line begins a column.
    fn read<'a>(&mut self, line: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        if self.bar || self.first.is_none() {
            let found = self.read_bar(line);
            if self.bar {
                return found;
            }
        }
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        let (name, value) = shape::name(line.get(indent..)?)?;
        let end = indent + name.len();
        let is_column = match self.first {
            None => is_known(name),
            Some((first, _)) if first == end => true,
            // The blanks before the names got lost.
            Some((_, indented)) => !indented && indent == 0 && is_known(name),
        };
        if self.first.is_none() && is_column {
            self.first = Some((end, indent > 0));
        }
        is_column.then_some((name, value.strip_prefix(b" ").unwrap_or(value)))
    }

    /// Name and value with a bar between them.
    fn read_bar<'a>(&mut self, line: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let at = memchr::memchr(b'|', line)?;
        let (name, value) = (line.get(..at)?.trim_ascii_end(), line.get(at + 1..)?);
        let is_column = match self.first {
            None => is_known(name),
            Some((first, _)) => first == at && name.first().is_some_and(|byte| *byte != b' '),
        };
        if self.first.is_none() && is_column {
            (self.first, self.bar) = (Some((at, false)), true);
        }
        is_column.then_some((name, value.strip_prefix(b" ").unwrap_or(value)))
    }
}

fn is_known(name: &[u8]) -> bool {
    [&b"INSTANCE"[..], b"Query", b"Host"].iter().any(|known| name.eq_ignore_ascii_case(known)) || field(name).is_some()
}

/// The field of that name, whatever its case.
fn field(name: &[u8]) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name.as_bytes().eq_ignore_ascii_case(name))
}

/// `1 row in set (0.01 sec)`
fn is_end(line: &[u8]) -> bool {
    line.first().is_some_and(u8::is_ascii_digit)
        && [&b" row in set"[..], b" rows in set"].iter().any(|end| memchr::memmem::find(line, end).is_some())
}

impl Machine for Row {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if self.lines >= MAX_LINES || is_heading(text) || OTHERS.iter().any(|start| text.starts_with(start)) {
            return More::Before;
        }
        if text.is_empty() {
            self.blanks += 1;
            return if self.blanks > 2 { More::Before } else { More::Foreign };
        }
        self.lines += 1;
        if is_end(text) {
            return More::End;
        }
        let column = self.columns.read(line.text);
        // Other tables have a column INSTANCE as well.
        if self.lines == 2 && !column.is_some_and(|(name, _)| is_known(name)) {
            return More::Before;
        }
        let is_column = column.is_some();
        // Behind an empty line a value goes on as a table or as a statement.
        let goes_on = self.blanks == 0 || text.starts_with(b"|") || shape::goes_on(line.text);
        if !is_column && (self.columns.first.is_none() || !goes_on) {
            return More::Before;
        }
        self.blanks = 0;
        More::Mine
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let mut columns = Columns::default();
        let mut values: Vec<(&[u8], Vec<u8>)> = Vec::new();
        let lines: Vec<&[u8]> = block.lines().skip(1).map(|line| line.text).collect();
        for line in lines.iter().filter(|line| !is_end(line.trim_ascii())) {
            match (columns.read(line), values.last_mut()) {
                (Some((name, value)), _) => values.push((name, value.to_vec())),
                (None, Some((_, value))) => {
                    value.push(b'\n');
                    value.extend_from_slice(line);
                }
                (None, None) => {}
            }
        }
        if let Some(query) = query(&values, block, records) {
            records.slow_queries.push(query);
        }
    }
}

/// The entry of a row; None for a row of another table.
fn query(columns: &[(&[u8], Vec<u8>)], block: &Block, records: &Records) -> Option<SlowQuery> {
    let mut query = SlowQuery { span: block.span(), ..SlowQuery::default() };
    for (name, value) in columns {
        let value = value.trim_ascii_end();
        if value.is_empty() || value == b"NULL" {
            continue;
        }
        let field = field(name);
        if name.eq_ignore_ascii_case(b"Query") {
            query.sql = Some(text(value.trim_ascii()));
        } else {
            let name = field.map_or_else(|| text(name), |field| field.name.into());
            query.fields.push(name, shown(field, value));
        }
    }
    query.nanos("Query_time")?;
    // MySQL's own table has these columns.
    if ["lock_time", "rows_examined"].iter().any(|name| query.fields.get(name).is_some()) {
        return None;
    }
    add_times(&mut query, records);
    query.missing.extend(query.time.is_none().then(|| Text::from("Time")));
    query.missing.extend(query.sql.is_none().then(|| Text::from("the statement")));
    query.complete = query.missing.is_empty();
    query.breakdown = breakdown::breakdown(&query);
    Some(query)
}

/// A value as the log writes it.
fn shown(field: Option<&Field>, value: &[u8]) -> Text {
    match (field.map(|field| field.unit), value) {
        (Some(Unit::Bool), b"1") => "true".into(),
        (Some(Unit::Bool), b"0") => "false".into(),
        _ => text(value),
    }
}
