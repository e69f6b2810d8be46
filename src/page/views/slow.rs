//! The slow-query card: how long, where the time was, the plan, every field, and what else is known of the digest.

use super::about::findings_about;
use super::{Scene, bar, digest, fields, plan, sql, ui};
use crate::engine::digests::digest_of;
use crate::model::{DigestCheck, DigestSummary, SlowQuery, Text};
use crate::page::present::clock;
use crate::page::present::figures::duration;
use crate::page::protocol::{Kind, Node, el, none};

/// The copied statement, and the one before it in its transaction.
const STATEMENT: &str = "statement";
const BEFORE: &str = "statement before";

pub fn view(slow: &SlowQuery, at: u32, scene: &Scene<'_>) -> Node {
    let total = slow.nanos("Query_time");
    let statement = slow.sql.as_deref().filter(|sql| !sql.is_empty());
    let previous = slow.fields.get("Prev_stmt").filter(|text| !text.is_empty());
    el("div")
        .class("card-body slow")
        .add(headline(slow, total))
        .add(findings_about(scene.report, Kind::Slow, at))
        .maybe(statement.map(|text| sql::view(text, STATEMENT)))
        .maybe(previous.map(|text| ui::fold("Statement before (Prev_stmt)", sql::view(text, BEFORE))))
        .maybe(total.map(|total| bar::view(&slow.breakdown, total, &format!("hatch-{at}"))))
        .add(plan::view(slow, scene))
        .add(others(slow, scene))
        .add(fields::view(slow))
}

/// A text of the card to be copied.
pub fn copied(slow: &SlowQuery, scene: &Scene<'_>, what: &str) -> Option<Text> {
    match what {
        STATEMENT => slow.sql.clone(),
        BEFORE => slow.fields.get("Prev_stmt").map(Text::from),
        "plan" => plan::shown(slow, scene.switches).map(|(_, plan)| plan.text),
        _ => None,
    }
}

fn headline(slow: &SlowQuery, total: Option<i64>) -> Node {
    let when = match (slow.start, slow.time) {
        (Some(start), Some(end)) => clock::from_to(start, end),
        (None, Some(end)) => format!("ended {} {}", clock::brief(end), clock::offset(end)),
        _ => String::new(),
    };
    let word = |shown: bool, word: &str| if shown { el("span").text(word) } else { none() };
    let warn = |text: &str| el("span").class("warn").text(text);
    let is = |name: &str| slow.fields.get(name) == Some("true");
    let database = slow.fields.get("DB").or(slow.database.as_deref()).filter(|name| !name.is_empty());
    let database = database.map(|name| el("span").text("database ").add(el("code").text(name)));
    let meta = el("span")
        .class("meta")
        .add(word(!when.is_empty(), &when))
        .maybe(database)
        .when(is("Is_internal"), || el("span").title("Run by TiDB itself").text("internal"))
        .add(word(is("Prepared"), "prepared"))
        .add(word(is("Plan_from_cache"), "plan from cache"))
        .when(slow.fields.get("Succ") == Some("false"), || warn("failed"))
        .add(digest_check(slow))
        .each(slow.missing.iter().map(|text| warn(text)));
    let large = total.map_or_else(|| "?".to_owned(), duration);
    el("p").class("headline").add(el("span").class("big").text(&large)).add(meta)
}

fn digest_check(slow: &SlowQuery) -> Node {
    let Some(digest) = slow.fields.get("Digest") else { return none() };
    match slow.digest_check {
        DigestCheck::Verified => el("span").class("ok").title(digest).text("✓ digest verified"),
        DigestCheck::Differs => el("span")
            .class("warn")
            .title(digest)
            .text("digest differs: statement cut, redacted or edited, or a newer TiDB"),
        DigestCheck::Unknown => none(),
    }
}

/// How this entry stands among those of its digest; empty where it is the only one.
fn others(slow: &SlowQuery, scene: &Scene<'_>) -> Node {
    let name = digest_of(slow);
    let same = |group: &&DigestSummary| group.digest.as_deref() == Some(&*name) && group.count > 1;
    let Some(group) = scene.report.digests.iter().find(same) else { return none() };
    let is_printed = slow.fields.get("Digest") == Some(&*name);
    el("section")
        .class("fields")
        .add(el("h4").text("Same digest").when(is_printed, || digest::filter(&name)))
        .add(digest::facts(group))
        .when(group.plans.len() > 1, || digest::plans(group))
}
