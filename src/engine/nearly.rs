//! What plainly is a report of Go or TiDB, and of which nothing became a record: so that a log is never called empty that
//! is not.
//!
//! Lines are looked at that nobody claimed, and those that a reader of Go reports claimed, which may drop what it held. A
//! record that is made afterwards takes back what was seen within it.

use crate::decode::go_frame;
use crate::formats::Records;
use crate::model::Span;
use crate::text::Line;
use crate::text::bytes::Needle;

/// Places remembered at most; further ones are counted.
const MAX_SEEN: usize = 64;
/// Lines between two that still are one place: blank ones, and what other goroutines print.
const MAX_GAP: u64 = 8;
/// Places of an error's stack, without a single one of which the runtime prints, that make it plain.
const ERROR_PLACES: u32 = 3;
/// A longer line is a text of its own, whose beginning is looked at.
const MAX_LOOK: usize = 64 << 10;

/// What a place looks like, the least telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    ErrorStack,
    Stack,
    Goroutine,
    Crash,
    Race,
    FailedTest,
    SlowEntry,
    PlanTable,
    EncodedPlan,
    ResultTable,
    TestXml,
    Profile,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    kind: Kind,
    span: Span,
    /// Lines of it.
    times: u32,
}

/// The places of one source.
#[derive(Clone, Debug, Default)]
pub struct Nearly {
    seen: Vec<Seen>,
    further: u64,
    /// The last of the further ones.
    last: Span,
    /// Whether the last line that was not blank is the name of a function and no more.
    named: bool,
}

/// How many records there are, to tell which are new.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before {
    failures: usize,
    assertions: usize,
    slow_queries: usize,
    notes: usize,
}

impl Before {
    pub fn of(records: &Records) -> Self {
        Self {
            failures: records.failures.len(),
            assertions: records.assertions.len(),
            slow_queries: records.slow_queries.len(),
            notes: records.notes.len(),
        }
    }
}

impl Nearly {
    /// Looks at a line. `claimed_by` is the format that claimed it.
    pub fn look(&mut self, line: Line<'_>, claimed: bool, claimed_by: Option<&'static str>) {
        let of_go = matches!(claimed_by, Some("go_failure" | "race"));
        let of_slow_log = claimed_by == Some("slow_query");
        if claimed_by.is_some() && !of_go && !of_slow_log {
            self.named = false;
            return;
        }
        let text = line.trimmed();
        let text = text.get(..MAX_LOOK).unwrap_or(text);
        if text.is_empty() {
            return;
        }
        let named = std::mem::replace(&mut self.named, false);
        if of_slow_log {
            if is_slow_entry(text) {
                self.add(Kind::SlowEntry, line.span);
            }
        } else if let Some(kind) = crash(text).or_else(|| stack(text)) {
            self.add(kind, line.span);
        } else if !claimed {
            match other(text) {
                Some(kind) => self.add(kind, line.span),
                None if named && is_error_place(line.text) => self.add(Kind::ErrorStack, line.span),
                None => self.named = go_frame::is_dotted(text),
            }
        }
    }

    fn add(&mut self, kind: Kind, span: Span) {
        let family = |kind: Kind| if kind <= Kind::Crash { Kind::Stack } else { kind };
        if let Some(last) = self.seen.last_mut()
            && family(last.kind) == family(kind)
            && kind != Kind::Race
            && span.line <= last.span.end_line + MAX_GAP
        {
            *last = Seen { kind: last.kind.max(kind), span: last.span.to(span), times: last.times + 1 };
        } else if self.seen.len() < MAX_SEEN {
            self.seen.push(Seen { kind, span, times: 1 });
        } else {
            self.further += 1;
            self.last = span;
        }
    }

    /// Takes back what records made since then tell. Called before races are drained.
    pub fn settle(&mut self, before: Before, records: &Records) {
        if self.seen.is_empty() {
            return;
        }
        let made = |from: usize, all: usize| all > from;
        if records.races.is_empty()
            && !made(before.failures, records.failures.len())
            && !made(before.assertions, records.assertions.len())
            && !made(before.slow_queries, records.slow_queries.len())
            && !made(before.notes, records.notes.len())
        {
            return;
        }
        for span in records.races.iter().map(|it| it.span) {
            self.told(span);
        }
        for span in records.failures.iter().skip(before.failures).map(|it| it.span) {
            self.told(span);
        }
        for span in records.assertions.iter().skip(before.assertions).map(|it| it.span) {
            self.told(span);
        }
        for span in records.slow_queries.iter().skip(before.slow_queries).map(|it| it.span) {
            self.told(span);
        }
        // What a reader recognised as somebody else's: an entry of MySQL's slow log, a report of the kernel.
        let recognised = records.notes.iter().skip(before.notes).filter(|note| note.near_miss.is_some());
        for span in recognised.filter_map(|note| note.span) {
            self.seen.retain(|seen| seen.kind == Kind::Race || !overlap(seen.span, span));
        }
    }

    fn told(&mut self, span: Span) {
        self.seen.retain(|seen| !overlap(seen.span, span));
    }

    /// Says what is left: the source is at its end.
    pub fn finish(&mut self, records: &mut Records) {
        let has_records =
            !records.failures.is_empty() || !records.race_starts.is_empty() || !records.assertions.is_empty();
        for seen in std::mem::take(&mut self.seen) {
            // The stack of an error that a program printed is the only record of a log, or one of many things in it.
            if seen.kind == Kind::ErrorStack && (has_records || seen.times < ERROR_PLACES) {
                continue;
            }
            // One place of a stack may be anybody's.
            if seen.kind == Kind::Stack && seen.times < 2 {
                continue;
            }
            let (format, looks, reason) = words(seen.kind);
            let known = records.notes.iter_mut().find(|note| {
                note.near_miss.as_ref().is_some_and(|miss| &*miss.format == format)
                    && note.span.is_some_and(|span| overlap(span, seen.span))
            });
            if let Some(miss) = known.and_then(|note| note.near_miss.as_mut()) {
                miss.plain = true;
                continue;
            }
            let text = format!("this looks like {looks}, but {reason}");
            records.plain_miss("not_understood", seen.span, text, format, reason);
        }
        if self.further > 0 {
            let text = format!("{} further lines look like parts of reports that could not be read", self.further);
            records.plain_miss("not_understood", self.last, text, "go_stack", "nothing was made of them");
            self.further = 0;
        }
    }
}

/// Format, what it looks like, and what is missing.
fn words(kind: Kind) -> (&'static str, &'static str, &'static str) {
    const ALONE: &str = "no panic, failure or race could be read of it";
    match kind {
        Kind::ErrorStack => {
            ("error_stack", "the stack of an error in Go", "no failure that Racecard reads stands with it")
        }
        Kind::Stack => ("go_stack", "a Go stack", ALONE),
        Kind::Goroutine => ("go_stack", "a goroutine of a Go dump", ALONE),
        Kind::Crash => ("go_failure", "the end of a Go program", "no failure could be read of it"),
        Kind::Race => ("race", "the heading of a race report", "no access with a stack follows"),
        Kind::FailedTest => ("go_test", "a failed Go test", "its result could not be read"),
        Kind::SlowEntry => ("slow_query", "an entry of TiDB's slow log", "it could not be read"),
        Kind::PlanTable => ("plan", "a plan of TiDB printed as a table", "such tables are not read"),
        Kind::ResultTable => ("result_table", "a result table of TiDB", "such tables are not read"),
        Kind::TestXml => ("test_xml", "a report of failed tests in XML", "such reports are not read"),
        Kind::Profile => ("profile", "a profile of a Go program", "profiles are not read"),
        Kind::EncodedPlan => {
            ("plan", "an encoded plan of TiDB", "no slow query stands with it (`racecard decode plan` decodes it)")
        }
    }
}

fn overlap(one: Span, other: Span) -> bool {
    one.source == other.source
        && one.byte < other.end_byte.max(other.byte + 1)
        && other.byte < one.end_byte.max(one.byte + 1)
}

/// Lines with which only Go's runtime and its race detector begin.
fn crash(text: &[u8]) -> Option<Kind> {
    const FATAL: [&[u8]; 6] = [
        b"all goroutines are asleep",
        b"concurrent map ",
        b"runtime: out of memory",
        b"found bad pointer in Go heap",
        b"unexpected signal during runtime execution",
        b"stack overflow",
    ];
    match text.first()? {
        b'p' => {
            let what = text.strip_prefix(b"panic: ")?;
            (what.starts_with(b"runtime error: ") || what.starts_with(b"test timed out after ")).then_some(Kind::Crash)
        }
        b'f' => {
            let what = text.strip_prefix(b"fatal error: ")?;
            FATAL.iter().any(|said| what.starts_with(said)).then_some(Kind::Crash)
        }
        b'W' => (text == b"WARNING: DATA RACE").then_some(Kind::Race),
        b'[' => {
            let is_signal = text.starts_with(b"[signal SIG") && memchr::memmem::find(text, b" addr=0x").is_some();
            is_signal.then_some(Kind::Crash)
        }
        _ => None,
    }
}

/// What stands between a place and how far into the function it is.
const OFFSET: Needle = Needle::new(b" +0x", 1);

/// Lines of stacks that only Go's runtime prints: `goroutine 7 [running]:`, `/store/pool.go:17 +0x5e`.
fn stack(text: &[u8]) -> Option<Kind> {
    if let Some(rest) = text.strip_prefix(b"goroutine ") {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (_, state) = rest.split_at_checked(digits)?;
        return (digits > 0 && state.starts_with(b" [") && state.ends_with(b"]:")).then_some(Kind::Goroutine);
    }
    if is_stack_of_others(text) {
        return Some(Kind::Stack);
    }
    OFFSET.find(text)?;
    let mut places = memchr::memmem::find_iter(text, b" +0x").filter(|at| is_place(text, *at));
    let first = places.next();
    match places.next() {
        // Several lines' worth in one.
        Some(_) => Some(Kind::Goroutine),
        None => first.map(|_| Kind::Stack),
    }
}

/// A line of a stack as programs and debuggers print it: `/store/pool.go:17 (0x45a1c5)`, `3  0x00000000004bf in main.main`.
fn is_stack_of_others(text: &[u8]) -> bool {
    let is_hex = |word: &[u8]| {
        word.strip_prefix(b"0x").is_some_and(|digits| digits.len() > 4 && digits.iter().all(u8::is_ascii_hexdigit))
    };
    match (text.first(), text.last()) {
        (Some(b'/' | b'A'..=b'Z'), Some(b')')) => memchr::memrchr(b' ', text).is_some_and(|at| {
            let word = text.get(at + 2..text.len() - 1).unwrap_or_default();
            text.get(at + 1) == Some(&b'(') && is_hex(word) && is_place(text, at)
        }),
        (Some(b'0'..=b'9'), _) => {
            let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
            let number = words.next().is_some_and(|word| word.iter().all(u8::is_ascii_digit));
            number
                && words.next().is_some_and(is_hex)
                && words.next() == Some(b"in")
                && words.next().is_some_and(go_frame::is_dotted)
        }
        _ => false,
    }
}

/// Whether `x.go:17` ends here.
fn is_place(text: &[u8], end: usize) -> bool {
    let before = text.get(..end).unwrap_or_default();
    let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && before.get(..before.len() - digits).is_some_and(|file| file.ends_with(b".go:"))
}

/// The place below a function's name: indented, a Go file and its line.
fn is_error_place(line: &[u8]) -> bool {
    line.first().is_some_and(u8::is_ascii_whitespace)
        && go_frame::place(line).is_some_and(|at| at.file.ends_with(b".go") && at.file.contains(&b'/'))
}

/// `tidb_decode_plan('…')`, `tidb_decode_binary_plan('…')`.
const DECODE: Needle = Needle::new(b"tidb_decode_", 4);

/// Other lines that plainly are of a report.
fn other(text: &[u8]) -> Option<Kind> {
    match text.first()? {
        b'-' => {
            let name = text.strip_prefix(b"--- FAIL: ")?;
            let is_test =
                ["Test", "Benchmark", "Fuzz", "Example"].iter().any(|begin| name.starts_with(begin.as_bytes()));
            return is_test.then_some(Kind::FailedTest);
        }
        b'#' if is_slow_entry(text) => return Some(Kind::SlowEntry),
        b'|' if is_result_heading(text) => return Some(Kind::ResultTable),
        b'<' if is_failed_xml(text) => return Some(Kind::TestXml),
        b'g' | b'h' if is_profile(text) => return Some(Kind::Profile),
        b'|' | b'+' | b'i' | b'\t' | 0xe2 if is_plan_line(text) => return Some(Kind::PlanTable),
        _ => {}
    }
    let at = DECODE.find(text)?;
    let call = text.get(at..)?;
    let value = [
        &b"tidb_decode_plan('"[..],
        b"tidb_decode_binary_plan('",
        b"tidb_decode_plan(\"",
        b"tidb_decode_binary_plan(\"",
    ]
    .iter()
    .find_map(|call_of| call.strip_prefix(*call_of))?;
    let length =
        value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')).count();
    (length >= 16).then_some(Kind::EncodedPlan)
}

fn is_slow_entry(text: &[u8]) -> bool {
    text.strip_prefix(b"# Query_time: ").is_some_and(|value| value.first().is_some_and(u8::is_ascii_digit))
}

/// The heading of a plan's table (`id`, `estRows` or `count`, `task`, `operator info`), or an operator below another
/// (`└─TableFullScan_5`).
fn is_plan_line(text: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
    if has(b"operator info") && has(b"task") && (has(b"estRows") || has(b"count")) {
        return true;
    }
    let text = text.get(..400).unwrap_or(text);
    let branch = ["└─".as_bytes(), "├─".as_bytes()];
    branch.iter().filter_map(|branch| memchr::memmem::find(text, branch)).any(|at| {
        let name = text.get(at + branch[0].len()..).unwrap_or_default();
        let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        letters > 2
            && name.first().is_some_and(u8::is_ascii_uppercase)
            && matches!(name.get(letters..), Some([b'_', b'0'..=b'9', ..]))
    })
}

/// Columns of tables that only TiDB has; two of them in one heading are plain.
fn is_result_heading(text: &[u8]) -> bool {
    const COLUMNS: [&str; 12] = [
        "query_time",
        "digest",
        "digest_text",
        "deadlock_id",
        "trx_holding_lock",
        "current_sql_digest",
        "plan_digest",
        "sum_latency",
        "exec_count",
        "process_time",
        "region_id",
        "store_id",
    ];
    let cells = text.split(|byte| *byte == b'|').map(<[u8]>::trim_ascii);
    let known = cells.filter(|cell| COLUMNS.iter().any(|column| cell.eq_ignore_ascii_case(column.as_bytes())));
    known.take(2).count() == 2
}

/// `<failure …>` of a test report.
fn is_failed_xml(text: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
    text.starts_with(b"<failure") || has(b"<testsuite") && has(b"<failure")
}

/// `goroutine profile: total 12`, `heap profile: 1: 1024 [3: 4096] @ heap/1048576`.
fn is_profile(text: &[u8]) -> bool {
    text.starts_with(b"goroutine profile: total ") || text.starts_with(b"heap profile: ") && text.contains(&b'@')
}

#[cfg(test)]
mod tests {
    use super::super::Scanner;

    /// What a text looks like, with its line.
    fn looks(text: &str) -> Vec<(u64, String)> {
        let mut scanner = Scanner::new("x.log");
        scanner.push(text.as_bytes());
        let report = scanner.finish();
        let plain = report.notes.iter().filter_map(|note| {
            let miss = note.near_miss.as_ref().filter(|miss| miss.plain)?;
            Some((note.span?.line, miss.format.to_string()))
        });
        plain.collect()
    }

    #[test]
    fn what_plainly_is_a_report_is_said() {
        for (text, format) in [
            ("hello\nsome text\n\t/home/me/x/pool.go:17 +0x5e\n\t/home/me/x/main.go:9 +0x1d\n", "go_stack"),
            ("x\n| id                    | estRows | task | access object | operator info |\n", "plan"),
            ("x\nid\tcount\ttask\toperator info\n└─TableFullScan_5\t1\tcop\tt\n", "plan"),
            (
                "x\n/usr/local/go/src/runtime/panic.go:242 (0x45a1c5)\n\tpanicdivide: x\n/src/depot/list.go:57 (0xb678e9)\n",
                "go_stack",
            ),
            (
                "(dlv) bt\n0  0x000000000043a604 in runtime.fatalpanic\n   at /go/panic.go:1217\n1  0x00000000004bf in main.main\n",
                "go_stack",
            ),
            ("x\n| DEADLOCK_ID | OCCUR_TIME | TRX_HOLDING_LOCK |\n", "result_table"),
            ("<testsuites>\n<testsuite name=\"a\">\n<failure message=\"x\">\n", "test_xml"),
            ("goroutine profile: total 12\n", "profile"),
            ("x\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a]\n", "go_failure"),
            ("x\nselect tidb_decode_plan('lQeAMAk1XzEwCTAJMQlmdW5jczpzdW0o')\n", "plan"),
        ] {
            let looks = looks(text);
            assert_eq!(looks.len(), 1, "{text}: {looks:?}");
            assert_eq!(looks[0].1, format, "{text}");
        }
        assert_eq!(looks("ok\nWARNING: DATA RACE\n"), [(2, "race".to_owned())]);
    }

    #[test]
    fn text_that_concerns_nobody_is_no_report() {
        for text in [
            "see \"WARNING: DATA RACE\" in the docs\nif grep WARNING: DATA RACE x; then\n",
            "fatal error: stdio.h: No such file or directory\npanic: don't\n",
            "we saw it at pool.go:17 +0x5e in the trace\n",
            "use tidb_decode_plan('…') to read it; see tidb_decode_plan(plan)\n",
            "0 0x12 in a.b\n| id | name | digest |\nheap profile: none\n/x/a.go:3 (see below)\n",
            "├── src\n│   └── main.rs\n└─ x\n",
            "task count and operator\n--- FAIL: not a test\n# Query_time: slow\n",
            "goroutine 7 is done\n[2023/01/29 15:51:47.121 +08:00] [INFO] [a.go:1] [\"x\"]\n",
        ] {
            assert_eq!(looks(text), [], "{text}");
        }
    }

    #[test]
    fn what_became_a_record_is_not_missed() {
        let panic = "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/x/main.go:7 +0x1d\nexit status 2\n";
        assert_eq!(looks(panic), []);
    }
}
