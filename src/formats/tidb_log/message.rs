//! A record of the older layouts whose message goes on over the lines after it, because old releases printed line breaks
//! as they were, and because pastes were wrapped (docs/spec/tidb-logs.md §1.1 rule 5, §1.3, §2.2): a statement, or the
//! errors of the tries that used up a budget.
//!
//! ```text
//! 2018/08/21 09:59:11.817 adapter.go:363: [warning] [SLOW_QUERY] cost_time:1.688710205s
//! process_time:5.95s succ:true con:1 database:test sql:select count(c)
//! from sbtest1
//! 2018/08/21 10:02:17.400 backoff.go:297: [warning] tikvRPC backoffer.maxSleep 20000ms is exceeded, errors:
//! send tikv request error: no available connections, ctx: region ID: 4, try next peer later
//! ```

use super::{emit, joining, old, unified};
use crate::formats::{Machine, More, Records};
use crate::model::Stamp;
use crate::text::{Block, Line};

/// Lines of one record at most.
const MAX_LINES: u32 = 1_000;

/// Marks of the messages that hold a statement.
const MARKS: [&[u8]; 4] = [b"[SLOW_QUERY]", b"[QUERY]", b"[EXPENSIVE_QUERY]", b"cost_time:"];

/// The end of a line that errors follow.
const ERRORS: &[u8] = b"is exceeded, errors:";

/// Whether a message may go on over the next lines.
pub fn may_go_on(message: &[u8]) -> bool {
    holds_statement(message) || lists_errors(message)
}

fn holds_statement(message: &[u8]) -> bool {
    MARKS.iter().any(|mark| message.starts_with(mark))
}

/// Whether the lines after this one are errors.
pub fn lists_errors(text: &[u8]) -> bool {
    text.ends_with(ERRORS)
}

pub struct Open {
    lines: u32,
    /// It is a statement, which ends with its semicolon.
    statement: bool,
    ended: bool,
}

impl Open {
    pub fn new(text: &[u8]) -> Self {
        let statement = !lists_errors(text);
        Self { lines: 1, statement, ended: statement && text.ends_with(b";") }
    }
}

/// The head of a record, or the date of another program's line in the same file.
pub fn begins_a_record(text: &[u8], line: Line<'_>) -> bool {
    matches!(text, [b'2', b'0', b'0'..=b'9', b'0'..=b'9', b'-' | b'/', ..])
        || unified::header(text, &mut Stamp::parse).is_some()
        || old::read(text, line.span).is_some()
        || old::headless(text, line.span).is_some()
}

impl Machine for Open {
    fn more(&mut self, line: Line<'_>) -> More {
        let text = line.trimmed();
        if self.ended
            || text.is_empty()
            || self.lines >= MAX_LINES
            || joining::begins_something_else(text)
            || begins_a_record(text, line)
        {
            return More::Before;
        }
        self.lines += 1;
        self.ended = self.statement && text.ends_with(b";");
        More::Mine
    }

    fn read(self: Box<Self>, block: &Block, records: &mut Records) {
        let lines: Vec<&[u8]> = block.lines().map(|line| line.text).collect();
        let joined = lines.join(&b"\n"[..]);
        let (text, span) = (joined.trim_ascii(), block.span());
        if let Some(record) = old::read(text, span).or_else(|| old::headless(text, span)) {
            emit(&record, records);
        }
    }
}
