//! A line that names a duration, as a card.

use super::{Card, Tone, place, shortened};
use crate::model::Timing;
use crate::render::figures::duration;

pub fn timing(timing: &Timing) -> Card {
    let mut title: Vec<String> = timing.duration_nanos.map(duration).into_iter().collect();
    title.push(timing.kind.to_string());
    if timing.message != timing.kind {
        title.push(shortened(&timing.message, 120));
    }
    let mut card = Card::new(title.join("  "));
    card.tone = Tone::Plain;
    card.place = Some(timing.span);
    let mut about = vec![place(&timing.span)];
    about.extend(timing.time.map(|time| time.to_string()));
    about.extend(timing.start.map(|start| format!("began {start}")));
    about.extend(timing.threshold_nanos.map(|nanos| format!("logged above {}", duration(nanos))));
    card.remark(about.join(", "));
    card.pairs(pairs(timing));
    if let Some(sql) = timing.fields.get("sql") {
        card.text("Statement", "sql", sql);
    }
    card
}

/// What tells one line from another of its kind. The pairs of a coprocessor line stand in its message.
fn pairs(timing: &Timing) -> Vec<(String, String)> {
    const FIELDS: [&str; 9] =
        ["conn", "conn_id", "connection_id", "user", "database", "region_id", "store_addr", "mem_max", "job"];
    if timing.kind.starts_with("cop_") {
        return Vec::new();
    }
    let pair = |name: &&str| timing.fields.get(name).map(|value| ((*name).to_owned(), shortened(value, 100)));
    FIELDS.iter().filter_map(pair).filter(|(_, value)| !value.is_empty()).collect()
}
