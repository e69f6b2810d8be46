//! The one-line entries of releases up to 2.1.7 (spec/tidb-logs.md §2.2):
//!
//! ```text
//! [SLOW_QUERY] cost_time:2.5s process_time:1.2s succ:true con:12 user:root@127.0.0.1 txn_start_ts:40… database:test sql:select 1
//! ```
//!
//! Odd: `[QUERY]` below the threshold; `sql:` runs to the end; lists are followed by a comma.

use crate::formats::{Opened, Records};
use crate::model::{Layout, SlowQuery, Tso};
use crate::text::Span;
use crate::text::bytes::{contains, text};

/// Reads the text of such a line, without the head of the log line around it.
pub fn open(line: &[u8], span: Span, records: &mut Records) -> Opened {
    let Some(body) = line.strip_prefix(b"[SLOW_QUERY]").or_else(|| line.strip_prefix(b"[QUERY]")) else {
        return Opened::No;
    };
    if !contains(body, b"cost_time:") {
        return Opened::No;
    }
    let mut query = SlowQuery { span, layout: Layout::Embedded, ..SlowQuery::default() };
    let mut rest = body.trim_ascii();
    while let Some((name, after)) = key(rest) {
        if name == b"sql" {
            query.sql = Some(text(after.trim_ascii())).filter(|sql| !sql.is_empty());
            rest = b"";
            break;
        }
        let length = value_length(after);
        let (value, tail) = after.split_at_checked(length).unwrap_or((after, b""));
        query.fields.push(text(name), text(value));
        let gap = tail.iter().take_while(|byte| matches!(byte, b' ' | b',')).count();
        rest = tail.get(gap..).unwrap_or_default();
    }
    query.time = records.enclosing.and_then(|record| record.time);
    query.txn_start = query
        .fields
        .get("txn_start_ts")
        .and_then(|value| Tso::start(value, query.time.and_then(|time| time.offset_minutes)));
    query.start = query.implied_start();
    if query.sql.is_none() {
        query.missing.push("the statement".into());
    }
    if !rest.is_empty() {
        query.missing.push("the end of the line".into());
    }
    query.complete = query.missing.is_empty();
    records.slow_queries.push(query);
    Opened::Done
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
