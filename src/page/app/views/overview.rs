//! Overview: tables for large inputs.

use super::table::{Cell, Row, Table};
use crate::page::present::bar;
use crate::page::present::figures::{count, duration};
use crate::page::shell::{Action, Model};
use std::rc::Rc;
use yew::prelude::*;

const DIGESTS: &[&str] = &["statement", "count", "sum", "median", "p95", "max", "plans", "mostly", "digest"];
const TESTS: &[&str] = &["test", "package", "failed", "passed", "skipped", "longest"];
const LEVELS: &[&str] = &["level", "records"];
const LOUDEST: &[&str] = &["message", "records"];

pub fn overview(model: &Model, act: &Callback<Action>) -> Html {
    let Some(overview) = &model.overview else {
        return html! { <main id="main" class="text-page" tabindex="-1"><p class="empty">{ "…" }</p></main> };
    };
    let time = |nanos: i64| Cell::number(duration(nanos), nanos as f64);
    let number = |value: u64| Cell::number(count(value), value as f64);
    let digests = overview.digests.iter().map(|row| Row {
        cells: vec![
            Cell::code(&shorten(if row.sql.is_empty() { "(no text)" } else { &row.sql })),
            number(row.count),
            time(row.sum_nanos),
            time(row.median_nanos),
            time(row.p95_nanos),
            time(row.max_nanos),
            number(row.plans),
            Cell::text(&if row.dominant.is_empty() { String::new() } else { bar::part_name(&row.dominant) }),
            Cell::code(row.digest.get(..12).unwrap_or(&row.digest)),
        ],
        opens: row.card,
    });
    let tests = overview.tests.iter().map(|row| Row {
        cells: vec![
            Cell::code(if row.name.is_empty() { "(package)" } else { &row.name }),
            Cell::code(&row.package),
            number(row.failed),
            number(row.passed),
            number(row.skipped),
            row.seconds.map_or_else(Cell::default, |seconds| time((seconds * 1e9) as i64)),
        ],
        opens: row.card,
    });
    let levels = overview
        .log
        .levels
        .iter()
        .map(|(level, value)| Row { cells: vec![Cell::text(level), number(*value)], opens: None });
    let loudest = overview
        .log
        .loudest
        .iter()
        .map(|row| Row { cells: vec![Cell::code(&shorten(&row.message)), number(row.count)], opens: None });
    let tables = [
        ("Statements by digest", DIGESTS, digests.collect::<Vec<_>>()),
        ("Tests", TESTS, tests.collect()),
        ("Log levels", LEVELS, levels.collect()),
        ("Loudest messages", LOUDEST, loudest.collect()),
    ];
    let empty = tables.iter().all(|(.., rows)| rows.is_empty());
    let tables = tables.into_iter().filter(|(.., rows)| !rows.is_empty()).map(|(title, columns, rows)| {
        html! { <Table key={title} {title} {columns} rows={Rc::new(rows)} act={act.clone()} /> }
    });
    html! {
        <main id="main" class="overview" tabindex="-1">
            <h1>{ "Overview" }</h1>
            { for tables }
            if empty { <p class="empty">{ "There is nothing to count in this log: no statements, tests or log records." }</p> }
        </main>
    }
}

fn shorten(text: &str) -> String {
    crate::page::present::prose::shorten(text, 120)
}
