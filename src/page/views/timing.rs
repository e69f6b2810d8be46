//! The card of a timing line: what was measured, how long, where the time was, which line it crossed.

use super::about::findings_about;
use super::{Scene, bar, ui};
use crate::model::{Timing, TxnStart};
use crate::page::present::figures::duration;
use crate::page::present::{clock, spent};
use crate::page::protocol::{Kind, Node, el};

const DOUBT: &str = "The start is the line's time less the duration: late logging moves it. Durations are from the writer's \
                     steady clock, times from its wall clock; a clock that was set in between pulls them apart.";

pub fn view(timing: &Timing, at: u32, scene: &Scene<'_>) -> Node {
    let total = timing.duration_nanos.unwrap_or(0);
    let has_message = !timing.message.is_empty();
    let message = || el("pre").class("log-text").text(&timing.message);
    let says = [threshold(timing, total), spent::start_against_timestamp(timing)];
    let says = says.into_iter().flatten().map(|sentence| el("li").text(&sentence));
    el("div")
        .class("card-body timing")
        .add(headline(timing, total))
        .add(findings_about(scene.report, Kind::Timing, at))
        .add(bar::view(&spent::parts(timing), total, &format!("hatch-t{at}")))
        .add(el("ul").class("says").each(says))
        .when(has_message && timing.fields.is_empty(), message)
        .when(!timing.fields.is_empty(), || fields(timing))
        .add(
            el("footer")
                .class("card-foot")
                .when(has_message && !timing.fields.is_empty(), || ui::fold("Message as printed", message()))
                .add(ui::fold("Why this may be wrong", el("p").text(DOUBT))),
        )
}

fn headline(timing: &Timing, total: i64) -> Node {
    let when = match (spent::start(timing), timing.time) {
        (Some(start), Some(end)) => clock::from_to(start, end),
        (None, Some(end)) => format!("{} {}", clock::brief(end), clock::offset(end)),
        _ => String::new(),
    };
    let kind = spent::kind_name(&timing.kind);
    let words = [kind.as_str(), &when, timing.level.as_deref().unwrap_or_default()];
    let words = words.into_iter().filter(|word| !word.is_empty()).map(|word| el("span").text(word));
    let caller = timing.caller.as_ref().map(|caller| el("code").text(caller));
    el("p")
        .class("headline")
        .when(timing.duration_nanos.is_some(), || el("span").class("big").text(&duration(total)))
        .add(el("span").class("meta").each(words).maybe(caller))
}

fn threshold(timing: &Timing, total: i64) -> Option<String> {
    let line = timing.threshold_nanos?;
    let times = if line > 0 && total > line { format!(", {}× that", total / line) } else { String::new() };
    Some(format!("Logged because it took {} or more{times}.", duration(line)))
}

fn fields(timing: &Timing) -> Node {
    let fields = timing.fields.iter().map(|(name, value)| {
        let said = clock::of_timestamps(name, value, timing.time.and_then(|time| time.offset_minutes));
        let long = if value.len() > 24 || said.is_some() { "long" } else { "" };
        let value = el("dd").text(value).maybe(said.map(|said| el("span").class("quiet").text(&said)));
        el("div").class(long).add(el("dt").text(name)).add(value)
    });
    let timestamp = |start: TxnStart| {
        let time = start.time?;
        let shown = format!("{} {}", clock::brief(time), clock::offset(time));
        let row = el("div").title(&start.tso.to_string());
        Some(row.add(el("dt").text("timestamp taken")).add(el("dd").text(&shown)))
    };
    let list = el("dl").each(fields).maybe(timing.txn_start.and_then(timestamp));
    el("section").class("fields").add(el("h4").text("Fields")).add(el("div").add(list))
}
