//! What kind of line one is, looked at alone: a field line, the beginning of a statement, dots for what was left out.

use super::fields::{FIELDS, Unit, lookup};
use crate::model::Stamp;
use crate::text::bytes::{Needle, text};

/// First words of statements (what TiDB can run), in small letters.
const VERBS: &[&str] = &[
    "select",
    "insert",
    "update",
    "delete",
    "replace",
    "with",
    "begin",
    "commit",
    "rollback",
    "start",
    "set",
    "show",
    "explain",
    "analyze",
    "alter",
    "create",
    "drop",
    "truncate",
    "load",
    "execute",
    "prepare",
    "deallocate",
    "admin",
    "grant",
    "revoke",
    "call",
    "do",
    "flush",
    "kill",
    "desc",
    "describe",
    "table",
    "values",
    "import",
    "split",
    "trace",
    "lock",
    "unlock",
    "savepoint",
    "release",
    "rename",
    "optimize",
    "backup",
    "restore",
    "batch",
    "recover",
    "flashback",
    "cancel",
    "refresh",
    "shutdown",
];

const TIME: Needle = Needle::new(b"# Time: 20", 0);

/// A line from its `# Time: ` on, where words stand before that: `the slow log: # Time: 2023-…`.
pub fn from_time(text: &[u8]) -> &[u8] {
    let head = text.get(..text.len().min(MAX_WORDS_BYTES)).unwrap_or(text);
    let time = TIME.find(head).and_then(|at| text.get(at..));
    let is_time =
        |time: &&[u8]| time.get(8..).and_then(Stamp::read).is_some_and(|(_, rest)| ends_a_time(rest.trim_ascii()));
    time.filter(is_time).unwrap_or(text)
}

/// Nothing, or the next field of an entry flattened into one line.
fn ends_a_time(rest: &[u8]) -> bool {
    rest.is_empty() || rest.strip_prefix(b"# ").and_then(name).is_some()
}

/// Words before a `# Time: ` are no more than this.
const MAX_WORDS_BYTES: usize = 160;

/// A line without the marks a mail or a table put around it.
pub fn bare(text: &[u8]) -> &[u8] {
    let mut text = text.trim_ascii();
    while let Some(inner) = text.strip_prefix(b"> ") {
        text = inner.trim_ascii_start();
    }
    for mark in [b'\'', b'"', b'`', b'*'] {
        if let Some(inner) = text.strip_prefix(&[mark])
            && inner.starts_with(b"# ")
        {
            return inner.strip_suffix(&[mark]).unwrap_or(inner).trim_ascii_end();
        }
    }
    text
}

/// A line without the marks of a quotation; the blanks at its end may be where it was broken.
pub fn unquoted(mut line: &[u8]) -> &[u8] {
    while let Some(inner) = line.strip_prefix(b"> ") {
        line = inner;
    }
    line
}

/// How sure a line is to belong to a slow-log entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A field only TiDB's slow log has, with a value of its kind.
    Strong,
    /// `# Word:` that other files may hold as well.
    Weak,
}

/// A field line: its first name, and how telling it is. `hash` is false for lines that lost their `# `.
#[derive(Clone, Copy, Debug)]
pub struct FieldLine<'a> {
    pub name: &'a [u8],
    pub sign: Sign,
    pub known: bool,
    pub hash: bool,
}

pub fn field_line(line: &[u8]) -> Option<FieldLine<'_>> {
    let hash = line.strip_prefix(b"#").map(|rest| rest.strip_prefix(b"#").map_or(rest, |_| b"#"));
    let rest = hash.unwrap_or(line);
    let body = rest.trim_ascii_start();
    let (name, after) = name(body)?;
    let field = lookup(std::str::from_utf8(name).ok()?);
    // `#Query_time: 1`: an editor took the blank; of other words it makes no field.
    if hash.is_some() && body.len() == rest.len() && field.is_none() {
        return None;
    }
    if hash.is_none() && (field.is_none() || !after.starts_with(b" ")) {
        return None;
    }
    let value = after.trim_ascii();
    let first = value.split(|byte| *byte == b' ').next().unwrap_or_default();
    let sign = match field.map(|field| field.unit) {
        Some(Unit::Time) if Stamp::read(value).is_some() => Sign::Weak,
        Some(Unit::Hex) if first.len() == 64 && first.iter().all(u8::is_ascii_hexdigit) => Sign::Strong,
        Some(Unit::Plan) if value.starts_with(b"tidb_decode_") => Sign::Strong,
        Some(Unit::Seconds | Unit::Count | Unit::Bytes | Unit::Tso | Unit::Id)
            if name.contains(&b'_')
                && first.strip_prefix(b"-").unwrap_or(first).first().is_some_and(u8::is_ascii_digit) =>
        {
            Sign::Strong
        }
        Some(Unit::Bool | Unit::List | Unit::Detail | Unit::Units) if name.contains(&b'_') => Sign::Strong,
        Some(Unit::Bool) if name.starts_with(b"Is") => Sign::Strong,
        _ => Sign::Weak,
    };
    Some(FieldLine { name, sign, known: field.is_some(), hash: hash.is_some() })
}

/// A field line of an entry that never had its `# `, once other lines have told what it is: its value may be missing
/// (`Cop_proc_addr:`), its name new.
pub fn unmarked_field(line: &[u8]) -> Option<FieldLine<'_>> {
    let (name, _) = name(line)?;
    let known = lookup(std::str::from_utf8(name).ok()?).is_some();
    let new = name.first().is_some_and(u8::is_ascii_uppercase) && name.contains(&b'_');
    (known || new).then_some(FieldLine { name, sign: Sign::Weak, known, hash: false })
}

/// Whether a line may be a field that nobody knows: one word in letters and digits, and a value.
pub fn is_new_field(line: &[u8]) -> bool {
    name(line).is_some_and(|(name, value)| {
        name.first().is_some_and(u8::is_ascii_uppercase)
            && name.iter().all(u8::is_ascii_alphanumeric)
            && !value.trim_ascii().is_empty()
    })
}

/// Whether a field line, without its `# `, tells a time: the first line of an entry.
pub fn is_time(line: &[u8]) -> bool {
    name(line).is_some_and(|(name, value)| name == b"Time" && Stamp::read(value.trim_ascii()).is_some())
}

/// The same for a line with its mark: `# Time: 2023-01-29T15:52:07+08:00`.
pub fn tells_time(line: &[u8]) -> bool {
    is_time(line.strip_prefix(b"#").unwrap_or(line).trim_ascii_start())
}

/// Whether a line points at the one before it: `^^^^ here`, `<-- slow!`.
pub fn is_remark(line: &[u8]) -> bool {
    line.starts_with(b"^") || ARROWS.iter().any(|arrow| line.starts_with(arrow.trim_ascii()))
}

/// What people point at a value with.
pub const ARROWS: [&[u8]; 5] = [b" <--", b" <==", b" <<<", " ←".as_bytes(), " ⬅".as_bytes()];

/// A field name at the start, and what follows its colon.
pub fn name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'-' | b'/'))
        .count();
    let (name, rest) = text.split_at_checked(length)?;
    let rest = rest.strip_prefix(b":")?;
    let starts = name.first().is_some_and(u8::is_ascii_alphabetic);
    (starts && (rest.is_empty() || rest.starts_with(b" "))).then_some((name, rest))
}

/// Fields that MySQL's slow log has and TiDB's has not.
pub fn is_mysql(text: &[u8]) -> bool {
    // By the colon: encoded plans, the longest lines, hold none.
    const NAMES: [Needle; 3] =
        [Needle::new(b"Lock_time: ", 9), Needle::new(b"Rows_examined: ", 13), Needle::new(b"Rows_sent: ", 9)];
    NAMES.iter().any(|name| name.find(text).is_some())
}

/// `...`, `....`, `…`: lines were left out here.
pub fn is_elision(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"#").unwrap_or(line).trim_ascii();
    (line.len() >= 2 && line.iter().all(|byte| *byte == b'.'))
        || line == "…".as_bytes()
        || line == "……".as_bytes()
        || line == b"[...]"
}

/// The beginning of a field's name, where the text was cut.
pub fn is_half_name(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    text.starts_with("Cop_backoff_") && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        || !text.is_empty() && FIELDS.iter().any(|field| field.name.starts_with(text))
}

/// The database of `use db;`.
pub fn use_line(line: &[u8]) -> Option<String> {
    let (verb, rest) = line.split_at_checked(4)?;
    let rest = rest.trim_ascii().strip_suffix(b";")?.trim_ascii();
    (verb.eq_ignore_ascii_case(b"use ") && !rest.is_empty() && !rest.contains(&b';'))
        .then(|| text(rest).trim_matches('`').to_owned())
}

/// Whether a statement may begin here.
pub fn begins_statement(line: &[u8]) -> bool {
    // Before 2.1.16 a cut statement was a Go-quoted string; with redaction markers it stands between ‹ and ›.
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let line = line.strip_prefix("‹".as_bytes()).unwrap_or(line);
    if line.starts_with(b"/*") || line.starts_with(b"--") || line.starts_with(b"{") && line.ends_with(b";") {
        return true;
    }
    let line = line.trim_ascii_start();
    let open = line.iter().take_while(|byte| **byte == b'(').count();
    let line = line.get(open..).unwrap_or_default();
    let length = line.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'_').count();
    let word = line.get(..length).unwrap_or_default();
    let ends = !line.get(length).is_some_and(|byte| matches!(byte, b':' | b'.' | b'='));
    length > 0 && ends && VERBS.iter().any(|verb| word.eq_ignore_ascii_case(verb.as_bytes()))
}

/// Whether the brackets, braces or plan quotes of a field line are still open at its end, or its last word is half a
/// name: the line was wrapped hard, or cut.
pub fn is_open(line: &[u8]) -> bool {
    if holds_plan(line) {
        // Dots stand for the rest of a plan that somebody shortened.
        return !line.ends_with(b"')") && !line.ends_with(b"...");
    }
    if memchr::memchr2(b'{', b'[', line).is_none() {
        return false;
    }
    let free = [&b"Prev_stmt:"[..], b"Warnings:", b"User@Host:", b"Session_alias:"];
    let field = line.strip_prefix(b"#").unwrap_or(line).trim_ascii_start();
    if free.iter().any(|name| field.starts_with(name)) {
        return false;
    }
    let mut depth = 0i32;
    for byte in line {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// Whether one of the fields is an encoded plan.
pub fn holds_plan(line: &[u8]) -> bool {
    const PLAN: Needle = Needle::new(b": tidb_decode_", 5);
    PLAN.find(line).is_some()
}

/// Quotes and comments of a statement over its lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct StatementEnd {
    quote: Option<u8>,
    comment: bool,
}

/// Whether a statement ends with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    No,
    /// Its semicolon stands in a remark or in quotes: TiDB writes a statement on one line, so that a remark swallows the
    /// semicolon; in a statement of several lines it may be the remark's own.
    Perhaps,
    Yes,
}

impl StatementEnd {
    /// Takes the next line.
    pub fn line(&mut self, line: &[u8]) -> Ends {
        let line = line.trim_ascii_end();
        if ends_raw_string(line) {
            return Ends::Yes;
        }
        let mut remark = false;
        let mut at = 0;
        while let Some(byte) = line.get(at).filter(|_| !remark) {
            let next = line.get(at + 1);
            match (self.quote, byte) {
                (_, b'*') if self.comment && next == Some(&b'/') => {
                    self.comment = false;
                    at += 1;
                }
                _ if self.comment => {}
                (Some(quote), b'\\') if quote != b'`' => at += 1,
                (Some(quote), _) if *byte == quote => self.quote = None,
                (None, b'\'' | b'"' | b'`') => self.quote = Some(*byte),
                (None, b'/') if next == Some(&b'*') => {
                    self.comment = true;
                    at += 1;
                }
                (None, b'-') if next == Some(&b'-') => {
                    remark = matches!(line.get(at + 2), None | Some(b' ' | b'\t' | b';'));
                }
                (None, b'#') => remark = true,
                _ => {}
            }
            at += 1;
        }
        let cut = line.ends_with(b");") && memchr::memmem::rfind(line, b"(len:").is_some();
        let hidden = remark || self.quote.is_some() || self.comment;
        match line.ends_with(b";") {
            true if cut || !hidden => Ends::Yes,
            true => Ends::Perhaps,
            false => Ends::No,
        }
    }

    /// Whether a line that follows a [`Ends::Perhaps`] goes on with the statement.
    pub fn goes_on(self, line: &[u8]) -> bool {
        match self.quote {
            Some(quote) => line.contains(&quote),
            None => goes_on(line),
        }
    }
}

/// The end of a raw string of Go with a whole slow log in it, as tests hold them.
pub fn ends_raw_string(line: &[u8]) -> bool {
    line.ends_with(b";`") || line.ends_with(b";`)") || line.ends_with(b";`))")
}

/// Whether a line, after an empty one or a semicolon in a remark, looks like the rest of a statement.
pub fn goes_on(line: &[u8]) -> bool {
    const CLAUSES: &[&str] = &[
        "from", "where", "and", "or", "select", "join", "left", "right", "inner", "outer", "cross", "group", "order",
        "limit", "having", "union", "values", "set", "on", "as", "in", "not", "exists", "case", "when", "then", "else",
        "end", "into", "with", "using",
    ];
    let text = line.trim_ascii();
    let length = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = text.get(..length).unwrap_or_default();
    let listed = CLAUSES.iter().any(|clause| word.eq_ignore_ascii_case(clause.as_bytes()));
    listed || matches!(line.first(), Some(b' ' | b'\t' | b'(' | b')' | b',' | b';' | b'`'))
}
