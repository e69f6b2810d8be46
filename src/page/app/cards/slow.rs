//! The slow-query card: how long, where the time was, the plan, every field.

use super::plan::PlanTable;
use super::{Context, bar, copy};
use crate::model::{DigestCheck, SlowQuery};
use crate::page::app::ui;
use crate::page::present::clock;
use crate::page::present::fields::{Group, Row, groups, nanos_of_seconds};
use crate::page::present::figures::{duration, plural};
use crate::page::present::sql::{Kind, parts};
use std::rc::Rc;
use yew::prelude::*;

pub fn view(slow: &Rc<SlowQuery>, context: &Context) -> Html {
    let total = slow.fields.get("Query_time").and_then(nanos_of_seconds);
    let plans = [("text", &slow.plan), ("binary", &slow.binary_plan)];
    let plans: Rc<[_]> = plans.into_iter().filter_map(|(name, plan)| Some((name, plan.clone()?))).collect();
    let differences: Rc<[_]> = slow.plan_differences.clone().into();
    let previous = slow.fields.get("Prev_stmt").filter(|text| !text.is_empty());
    html! {
        <div class="card-body slow">
            { headline(slow, total) }
            if let Some(sql) = slow.sql.as_deref().filter(|sql| !sql.is_empty()) { { statement(sql, context) } }
            if let Some(previous) = previous { { ui::fold("Statement before (Prev_stmt)", html! { { statement(previous, context) } }) } }
            if let Some(total) = total { { bar::view(&slow.breakdown, total, &format!("hatch-{}", context.card.index)) } }
            if !plans.is_empty() { <PlanTable {plans} {differences} context={context.clone()} /> }
            { fields(slow, context) }
        </div>
    }
}

fn headline(slow: &SlowQuery, total: Option<i64>) -> Html {
    let when = match (slow.start, slow.time) {
        (Some(start), Some(end)) => clock::from_to(start, end),
        (None, Some(end)) => format!("ended {} {}", clock::brief(end), clock::offset(end)),
        _ => String::new(),
    };
    let digest = match (slow.digest_check, slow.fields.get("Digest")) {
        (DigestCheck::Verified, Some(digest)) => {
            html! { <span class="ok" title={digest.to_owned()}>{ "✓ digest verified" }</span> }
        }
        (DigestCheck::Differs, Some(digest)) => {
            html! { <span class="warn" title={digest.to_owned()}>{ "digest differs: statement cut, redacted or edited, or a newer TiDB" }</span> }
        }
        _ => Html::default(),
    };
    let is = |name: &str| slow.fields.get(name) == Some("true");
    let missing = slow.missing.iter().map(|text| html! { <span class="warn">{ text.to_string() }</span> });
    html! {
        <p class="headline">
            <span class="big">{ total.map_or_else(|| "?".to_owned(), duration) }</span>
            <span class="meta">
                if !when.is_empty() { <span>{ when }</span> }
                if let Some(db) = slow.fields.get("DB").filter(|db| !db.is_empty()) { <span>{ "database " }<code>{ db.to_owned() }</code></span> }
                if is("Is_internal") { <span title="Run by TiDB itself">{ "internal" }</span> }
                if is("Prepared") { <span>{ "prepared" }</span> }
                if is("Plan_from_cache") { <span>{ "plan from cache" }</span> }
                if slow.fields.get("Succ") == Some("false") { <span class="warn">{ "failed" }</span> }
                { digest }{ for missing }
            </span>
        </p>
    }
}

/// A statement in colour with its copy button.
pub fn statement(sql: &str, context: &Context) -> Html {
    let copied = sql.to_owned();
    let pieces = parts(sql).into_iter().map(|part| match part.kind {
        Kind::Plain => html! { part.text },
        Kind::Keyword => html! { <b>{ part.text }</b> },
        Kind::Literal => html! { <span class="lit">{ part.text }</span> },
        Kind::Comment => html! { <i>{ part.text }</i> },
    });
    html! { <div class="sql"><pre>{ for pieces }</pre>{ copy(context, "Copy", "statement", move || copied.clone()) }</div> }
}

/// Every field that is not already above in a better form, in groups; at the end those that say nothing.
fn fields(slow: &SlowQuery, context: &Context) -> Html {
    let shown_above = |name: &str, exact: &str| match name {
        "Plan" => slow.plan.is_some(),
        "Binary_plan" => slow.binary_plan.is_some(),
        "Prev_stmt" => !exact.is_empty(),
        _ => false,
    };
    let groups = groups(&slow.fields, &context.fields, shown_above);
    let quiet = || groups.iter().flat_map(|group| &group.quiet);
    let spoken = groups.iter().filter(|group| !group.rows.is_empty()).map(|group| view_group(group, slow));
    let many = quiet().count();
    html! {
        <>
            { for spoken }
            if many > 0 {
                <footer class="card-foot">{ ui::fold(format!("{} zero, false or empty", plural(many as u64, "field")),
                    html! { <section class="fields bare"><dl>{ for quiet().map(|row| field(row, slow)) }</dl></section> }) }</footer>
            }
        </>
    }
}

fn view_group(group: &Group, slow: &SlowQuery) -> Html {
    html! { <section class="fields"><h4>{ group.title }</h4><dl>{ for group.rows.iter().map(|row| field(row, slow)) }</dl></section> }
}

fn field(row: &Row, slow: &SlowQuery) -> Html {
    let inline = (row.name == "Txn_start_ts").then_some(slow.txn_start).flatten().and_then(|start| start.time);
    let title = if row.meaning.is_empty() { row.exact.clone() } else { format!("{}\n{}", row.exact, row.meaning) };
    let long = row.shown.len() > 24 || inline.is_some();
    html! {
        <div class={classes!(long.then_some("long"))} {title}><dt>{ row.name.clone() }</dt>
            <dd>{ row.shown.clone() }if let Some(time) = inline { <span class="quiet">{ format!(" = {} {}", clock::brief(time), clock::offset(time)) }</span> }</dd></div>
    }
}
