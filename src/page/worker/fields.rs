//! The engine's table of slow-query fields, for the card.

use crate::formats::slow_query::fields::{FIELDS, Group};
use crate::page::protocol::FieldHelp;

pub fn fields() -> Vec<FieldHelp> {
    let help = |field: &crate::formats::slow_query::fields::Field| {
        let meaning =
            if field.trap.is_empty() { field.meaning.to_owned() } else { format!("{} {}", field.meaning, field.trap) };
        let unit = match field.unit.name() {
            "count" => "n",
            unit => unit,
        };
        let parallel = if field.parallel && unit == "s" { " ∥" } else { "" };
        FieldHelp {
            name: field.name.into(),
            group: letter(field.group).into(),
            unit: format!("{unit}{parallel}").as_str().into(),
            meaning: meaning.as_str().into(),
        }
    };
    FIELDS.iter().map(help).collect()
}

/// The letters of spec/tidb-logs.md §3.5.
fn letter(group: Group) -> &'static str {
    match group {
        Group::Basic => "B",
        Group::Time => "T",
        Group::Txn => "X",
        Group::Cop => "C",
        Group::Scan => "S",
        Group::Memory => "M",
        Group::Plan => "P",
        Group::Resource => "R",
        Group::Network => "N",
        Group::Other => "O",
    }
}
