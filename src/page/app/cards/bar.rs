//! The bar of a statement's or a request's time, with its legend: the same figures as text.

use crate::model::slow_query::TimePart;
use crate::page::present::bar::{part_class, part_name, pieces};
use crate::page::present::figures::{duration, share};
use yew::prelude::*;

const FIRST_ROW: usize = 24;
const ROW: usize = 12;

/// `hatch` names the pattern of sums over parallel requests: unique on the page.
pub fn view(parts: &[TimePart], total_nanos: i64, hatch: &str) -> Html {
    if parts.is_empty() || total_nanos <= 0 {
        return Html::default();
    }
    let pieces = pieces(parts, total_nanos);
    let rows = pieces.iter().map(|piece| piece.row).max().unwrap_or(0);
    let top = |row: usize| if row == 0 { 0 } else { FIRST_ROW + 2 + (row - 1) * ROW };
    let height = top(rows + 1);
    let rects = pieces.iter().filter_map(|piece| {
        let part = parts.get(piece.part)?;
        let (tall, class) = (if piece.row == 0 { FIRST_ROW } else { ROW - 2 }, part_class(&part.name));
        let (x, width) = (percent(piece.x), percent(piece.width.max(0.001)));
        let text = format!(
            "{} {} · {}",
            part_name(&part.name),
            duration(part.duration_nanos),
            share(part.duration_nanos, total_nanos)
        );
        let title = if part.parallel { format!("{text}, summed over requests") } else { text.clone() };
        let fill = part.parallel.then(|| format!("url(#{hatch})"));
        let label = piece.row == 0 && piece.width > 0.12;
        Some(html! {
            <svg {x} y={top(piece.row).to_string()} {width} height={tall.to_string()} {class}>
                <rect width="100%" height="100%" class="fill"><title>{ title }</title></rect>
                if let Some(fill) = fill { <rect width="100%" height="100%" {fill} pointer-events="none" /> }
                if label { <text x="8" y="16" pointer-events="none">{ text }</text> }
            </svg>
        })
    });
    html! {
        <figure class="breakdown">
            <svg width="100%" height={height.to_string()} aria-hidden="true">
                <defs><pattern id={hatch.to_owned()} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <line x1="0" y1="0" x2="0" y2="6" class="hatch" /></pattern></defs>
                <rect width="100%" height={FIRST_ROW.to_string()} class="track" />
                { for rects }
            </svg>
            { legend(parts, total_nanos) }
        </figure>
    }
}

fn legend(parts: &[TimePart], total_nanos: i64) -> Html {
    let rows = parts.iter().map(|part| {
        let class =
            classes!(part_class(&part.name), (part.level > 0).then_some("sub"), part.parallel.then_some("parallel"));
        let share = (!part.parallel && part.level == 0).then(|| share(part.duration_nanos, total_nanos));
        html! {
            <li {class}><span class="swatch" aria-hidden="true"></span>{ part_name(&part.name) }
                <b>{ duration(part.duration_nanos) }</b>
                if let Some(share) = share { <span class="quiet">{ share }</span> }
                if part.parallel { <span class="quiet">{ "summed over requests" }</span> }
            </li>
        }
    });
    html! { <ul class="legend">{ for rows }</ul> }
}

fn percent(share: f64) -> String {
    format!("{:.3}%", share * 100.0)
}
