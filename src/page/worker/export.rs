//! The report, or some cards of it, as text.

use super::heads;
use super::state::State;
use crate::model::{Report, TestResult};
use crate::page::protocol::{CardId, ExportAs, Head, Kind};
use crate::render::csv::push_cell;
use crate::render::redact::{Redaction, redact};
use crate::render::{html, json, markdown, text};

/// Everything that the command's `--redact` takes out, where `is_redacted`.
pub fn export(state: &State, format: ExportAs, cards: &[CardId], is_redacted: bool) -> String {
    let (redacted, chosen);
    let mut report = &state.report;
    if is_redacted {
        redacted = redact(report.clone(), Redaction { literals: true, hosts: true, users: true });
        report = &redacted;
    }
    match cards {
        [] => {}
        [card] if format == ExportAs::Markdown => return one(report, *card).unwrap_or_default(),
        cards => {
            chosen = only(report, cards);
            report = &chosen;
        }
    }
    match format {
        ExportAs::Json => json::json(report),
        ExportAs::Markdown => markdown::render_markdown(report),
        ExportAs::Html => html::render_html(report),
        ExportAs::Text => text::plain(&text::render_text(report)),
        ExportAs::Csv => csv(report, &heads::all(report)),
    }
}

/// One card as one pastes it into an issue.
fn one(report: &Report, card: CardId) -> Option<String> {
    let at = card.index as usize;
    Some(match card.kind {
        Kind::Finding => markdown::render_finding(report.findings.get(at)?),
        Kind::Race => markdown::render_race(report.races.get(at)?),
        Kind::Failure => markdown::render_failure(report.failures.get(at)?),
        Kind::Assertion => markdown::render_assertion(report.assertions.get(at)?),
        Kind::Slow => markdown::render_slow_query(report.slow_queries.get(at)?),
        Kind::Timing => markdown::render_timing(report.timings.get(at)?),
        Kind::Test => markdown::render_markdown(&only(report, &[card])),
    })
}

/// The report with these records alone.
fn only(report: &Report, cards: &[CardId]) -> Report {
    fn pick<T: Clone>(all: &[T], kind: Kind, cards: &[CardId]) -> Vec<T> {
        let wanted = cards.iter().filter(|card| card.kind == kind);
        wanted.filter_map(|card| all.get(card.index as usize).cloned()).collect()
    }
    Report {
        findings: pick(&report.findings, Kind::Finding, cards),
        races: pick(&report.races, Kind::Race, cards),
        failures: pick(&report.failures, Kind::Failure, cards),
        assertions: pick(&report.assertions, Kind::Assertion, cards),
        slow_queries: pick(&report.slow_queries, Kind::Slow, cards),
        timings: pick(&report.timings, Kind::Timing, cards),
        tests: pick::<TestResult>(&report.tests, Kind::Test, cards),
        story: Vec::new(),
        notes: Vec::new(),
        ..report.clone()
    }
}

/// The list of cards as a table (RFC 4180), one row a record.
fn csv(report: &Report, heads: &[Head]) -> String {
    let mut out = "kind,title,details,time,duration_seconds,count,severity,source,line,id\r\n".to_owned();
    for head in heads {
        let source = report.sources.get(head.source as usize).map_or("", |source| &*source.name);
        let seconds = head.duration_nanos.map(|nanos| format!("{}", nanos as f64 / 1e9)).unwrap_or_default();
        let severity = head.severity.map(|severity| format!("{severity:?}").to_ascii_lowercase()).unwrap_or_default();
        let line = if head.line > 0 { head.line.to_string() } else { String::new() };
        let count = head.count.to_string();
        let cells = [
            head.card.kind.name(),
            &head.title,
            &head.subtitle,
            &head.time,
            &seconds,
            &count,
            &severity,
            source,
            &line,
        ];
        for cell in cells {
            push_cell(&mut out, cell);
            out.push(',');
        }
        push_cell(&mut out, &head.fingerprint);
        out.push_str("\r\n");
    }
    out
}
