//! A plan as a tree table: estimate against actual, time with the operator's own part, both encodings.

use super::{Context, copy};
use crate::model::{Plan, PlanNode};
use crate::page::app::ui;
use crate::page::present::figures::duration;
use crate::page::present::plan_rows::{Off, PlanRow, is_telling, plan_rows};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct Shown {
    /// `text` and `binary`, those that are in the log.
    pub plans: Rc<[(&'static str, Plan)]>,
    /// Where the two disagree; empty when they agree.
    pub differences: Rc<[crate::model::Text]>,
    pub context: Context,
}

#[component]
pub fn PlanTable(shown: &Shown) -> Html {
    let chosen = use_state_eq(|| 0_usize);
    let wide = use_state_eq(|| false);
    let Some((name, plan)) = shown.plans.get(*chosen).or(shown.plans.first()) else { return Html::default() };
    let names: Vec<&'static str> = shown.plans.iter().map(|(name, _)| *name).collect();
    let copied = plan.text.to_string();
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |at| chosen.set(at))
    };
    let widen = {
        let wide = wide.clone();
        Callback::from(move |_: MouseEvent| wide.set(!*wide))
    };
    let agreement = match (shown.plans.len(), shown.differences.len()) {
        (2, 0) => html! { <span class="quiet">{ "both agree" }</span> },
        (2, _) => html! { <span class="warn">{ "the two disagree" }</span> },
        _ => Html::default(),
    };
    let has_info = plan.nodes.iter().any(|node| node.execution_info.as_deref().is_some_and(|info| !info.is_empty()));
    html! {
        <section class="plan">
            <header><h4>{ "Plan" }</h4>
                if names.len() > 1 { { ui::switch("Encoding of the plan", &names, *chosen, &choose) } } else { <span class="quiet">{ *name }</span> }
                { agreement }
                if plan.numbering == crate::model::Numbering::V3 { { ui::badge("3.x numbering", "Operator numbers of TiDB 3.x") } }
                <span class="fill"></span>
                if has_info {
                    <button type="button" class="action" aria-pressed={wide.to_string()} onclick={widen}>{ "Execution info" }</button>
                }
                { copy(&shown.context, "Copy as TiDB prints it", "plan", move || copied.clone()) }
            </header>
            { remarks(plan, &shown.differences) }
            if !plan.nodes.is_empty() { { table(plan, *wide) } }
        </section>
    }
}

fn remarks(plan: &Plan, differences: &[crate::model::Text]) -> Html {
    let cut = plan.cut_after.map(|operators| format!("Cut after {operators} operators: the rest is not in the log."));
    let lines = plan
        .error
        .iter()
        .map(ToString::to_string)
        .chain(cut)
        .chain(plan.notes.iter().chain(differences).map(ToString::to_string));
    html! { <>{ for lines.map(|line| html! { <p class="remark">{ line }</p> }) }</> }
}

fn table(plan: &Plan, wide: bool) -> Html {
    let rows = plan_rows(plan);
    let has = |cell: fn(&PlanNode) -> Option<&str>| {
        plan.nodes.iter().filter_map(cell).any(|text| !matches!(text, "" | "N/A" | "0 Bytes"))
    };
    let memory = has(|node| node.memory.as_deref());
    let disk = has(|node| node.disk.as_deref());
    let cost = has(|node| node.cost.as_deref());
    let columns = 5 + usize::from(memory) + usize::from(disk) + usize::from(cost);
    let body = rows.iter().filter_map(|row| {
        let node = plan.nodes.get(row.node)?;
        let info = node.execution_info.as_deref().filter(|info| wide && !info.is_empty());
        Some(html! {
            <>
                <tr class={classes!(row.hottest.then_some("hottest"))}>
                    <th scope="row"><span class="branch" aria-hidden="true">{ row.branch.clone() }</span>{ node.id.to_string() }</th>
                    { row_counts(row, node) }
                    { time(row, node) }
                    <td>{ cell(node.task.as_deref()) }</td>
                    if memory { <td class="num">{ cell(node.memory.as_deref()) }</td> }
                    if disk { <td class="num">{ cell(node.disk.as_deref()) }</td> }
                    if cost { <td class="num">{ cell(node.cost.as_deref()) }</td> }
                    <td class="info">{ operator_info(node) }</td>
                </tr>
                if let Some(info) = info { <tr class="exec"><td colspan={columns.to_string()}>{ info.to_owned() }</td></tr> }
            </>
        })
    });
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label="Plan">
            <table class="plain tree"><thead><tr>
                <th>{ "operator" }</th><th class="num">{ "rows: estimate → actual" }</th><th>{ "time" }</th><th>{ "task" }</th>
                if memory { <th class="num">{ "memory" }</th> }
                if disk { <th class="num">{ "disk" }</th> }
                if cost { <th class="num">{ "cost" }</th> }
                <th>{ "info" }</th>
            </tr></thead><tbody>{ for body }</tbody></table>
        </div>
    }
}

fn row_counts(row: &PlanRow, node: &PlanNode) -> Html {
    let class = match row.off {
        Off::Near => "near",
        Off::Far => "far",
        Off::VeryFar => "very-far",
    };
    let (estimate, actual) = (cell(node.est_rows.as_deref()), cell(node.act_rows.as_deref()));
    html! {
        <td class="num">{ format!("{estimate} → ") }<b>{ actual }</b>
            if let Some(factor) = &row.factor { <span class={classes!("factor", class)} title="Actual rows against estimated rows">{ factor.clone() }</span> }
        </td>
    }
}

fn time(row: &PlanRow, node: &PlanNode) -> Html {
    let Some(nanos) = node.time_nanos else { return html! { <td></td> } };
    let own = node.self_nanos.map_or(String::new(), |own| format!("{} of its own, ", duration(own)));
    let width = |share: f64| format!("{:.1}%", share * 100.0);
    html! {
        <td class="time" title={format!("{own}{} with everything under it", duration(nanos))}>
            <svg width="56" height="8" aria-hidden="true"><rect width="100%" height="8" rx="2" class="track" /><rect width={width(row.whole)} height="8" rx="2" class="whole" />
                <rect width={width(row.own)} height="8" rx="2" class="own" /></svg>
            { duration(nanos) }
        </td>
    }
}

/// Access object and operator info, the pieces not to be missed set strong.
fn operator_info(node: &PlanNode) -> Html {
    let object = node.access_object.as_deref().unwrap_or_default();
    let info = node.operator_info.as_deref().unwrap_or_default();
    let between = if object.is_empty() || info.is_empty() { "" } else { ", " };
    let pieces = info.split_inclusive(", ").map(|piece| {
        let text = piece.to_owned();
        if is_telling(piece) {
            html! { <b class="telling">{ text }</b> }
        } else {
            html! { text }
        }
    });
    html! { <>if !object.is_empty() { <b>{ object.to_owned() }</b>{ between } }{ for pieces }</> }
}

fn cell(text: Option<&str>) -> String {
    match text {
        None | Some("" | "N/A") => "–".to_owned(),
        Some(text) => text.replace(" Bytes", " B"),
    }
}
