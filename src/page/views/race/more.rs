//! What else a group of races holds: the different races in it, its occurrences, further creation stacks, why it is one.

use super::sides::creation_stack;
use super::{ANCESTORS, show, started};
use crate::model::race::{Access, RaceReport};
use crate::model::{RaceGroup, Text};
use crate::page::present::figures::plural;
use crate::page::present::races::{is_another_race, lineage, parent};
use crate::page::protocol::{Node, all, el, none, text};
use crate::page::views::{Scene, ui};

/// Rows drawn of a long table.
const MOST: usize = 200;

/// The places of a group whose reports are not all at the same lines, each a row of its own.
pub fn sites(group: &RaceGroup, shown: usize) -> Node {
    if group.sites.len() < 2 {
        return none();
    }
    let rows = group.sites.iter().enumerate().take(MOST).map(|(at, site)| {
        let is_shown = site.reports.contains(&(shown as u32));
        let first = site.reports.first().filter(|_| !is_shown);
        let counts = format!(" ×{}, reached by {} ", site.count, plural(site.paths, "path"));
        let row = if is_shown { el("li").attr("aria-current", "true") } else { el("li") };
        row.add(el("code").text(&site.title))
            .text(&counts)
            .when(at > 0 && is_another_race(group, at), another)
            .maybe(
                first.map(|first| ui::action("show", "Show the first report of these lines", &show(*first as usize))),
            )
            .when(is_shown, || el("span").class("quiet").text("· shown"))
    });
    el("section")
        .class("part sites")
        .add(el("h4").text(&format!("{} pairs of lines in these two functions", group.sites.len())))
        .add(el("ul").each(rows))
}

fn another() -> Node {
    ui::badge("another race", "Other lines on both sides and another object than the races above, in the same log")
}

/// Occurrences, why these are one group, further creation stacks; each folded.
pub fn view(group: &RaceGroup, shown: usize, scene: &Scene<'_>) -> Node {
    let why = || ui::fold("Why grouped", el("p").add(ui::prose(&group.why)));
    let ancestors = group.reports.get(shown).filter(|report| !report.ancestors.is_empty());
    none()
        .when(group.reports.len() > 1 || group.count > 1, || occurrences(group, shown, scene))
        .when(!group.why.is_empty(), why)
        .maybe(ancestors.map(|report| further(report, scene)))
}

fn occurrences(group: &RaceGroup, shown: usize, scene: &Scene<'_>) -> Node {
    let left_out = group.count.saturating_sub(group.reports.len().min(MOST) as u64);
    let heads = ["log", "address", "goroutines", "test", ""].map(|name| el("th").text(name));
    let rows =
        group.reports.iter().enumerate().take(MOST).map(|(at, report)| occurrence(report, at, at == shown, scene));
    let table = el("table").class("plain").add(el("thead").add(el("tr").each(heads))).add(el("tbody").each(rows));
    let rest = || {
        let text = format!("{} more are counted, not listed.", plural(left_out, "report"));
        el("p").class("quiet").text(&text)
    };
    let body = all([el("div").class("scroll").add(table)]).when(left_out > 0, rest);
    ui::fold(&plural(group.count, "occurrence"), body)
}

fn occurrence(report: &RaceReport, at: usize, is_shown: bool, scene: &Scene<'_>) -> Node {
    let word = |get: fn(&Access) -> Option<&Text>| {
        let mut words: Vec<&str> = report.accesses.iter().filter_map(|access| get(access).map(AsRef::as_ref)).collect();
        words.dedup();
        words.join(" · ")
    };
    let row = if is_shown { el("tr").attr("aria-current", "true") } else { el("tr") };
    row.add(el("td").add(ui::show_lines(report.span, scene)))
        .add(el("td").add(el("code").text(&word(|access| access.address.as_ref()))))
        .add(el("td").text(&word(|access| access.goroutine.as_ref())))
        .add(el("td").text(report.test.as_deref().unwrap_or_default()))
        .add(el("td").add(if is_shown { text("shown") } else { ui::action("show", "", &show(at)) }))
}

/// Stacks of goroutines that led to the two: with GORACE=print_full_thread_history=1.
fn further(report: &RaceReport, scene: &Scene<'_>) -> Node {
    let line = lineage(report);
    let stacks = (ANCESTORS..).zip(&report.ancestors).map(|(block, creation)| {
        let id = &creation.goroutine;
        all([started(id, parent(&line, id)), creation_stack(creation, None, block, scene)])
    });
    let chain = || {
        let names = line.join(" ← ");
        el("p").text("Each was started by the next: goroutines ").add(el("b").text(&names))
    };
    ui::fold("Further creation stacks", none().when(line.len() > 1, chain).each(stacks))
}
