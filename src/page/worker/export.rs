//! The report, or some cards of it, as text.

use crate::model::{Report, TestResult};
use crate::page::protocol::{CardId, ExportAs, Kind};
use crate::render;

pub fn export(report: &Report, format: ExportAs, cards: &[CardId]) -> String {
    let chosen;
    let report = if cards.is_empty() {
        report
    } else {
        chosen = only(report, cards);
        &chosen
    };
    match format {
        ExportAs::Json | ExportAs::Csv => render::json::json(report),
        ExportAs::Markdown => render::markdown::render_markdown(report),
        ExportAs::Html => render::html::render_html(report),
        ExportAs::Text => render::text::plain(&render::text::render_text(report)),
    }
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
