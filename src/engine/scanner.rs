//! One source, from its bytes to its records.

use super::assemble;
use super::keep::Kept;
use super::nearly::{Before, Nearly};
use super::races::Groups;
use super::reader::Reader;
use crate::formats::{Records, go_test, other_log, tidb_log};
use crate::model::{Coverage, Report, Source, Span};
use crate::text::Line;
use crate::text::lines::Lines;
use crate::text::repair::Repair;
use crate::text::unpack::Told;
use crate::text::wrap::{Label, Unwrapper};

/// Unread runs listed in the report.
const MAX_UNREAD: usize = 1_000;

/// Reads one source in chunks. The result does not depend on how the source was cut.
///
/// ```
/// let mut scanner = racecard::Scanner::new("pasted text");
/// scanner.push(b"WARNING: DATA ");
/// scanner.push(b"RACE\n");
/// let report = scanner.finish();
/// assert_eq!(report.sources[0].lines, 1);
/// ```
pub struct Scanner {
    name: String,
    packing: Option<&'static str>,
    /// What was put right before the text arrived here.
    repairs: Vec<Repair>,
    bytes: u64,
    lines: Lines,
    parse: Parse,
}

/// Everything behind the line cutter.
#[derive(Default)]
struct Parse {
    unwrapper: Unwrapper,
    reading: Reading,
}

/// What happens to the unwrapped lines.
#[derive(Default)]
struct Reading {
    /// One reader per stream of the source, by its number.
    streams: Vec<Reader>,
    records: Records,
    /// Race reports are grouped while they come, so that many of them need little memory.
    races: Groups,
    coverage: Coverage,
    kept: Kept,
    nearly: Nearly,
    /// The physical line (or lines) read last, and whether somebody claimed it.
    last: Option<(Span, bool)>,
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub bytes: u64,
    pub races: u64,
    pub failures: u64,
    pub slow_queries: u64,
    pub timings: u64,
}

/// What one source held.
#[derive(Clone)]
pub struct Scan {
    pub source: Source,
    /// All records but the races.
    pub records: Records,
    /// Counts over all slow queries and timings, those that were not kept included.
    pub kept: Kept,
    pub races: Groups,
    pub coverage: Coverage,
}

impl Scanner {
    pub fn new(name: &str) -> Self {
        Self::numbered(name, 0)
    }

    /// A scanner for source number `source` of a report over several.
    pub fn numbered(name: &str, source: u32) -> Self {
        Self {
            name: name.to_owned(),
            packing: None,
            repairs: Vec::new(),
            bytes: 0,
            lines: Lines::new(source),
            parse: Parse::default(),
        }
    }

    /// Says how the text came out of the raw bytes of the source, and what of them was not read.
    pub fn taken_in(&mut self, told: &Told) {
        self.packing = told.packing;
        self.repairs =
            told.repairs.iter().map(|(kind, count)| Repair { kind: (*kind).into(), count: *count }).collect();
        for remark in &told.remarks {
            // For who reads the report, what is damaged is missing as much as what is cut off.
            let kind = if remark.kind == "damaged" { "cut" } else { remark.kind };
            self.note(kind, &remark.text);
        }
    }

    /// Adds a note about the source as a whole.
    pub fn note(&mut self, kind: &str, text: &str) {
        let of_source = Span { source: self.lines.source(), ..Span::default() };
        self.parse.reading.records.note(kind, of_source, text);
    }

    /// Reads the next bytes.
    pub fn push(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        let parse = &mut self.parse;
        self.lines.push(chunk, |raw, span| parse.line(raw, span));
    }

    /// The lines of the source: where they start.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    pub fn progress(&self) -> Progress {
        let Reading { records, races, kept, .. } = &self.parse.reading;
        Progress {
            bytes: self.bytes,
            races: races.seen(),
            failures: records.failures.len() as u64,
            slow_queries: kept.digests.count,
            timings: kept.timings,
        }
    }

    /// What was found so far; until [`Scanner::close`], blocks that are still open are left out.
    pub fn so_far(&self) -> Scan {
        let Reading { records, races, coverage, kept, .. } = &self.parse.reading;
        let coverage = Coverage { bytes: self.bytes, ..coverage.clone() };
        Scan { source: self.source(), records: records.clone(), races: races.clone(), kept: kept.clone(), coverage }
    }

    /// Reads what is still open: the source is at its end. Nothing may be pushed afterwards.
    pub fn close(&mut self) {
        let parse = &mut self.parse;
        self.lines.finish(|raw, span| parse.line(raw, span));
        parse.end();
        if self.lines.cut > 0 {
            let text = format!("{} lines were longer than 64 MiB and were cut in two", self.lines.cut);
            self.note("limit", &text);
        }
    }

    /// Ends the source and gives its records, to be put together with others by [`assemble::report`].
    pub fn end(mut self) -> Scan {
        self.close();
        let source = self.source();
        let Reading { records, races, coverage, kept, .. } = self.parse.reading;
        Scan { source, records, races, kept, coverage: Coverage { bytes: self.bytes, ..coverage } }
    }

    fn source(&self) -> Source {
        Source {
            name: self.name.as_str().into(),
            bytes: self.bytes,
            lines: self.lines.position().1,
            packing: self.packing.map(Into::into),
            wrappers: self.parse.unwrapper.met().iter().map(|name| (*name).into()).collect(),
            repairs: [self.repairs.clone(), self.parse.unwrapper.repairs()].concat(),
            ..Source::default()
        }
    }

    /// Ends the source and reports on it alone.
    pub fn finish(self) -> Report {
        assemble::report(vec![self.end()])
    }
}

impl Parse {
    fn line(&mut self, raw: &[u8], span: Span) {
        let Self { unwrapper, reading } = self;
        unwrapper.line(raw, span, &mut |line, label| reading.line(line, label));
    }

    fn end(&mut self) {
        let Self { unwrapper, reading } = self;
        unwrapper.finish(&mut |line, label| reading.line(line, label));
        reading.end();
    }
}

impl Reading {
    fn line(&mut self, line: Line<'_>, label: Label<'_>) {
        let stream = line.stream as usize;
        if stream >= self.streams.len() {
            self.streams.resize_with(stream + 1, Reader::default);
        }
        if label.package.is_some() || label.test.is_some() {
            self.records.name_stream(line.stream, label.package, label.test);
        }
        let Some(reader) = self.streams.get_mut(stream) else { return };
        let usual = |records: &mut Records| tidb_log::take_usual(line, records) || go_test::take_usual(line, records);
        let claimed = reader.is_idle() && usual(&mut self.records) || {
            let before = Before::of(&self.records);
            let claimed = reader.line(line, &mut self.records) || line.is_blank();
            self.nearly.look(line, claimed, reader.claimed_by());
            if !claimed && let Some(said) = other_log::read(line.trimmed()) {
                self.records.log.other_statement(&said, line.span);
            }
            self.nearly.settle(before, &self.records);
            self.kept.settle(&mut self.records);
            self.group_races();
            claimed
        };
        match &mut self.last {
            // Several lines that stood in one physical line.
            Some((span, known)) if span.line == line.span.line && span.end_line == line.span.end_line => {
                *known |= claimed;
            }
            last => {
                if let Some((span, claimed)) = last.replace((line.span, claimed)) {
                    cover(&mut self.coverage, span, claimed);
                }
            }
        }
    }

    fn group_races(&mut self) {
        if self.records.races.is_empty() {
            return; // as after nearly every line
        }
        for race in self.records.races.drain(..) {
            self.races.add(race);
        }
    }

    fn end(&mut self) {
        let before = Before::of(&self.records);
        for reader in &mut self.streams {
            reader.finish(&mut self.records);
        }
        self.nearly.settle(before, &self.records);
        self.nearly.finish(&mut self.records);
        self.kept.settle(&mut self.records);
        self.group_races();
        if let Some((span, claimed)) = self.last.take() {
            cover(&mut self.coverage, span, claimed);
        }
    }
}

/// Counts a physical line as claimed or as unread; runs of unread lines are one span.
fn cover(coverage: &mut Coverage, span: Span, claimed: bool) {
    if claimed {
        coverage.claimed_bytes += span.len() + 1;
        return;
    }
    let listed = coverage.unread.len();
    match coverage.unread.last_mut() {
        Some(last) if last.end_line + 1 == span.line => *last = last.to(span),
        _ if listed < MAX_UNREAD => coverage.unread.push(span),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{FORMATS, Opened};

    #[test]
    fn lines_that_are_asked_before_the_formats_are_nobody_elses() {
        for name in ["TestA", "TestA/b=c,d+1", "TestA/x.go", "TestA/goroutine_7", "./TestA-panic", "TestA/#01", "="] {
            for text in
                [format!("=== RUN   {name}"), format!("--- PASS: {name} (0.12s)"), format!("--- PASS: {name} (12s)")]
            {
                let line = Line { text: text.as_bytes(), span: Span::default(), stream: 0 };
                assert!(go_test::take_usual(line, &mut Records::default()), "{text}");
                for format in FORMATS.iter().filter(|format| format.name() != "go_test") {
                    assert!(
                        matches!(format.open(line, &mut Records::default()), Opened::No),
                        "{text}: {}",
                        format.name()
                    );
                }
            }
        }
    }

    #[test]
    fn other_lines_are_left_to_the_formats() {
        for text in [
            "=== RUN   TestA --- FAIL: TestA (0.00s)",
            "=== RUN   TestA/x.go:12:",
            "=== RUN   ",
            "=== CONT  TestA",
            "--- PASS: TestA (0.12s)goroutine 7 [running]:",
            "--- PASS: TestA",
            "--- FAIL: TestA (0.12s)",
            "--- PASS: TestA\\x (0.12s)",
        ] {
            let line = Line { text: text.as_bytes(), span: Span::default(), stream: 0 };
            assert!(!go_test::take_usual(line, &mut Records::default()), "{text}");
        }
    }
}
