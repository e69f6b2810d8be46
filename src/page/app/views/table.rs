//! A table that sorts by any of its columns and gives itself as CSV.

use crate::page::shell::Action;
use std::cmp::Ordering;
use std::rc::Rc;
use yew::prelude::*;

/// Rows in the document; a longer table says how many it leaves out.
const SHOWN: usize = 500;

/// One cell: what is shown, and what it is sorted by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub text: String,
    /// Sorted by this where there is one, otherwise by the text.
    pub number: Option<f64>,
    pub code: bool,
}

impl Cell {
    pub fn text(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    pub fn code(text: &str) -> Self {
        Self { text: text.to_owned(), code: true, ..Self::default() }
    }

    pub fn number(text: String, number: f64) -> Self {
        Self { text, number: Some(number), code: false }
    }
}

#[derive(Clone, PartialEq)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// What a click on the first cell does.
    pub opens: Option<crate::page::protocol::CardId>,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: &'static str,
    pub columns: &'static [&'static str],
    pub rows: Rc<Vec<Row>>,
    pub act: Callback<Action>,
}

#[component]
pub fn Table(props: &Props) -> Html {
    let order = use_state(|| None::<(usize, bool)>);
    let Props { title, columns, rows, act } = props;
    let mut at: Vec<usize> = (0..rows.len()).collect();
    if let Some((column, descending)) = *order {
        at.sort_by(|one, two| {
            let cell = |row: &usize| rows.get(*row).and_then(|row| row.cells.get(column));
            let order = compare(cell(one), cell(two));
            if descending { order.reverse() } else { order }
        });
    }
    let heads = columns.iter().enumerate().map(|(column, name)| {
        let sorted = (*order)
            .filter(|(by, _)| *by == column)
            .map(|(_, descending)| if descending { "descending" } else { "ascending" });
        let onclick = {
            let order = order.clone();
            Callback::from(move |_: MouseEvent| {
                let descending = !matches!(*order, Some((by, true)) if by == column);
                order.set(Some((column, descending)));
            })
        };
        html! { <th scope="col" aria-sort={sorted}><button type="button" {onclick}>{ *name }</button></th> }
    });
    let body = at.iter().take(SHOWN).filter_map(|row| rows.get(*row)).map(|row| {
        let cells = row.cells.iter().enumerate().map(|(column, cell)| {
            let class = classes!(cell.number.is_some().then_some("number"), cell.code.then_some("code"));
            let text = cell.text.clone();
            match row.opens.filter(|_| column == 0) {
                Some(card) => html! { <td {class}><button type="button" class="link" onclick={act.reform(move |_: MouseEvent| Action::Open(card))}>{ text }</button></td> },
                None => html! { <td {class}>{ text }</td> },
            }
        });
        html! { <tr>{ for cells }</tr> }
    });
    let copy = {
        let (rows, columns, title) = (rows.clone(), *columns, *title);
        act.reform(move |_: MouseEvent| Action::Copy { what: format!("{title} as CSV"), text: csv(columns, &rows) })
    };
    let more = rows.len().saturating_sub(SHOWN);
    html! {
        <section class="panel table-panel">
            <h2>{ *title }<span class="count">{ rows.len() }</span><button type="button" class="action" onclick={copy}>{ "copy CSV" }</button></h2>
            <div class="scroll" tabindex="0" role="group" aria-label={*title}><table><thead><tr>{ for heads }</tr></thead><tbody>{ for body }</tbody></table></div>
            if more > 0 { <p class="meta">{ format!("{more} more rows are in the CSV.") }</p> }
        </section>
    }
}

fn compare(one: Option<&Cell>, two: Option<&Cell>) -> Ordering {
    let (Some(one), Some(two)) = (one, two) else { return Ordering::Equal };
    match (one.number, two.number) {
        (Some(one), Some(two)) => one.total_cmp(&two),
        _ => one.text.cmp(&two.text),
    }
}

fn csv(columns: &[&str], rows: &[Row]) -> String {
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                out.push(',');
            }
            if cell.contains(['"', ',', '\n', '\r']) {
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(cell);
            }
        }
        out.push('\n');
    };
    line(&mut columns.iter().copied());
    for row in rows {
        line(&mut row.cells.iter().map(|cell| cell.text.as_str()));
    }
    out
}
