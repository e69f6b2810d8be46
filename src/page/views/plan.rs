//! A plan as a tree table: estimate against actual, time with the operator's own part, both encodings, and the operator
//! numbers of TiDB 3.x where the plan could be that old.

use super::{Scene, ui};
use crate::decode::plan::{Numbers, read_plan};
use crate::model::{Numbering, Plan, PlanNode, SlowQuery, Text};
use crate::page::present::figures::duration;
use crate::page::present::plan_rows::{Off, PlanRow, is_telling, plan_rows};
use crate::page::protocol::{Node, Switches, all, el, none, text};

/// Number of the encoding that is shown.
const ENCODING: &str = "plan";
/// On: execution info under every operator.
const INFO: &str = "info";
/// Numbering chosen by the reader: 0 current, 1 that of 3.x.
const NUMBERS: &str = "numbers";
const NUMBERINGS: [Numbering; 2] = [Numbering::Current, Numbering::V3];

/// The plans of an entry, one of them shown; empty where there is none.
pub fn view(slow: &SlowQuery, scene: &Scene<'_>) -> Node {
    let switches = scene.switches;
    let Some((name, plan)) = shown(slow, switches) else { return none() };
    let both = slow.plan.is_some() && slow.binary_plan.is_some();
    let chosen = usize::from(name == "binary");
    let names = if both {
        ui::choice("Encoding of the plan", ENCODING, &["text", "binary"], chosen)
    } else {
        el("span").class("quiet").text(name)
    };
    let agreement = if slow.plan_differences.is_empty() {
        el("span").class("quiet").text("both agree")
    } else {
        el("span").class("warn").text("the two disagree")
    };
    let has_info = plan.nodes.iter().any(|node| node.execution_info.as_deref().is_some_and(|info| !info.is_empty()));
    let wide = switches.is_on(INFO);
    let header = el("header")
        .add(el("h4").text("Plan"))
        .add(names)
        .when(both, || agreement)
        .when(name == "text", || numbering(&plan))
        .add(el("span").class("fill"))
        .when(has_info, || ui::pressed("Execution info", wide, &switches.toggle(INFO)))
        .add(ui::copy("Copy as TiDB prints it", "plan"));
    el("section")
        .class("plan")
        .add(header)
        .add(remarks(&plan, &slow.plan_differences))
        .when(!plan.nodes.is_empty(), || table(&plan, wide))
}

/// The plan that the switches choose, and the name of its encoding.
pub fn shown(slow: &SlowQuery, switches: &Switches) -> Option<(&'static str, Plan)> {
    let binary = || Some(("binary", slow.binary_plan.clone()?));
    if switches.number(ENCODING) == Some(1)
        && let Some(plan) = binary()
    {
        return Some(plan);
    }
    let Some(plan) = &slow.plan else { return binary() };
    let encoded = slow.fields.get("Plan").unwrap_or_default();
    Some(match numbers(switches).filter(|wanted| *wanted != plan.numbering && !encoded.is_empty()) {
        Some(wanted) => {
            let cut_after = plan.cut_after;
            ("text", Plan { cut_after, ..read_plan(encoded.as_bytes(), Numbers::Use(wanted)) })
        }
        None => ("text", plan.clone()),
    })
}

/// The numbering that the reader has chosen.
pub fn numbers(switches: &Switches) -> Option<Numbering> {
    switches.number::<usize>(NUMBERS).and_then(|at| NUMBERINGS.get(at)).copied()
}

/// The choice of the numbering. Plans of 3.x have five columns and name no store: only they can be read either way.
pub fn numbering(plan: &Plan) -> Node {
    let could_be_old = |node: &PlanNode| {
        node.act_rows.is_none() && !node.task.as_deref().is_some_and(|task| task.contains('[')) && !node.id.is_empty()
    };
    if plan.nodes.is_empty() || !plan.nodes.iter().all(could_be_old) {
        return none();
    }
    let chosen = usize::from(plan.numbering == Numbering::V3);
    ui::choice("Operator numbers", NUMBERS, &["current numbers", "3.x numbers"], chosen)
}

fn remarks(plan: &Plan, differences: &[Text]) -> Node {
    let remark = |line: &str| el("p").class("remark").text(line);
    let cut = |operators| format!("Cut after {operators} operators: the rest is not in the log.");
    all(plan.error.iter().map(|line| remark(line)))
        .maybe(plan.cut_after.map(|operators| remark(&cut(operators))))
        .each(plan.notes.iter().chain(differences).map(|line| remark(line)))
}

/// The operators; `wide` with the execution info under each.
pub fn table(plan: &Plan, wide: bool) -> Node {
    let has = |cell: fn(&PlanNode) -> Option<&str>| {
        plan.nodes.iter().filter_map(cell).any(|text| !matches!(text, "" | "N/A" | "0 Bytes"))
    };
    let memory = has(|node| node.memory.as_deref());
    let disk = has(|node| node.disk.as_deref());
    let cost = has(|node| node.cost.as_deref());
    let columns = 5 + usize::from(memory) + usize::from(disk) + usize::from(cost);
    let number = |text: Option<&str>| el("td").class("num").text(&cell(text));
    let rows = plan_rows(plan);
    let body = rows.iter().filter_map(|row| {
        let node = plan.nodes.get(row.node)?;
        let info = node.execution_info.as_deref().filter(|info| wide && !info.is_empty());
        let branch = el("span").class("branch").attr("aria-hidden", "true").text(&row.branch);
        let line = el("tr")
            .class(if row.hottest { "hottest" } else { "" })
            .add(el("th").attr("scope", "row").add(branch).text(&node.id))
            .add(row_counts(row, node))
            .add(time(row, node))
            .add(el("td").text(&cell(node.task.as_deref())))
            .when(memory, || number(node.memory.as_deref()))
            .when(disk, || number(node.disk.as_deref()))
            .when(cost, || number(node.cost.as_deref()))
            .add(el("td").class("info").add(operator_info(node)));
        let info =
            info.map(|info| el("tr").class("exec").add(el("td").attr("colspan", &columns.to_string()).text(info)));
        Some(all([line]).maybe(info))
    });
    let head = |name: &str| el("th").text(name);
    let figure = |name: &str| el("th").class("num").text(name);
    let heads = el("tr")
        .add(head("operator"))
        .add(figure("rows: estimate → actual"))
        .add(head("time"))
        .add(head("task"))
        .when(memory, || figure("memory"))
        .when(disk, || figure("disk"))
        .when(cost, || figure("cost"))
        .add(head("info"));
    let table = el("table").class("plain tree").add(el("thead").add(heads)).add(el("tbody").each(body));
    ui::scroll("region", "Plan").add(table)
}

fn row_counts(row: &PlanRow, node: &PlanNode) -> Node {
    let class = match row.off {
        Off::Near => "factor near",
        Off::Far => "factor far",
        Off::VeryFar => "factor very-far",
    };
    let factor = |factor: &String| el("span").class(class).title("Actual rows against estimated rows").text(factor);
    el("td")
        .class("num")
        .text(&format!("{} → ", cell(node.est_rows.as_deref())))
        .add(el("b").text(&cell(node.act_rows.as_deref())))
        .maybe(row.factor.as_ref().map(factor))
}

fn time(row: &PlanRow, node: &PlanNode) -> Node {
    let Some(nanos) = node.time_nanos else { return el("td") };
    let own = node.self_nanos.map_or(String::new(), |own| format!("{} of its own, ", duration(own)));
    let bar = |share: f64, class: &str| {
        let width = format!("{:.1}%", share * 100.0);
        el("rect").attr("width", &width).attr("height", "8").attr("rx", "2").class(class)
    };
    let bars = [bar(1.0, "track"), bar(row.whole, "whole"), bar(row.own, "own")];
    el("td")
        .class("time")
        .title(&format!("{own}{} with everything under it", duration(nanos)))
        .add(el("svg").attr("width", "56").attr("height", "8").attr("aria-hidden", "true").each(bars))
        .text(&duration(nanos))
}

/// Access object and operator info, the pieces not to be missed set strong.
fn operator_info(node: &PlanNode) -> Node {
    let object = node.access_object.as_deref().unwrap_or_default();
    let info = node.operator_info.as_deref().unwrap_or_default();
    let pieces = info
        .split_inclusive(", ")
        .map(|piece| if is_telling(piece) { el("b").class("telling").text(piece) } else { text(piece) });
    none()
        .when(!object.is_empty(), || el("b").text(object))
        .text(if object.is_empty() || info.is_empty() { "" } else { ", " })
        .each(pieces)
}

fn cell(text: Option<&str>) -> String {
    match text {
        None | Some("" | "N/A") => "–".to_owned(),
        Some(text) => text.replace(" Bytes", " B"),
    }
}
