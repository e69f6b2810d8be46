//! The two accesses of a race, what both stacks share on common rows, and where their goroutines were started.

use super::{culprit, lost, started};
use crate::model::race::{Access, AccessKind, Creation, RaceReport};
use crate::page::present::columns::{Row, Stack, columns, rows};
use crate::page::present::races::{lineage, parent};
use crate::page::protocol::{Node, el, none};
use crate::page::views::{Scene, frames};

pub fn view(report: &RaceReport, scene: &Scene<'_>) -> Node {
    let open = frames::open_folds(scene);
    let both: [Vec<Row>; 2] = match report.accesses.as_slice() {
        [first, second, ..] => columns(stack(first, 0), stack(second, 1), report.relation.as_ref(), &open),
        [only] => [rows(stack(only, 0), &open), Vec::new()],
        [] => return none(),
    };
    let sides = (0..).zip(report.accesses.iter().zip(&both)).map(|(at, (access, rows))| {
        let label = format!("{} by {}", kind(access), goroutine(access));
        let stack = || frames::beside(stack(access, at), rows, &label, scene);
        el("section")
            .class("side")
            .add(heading(access, at > 0, report))
            .add(if access.restored { stack() } else { lost() })
            .add(origin(report, access, at, scene))
    });
    el("div").class("two").each(sides)
}

fn stack(access: &Access, block: u32) -> Stack<'_> {
    Stack { frames: &access.frames, culprit: culprit(access, false), block }
}

fn kind(access: &Access) -> &'static str {
    match access.kind {
        AccessKind::Read => "Read",
        AccessKind::Write => "Write",
    }
}

fn goroutine(access: &Access) -> String {
    match access.goroutine.as_deref() {
        Some("main") => "main goroutine".to_owned(),
        Some(id) => format!("goroutine {id}"),
        None => "unknown goroutine".to_owned(),
    }
}

fn heading(access: &Access, is_earlier: bool, report: &RaceReport) -> Node {
    let state = created(report, access).map_or(String::new(), |creation| format!(" · {}", creation.state));
    el("h4")
        .add(el("span").class("access").text(kind(access)))
        .add(el("span").text(&goroutine(access)).add(el("span").class("quiet").text(&state)))
        .add(el("span").class("quiet").text(if is_earlier { "earlier" } else { "" }))
}

/// Where the goroutine of an access was started.
fn created<'a>(report: &'a RaceReport, access: &Access) -> Option<&'a Creation> {
    report.goroutines.iter().find(|creation| Some(&creation.goroutine) == access.goroutine.as_ref())
}

fn origin(report: &RaceReport, access: &Access, at: u32, scene: &Scene<'_>) -> Node {
    let Some(id) = access.goroutine.as_deref().filter(|id| *id != "main") else { return none() };
    let Some(creation) = created(report, access) else {
        return el("p").class("lost").text(&format!("Where goroutine {id} was started is not in the log."));
    };
    let is_child = report.relation.as_ref().is_some_and(|relation| relation.child.as_deref() == Some(id));
    el("div")
        .class(if is_child { "origin child" } else { "origin" })
        .add(started(id, parent(&lineage(report), id)))
        .add(creation_stack(creation, culprit(access, true), at + 2, scene))
}

/// The stack that started a goroutine.
pub fn creation_stack(creation: &Creation, culprit: Option<usize>, block: u32, scene: &Scene<'_>) -> Node {
    if creation.frames.is_empty() {
        return lost();
    }
    let stack = Stack { frames: &creation.frames, culprit, block };
    frames::alone(stack, &format!("Creation stack of goroutine {}", creation.goroutine), scene)
}
