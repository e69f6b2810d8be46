//! The lines of one entry into a record.

use super::fields::lookup;
use super::folded::{self, Folded};
use super::machine::Part;
use super::shape;
use super::{breakdown, split, torn};
use crate::formats::Records;
use crate::model::{Fields, Layout, SlowQuery, Stamp, Text, Tso};
use crate::text::Block;
use crate::text::bytes::text;
use crate::text::column::Way;
use std::mem;

/// Lines with what they are, and what the block learnt about them.
#[allow(clippy::struct_excessive_bools)] // independent observations over the lines
pub struct Whole<'a> {
    pub lines: &'a [(Part, &'a [u8])],
    /// Letters after which a terminal broke the lines.
    pub width: Option<usize>,
    /// Something came after the entry: it is not the end of the text that ends it.
    pub ended: bool,
    /// Its last field was perhaps broken, and its rest is not there.
    pub cut_off: bool,
    /// A line lost something at its beginning that looked like a prefix.
    pub lost: bool,
    /// At least one line is of no other format.
    pub strong: bool,
}

/// Reads an entry, or several flattened ones, and adds them to the records, or says why it is none.
pub fn read(whole: &Whole<'_>, block: &Block, records: &mut Records) {
    let folded = Folded::of(whole.lines, records.broken);
    records.broken = folded.way.filter(|way| *way != Way::Unclear).or(records.broken);
    let mut draft = Draft::default();
    draft.parts.unclear = folded.unclear;
    for logical in &folded.lines {
        for line in field_lines(logical) {
            // Flattened entries follow one another on a line.
            if shape::is_time(line) && !draft.query.fields.is_empty() {
                mem::take(&mut draft).finish(whole, true, block, records);
            }
            draft.field_line(line);
        }
    }
    for (part, line) in whole.lines {
        draft.other_line(*part, line);
    }
    draft.way = folded.way;
    draft.parts.unfinished |= whole.cut_off;
    draft.parts.lost = whole.lost;
    draft.finish(whole, whole.ended, block, records);
}

/// An entry while its lines are read.
#[derive(Default)]
struct Draft {
    query: SlowQuery,
    statement: Vec<Vec<u8>>,
    parts: Parts,
    /// What somebody wrote behind values.
    remarks: Vec<Text>,
    /// How the lines were broken.
    way: Option<Way>,
}

impl Draft {
    fn field_line(&mut self, line: &[u8]) {
        let Self { query, statement, parts, remarks, .. } = self;
        let mut found = Vec::new();
        let left = split::split(line, &mut query.fields, &mut found);
        remarks.extend(found.into_iter().map(text));
        if left.is_empty() {
            parts.unfinished = shape::is_open(line) || query.fields.is_empty();
        } else if shape::begins_statement(left) || left.ends_with(b";") {
            statement.push(left.to_vec());
            parts.unfinished = false;
        } else if shape::is_elision(left) {
            parts.elided = true;
        } else if shape::is_half_name(left) {
            parts.half_name = true;
        } else if let Some((_, value)) = query.fields.0.last_mut() {
            *value = format!("{value} {}", text(left)).into();
        }
    }

    fn other_line(&mut self, part: Part, line: &[u8]) {
        match part {
            Part::Use => self.query.database = shape::use_line(shape::bare(line)).map(Text::from),
            Part::Elision => {
                self.parts.elided |= shape::is_elision(shape::bare(line));
                self.parts.half_name |= !shape::is_elision(shape::bare(line));
                self.parts.torn_name |= torn::is_name(shape::bare(line));
            }
            Part::Statement => self.statement.push(line.to_vec()),
            Part::Remark => self.remarks.push(text(shape::bare(line))),
            Part::Field | Part::Perhaps | Part::Continued(_) => {}
        }
    }

    /// Adds the entry to the records; `ended`: something follows it.
    fn finish(mut self, whole: &Whole<'_>, ended: bool, block: &Block, records: &mut Records) {
        if self.statement.is_empty() && !self.parts.unfinished && !self.parts.half_name {
            self.parts.half_name = cut_half_name(&mut self.query.fields);
        }
        let Self { mut query, statement, mut parts, remarks, way } = self;
        query.span = block.span();
        parts.torn = torn::take_values(&mut query.fields);
        if ["Lock_time", "Rows_sent", "Rows_examined"].iter().any(|name| query.fields.get(name).is_some()) {
            let reason = "Lock_time, Rows_sent and Rows_examined are MySQL's, TiDB writes none of them";
            records.near_miss(block.span(), "An entry of a slow log that is not TiDB's.", "slow_query", reason);
            return;
        }
        // A heading or a comment that happens to look like a field is no entry.
        if query.fields.get("Time").is_some_and(str::is_empty) {
            query.fields.0.retain(|(name, _)| &**name != "Time");
        }
        let telling = whole.strong || query.fields.len() > 2 || is_timed_statement(&query, &statement);
        if !telling || query.fields.is_empty() {
            if query.fields.get("Time").is_some() && query.fields.get("Query_time").is_some() {
                let reason = "its Query_time is no number, and no statement follows";
                records.near_miss(query.span, "The beginning of a slow-log entry, perhaps.", "slow_query", reason);
            }
            return;
        }
        query.sql = sql(&statement, whole.width, way.or(records.broken), &mut query.database);
        add_times(&mut query, records);
        parts.no_semicolon = !ended && query.sql.as_deref().is_some_and(|sql| !sql.ends_with(';'));
        query.missing = missing(&query, &parts);
        query.complete = query.missing.is_empty();
        query.breakdown = breakdown::breakdown(&query);
        if let Some(first) = remarks.first() {
            let shown: String = first.chars().take(MAX_REMARK).collect();
            let more = if remarks.len() > 1 { format!(" and {} more", remarks.len() - 1) } else { String::new() };
            let said = format!("Words of somebody beside the values were left out of them: \"{shown}\"{more}.");
            records.note("repaired", query.span, said);
        }
        records.slow_queries.push(query);
    }
}

/// Letters of a remark that are shown.
const MAX_REMARK: usize = 60;

/// Takes half a name off the last value, where the text was cut: `Cop_proc_addr: 127.0.0.1:20160 Cop_wai`.
fn cut_half_name(fields: &mut Fields) -> bool {
    let Some((name, value)) = fields.0.last_mut() else { return false };
    let Some((head, tail)) = value.rsplit_once(' ') else { return false };
    // The value of a new field may be words, one of them like the beginning of a name.
    let may_follow = lookup(name).map_or(tail.contains('_'), |field| !field.rest_of_line);
    let half = may_follow && shape::is_half_name(tail.as_bytes());
    if half {
        *value = head.trim_end().into();
    }
    half
}

/// Whether a whole statement follows `# Time: 2022-04-14T10:50:28.185987+08:00`: the least that TiDB's own reader takes.
fn is_timed_statement(query: &SlowQuery, statement: &[Vec<u8>]) -> bool {
    // Two lines of MySQL's slow log, the time and the user, tell nothing.
    let alone = query.fields.len() == 1 || query.fields.get("Query_time").is_some();
    let time = query.fields.get("Time").filter(|_| alone);
    let zoned = time.and_then(|time| Stamp::parse(time.as_bytes())).is_some_and(|time| time.offset_minutes.is_some());
    zoned && statement.last().is_some_and(|line| line.ends_with(b";"))
}

/// What was noticed while reading.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // independent observations, each from another line
struct Parts {
    /// The last field's value is open at its end.
    unfinished: bool,
    /// It is not known whether a blank stood where a line was broken.
    unclear: bool,
    /// A line lost its beginning.
    lost: bool,
    elided: bool,
    /// A field name without its colon.
    half_name: bool,
    no_semicolon: bool,
    /// A field name with a blank in it.
    torn_name: bool,
    /// Fields whose values were left out, since a line was broken in them.
    torn: Vec<Text>,
}

/// Whether a line holds more than one field line.
pub fn flattened(line: &[u8]) -> bool {
    field_lines(line).len() > 1
}

/// The field lines of a line, each from its first name on: in a flattened text ` # ` starts the next one.
fn field_lines(line: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut known = 0;
    for at in memchr::memchr_iter(b'#', line).filter_map(|at| at.checked_sub(1)) {
        // Names in the text of a statement or in a warning are text.
        let inside = line.get(start..at).is_some_and(is_in_text);
        if inside || !line.get(at..).is_some_and(|rest| rest.starts_with(b" # ")) {
            continue;
        }
        let Some((name, _)) = line.get(at + 3..).and_then(shape::name) else { continue };
        let listed = lookup(&text(name)).is_some();
        known += u32::from(listed);
        // A statement or a warning may hold ` # word:`; new fields are met only where the whole line is flattened.
        let new = known > 1 && name.first().is_some_and(u8::is_ascii_uppercase);
        if at < start || !listed && !new {
            continue;
        }
        lines.push(line.get(start..at).unwrap_or_default());
        start = at + 1;
    }
    lines.push(line.get(start..).unwrap_or_default());
    for line in &mut lines {
        let name = line.iter().position(|byte| *byte != b'#' && *byte != b' ').unwrap_or(0);
        *line = line.get(name..).unwrap_or_default();
    }
    lines
}

/// Whether a field line up to here ends inside the text of a statement or of warnings.
fn is_in_text(line: &[u8]) -> bool {
    let field = line.trim_ascii_start().strip_prefix(b"#").unwrap_or(line).trim_ascii_start();
    let listed = [&b"Warnings:"[..], b"Session_connect_attrs:"].iter().any(|name| field.starts_with(name));
    field.starts_with(b"Prev_stmt:") || listed && !matches!(field.trim_ascii_end().last(), Some(b']' | b'}'))
}

/// The statement, with `use db;` before it taken off.
fn sql(lines: &[Vec<u8>], width: Option<usize>, way: Option<Way>, database: &mut Option<Text>) -> Option<Text> {
    let joined = folded::statement(lines, width, way);
    let mut statement = joined.trim_ascii();
    if shape::ends_raw_string(statement) {
        let end = memchr::memrchr(b'`', statement).unwrap_or(statement.len());
        statement = statement.get(..end).unwrap_or_default();
    }
    // Flattened: `use db; select …`.
    if let Some(end) = memchr::memchr(b';', statement)
        && let Some((head, tail)) = statement.split_at_checked(end + 1)
        && !tail.trim_ascii().is_empty()
        && let Some(name) = shape::use_line(head)
    {
        *database = Some(name.into());
        statement = tail.trim_ascii();
    }
    (!statement.is_empty()).then(|| text(statement))
}

/// End, start, and the transaction's start with the log's own offset.
pub fn add_times(query: &mut SlowQuery, records: &Records) {
    let printed = query.fields.get("Time").and_then(|time| Stamp::parse(time.as_bytes()));
    query.layout =
        if query.fields.get("Time").is_none() && records.enclosing.is_some() { Layout::Embedded } else { Layout::File };
    query.time = printed.or_else(|| records.enclosing.and_then(|record| record.time));
    let offset = query.time.and_then(|time| time.offset_minutes);
    query.txn_start = query.fields.get("Txn_start_ts").and_then(|value| Tso::start(value, offset));
    query.start = query.implied_start();
}

fn missing(query: &SlowQuery, parts: &Parts) -> Vec<Text> {
    let mut missing: Vec<Text> = Vec::new();
    if query.layout == Layout::File && query.fields.get("Time").is_none() {
        missing.push("Time".into());
    }
    if query.fields.get("Query_time").is_none() {
        missing.push("Query_time".into());
    }
    if let Some((name, value)) = query.fields.iter().last() {
        let short = matches!(name, "Digest" | "Plan_digest") && value.len() != 64;
        if (parts.unfinished || short) && query.sql.is_none() {
            missing.push(format!("the end of {name} and what follows it").into());
        }
    }
    if parts.half_name && query.sql.is_none() {
        missing.push("a field whose name is cut".into());
    }
    if parts.torn_name {
        missing.push("a field whose name was broken".into());
    }
    missing.extend(parts.torn.iter().map(|name| format!("{name}, whose value was broken").into()));
    if parts.elided {
        missing.push("lines left out (dots stand in their place)".into());
    }
    if parts.lost {
        missing.push("the beginning of a line, taken for a prefix".into());
    }
    if parts.unclear {
        missing.push("whether a blank stood where a line was broken".into());
    }
    match &query.sql {
        None => missing.push("the statement".into()),
        Some(_) if parts.no_semicolon => missing.push("the end of the statement".into()),
        Some(sql) if is_cut_by_tidb(sql) => {
            missing.push("the end of the statement, cut by TiDB (tidb_query_log_max_len)".into());
        }
        Some(_) => {}
    }
    missing
}

/// `…(len:4100);`
fn is_cut_by_tidb(sql: &str) -> bool {
    let sql = sql.trim_end_matches([';', ' ', '"']);
    sql.ends_with(')')
        && sql.rfind("(len:").is_some_and(|at| {
            sql.get(at + 5..sql.len() - 1)
                .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        })
}
