//! A slow query as a card: when, how long, where the time went, statement, plan.

use super::{Card, Tone, place, plan, shortened};
use crate::model::{DigestCheck, SlowQuery};
use crate::render::figures::{duration, share};

pub fn slow_query(query: &SlowQuery) -> Card {
    let whole = query.nanos("Query_time");
    let sql = query.sql.as_deref().unwrap_or("statement unknown");
    let time = whole.map_or_else(|| "time unknown".to_owned(), duration);
    let mut card = Card::new(format!("{time}  {}", shortened(sql, 100)));
    card.place = Some(query.span);
    let mut about = vec![place(&query.span)];
    about.extend(query.time.map(|time| format!("ended {time}")));
    about.extend(query.start.map(|start| format!("began {start}")));
    card.remark(about.join(", "));
    for missing in &query.missing {
        card.parts.push(super::Part::Sentence(Tone::Warning, format!("missing: {missing}")));
    }
    card.pairs(pairs(query));
    breakdown(&mut card, query, whole);
    if sql.lines().count() > 1 || sql.chars().count() > 100 {
        card.text("Statement", "sql", sql);
    }
    // The binary plan says more; both say the same.
    let readable = |plan: &&crate::model::Plan| !plan.nodes.is_empty();
    if let Some(best) = query.binary_plan.as_ref().filter(readable).or(query.plan.as_ref().filter(readable)) {
        card.block("Plan", "", plan::table(best));
    }
    for plan in query.plan.iter().chain(&query.binary_plan) {
        let remarks = plan.error.iter().chain(&plan.notes);
        card.parts.extend(remarks.map(|remark| super::Part::Sentence(Tone::Warning, remark.to_string())));
    }
    for difference in &query.plan_differences {
        card.remark(format!("The two plans differ: {difference}"));
    }
    card
}

fn pairs(query: &SlowQuery) -> Vec<(String, String)> {
    const FIELDS: [&str; 9] =
        ["DB", "User@Host", "User", "Conn_ID", "Index_names", "Stats", "Mem_max", "Request_count", "Total_keys"];
    let mut pairs: Vec<(String, String)> = FIELDS
        .iter()
        .filter_map(|name| query.fields.get(name).map(|value| ((*name).to_owned(), value.to_owned())))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if let Some(digest) = query.fields.get("Digest").filter(|digest| !digest.is_empty()) {
        let check = match query.digest_check {
            DigestCheck::Verified => " (verified)",
            DigestCheck::Differs => " (does not belong to this statement)",
            DigestCheck::Unknown => "",
        };
        pairs.push(("Digest".to_owned(), format!("{digest}{check}")));
    }
    if let Some(start) = query.txn_start {
        let time = start.time.map_or_else(String::new, |time| format!(" ({time})"));
        pairs.push(("Txn_start_ts".to_owned(), format!("{}{time}", start.tso)));
    }
    pairs
}

/// Where the time went: one line per part with its share.
fn breakdown(card: &mut Card, query: &SlowQuery, whole: Option<i64>) {
    let Some(whole) = whole.filter(|whole| *whole > 0 && *whole < i64::MAX) else { return };
    let mut lines = Vec::new();
    for part in query.breakdown.iter().filter(|part| part.duration_nanos > 0) {
        let indent = 2 * part.level.min(8) as usize;
        let name = format!("{:indent$}{}", "", part.name.replace('_', " "));
        let time = duration(part.duration_nanos);
        let (tone, rest) = if part.parallel {
            (Tone::Dim, "summed over parallel requests".to_owned())
        } else {
            let blocks = (i128::from(part.duration_nanos) * 20 / i128::from(whole)).clamp(0, 20) as usize;
            (Tone::Plain, format!("{:>7}  {}", share(part.duration_nanos, whole), "█".repeat(blocks)))
        };
        lines.push((tone, format!("{name:<20}{time:>12}  {rest}").trim_end().to_owned()));
    }
    card.block("Where the time went", "", lines);
}
