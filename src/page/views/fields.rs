//! The fields of a slow-query entry in groups, with units for people, the exact text and what the field means on hover
//! (docs/spec/tidb-logs.md §3.5). Those that are zero, false or empty stand folded at the end.

use super::ui;
use crate::formats::slow_query::fields::{Group, Unit, lookup};
use crate::model::SlowQuery;
use crate::page::present::clock;
use crate::page::present::figures::{self, plural};
use crate::page::protocol::{Node, all, el};
use crate::text::duration::{SECOND, decimal};

/// The groups in reading order.
const GROUPS: [(Group, &str); 10] = [
    (Group::Time, "Time"),
    (Group::Cop, "Coprocessor"),
    (Group::Scan, "Storage"),
    (Group::Txn, "Transaction"),
    (Group::Memory, "Memory and disk"),
    (Group::Plan, "Plan and statistics"),
    (Group::Resource, "Resource control"),
    (Group::Network, "Network"),
    (Group::Basic, "Statement"),
    (Group::Other, "Other"),
];

struct Row {
    group: Group,
    is_quiet: bool,
    node: Node,
}

/// Every field that is not already above in a better form.
pub fn view(slow: &SlowQuery) -> Node {
    let shown_above = |name: &str, exact: &str| match name {
        "Plan" => slow.plan.is_some(),
        "Binary_plan" => slow.binary_plan.is_some(),
        "Prev_stmt" => !exact.is_empty(),
        _ => false,
    };
    let rows = slow.fields.iter().filter(|(name, exact)| !shown_above(name, exact));
    let mut rows: Vec<Row> = rows.map(|(name, exact)| row(name, exact, slow)).collect();
    let quiet: Vec<Node> = rows.extract_if(.., |row| row.is_quiet).map(|row| row.node).collect();
    let groups = GROUPS.iter().filter_map(|(group, title)| {
        let of_group: Vec<Node> = rows.extract_if(.., |row| row.group == *group).map(|row| row.node).collect();
        let list = |rows: Vec<Node>| el("section").class("fields").add(el("h4").text(title)).add(el("dl").each(rows));
        (!of_group.is_empty()).then(|| list(of_group))
    });
    let groups: Vec<Node> = groups.collect();
    all(groups).when(!quiet.is_empty(), || {
        let many = format!("{} zero, false or empty", plural(quiet.len() as u64, "field"));
        let list = el("section").class("fields bare").add(el("dl").each(quiet));
        el("footer").class("card-foot").add(ui::fold(&many, list))
    })
}

fn row(name: &str, exact: &str, slow: &SlowQuery) -> Row {
    let known = lookup(name);
    let (group, unit) = known.map_or_else(|| (Group::Other, guess(name)), |field| (field.group, field.unit));
    let shown = human(exact, unit);
    let mut title = exact.to_owned();
    for sentence in known.into_iter().flat_map(|field| [field.meaning, field.trap]).filter(|text| !text.is_empty()) {
        title.push(if title.len() == exact.len() { '\n' } else { ' ' });
        title.push_str(sentence);
    }
    let said = clock::of_timestamps(name, exact, slow.time.and_then(|time| time.offset_minutes));
    let long = if shown.len() > 24 || said.is_some() { "long" } else { "" };
    let value = el("dd").text(&shown).maybe(said.map(|said| el("span").class("quiet").text(&said)));
    Row {
        group,
        is_quiet: is_quiet(exact),
        node: el("div").class(long).title(&title).add(el("dt").text(name)).add(value),
    }
}

fn is_quiet(value: &str) -> bool {
    let value = value.trim();
    let is_zero = value.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    is_zero || matches!(value, "false" | "''" | "\"\"" | "[]" | "{}" | "N/A")
}

/// A value with its unit; as printed where it is no number.
fn human(exact: &str, unit: Unit) -> String {
    let value = exact.trim();
    let shown = match unit {
        Unit::Seconds => decimal(value.as_bytes(), SECOND).map(figures::duration),
        Unit::Bytes => value.parse().ok().map(figures::bytes),
        Unit::Count => value.parse().ok().map(figures::count),
        Unit::Units => Some(format!("{value} RU")),
        _ => None,
    };
    shown.unwrap_or_else(|| value.to_owned())
}

/// The unit of a field that is not in the table, by the shape of its name.
fn guess(name: &str) -> Unit {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&["_time", "_total", "_avg", "_p90"]) {
        Unit::Seconds
    } else if ends(&["_bytes", "_byte", "_size"]) {
        Unit::Bytes
    } else if ends(&["_count", "_keys", "_rows"]) {
        Unit::Count
    } else {
        Unit::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::to_html;

    #[test]
    fn fields_stand_in_groups_with_their_meaning() {
        let mut slow = SlowQuery::default();
        for (name, value) in [
            ("Query_time", "54.568269609"),
            ("Parse_time", "0"),
            ("Mem_max", "171"),
            ("Prev_stmt", "select 1"),
            ("New_scan_time", "0.25"),
            ("Odd", "x y"),
        ] {
            slow.fields.push(name, value);
        }
        let html = to_html(&view(&slow).into_bytes());
        let order = ["Time</h4>", "Memory and disk</h4>", "Other</h4>", "1 field zero, false or empty", "Parse_time"];
        let places: Vec<_> = order.iter().map(|piece| html.find(piece)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {html}");
        for piece in
            ["<dd>54.568 s</dd>", "<dd>171 bytes</dd>", "<dd>250 ms</dd>", "<dd>x y</dd>", "title=\"54.568269609\n"]
        {
            assert!(html.contains(piece), "{piece}: {html}");
        }
        assert!(!html.contains("Prev_stmt"));
    }

    #[test]
    fn what_says_nothing_is_folded() {
        let quiet = ["", "0", "0.0", "false", "[]"].map(is_quiet);
        let spoken = ["0.1", "true", "10", "-"].map(is_quiet);
        assert_eq!((quiet, spoken), ([true; 5], [false; 4]));
    }
}
