//! A table that sorts by any of its columns and gives itself as CSV.

use super::ui;
use crate::page::present::figures::{count, duration};
use crate::page::protocol::{Act, Node, Switches, el};
use crate::render::csv::push_cell;
use crate::text::order::Order;
use std::cmp::Ordering;

/// Rows in the document; a longer table says how many it leaves out.
const SHOWN: usize = 500;

/// One cell: what is shown, and what it is sorted by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub text: String,
    /// Sorted by this where there is one, otherwise by the text.
    pub number: Option<i64>,
    pub code: bool,
}

impl Cell {
    pub fn text(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    pub fn code(text: &str) -> Self {
        Self { text: text.to_owned(), code: true, ..Self::default() }
    }

    pub fn count(value: u64) -> Self {
        Self { text: count(value), number: Some(value.cast_signed()), code: false }
    }

    pub fn nanos(nanos: i64) -> Self {
        Self { text: duration(nanos), number: Some(nanos), code: false }
    }
}

pub struct Row {
    pub cells: Vec<Cell>,
    /// What a click on the first cell does.
    pub act: Option<Act>,
}

pub struct Table {
    /// The switch `sort:NAME` holds the number of the column, with a `-` before it for the largest first.
    pub name: &'static str,
    pub title: &'static str,
    pub columns: &'static [&'static str],
    pub rows: Vec<Row>,
}

impl Table {
    pub fn view(&self, switches: &Switches) -> Node {
        let switch = format!("sort:{}", self.name);
        let sorted = switches.get(&switch).map(|value| match value.strip_prefix('-') {
            Some(column) => (column, true),
            None => (value, false),
        });
        let sorted = sorted.and_then(|(column, descending)| Some((column.parse::<usize>().ok()?, descending)));
        let heads = self.columns.iter().enumerate().map(|(column, name)| {
            let descending = sorted.filter(|(by, _)| *by == column).map(|(_, descending)| descending);
            let turned = if descending == Some(true) { column.to_string() } else { format!("-{column}") };
            let act = Act::Set(switch.as_str().into(), turned.as_str().into());
            let head = el("th").attr("scope", "col");
            let head = match descending {
                Some(true) => head.attr("aria-sort", "descending"),
                Some(false) => head.attr("aria-sort", "ascending"),
                None => head,
            };
            head.add(ui::button("", &act).text(name))
        });
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        if let Some((column, descending)) = sorted {
            rows.order_by(|one, two| {
                let order = compare(one.cells.get(column), two.cells.get(column));
                if descending { order.reverse() } else { order }
            });
        }
        let body = rows.into_iter().take(SHOWN).map(row);
        let title = el("h2")
            .text(self.title)
            .add(el("span").class("count").text(&self.rows.len().to_string()))
            .add(ui::copy("copy CSV", &self.csv_name()));
        let table = el("table").add(el("thead").add(el("tr").each(heads))).add(el("tbody").each(body));
        let more = self.rows.len().saturating_sub(SHOWN);
        el("section")
            .class("panel table-panel")
            .add(title)
            .add(ui::scroll("group", self.title).add(table))
            .when(more > 0, || el("p").class("meta").text(&format!("{more} more rows are in the CSV.")))
    }

    /// The name under which the table is copied.
    pub fn csv_name(&self) -> String {
        format!("{} as CSV", self.title)
    }

    /// RFC 4180, in the report's order.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        let mut line = |cells: &mut dyn Iterator<Item = &str>| {
            for (at, cell) in cells.enumerate() {
                if at > 0 {
                    out.push(',');
                }
                push_cell(&mut out, cell);
            }
            out.push_str("\r\n");
        };
        line(&mut self.columns.iter().copied());
        for row in &self.rows {
            line(&mut row.cells.iter().map(|cell| cell.text.as_str()));
        }
        out
    }
}

fn row(row: &Row) -> Node {
    let cells = row.cells.iter().enumerate().map(|(column, cell)| {
        let class = match (cell.number.is_some(), cell.code) {
            (true, _) => "number",
            (_, true) => "code",
            _ => "",
        };
        let td = el("td").class(class);
        match row.act.as_ref().filter(|_| column == 0) {
            Some(act) => td.add(ui::button("link", act).text(&cell.text)),
            None => td.text(&cell.text),
        }
    });
    el("tr").each(cells)
}

fn compare(one: Option<&Cell>, two: Option<&Cell>) -> Ordering {
    let (Some(one), Some(two)) = (one, two) else { return Ordering::Equal };
    one.number.cmp(&two.number).then_with(|| one.text.cmp(&two.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::protocol::to_html;

    fn check(sort: &str, expected: &[&str], marked: &str) {
        let row = |name: &str, value| Row { cells: vec![Cell::code(name), Cell::count(value)], act: None };
        let rows = vec![row("b", 1_000), row("a", 20), row("c", 3)];
        let table = Table { name: "t", title: "T", columns: &["name", "count"], rows };
        let mut switches = Switches::default();
        switches.set("sort:t", sort);
        let html = to_html(&table.view(&switches).into_bytes());
        let names: Vec<_> = html.split("<td class=\"code\">").skip(1).filter_map(|rest| rest.get(..1)).collect();
        assert_eq!(names, expected, "{sort}");
        assert!(html.contains(marked), "{sort}: {html}");
        assert_eq!(table.csv(), "name,count\r\nb,\"1,000\"\r\na,20\r\nc,3\r\n");
    }

    #[test]
    fn rows_follow_the_switch() {
        check("", &["b", "a", "c"], "data-act=\"set sort:t -1\"");
        check("1", &["c", "a", "b"], "aria-sort=\"ascending\"><button type=\"button\" data-act=\"set sort:t -1\"");
        check("-1", &["b", "a", "c"], "aria-sort=\"descending\"><button type=\"button\" data-act=\"set sort:t 1\"");
        check("-0", &["c", "b", "a"], "aria-sort=\"descending\"><button type=\"button\" data-act=\"set sort:t 0\"");
        check("7", &["b", "a", "c"], "data-act");
    }
}
