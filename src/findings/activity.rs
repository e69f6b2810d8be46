//! What was going on at a time: statements and requests as intervals with the part that dominates them, each thing once
//! (a coprocessor line that belongs to an entry is not counted beside it).

use crate::text::order::Order;

use super::clocks;
use super::facts::{Entry, Facts, Measure, Process};
use super::rules::dominant;
use crate::model::Clock;

/// One statement, request, or planning step that took long.
#[derive(Clone, Debug)]
pub struct Activity<'a> {
    pub start: i64,
    pub end: i64,
    /// Time of the dominating part.
    pub nanos: i64,
    pub part: Part,
    pub entry: Option<u32>,
    /// The line it was measured by; for an entry, its longest request.
    pub measure: Option<u32>,
    pub store: &'a str,
    pub identity: Identity<'a>,
    pub process: Process<'a>,
}

/// What tells an activity from others of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity<'a> {
    /// By its digest.
    Statement(&'a str),
    /// A statement without one.
    Entry(u32),
    /// By start timestamp and region.
    Request(u64, &'a str),
    /// Of an entry.
    Planning(u32),
}

/// What most of the time of an activity went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// In the handler of the store.
    InStore,
    /// In the client, while the store's handler had little to do.
    OutsideStore,
    Coprocessor,
    Planning,
    Lock,
    Commit,
    Timestamp,
    Other,
}

impl Activity<'_> {
    pub fn length(&self) -> i64 {
        self.end - self.start
    }

    /// By whose clock its times are.
    pub fn clock(&self, facts: &Facts<'_>) -> Option<Clock> {
        let entry = self.entry.and_then(|index| facts.entries.get(index as usize)).map(clocks::of_entry);
        entry.or_else(|| facts.measures.get(self.measure? as usize).map(clocks::of_measure))
    }

    /// Nanoseconds both go on.
    pub fn overlap(&self, other: &Activity<'_>) -> i64 {
        (self.end.min(other.end) - self.start.max(other.start)).max(0)
    }
}

/// Everything of at least `min_nanos`, longest first, at most `limit`.
pub fn activities<'a>(facts: &Facts<'a>, min_nanos: i64, limit: usize) -> Vec<Activity<'a>> {
    let mut list: Vec<Activity<'a>> = Vec::new();
    for (entry, query) in facts.timed().filter(|(_, query)| *query >= min_nanos) {
        list.extend(of_entry(facts, entry, query));
    }
    for measure in &facts.measures {
        if measure.is_cop() && facts.joins.entry_of(measure.index).is_none() {
            list.extend(of_request(facts, measure).filter(|activity| activity.length() >= min_nanos));
        }
    }
    list.order_by_key(|activity| (std::cmp::Reverse(activity.length()), activity.start));
    list.truncate(limit);
    list
}

fn of_request<'a>(facts: &Facts<'a>, measure: &Measure<'a>) -> Option<Activity<'a>> {
    let (start, end) = measure.interval()?;
    let (part, nanos) = split(measure)?;
    let identity = Identity::Request(measure.start_ts, measure.region);
    Some(Activity {
        start,
        end,
        nanos,
        part,
        entry: None,
        measure: Some(measure.index),
        store: measure.store,
        identity,
        process: facts.processes.of_measure(measure),
    })
}

/// Whether a request spent its time in the store or outside it, where the line says both figures of the store.
fn split(measure: &Measure<'_>) -> Option<(Part, i64)> {
    let total = measure.nanos?;
    let (Some(process), Some(wait)) = (measure.process, measure.wait) else { return Some((Part::Coprocessor, total)) };
    let inside = process.saturating_add(wait);
    Some(if inside.saturating_mul(2) > total {
        (Part::InStore, inside)
    } else {
        (Part::OutsideStore, total.saturating_sub(inside))
    })
}

fn of_entry<'a>(facts: &Facts<'a>, entry: &Entry<'a>, query: i64) -> Option<Activity<'a>> {
    let (start, end) = entry.interval()?;
    let (name, nanos) = dominant(entry, query).unwrap_or(("", 0));
    let request = facts.requests_of(entry).filter(|measure| measure.is_cop()).max_by_key(|measure| measure.nanos);
    let part = match name {
        "planning" | "parsing" => Part::Planning,
        "waiting for the coprocessor" => request.and_then(split).map_or(Part::Coprocessor, |(part, _)| part),
        "waiting for pessimistic locks" | "in tries that were repeated" => Part::Lock,
        "in prewrite" | "in commit" => Part::Commit,
        "waiting for a start timestamp" | "waiting for the commit timestamp" => Part::Timestamp,
        _ => Part::Other,
    };
    let store = request.map_or(entry.proc.addr, |request| request.store);
    let identity =
        if entry.digest.is_empty() { Identity::Entry(entry.index) } else { Identity::Statement(entry.digest) };
    let measure = request.map(|request| request.index);
    let process = facts.processes.of_entry(entry);
    Some(Activity { start, end, nanos, part, entry: Some(entry.index), measure, store, identity, process })
}

/// The planning of an entry as an activity of its own.
pub fn planning<'a>(facts: &Facts<'a>, entry: &Entry<'a>) -> Option<Activity<'a>> {
    let (start, _) = entry.interval()?;
    let nanos = entry.compile?;
    Some(Activity {
        start,
        end: start + nanos,
        nanos,
        part: Part::Planning,
        entry: Some(entry.index),
        measure: None,
        store: "",
        identity: Identity::Planning(entry.index),
        process: facts.processes.of_entry(entry),
    })
}

/// What the store's handler needed by the plan's account, which is finer than the line's.
fn handler_of_plan(facts: &Facts<'_>, activity: &Activity<'_>) -> Option<i64> {
    let nodes = facts.entries.get(activity.entry? as usize)?.plan?.nodes.iter();
    let in_store = nodes.filter(|node| node.task.as_deref().is_some_and(|task| task.starts_with("cop")));
    in_store.filter_map(|node| node.time_nanos).max()
}

/// Of a request that passed its time outside the store: the time outside, and what the handler needed.
pub fn outside_store(facts: &Facts<'_>, activity: &Activity<'_>) -> (i64, Option<i64>) {
    let line = activity.measure.and_then(|index| facts.measures.get(index as usize));
    let inside = handler_of_plan(facts, activity).or_else(|| line.and_then(|line| line.process));
    let total = line.and_then(|line| line.nanos).unwrap_or(activity.nanos);
    (total - inside.unwrap_or_default(), inside)
}
