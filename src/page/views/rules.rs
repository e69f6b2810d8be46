//! The thresholds of the rules, to be changed: the same names as in a file for `racecard scan --rules`.

use super::{Scene, ui};
use crate::findings::Thresholds;
use crate::findings::limit::{Limit, Unit};
use crate::findings::rules::RULES;
use crate::model::Text;
use crate::page::present::figures::plural;
use crate::page::protocol::{Act, Node, Switches, all, el};
use std::fmt::Write;

/// The thresholds that the switches name; a figure that cannot be read changes nothing.
pub fn thresholds(switches: &Switches) -> Thresholds {
    let mut thresholds = Thresholds::default();
    for limit in limits() {
        if let Some(figure) = switches.get(limit.name) {
            // The field shows the mistake as well.
            let _ = thresholds.set(limit.name, figure);
        }
    }
    thresholds
}

pub fn view(scene: &Scene<'_>) -> Node {
    let changed = limits().filter(|limit| scene.switches.is_on(limit.name)).count();
    let thresholds = thresholds(scene.switches);
    let rows = RULES.iter().filter(|rule| !rule.limits.is_empty()).flat_map(|rule| {
        let found = scene.report.findings.iter().filter(|finding| *finding.rule == *rule.id).count();
        let head = el("th").attr("scope", "rowgroup").attr("colspan", "4").title(rule.says);
        let head = head.add(el("b").text(rule.id)).text(&format!(" {}", rule.title));
        let head = head.when(found > 0, || el("span").class("count").text(&plural(found as u64, "finding")));
        let limits = rule.limits.iter().map(|limit| row(limit, scene.switches, &thresholds));
        std::iter::once(el("tr").add(head)).chain(limits)
    });
    let heads = el("tr").each(["threshold", "figure", "default", "source"].map(|name| el("th").text(name)));
    let table = el("table").add(el("thead").add(heads)).add(el("tbody").each(rows));
    let lead = "Where the rules draw their lines. A changed figure counts at once, for this report and those after it.";
    let title = el("h2")
        .text("Thresholds")
        .when(changed > 0, || el("span").class("count").text(&format!("{changed} changed")))
        .when(changed > 0, || ui::copy("copy as a rules file", "rules file"));
    all([el("h1").text("Rules"), el("p").class("lead").text(lead)]).add(
        el("section").class("panel table-panel rules").add(title).add(ui::scroll("group", "Thresholds").add(table)),
    )
}

/// What was changed, as a file for `racecard scan --rules`.
pub fn copied(switches: &Switches) -> Text {
    let mut file = String::new();
    for limit in limits() {
        if let Some(figure) = switches.get(limit.name) {
            let _ = writeln!(file, "{} = {figure}", limit.name);
        }
    }
    file.as_str().into()
}

fn limits() -> impl Iterator<Item = &'static Limit> {
    RULES.iter().flat_map(|rule| rule.limits).copied()
}

fn row(limit: &Limit, switches: &Switches, thresholds: &Thresholds) -> Node {
    let (unit, default) = (limit.unit.text(), figure(limit.default));
    let set = switches.get(limit.name);
    let is_good = set.is_none_or(|figure| Thresholds::default().set(limit.name, figure).is_ok());
    let shown = set.map_or_else(|| figure(thresholds.get(limit)), str::to_owned);
    let input = el("input")
        .attr("type", "number")
        .attr("min", "0")
        .attr("step", if limit.unit == Unit::Count { "1" } else { "any" })
        .attr("aria-label", &format!("{} in {}", limit.name, if unit.is_empty() { "records" } else { unit }))
        .attr("data-set", limit.name)
        .attr("value", &shown);
    let input = if is_good { input } else { input.attr("aria-invalid", "true") };
    let reset = || ui::action("reset", "Back to the default", &Act::Set(limit.name.into(), "".into()));
    let what = limit.name.split_once('.').map_or(limit.name, |(_, what)| what);
    el("tr")
        .class(if set.is_some() { "changed" } else { "" })
        .add(el("td").title(limit.name).text(&what.replace('_', " ")))
        .add(el("td").class("number").add(input).text(&format!(" {unit}")).when(set.is_some(), reset))
        .add(el("td").class("number").text(format!("{default} {unit}").trim_end()))
        .add(el("td").text(limit.source.text()))
}

/// A figure without needless digits.
fn figure(value: f64) -> String {
    format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_become_thresholds() {
        let Some(limit) = limits().next() else { panic!("no thresholds") };
        let switches = |figure: &str| {
            let mut switches = Switches::default();
            switches.set(limit.name, figure);
            switches.set("other", "1");
            switches
        };
        let mut expected = Thresholds::default();
        assert_eq!(expected.set(limit.name, "12.5"), Ok(()));
        assert_eq!(thresholds(&switches("12.5")), expected);
        assert_eq!(&*copied(&switches("12.5")), format!("{} = 12.5\n", limit.name));
        assert_eq!(thresholds(&switches("often")), Thresholds::default());
    }

    #[test]
    fn names_can_be_switches() {
        let odd: Vec<_> = limits().map(|limit| limit.name).filter(|name| name.contains(' ')).collect();
        assert_eq!(odd, [""; 0]);
    }
}
