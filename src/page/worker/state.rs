//! What the worker holds: sources, the report on them, and the list of cards.

use super::sources::Source;
use super::{heads, marks};
use crate::engine::{self, Scan, Scanner};
use crate::findings::{self, Thresholds};
use crate::model::{Report, Text};
use crate::page::present::understood::{understood, understood_exactly};
use crate::page::present::unread;
use crate::page::protocol::{Counts, Head, Mark, SourceHead, Summary, Understood};
use crate::page::views::compare::Sides;

#[derive(Default)]
pub struct State {
    pub sources: Vec<Source>,
    pub report: Report,
    /// All cards, in the order of rank; one fingerprint each.
    pub heads: Vec<Head>,
    /// Lines of records, by line; one list per source.
    pub marks: Vec<Vec<Mark>>,
    pub thresholds: Thresholds,
    /// Template of links to the source.
    pub frame_link: Text,
    /// Raised by every search in the raw log, so that an older one gives up.
    pub searches: u32,
}

impl State {
    pub fn source(&self, id: u32) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    pub fn source_mut(&mut self, id: u32) -> Option<&mut Source> {
        self.sources.iter_mut().find(|source| source.id == id)
    }

    /// The source's place in the report.
    pub fn number(&self, id: u32) -> Option<usize> {
        self.sources.iter().position(|source| source.id == id)
    }

    /// Puts the report together anew from what the sources hold now.
    pub fn assemble(&mut self) {
        let scans = self.sources.iter().enumerate().map(|(number, source)| scan(source, number as u32));
        self.report = self.report_on(scans.collect());
        self.heads = heads::all(&self.report);
        self.marks = marks::all(&self.report);
    }

    fn report_on(&self, scans: Vec<Scan>) -> Report {
        let mut report = engine::report(scans);
        if self.thresholds != Thresholds::default() {
            findings::add_with(&mut report, &self.thresholds);
        }
        report
    }

    /// What can be compared: each source alone, and saved reports.
    pub fn sides<T>(&self, with: impl FnOnce(&Sides<'_>) -> T) -> T {
        let names: Vec<Text> = self.sources.iter().map(|source| source.name.clone()).collect();
        let report_on = |number: usize| {
            let source = self.sources.get(number).filter(|source| !source.reading)?;
            Some(match &source.saved {
                Some(saved) => saved.clone(),
                None => self.report_on(vec![scan(source, 0)]),
            })
        };
        with(&Sides { names: &names, report_on: &report_on })
    }

    pub fn summary(&self) -> Summary {
        let report = &self.report;
        let heads = self.sources.iter().zip(&report.sources);
        let (percent, short) = understood(&report.coverage);
        let exact = understood_exactly(&report.coverage);
        Summary {
            sources: (0..)
                .zip(heads)
                .map(|(number, (source, read))| SourceHead {
                    id: source.id,
                    lines: read.lines,
                    unread: unread::is_of(report, number),
                })
                .collect(),
            counts: counts(report),
            understood: Understood { percent, short: short.as_str().into(), exact: exact.as_str().into() },
            has_story: !report.story.is_empty(),
            has_timeline: report.log.first.is_some() || self.heads.iter().any(|head| !head.time.is_empty()),
            unread: unread::sentences(report),
            complete: self.sources.iter().all(|source| !source.reading),
        }
    }
}

/// What was read of a source; one that nothing has been read of yet is an empty one.
fn scan(source: &Source, number: u32) -> Scan {
    match &source.scanner {
        Some(scanner) => scanner.so_far(),
        None => Scanner::numbered(&source.name, number).end(),
    }
}

fn counts(report: &Report) -> Counts {
    use crate::model::TestStatus::Fail;
    let failed = |test: &&crate::model::TestResult| test.status == Fail && test.name.is_some();
    Counts {
        findings: report.findings.len() as u64,
        races: report.races.len() as u64,
        race_reports: report.races.iter().map(|race| race.count).sum(),
        failures: report.failures.len() as u64,
        assertions: report.assertions.len() as u64,
        slow_queries: report.slow_query_count.max(report.slow_queries.len() as u64),
        timings: report.timing_count.max(report.timings.len() as u64),
        tests: report.tests.len() as u64,
        failed_tests: report.tests.iter().filter(failed).map(|test| test.count.unwrap_or(1)).sum(),
        notes: report.notes.len() as u64,
    }
}
