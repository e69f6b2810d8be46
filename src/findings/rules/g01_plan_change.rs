//! G1: the plan of a statement changed, and its time with it.

use crate::text::order::Order;

use crate::findings::facts::{Entry, Process, Statement};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Covers, Draft, Rule, Scope};
use crate::findings::statistics::median_nanos;
use crate::findings::{Facts, say};
use crate::model::{Severity, Stamp};
use std::collections::{BTreeMap, BTreeSet};

const RATIO: Limit = Limit::times("G1.ratio", 2.0, Source::Choice);
const ENTRIES: Limit = Limit::count("G1.entries", 3.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G1",
    title: "Plan change",
    says: "Entries of one digest have two plan digests with at least three entries each, and their median times differ at \
           least twofold. Where the two plans are used by turns, or each in a source of its own, nothing is known to have changed: it \
           is said that there are two plans (medium).",
    why: "The data or the parameters may have changed at the same time as the plan.",
    severity: Severity::High,
    limits: &[&RATIO, &ENTRIES],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    facts.statements.iter().filter_map(|statement| change(facts, statement)).collect()
}

struct PlanOf<'a, 'f> {
    digest: &'a str,
    /// Those the report keeps.
    entries: Vec<&'f Entry<'a>>,
    count: u64,
    median: i64,
    first: Option<Stamp>,
}

fn change<'a>(facts: &Facts<'a>, statement: &Statement<'a>) -> Option<Draft> {
    let mut plans: BTreeMap<&str, Vec<&Entry<'a>>> = BTreeMap::new();
    for entry in
        facts.entries_of(statement).into_iter().filter(|entry| !entry.plan_digest.is_empty() && entry.query.is_some())
    {
        plans.entry(entry.plan_digest).or_default().push(entry);
    }
    let mut plans: Vec<PlanOf<'_, '_>> = plans
        .into_iter()
        .filter_map(|(digest, entries)| {
            let times: Vec<i64> = entries.iter().filter_map(|entry| entry.query).collect();
            let first = entries.iter().filter_map(|entry| entry.end).min_by_key(|end| end.nanos);
            Some(PlanOf { digest, count: times.len() as u64, median: median_nanos(&times)?, entries, first })
        })
        .collect();
    for all in statement.summary.into_iter().flat_map(|summary| &summary.plans) {
        let Some(plan_digest) = all.digest.as_deref() else { continue };
        let (count, median, first) = (all.count, all.median_nanos as i64, all.first);
        match plans.iter_mut().find(|plan| plan.digest == plan_digest) {
            Some(plan) => (plan.count, plan.median, plan.first) = (count, median, first),
            None => plans.push(PlanOf { digest: plan_digest, entries: Vec::new(), count, median, first }),
        }
    }
    plans.retain(|plan| plan.count as f64 >= facts.limits.get(&ENTRIES));
    plans.order_by_key(|plan| plan.median);
    let (fast, slow) = (plans.first()?, plans.last()?);
    let ratio = slow.median as f64 / fast.median.max(1) as f64;
    if plans.len() < 2 || ratio < facts.limits.get(&RATIO) {
        return None;
    }
    if let Some(draft) = side_by_side(facts, statement, fast, slow, ratio) {
        return Some(draft);
    }
    let later = if slow.first.map(|first| first.nanos) >= fast.first.map(|first| first.nanos) { slow } else { fast };
    let earlier = if std::ptr::eq(later, slow) { fast } else { slow };
    let since = later.first.map_or_else(String::new, |first| first.with_digits(0).to_string());
    let clock = since.get(11..19).unwrap_or_default();
    let worse = std::ptr::eq(later, slow);
    let title = format!(
        "Plan change: since {clock} median {} → {} ({})",
        say::time(earlier.median),
        say::time(later.median),
        say::times(ratio)
    );
    let mut text = format!(
        "Plan change: since {clock} plan {}, median {} → {} ({}); {} before with plan {}, {} since.",
        short(later.digest),
        say::time(earlier.median),
        say::time(later.median),
        say::times(ratio),
        say::plural(earlier.count as i64, "entry").replace("entrys", "entries"),
        short(earlier.digest),
        say::count(later.count as i64),
    );
    if let Some(differences) = operators(earlier, later) {
        text += &differences;
    }
    let severity = if worse { Severity::High } else { Severity::Note };
    let gained = (slow.median - fast.median).saturating_mul(slow.count as i64);
    let mut draft = RULE
        .found(title, text)
        .confidence(Confidence::Certain)
        .explains(gained)
        .figure("digest", statement.digest)
        .figure("plan before", earlier.digest)
        .figure("plan since", later.digest)
        .figure("median before", say::exact(earlier.median))
        .figure("median since", say::exact(later.median))
        .figure("ratio", say::times(ratio))
        .figure("since", since)
        .figure("entries before", earlier.count.to_string())
        .figure("entries since", later.count.to_string())
        .covers(Covers { scope: Scope::Statement, absorbs: &["G2"], symptoms: &[] });
    for entry in later.entries.iter().take(20).chain(earlier.entries.iter().take(3)) {
        draft = draft.severity_in(severity, entry).entry(entry);
    }
    Some(draft)
}

/// Two plans of which neither followed the other: one is used while the other still is, or in another source.
fn side_by_side(
    facts: &Facts<'_>,
    statement: &Statement<'_>,
    fast: &PlanOf<'_, '_>,
    slow: &PlanOf<'_, '_>,
    ratio: f64,
) -> Option<Draft> {
    fn processes<'a>(facts: &Facts<'_>, plan: &PlanOf<'a, '_>) -> BTreeSet<Process<'a>> {
        plan.entries.iter().map(|entry| facts.processes.of_entry(entry)).collect()
    }
    let (of_fast, of_slow) = (processes(facts, fast), processes(facts, slow));
    let apart = !of_fast.is_empty() && !of_slow.is_empty() && of_fast.is_disjoint(&of_slow);
    let (first, second) =
        if slow.first.map(|it| it.nanos) >= fast.first.map(|it| it.nanos) { (fast, slow) } else { (slow, fast) };
    let since = second.first.map(|since| since.nanos);
    let after = |entry: &&&Entry<'_>| entry.end.map(|end| end.nanos) >= since && since.is_some();
    let still = first.entries.iter().filter(after).count();
    if !apart && still * 2 < first.entries.len().max(1) {
        return None;
    }
    let title = format!(
        "Two plans of one statement: median {} and {} ({})",
        say::time(fast.median),
        say::time(slow.median),
        say::times(ratio)
    );
    let how = if apart {
        "each stands in a source of its own, which is a change only if both are of one server"
    } else {
        "they are used by turns"
    };
    let text = format!(
        "{title}: {} entries with plan {} and {} with plan {}; {how}.",
        say::count(fast.count as i64),
        short(fast.digest),
        say::count(slow.count as i64),
        short(slow.digest)
    );
    let gained = (slow.median - fast.median).saturating_mul(slow.count as i64);
    let mut draft = RULE
        .found(title, text)
        .confidence(Confidence::Certain)
        .explains(gained)
        .figure("digest", statement.digest)
        .figure("faster plan", fast.digest)
        .figure("slower plan", slow.digest)
        .figure("faster median", say::exact(fast.median))
        .figure("slower median", say::exact(slow.median))
        .figure("ratio", say::times(ratio));
    for entry in slow.entries.iter().take(20).chain(fast.entries.iter().take(3)) {
        draft = draft.severity_in(Severity::Medium, entry).entry(entry);
    }
    Some(draft)
}

fn short(digest: &str) -> &str {
    digest.get(..8).unwrap_or(digest)
}

/// Operators that only one of the plans has.
fn operators(earlier: &PlanOf<'_, '_>, later: &PlanOf<'_, '_>) -> Option<String> {
    let names = |plan: &PlanOf<'_, '_>| {
        let nodes = plan.entries.iter().find_map(|entry| entry.plan)?.nodes.iter();
        Some(nodes.map(|node| node.operator.to_string()).collect::<Vec<_>>())
    };
    let (before, since) = (names(earlier)?, names(later)?);
    let only = |of: &[String], other: &[String]| {
        let mut names: Vec<&str> = Vec::new();
        for name in of.iter().filter(|name| !other.contains(name)) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    };
    Some(format!(" Operators only before: {}; only since: {}.", only(&before, &since), only(&since, &before)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn titles(times: &[(&str, &str)]) -> Vec<String> {
        let texts: Vec<String> = times
            .iter()
            .enumerate()
            .map(|(at, (plan, time))| {
                format!("time: 2024-05-14T13:2{at}:07Z\nDigest: d\nPlan_digest: {plan}\nQuery_time: {time}")
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = testing::findings(&RULE, &testing::entries(&texts));
        found.iter().map(|finding| format!("{:?}: {}", finding.severity, finding.title)).collect()
    }

    #[test]
    fn twice_the_time_with_three_entries_each() {
        let plans = |slow| titles(&[("a", "1"), ("a", "1"), ("a", "1"), ("b", slow), ("b", slow), ("b", slow)]);
        assert_eq!(plans("2"), ["High: Plan change: since 13:23:07 median 1.000 s → 2.000 s (2.0 ×)"]);
        assert!(plans("1.999").is_empty());
        assert_eq!(plans("0.1"), ["Note: Plan change: since 13:23:07 median 1.000 s → 0.100 s (10.0 ×)"]);
        assert!(titles(&[("a", "1"), ("a", "1"), ("a", "1"), ("b", "9"), ("b", "9")]).is_empty());
        assert!(titles(&[("a", "1"), ("a", "1"), ("a", "9"), ("a", "9"), ("a", "9")]).is_empty());
    }

    /// Nothing changed where both plans are used all the time, or each by a server of its own.
    #[test]
    fn two_plans_side_by_side_are_no_change() {
        let by_turns = [("a", "1"), ("b", "9"), ("a", "1"), ("b", "9"), ("a", "1"), ("b", "9")];
        let title = "Medium: Two plans of one statement: median 1.000 s and 9.000 s (9.0 ×)";
        assert_eq!(titles(&by_turns), [title]);
        let entry = |at: u32| {
            let (source, plan, time) = if at < 3 { (0, "a", 1) } else { (1, "b", 9) };
            format!(
                "source: {source}\ntime: 2024-05-14T13:2{at}:07Z\nDigest: d\nPlan_digest: {plan}\nQuery_time: {time}"
            )
        };
        let texts: Vec<String> = (0..6).map(entry).collect();
        let found = testing::findings(&RULE, &testing::entries(&texts.iter().map(String::as_str).collect::<Vec<_>>()));
        assert_eq!(found.iter().map(|it| format!("{:?}: {}", it.severity, it.title)).collect::<Vec<_>>(), [title]);
        // One late entry of the old plan is still a change.
        let late = [("a", "1"), ("a", "1"), ("a", "1"), ("b", "9"), ("b", "9"), ("a", "1"), ("b", "9")];
        assert!(titles(&late)[0].starts_with("High: Plan change"));
    }
}
