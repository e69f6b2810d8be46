//! Records built by hand for the tests of the rules: a log as data.

use super::facts::Facts;
use super::limit::Thresholds;
use super::rule::Rule;
use crate::model::{Fields, Finding, Plan, PlanNode, Report, SlowQuery, Span, Stamp, Timing, Tso};

/// A report over entries given as lines `Field: value`. `time: …` sets the end, `sql: …` the statement, `source: …` the
/// number of the source; lines 10, 20, 30, … of it are theirs.
pub fn entries(texts: &[&str]) -> Report {
    let mut report = Report::default();
    for text in texts {
        add_entry(&mut report, text);
    }
    report
}

pub fn add_entry(report: &mut Report, text: &str) {
    let line = 10 * (report.slow_queries.len() as u64 + 1);
    let mut query = SlowQuery { complete: true, span: span(line), ..SlowQuery::default() };
    let mut fields = Fields::default();
    for field in text.lines().map(str::trim).filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once(": ").unwrap_or((field, ""));
        match name {
            "time" => query.time = Stamp::parse(value.as_bytes()),
            "sql" => query.sql = Some(value.into()),
            "source" => query.span.source = value.parse().unwrap(),
            _ => fields.push(name, value),
        }
        if name == "Txn_start_ts" {
            query.txn_start = Tso::start(value, query.time.and_then(|time| time.offset_minutes));
        }
    }
    query.fields = fields;
    report.slow_queries.push(query);
}

/// Adds a timing line: kind, time, duration in milliseconds, fields as `name=value` separated by blanks; `source=1` is the
/// number of its source.
pub fn add_timing(report: &mut Report, kind: &str, time: &str, millis: i64, fields: &str) {
    let line = 1000 + 10 * (report.timings.len() as u64 + 1);
    let mut list = Fields::default();
    for field in fields.split(' ').filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        list.push(name, value);
    }
    let time = Stamp::parse(time.as_bytes());
    let source = list.get("source").map_or(0, |source| source.parse().unwrap());
    report.timings.push(Timing {
        kind: kind.into(),
        time,
        duration_nanos: Some(millis * 1_000_000),
        start: time.map(|time| time.plus_nanos(-millis * 1_000_000)),
        txn_start: list.get("txnStartTS").and_then(|tso| Tso::start(tso, time.and_then(|time| time.offset_minutes))),
        fields: list,
        span: Span { source, ..span(line) },
        ..Timing::default()
    });
}

pub fn span(line: u64) -> Span {
    Span { source: 0, line, end_line: line, byte: line * 100, end_byte: line * 100 + 99 }
}

/// What one rule says about a report, unranked.
pub fn findings(rule: &Rule, report: &Report) -> Vec<Finding> {
    let limits = Thresholds::default();
    let facts = Facts::new(report, &limits);
    (rule.check)(&facts).into_iter().map(|draft| draft.worded(&facts).finding).collect()
}

/// Severity and title of what a rule says about one entry, `-` for nothing.
pub fn said(rule: &Rule, entry: &str) -> String {
    let report = entries(&[entry]);
    match findings(rule, &report).as_slice() {
        [] => "-".to_owned(),
        found => found
            .iter()
            .map(|finding| format!("{:?}: {}", finding.severity, finding.title).to_lowercase())
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Holds a rule to a table: an entry, and what is said about it.
pub fn check(rule: &Rule, cases: &[(&str, &str)]) {
    for (entry, expected) in cases {
        assert_eq!(said(rule, entry), expected.to_lowercase(), "{}: {entry}", rule.id);
    }
}

/// One entry with a plan: depth, operator with its number, estimated and actual rows.
pub fn with_plan(entry: &str, nodes: &[(u32, &str, &str, &str)]) -> Report {
    let mut report = entries(&[entry]);
    let nodes = nodes.iter().map(|(depth, id, estimated, actual)| PlanNode {
        depth: *depth,
        id: (*id).into(),
        operator: id.rsplit_once('_').map_or(*id, |(operator, _)| operator).into(),
        est_rows: Some((*estimated).into()),
        act_rows: Some((*actual).into()),
        ..PlanNode::default()
    });
    report.slow_queries[0].plan = Some(Plan { nodes: nodes.collect(), ..Plan::default() });
    report
}
