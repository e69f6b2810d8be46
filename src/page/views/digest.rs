//! What is known of the slow queries with one digest: how many, how long, with which plans, which are the slowest.

use super::{Scene, sql, ui};
use crate::engine::digests::digest_of;
use crate::model::{DigestSummary, SlowQuery, Stamp};
use crate::page::present::bar::part_name;
use crate::page::present::clock;
use crate::page::present::figures::{count, duration, factor, plural};
use crate::page::protocol::{Act, CardId, Kind, Node, all, el, none, text};
use crate::text::order::Order;

/// Entries that are listed.
const MOST: usize = 12;

/// The card under the table of digests.
pub fn card(group: &DigestSummary, scene: &Scene<'_>) -> Node {
    let digest = group.digest.as_deref().unwrap_or_default();
    let entries = entries(group, scene);
    let queries = entries.iter().filter_map(|(at, _)| scene.report.slow_queries.get(*at as usize));
    let is_printed = queries.take(MOST).any(|query| query.fields.get("Digest") == Some(digest));
    let head = el("h2")
        .text(&format!("Digest {}", digest.get(..12).unwrap_or(digest)))
        .add(el("span").class("count").text(&plural(group.count, "entry")))
        .when(is_printed, || filter(digest))
        .add(ui::action("close", "", &Act::Set("digest".into(), "".into())));
    let statement = statement(group);
    el("section")
        .class("panel table-panel digest")
        .title(digest)
        .add(head)
        .when(!statement.is_empty(), || sql::view(statement, "statement"))
        .add(el("section").class("fields").add(el("h4").text("Time")).add(facts(group)).add(plans(group)))
        .add(slowest(&entries, group.count))
}

/// The normalised statement, else that of the slowest entry; empty where there is none.
pub fn statement(group: &DigestSummary) -> &str {
    group.normalised.as_deref().or(group.sample.as_deref()).unwrap_or_default()
}

/// A button that leaves only the entries of the digest in the list.
pub fn filter(digest: &str) -> Node {
    let act = Act::Filter(format!("digest:{digest}").as_str().into());
    ui::action("filter cards", "Show only the entries of this digest", &act)
}

pub fn nanos(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub fn facts(group: &DigestSummary) -> Node {
    let fact = |name: &str, value: &str| ui::fact(name, text(value));
    let time = |name: &str, value: u64| fact(name, &duration(nanos(value)));
    let times = |value: u64| factor(value as f64 / group.median_nanos.max(1) as f64);
    let spread = [("p95", times(group.p95_nanos)), ("longest", times(group.max_nanos))];
    let spread: Vec<String> =
        spread.into_iter().filter_map(|(name, times)| Some(format!("{name} {}", times?))).collect();
    let mostly = group.dominant.as_ref().map(|name| {
        let percent = (group.dominant_share * 100.0).round() as u8;
        fact("Mostly", &format!("{} ({percent} %)", part_name(name)))
    });
    // Beyond some entries they are near the exact figure.
    let about = |name: &str| if group.exact { name.to_owned() } else { format!("{name}, about") };
    el("dl")
        .add(fact("Entries", &count(group.count)))
        .add(time("Sum", group.sum_nanos))
        .add(time(&about("Median"), group.median_nanos))
        .add(time(&about("p95"), group.p95_nanos))
        .add(time("Longest", group.max_nanos))
        // Of two entries one is the median.
        .when(group.count > 2, || time(&about("Spread"), group.spread_nanos))
        .when(!spread.is_empty(), || fact("Against the median", &spread.join(", ")))
        .maybe(mostly)
        .maybe(group.first.map(|time| fact("First", &moment(time))))
        .maybe(group.last.map(|time| fact("Last", &moment(time))))
}

/// The plans told apart, most frequent first, for a section of fields; empty where the entries name none.
pub fn plans(group: &DigestSummary) -> Node {
    if group.plans.iter().all(|plan| plan.digest.is_none()) {
        return none();
    }
    let rows = group.plans.iter().map(|plan| {
        let digest = plan.digest.as_deref().unwrap_or("none named");
        let time = |time: Option<Stamp>| el("td").text(&time.map(moment).unwrap_or_default());
        el("tr")
            .add(el("td").class("code").title(digest).text(digest.get(..12).unwrap_or(digest)))
            .add(el("td").class("num").text(&count(plan.count)))
            .add(el("td").class("num").text(&duration(nanos(plan.median_nanos))))
            .add(time(plan.first))
            .add(time(plan.last))
    });
    let heads = [("plan", ""), ("entries", "num"), ("median", "num"), ("first", ""), ("last", "")];
    let heads = heads.map(|(name, class)| el("th").class(class).text(name));
    let table = el("table").class("plain").add(el("thead").add(el("tr").each(heads))).add(el("tbody").each(rows));
    let title = plural(group.plans.len() as u64, "plan");
    all([el("h4").text(&title), ui::scroll("region", "Plans").add(table)])
}

/// The entries that the report holds, by number and time; the slowest first.
fn entries(group: &DigestSummary, scene: &Scene<'_>) -> Vec<(u32, i64)> {
    let name = group.digest.as_deref().unwrap_or_default();
    let is_of = |query: &SlowQuery| query.span == group.span || !name.is_empty() && digest_of(query) == name;
    let found = (0_u32..).zip(&scene.report.slow_queries).filter(|(_, query)| is_of(query));
    let mut found: Vec<(u32, i64)> = found.map(|(at, query)| (at, query.nanos("Query_time").unwrap_or(0))).collect();
    found.order_by_key(|(at, nanos)| (-nanos, *at));
    found
}

/// Chips of the slowest entries.
fn slowest(entries: &[(u32, i64)], all: u64) -> Node {
    let chips = entries.iter().take(MOST).map(|(at, nanos)| {
        let act = Act::Open(CardId { kind: Kind::Slow, index: *at });
        ui::button("chip of-slow", &act).text(&format!("slow query {} · {}", at + 1, duration(*nanos)))
    });
    let rest = all.saturating_sub(entries.len().min(MOST) as u64);
    el("p")
        .class("places")
        .each(chips)
        .when(rest > 0, || el("span").class("quiet").text(&format!("and {} faster ones", count(rest))))
}

fn moment(time: Stamp) -> String {
    format!("{} {} {}", clock::date(time), clock::brief(time), clock::offset(time)).trim_end().to_owned()
}
