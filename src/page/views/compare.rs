//! Compare: two reports side by side: what is new, gone, still there; statements with their medians before and after.
//!
//! Switches: `base` and `with`, the numbers of the sources that are compared; the first one and the next where they are
//! not set. What the report on all sources says is of no use here: those on each source alone are asked for.

use super::table::{Cell, Row, Table};
use super::ui;
use crate::engine::compare::{Change, Comparison, DigestChange, State, StatementChange, compare};
use crate::model::{Report, Text};
use crate::page::present::figures::factor;
use crate::page::present::prose::shorten;
use crate::page::protocol::{Act, Node, Switches, all, el};
use crate::render::compare::{Layout, remarks, render_comparison};

/// The name under which the whole comparison is copied.
const MARKDOWN: &str = "comparison";
const CHANGES: &[&str] = &["what", "state", "before", "after"];
const LOGGED: &[&str] = &["message", "level", "caller", "state", "before", "after"];
const DIGESTS: &[&str] = &["statement", "state", "before", "after", "median before", "median after", "times", "digest"];

/// What can be compared.
pub struct Sides<'a> {
    /// Of the sources and saved reports, in their order.
    pub names: &'a [Text],
    /// The report on one of them alone; `None` where it is not there yet.
    pub report_on: &'a dyn Fn(usize) -> Option<Report>,
}

pub fn view(sides: &Sides<'_>, switches: &Switches) -> Node {
    let title = el("h1").text("Compare");
    if sides.names.len() < 2 {
        let text = "Add a second log, or a report saved as JSON: the two are compared here.";
        return all([title, el("p").class("empty").text(text)]);
    }
    let (base, with) = chosen(sides, switches);
    let names: Vec<&str> = sides.names.iter().map(|name| &**name).collect();
    let side = |label: &str, switch: &str, chosen: usize| {
        el("p").class("meta").add(el("span").class("side").text(label)).add(ui::choice(label, switch, &names, chosen))
    };
    let head = all([title, side("Before", "base", base), side("After", "with", with)]);
    let Some(comparison) = comparison(sides, switches) else {
        return head.add(el("p").class("empty").text("One of the two is not read yet."));
    };
    let tables = tables(&comparison);
    let shown = tables.iter().filter(|table| !table.rows.is_empty()).map(|table| table.view(switches));
    let lead = el("p").class("lead").text(&summary(&comparison));
    let remarks = remarks(&comparison).into_iter().map(|remark| el("p").class("meta").text(&remark));
    head.add(lead.text(" ").add(ui::copy("copy as Markdown", MARKDOWN))).each(shown).each(remarks)
}

/// The comparison as Markdown, or one of its tables as CSV.
pub fn copied(sides: &Sides<'_>, switches: &Switches, what: &str) -> Option<Text> {
    let comparison = comparison(sides, switches)?;
    if what == MARKDOWN {
        let (base, with) = chosen(sides, switches);
        let (base, with) = (sides.names.get(base)?, sides.names.get(with)?);
        return Some(render_comparison(&comparison, base, with, Layout::Markdown).as_str().into());
    }
    let table = tables(&comparison).into_iter().find(|table| table.csv_name() == what)?;
    Some(table.csv().as_str().into())
}

/// The numbers of the two sources.
fn chosen(sides: &Sides<'_>, switches: &Switches) -> (usize, usize) {
    let number = |name: &str| switches.number::<usize>(name).filter(|number| *number < sides.names.len());
    let base = number("base").unwrap_or(0);
    let other = if base + 1 < sides.names.len() { base + 1 } else { 0 };
    (base, number("with").filter(|with| *with != base).unwrap_or(other))
}

fn comparison(sides: &Sides<'_>, switches: &Switches) -> Option<Comparison> {
    if sides.names.len() < 2 {
        return None;
    }
    let (base, with) = chosen(sides, switches);
    Some(compare(&(sides.report_on)(base)?, &(sides.report_on)(with)?))
}

/// `Races: 1 new. Statements: 2 new, 1 gone.`
fn summary(comparison: &Comparison) -> String {
    if comparison.is_empty() {
        return "Nothing differs in races, failures, failed tests, statements, findings and what was logged."
            .to_owned();
    }
    let states = |changes: &[Change]| changes.iter().map(|change| change.state).collect::<Vec<State>>();
    let digests = comparison.digests.iter().map(|change| change.state).collect();
    let lists = [
        ("Races", states(&comparison.races)),
        ("Failures", states(&comparison.failures)),
        ("Failed tests", states(&comparison.tests)),
        ("Statements", digests),
        ("Findings", states(&comparison.findings)),
        ("Log statements", logged(comparison).iter().map(|change| change.state).collect()),
    ];
    let said = lists.into_iter().filter(|(_, states)| !states.is_empty()).map(|(name, states)| {
        let number = |state| states.iter().filter(|of| **of == state).count();
        let all =
            [(State::New, number(State::New)), (State::Gone, number(State::Gone)), (State::Both, number(State::Both))];
        let parts = all.into_iter().filter(|(_, number)| *number > 0);
        let parts: Vec<String> = parts.map(|(state, number)| format!("{number} {}", word(state))).collect();
        format!("{name}: {}.", parts.join(", "))
    });
    said.collect::<Vec<String>>().join(" ")
}

/// Statements that are new, gone, or logged much more often.
fn logged(comparison: &Comparison) -> &[StatementChange] {
    comparison.statements_logged.as_ref().map_or(&[], |logged| logged.changes.as_slice())
}

fn tables(comparison: &Comparison) -> [Table; 6] {
    let table = |name, title, changes: &[Change], opens: bool| {
        let row = |change: &Change| Row {
            cells: vec![
                Cell::text(&shorten(&change.title, 160)),
                Cell::text(word(change.state)),
                Cell::count(change.before),
                Cell::count(change.after),
            ],
            act: opens.then(|| Act::OpenFingerprint(change.key.clone())),
        };
        Table { name, title, columns: CHANGES, rows: changes.iter().map(row).collect() }
    };
    [
        table("races", "Races", &comparison.races, true),
        table("failures", "Failures", &comparison.failures, false),
        table("tests", "Failed tests", &comparison.tests, false),
        Table {
            name: "digests",
            title: "Statements",
            columns: DIGESTS,
            rows: comparison.digests.iter().map(digest_row).collect(),
        },
        table("findings", "Findings", &comparison.findings, false),
        Table {
            name: "logged",
            title: "Log statements",
            columns: LOGGED,
            rows: logged(comparison).iter().map(logged_row).collect(),
        },
    ]
}

fn logged_row(change: &StatementChange) -> Row {
    let cells = vec![
        Cell::code(&shorten(&change.message, 160)),
        Cell::text(&change.level),
        Cell::code(&change.caller),
        Cell::text(if change.state == State::Both { "more often" } else { word(change.state) }),
        Cell::count(change.before),
        Cell::count(change.after),
    ];
    Row { cells, act: None }
}

fn digest_row(change: &DigestChange) -> Row {
    let time = |nanos: u64| if nanos > 0 { Cell::nanos(super::digest::nanos(nanos)) } else { Cell::default() };
    let times = change.ratio.map(|ratio| Cell {
        text: factor(ratio).unwrap_or_else(|| format!("×{ratio:.2}")),
        number: Some((ratio * 1_000.0) as i64),
        code: false,
    });
    let cells = vec![
        Cell::code(&shorten(if change.title.is_empty() { "(no text)" } else { &change.title }, 120)),
        Cell::text(word(change.state)),
        Cell::count(change.count_before),
        Cell::count(change.count_after),
        time(change.median_before_nanos),
        time(change.median_after_nanos),
        times.unwrap_or_default(),
        Cell::code(change.digest.get(..12).unwrap_or(&change.digest)),
    ];
    Row { cells, act: None }
}

fn word(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::Gone => "gone",
        State::Both => "still there",
    }
}
