//! G5: for a while, all slow tasks are on one store.

use crate::text::order::Order;

use super::q08_tail::tail;
use crate::findings::facts::Process;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::{EvidenceKind, Severity, Stamp};
use std::collections::{BTreeMap, BTreeSet};

const WINDOW: Limit = Limit::seconds("G5.window", 60.0, Source::Choice);
const TASKS: Limit = Limit::count("G5.tasks", 5.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G5",
    title: "All slow tasks of a time on one store",
    says: "Within a minute at least five slow tasks (coprocessor lines, and entries with one slow task of many) are all on \
           one store, in a log of one process that also names other stores.",
    why: "One hot region, read by all these statements, makes its store look slow.",
    severity: Severity::High,
    limits: &[&WINDOW, &TASKS],
    check,
};

struct Slow<'a> {
    at: Stamp,
    store: &'a str,
    nanos: i64,
    evidence: (EvidenceKind, u32),
}

/// What one process says of the stores.
#[derive(Default)]
struct Seen<'a> {
    slow: Vec<Slow<'a>>,
    stores: BTreeSet<&'a str>,
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut processes: BTreeMap<Process<'_>, Seen<'_>> = BTreeMap::new();
    for measure in facts.measures.iter().filter(|measure| measure.is_cop() && !measure.is_mock()) {
        let Seen { slow, stores } = processes.entry(facts.processes.of_measure(measure)).or_default();
        stores.insert(measure.store);
        if let (Some(at), Some(nanos)) = (measure.end, measure.nanos)
            && !measure.store.is_empty()
            && facts.joins.entry_of(measure.index).is_none()
        {
            slow.push(Slow { at, store: measure.store, nanos, evidence: (EvidenceKind::Timing, measure.index) });
        }
    }
    for entry in &facts.entries {
        let Seen { slow, stores } = processes.entry(facts.processes.of_entry(entry)).or_default();
        stores.extend([entry.proc.addr, entry.waited.addr]);
        if let (Some(at), Some(tail)) = (entry.end, tail(entry, facts.limits))
            && !tail.addr.is_empty()
        {
            slow.push(Slow { at, store: tail.addr, nanos: tail.max, evidence: (EvidenceKind::SlowQuery, entry.index) });
        }
    }
    processes.into_values().flat_map(|seen| of_process(facts, seen)).collect()
}

fn of_process(facts: &Facts<'_>, Seen { mut slow, mut stores }: Seen<'_>) -> Vec<Draft> {
    stores.remove("");
    if stores.len() < 2 {
        return Vec::new();
    }
    slow.order_by_key(|one| one.at.nanos);
    let width = facts.limits.nanos(&WINDOW);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(first) = slow.get(from) {
        let window: Vec<_> = slow.iter().skip(from).take_while(|one| one.at.nanos - first.at.nanos <= width).collect();
        let one_store = window.iter().all(|one| one.store == first.store);
        if one_store && window.len() as f64 >= facts.limits.get(&TASKS) {
            found.push(describe(&window, first, stores.len()));
            from += window.len();
        } else {
            from += 1;
        }
    }
    found
}

fn describe(window: &[&Slow<'_>], first: &Slow<'_>, stores: usize) -> Draft {
    let clock = |at: Stamp| at.to_string().get(11..19).unwrap_or_default().to_owned();
    let last = window.last().map_or(first.at, |one| one.at);
    let total = window.iter().map(|one| one.nanos).fold(0, i64::saturating_add);
    let store = first.store;
    let title = format!("All {} slow tasks between {} and {} on {store}", window.len(), clock(first.at), clock(last));
    let text = format!("{title}, {} in all; the log names {stores} stores.", say::time(total));
    let draft = RULE
        .found(title, text)
        .explains(total)
        .figure("store", store)
        .figure("tasks", window.len().to_string())
        .figure("stores in the log", stores.to_string())
        .figure("from", first.at.to_string())
        .figure("to", last.to_string())
        .figure("total time", say::exact(total));
    window.iter().take(50).fold(draft, |draft, one| draft.at(one.evidence.0, one.evidence.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::Report;

    fn titles(stores: &[&str]) -> Vec<String> {
        let mut report = Report::default();
        for (at, store) in stores.iter().enumerate() {
            let time = format!("2024-05-14T08:00:0{at}Z");
            testing::add_timing(
                &mut report,
                "cop_process",
                &time,
                2000,
                &format!("store_addr={store} kv_process_ms=1900"),
            );
        }
        testing::add_timing(
            &mut report,
            "cop_process",
            "2024-05-14T09:00:00Z",
            400,
            "store_addr=z:1 kv_process_ms=390",
        );
        testing::findings(&RULE, &report).iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn five_tasks_within_a_minute() {
        assert_eq!(titles(&["a:1"; 5]), ["All 5 slow tasks between 08:00:00 and 08:00:04 on a:1"]);
        assert!(titles(&["a:1"; 4]).is_empty());
        assert!(titles(&["a:1", "a:1", "b:1", "a:1", "a:1"]).is_empty());
        assert!(titles(&["store1"; 5]).is_empty());
        assert!(titles(&["z:1"; 5]).is_empty());
    }

    /// Another server, perhaps of another cluster, names another store: that says nothing of the stores of this one.
    #[test]
    fn stores_of_two_servers() {
        let mut report = Report::default();
        for at in 0..6 {
            let fields = if at < 5 { "store_addr=a:1" } else { "source=1 store_addr=b:1" };
            let time = format!("2024-05-14T08:00:0{at}Z");
            testing::add_timing(&mut report, "cop_process", &time, 2000, &format!("{fields} kv_process_ms=1900"));
        }
        assert!(testing::findings(&RULE, &report).is_empty());
    }
}
