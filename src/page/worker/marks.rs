//! Which lines of a source belong to which record.

use crate::model::{Report, Span};
use crate::page::protocol::{CardId, Kind, Mark};
use crate::text::order::Order;

/// One list per source, by line. Findings have no lines of their own.
pub fn all(report: &Report) -> Vec<Vec<Mark>> {
    let mut lists = vec![Vec::new(); report.sources.len()];
    let mut add = |kind, index: usize, span: Span| {
        let card = CardId { kind, index: index as u32 };
        if let Some(list) = lists.get_mut(span.source as usize).filter(|_| span.line > 0) {
            list.push(Mark { line: span.line, end_line: span.end_line.max(span.line), card });
        }
    };
    for (at, race) in report.races.iter().enumerate() {
        race.reports.iter().for_each(|report| add(Kind::Race, at, report.span));
    }
    report.failures.iter().enumerate().for_each(|(at, it)| add(Kind::Failure, at, it.span));
    report.assertions.iter().enumerate().for_each(|(at, it)| add(Kind::Assertion, at, it.span));
    report.slow_queries.iter().enumerate().for_each(|(at, it)| add(Kind::Slow, at, it.span));
    report.timings.iter().enumerate().for_each(|(at, it)| add(Kind::Timing, at, it.span));
    for (at, test) in report.tests.iter().enumerate() {
        test.span.into_iter().for_each(|span| add(Kind::Test, at, span));
    }
    for list in &mut lists {
        list.order_by_key(|mark| (mark.line, std::cmp::Reverse(mark.end_line)));
    }
    lists
}

/// The innermost record that claims a line.
pub fn at(marks: &[Mark], line: u64) -> Option<CardId> {
    let end = marks.partition_point(|mark| mark.line <= line);
    // Records seldom overlap by more than a few: the newest start that reaches the line is the innermost.
    let (before, _) = marks.split_at_checked(end)?;
    before.iter().rev().take(32).find(|mark| mark.end_line >= line).map(|mark| mark.card)
}
