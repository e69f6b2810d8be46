//! Statements laid out lightly: a line per clause where the statement is one long line, words told apart for colour.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Keyword,
    Literal,
    Comment,
}

/// A stretch of the statement in one colour; line ends are within the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub kind: Kind,
    pub text: String,
}

/// Statements shorter than this stay on one line.
const SHORT: usize = 72;

const CLAUSES: [&str; 16] = [
    "select", "from", "where", "group", "order", "having", "limit", "join", "left", "inner", "union", "set", "values",
    "on", "window", "right",
];
const WORDS: [&str; 46] = [
    "and",
    "or",
    "not",
    "in",
    "is",
    "null",
    "like",
    "between",
    "exists",
    "as",
    "by",
    "asc",
    "desc",
    "distinct",
    "outer",
    "cross",
    "using",
    "insert",
    "into",
    "update",
    "delete",
    "replace",
    "create",
    "alter",
    "drop",
    "table",
    "index",
    "case",
    "when",
    "then",
    "else",
    "end",
    "commit",
    "begin",
    "rollback",
    "for",
    "with",
    "explain",
    "analyze",
    "all",
    "offset",
    "duplicate",
    "key",
    "ignore",
    "interval",
    "straight_join",
];

/// Cuts `sql` into parts, with line breaks put in before clauses when it is one long line.
pub fn parts(sql: &str) -> Vec<Part> {
    let sql = sql.trim();
    let lay_out = sql.len() > SHORT && !sql.contains('\n');
    let mut parts: Vec<Part> = Vec::new();
    let (mut depth, mut before, mut rest) = (0_i32, String::new(), sql);
    while !rest.is_empty() {
        let (kind, length) = token(rest);
        let (text, behind) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        rest = behind;
        match text {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        let word = text.to_ascii_lowercase();
        let clause = kind == Kind::Plain && CLAUSES.contains(&word.as_str());
        let known = clause || kind == Kind::Plain && WORDS.contains(&word.as_str());
        if lay_out && depth == 0 && starts_line(&word, &before, clause) && !parts.is_empty() {
            let indent = if clause && word != "on" { "\n" } else { "\n  " };
            trim_end(&mut parts);
            push(&mut parts, Kind::Plain, indent);
        }
        if known || kind != Kind::Plain || text.bytes().any(|byte| !byte.is_ascii_whitespace()) {
            before = word;
        }
        push(&mut parts, if known { Kind::Keyword } else { kind }, text);
    }
    parts
}

/// `join` after `left` and `inner` and the `set` of `insert … set` stay where they are.
fn starts_line(word: &str, before: &str, clause: bool) -> bool {
    match word {
        "join" => !matches!(before, "left" | "right" | "inner" | "outer" | "cross"),
        "and" | "or" => before != "between",
        "select" => before != "(",
        "on" => true,
        _ => clause,
    }
}

fn trim_end(parts: &mut [Part]) {
    if let Some(last) = parts.last_mut() {
        last.text.truncate(last.text.trim_end_matches(' ').len());
    }
}

fn push(parts: &mut Vec<Part>, kind: Kind, text: &str) {
    match parts.last_mut() {
        Some(last) if last.kind == kind => last.text.push_str(text),
        _ => parts.push(Part { kind, text: text.to_owned() }),
    }
}

/// Kind and length in bytes of what `text` starts with.
fn token(text: &str) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let first = bytes.first().copied().unwrap_or(0);
    let run = |good: &dyn Fn(u8) -> bool| bytes.iter().take_while(|byte| good(**byte)).count();
    match first {
        b'\'' | b'"' => (Kind::Literal, quoted(bytes, first)),
        b'`' => (Kind::Plain, quoted(bytes, first)),
        b'/' if bytes.get(1) == Some(&b'*') => (Kind::Comment, text.find("*/").map_or(text.len(), |at| at + 2)),
        b'-' if text.starts_with("-- ") => (Kind::Comment, text.find('\n').unwrap_or(text.len())),
        b'0'..=b'9' => (Kind::Literal, run(&|byte| byte.is_ascii_alphanumeric() || byte == b'.')),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'@' | 0x80.. => {
            (Kind::Plain, run(&|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'$' | 0x80..)))
        }
        b'?' => (Kind::Literal, 1),
        _ => (Kind::Plain, 1),
    }
}

/// Length of a quoted piece; a doubled or escaped quote does not end it, the end of the text does.
fn quoted(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'\\' if quote != b'`' => at += 2,
            byte if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &str) {
        let shown: String = parts(sql)
            .iter()
            .map(|part| match part.kind {
                Kind::Plain => part.text.clone(),
                Kind::Keyword => part.text.to_uppercase(),
                Kind::Literal => format!("<{}>", part.text),
                Kind::Comment => format!("#{}#", part.text),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn statements() {
        check("select a from t where b <= 46", "SELECT a FROM t WHERE b <= <46>");
        check("update `from` set a = 'it''s' /* x */", "UPDATE `from` SET a = <'it''s'> #/* x */#");
        check(
            "select job_id, version from mysql.tidb_mdl_info t left join other o on t.id = o.id where version <= 46 and x in (select 1 from y)",
            "SELECT job_id, version\nFROM mysql.tidb_mdl_info t\nLEFT JOIN other o\n  ON t.id = o.id\nWHERE version <= <46>\n  AND x IN (SELECT <1> FROM y)",
        );
        check("select 'é", "SELECT <'é>");
        check("", "");
    }
}
