//! Overview: tables for large inputs, and the card of one digest.

use super::table::{Cell, Row, Table};
use super::{Scene, digest};
use crate::model::{DigestSummary, Report, TestResult, TestStatus, Text};
use crate::page::present::bar::part_name;
use crate::page::present::prose;
use crate::page::protocol::{Act, CardId, Kind, Node, all, el};
use crate::render::csv;
use crate::render::outline::nothing_found;
use crate::text::order::Order;

/// The digest whose card is open.
const DIGEST: &str = "digest";

pub fn view(scene: &Scene<'_>) -> Node {
    let tables = tables(scene.report);
    let empty = tables.iter().all(|table| table.rows.is_empty());
    let open = chosen(scene).map(|group| digest::card(group, scene));
    let shown = tables.iter().filter(|table| !table.rows.is_empty()).map(|table| {
        let card = open.clone().filter(|_| table.name == "digests");
        all([table.view(scene.switches)]).maybe(card)
    });
    all([el("h1").text("Overview")]).each(shown).when(empty, || {
        let text = "There is nothing to count in this log: no statements, tests or log records.";
        let missed = Some(nothing_found(scene.report)).filter(|said| said != "nothing found");
        let missed = missed.map(|said| el("p").class("lead").text(&format!("{said}.")));
        all([]).maybe(missed).add(el("p").class("empty").text(text))
    })
}

/// A table as CSV, or the statement of the open digest.
pub fn copied(scene: &Scene<'_>, what: &str) -> Option<Text> {
    if what == "statement" {
        return chosen(scene).map(|group| digest::statement(group).into());
    }
    let table = tables(scene.report).into_iter().find(|table| table.csv_name() == what)?;
    // The digests have figures that the table rounds.
    let exact = table.name == "digests";
    Some(if exact { csv::digests(&scene.report.digests) } else { table.csv() }.as_str().into())
}

fn chosen<'a>(scene: &Scene<'a>) -> Option<&'a DigestSummary> {
    let wanted = scene.switches.get(DIGEST)?;
    scene.report.digests.iter().find(|group| group.digest.as_deref() == Some(wanted))
}

fn tables(report: &Report) -> [Table; 4] {
    let plain = |cells| Row { cells, act: None };
    let levels = report.log.levels.iter().map(|(level, value)| plain(vec![Cell::text(level), Cell::count(*value)]));
    let loudest = &report.log.loudest;
    let loudest = loudest.iter().map(|row| Row {
        cells: vec![Cell::code(&shorten(&row.message)), Cell::count(row.count)],
        act: Some(Act::ShowLines(row.span)).filter(|_| row.span.line > 0),
    });
    [
        Table {
            name: "digests",
            title: "Statements by digest",
            columns: &["statement", "count", "sum", "median", "p95", "max", "plans", "mostly", "digest"],
            rows: report.digests.iter().map(|group| digest_row(report, group)).collect(),
        },
        Table {
            name: "tests",
            title: "Tests",
            columns: &["test", "package", "failed", "passed", "skipped", "longest"],
            rows: tests(report),
        },
        Table { name: "levels", title: "Log levels", columns: &["level", "records"], rows: levels.collect() },
        Table { name: "loudest", title: "Loudest messages", columns: &["message", "records"], rows: loudest.collect() },
    ]
}

/// A row opens the card of its digest, or its slowest entry where it has no digest.
fn digest_row(report: &Report, group: &DigestSummary) -> Row {
    let (digest, statement) = (group.digest.as_deref().unwrap_or_default(), digest::statement(group));
    let act = if digest.is_empty() {
        let slowest = (0..).zip(&report.slow_queries).find(|(_, query)| query.span == group.span);
        slowest.map(|(index, _)| Act::Open(CardId { kind: Kind::Slow, index }))
    } else {
        Some(Act::Set(DIGEST.into(), digest.into()))
    };
    let time = |nanos| Cell::nanos(digest::nanos(nanos));
    let cells = vec![
        Cell::code(&shorten(if statement.is_empty() { "(no text)" } else { statement })),
        Cell::count(group.count),
        time(group.sum_nanos),
        time(group.median_nanos),
        time(group.p95_nanos),
        time(group.max_nanos),
        Cell::count(group.plans.len() as u64),
        Cell::text(&group.dominant.as_deref().map(part_name).unwrap_or_default()),
        Cell::code(digest.get(..12).unwrap_or(digest)),
    ];
    Row { cells, act }
}

/// One row for a test or package, however often it ran: failed ones first, then those that did both, then by name.
fn tests(report: &Report) -> Vec<Row> {
    let named = (0_u32..).zip(&report.tests).filter(|(_, test)| test.name.is_some() || test.package.is_some());
    let mut named: Vec<(u32, &TestResult)> = named.collect();
    named.order_by(|(_, one), (_, two)| one.name.cmp(&two.name).then_with(|| one.package.cmp(&two.package)));
    let runs = named.chunk_by(|(_, one), (_, two)| one.name == two.name && one.package == two.package);
    let mut rows: Vec<Row> = runs.filter_map(test_row).collect();
    let none = |row: &Row, column: usize| row.cells.get(column).and_then(|cell| cell.number) == Some(0);
    rows.order_by_key(|row| (none(row, 2), none(row, 3)));
    rows
}

fn test_row(runs: &[(u32, &TestResult)]) -> Option<Row> {
    let (index, first) = *runs.first()?;
    let times = |status: TestStatus| {
        let those = runs.iter().filter(|(_, test)| test.status == status);
        Cell::count(those.map(|(_, test)| test.count.unwrap_or(1)).sum())
    };
    let longest = runs.iter().filter_map(|(_, test)| test.seconds).reduce(f64::max);
    let cells = vec![
        Cell::code(first.name.as_deref().unwrap_or("(package)")),
        Cell::code(first.package.as_deref().unwrap_or_default()),
        times(TestStatus::Fail),
        times(TestStatus::Pass),
        times(TestStatus::Skip),
        longest.map_or_else(Cell::default, |seconds| Cell::nanos((seconds * 1e9) as i64)),
    ];
    Some(Row { cells, act: Some(Act::Open(CardId { kind: Kind::Test, index })) })
}

fn shorten(text: &str) -> String {
    prose::shorten(text, 120)
}
