//! Q9: the same store is the slowest place again and again.

use super::q08_tail::{Tail, tail};
use crate::findings::facts::{Entry, Process};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;
use crate::text::order::Order;
use std::collections::BTreeMap;

const SHARE: Limit = Limit::percent("Q9.share", 60.0, Source::Choice);
const ENTRIES: Limit = Limit::count("Q9.entries", 5.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q9",
    title: "One store is the slowest place",
    says: "Of at least five entries of one process with one slow task of many (Q8), at least 60 % name the same store.",
    why: "With few stores, or one that holds most leaders, the same name comes up without being slow.",
    severity: Severity::High,
    limits: &[&SHARE, &ENTRIES],
    check,
};

/// An entry with one slow task of many.
type Tailed<'f, 'a> = (&'f Entry<'a>, Tail<'a>);

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut processes: BTreeMap<Process<'_>, Vec<Tailed<'_, '_>>> = BTreeMap::new();
    for entry in &facts.entries {
        if let Some(tail) = tail(entry, facts.limits).filter(|tail| !tail.addr.is_empty()) {
            processes.entry(facts.processes.of_entry(entry)).or_default().push((entry, tail));
        }
    }
    processes.into_values().filter_map(|tails| of_process(facts, &tails)).collect()
}

fn of_process(facts: &Facts<'_>, tails: &[Tailed<'_, '_>]) -> Option<Draft> {
    let mut stores: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, tail) in tails {
        *stores.entry(tail.addr).or_default() += 1;
    }
    let (store, count) = stores.iter().max_by_key(|(_, count)| **count).map(|(store, count)| (*store, *count))?;
    if (tails.len() as f64) < facts.limits.get(&ENTRIES)
        || (count as f64) < facts.limits.share(&SHARE) * tails.len() as f64
    {
        return None;
    }
    let title = format!("{store} is the slowest place in {count} of {} queries", tails.len());
    let mut statements: Vec<&str> =
        tails.iter().filter(|(_, tail)| tail.addr == store).map(|(entry, _)| entry.digest).collect();
    statements.order_by(Ord::cmp);
    statements.dedup();
    let text = format!(
        "{title} with one slow task of many, over {}: look at that store, its disk and its hot regions, before the \
         statements.",
        say::plural(statements.len() as i64, "different statement")
    );
    let mut draft = RULE
        .found(title, text)
        .figure("store", store)
        .figure("entries", count.to_string())
        .figure("of", tails.len().to_string())
        .figure("share", say::share(count as i64, tails.len() as i64));
    let mut explains = 0_i64;
    for (entry, tail) in tails.iter().filter(|(_, tail)| tail.addr == store) {
        explains = explains.saturating_add(tail.max);
        draft = draft.entry(entry);
    }
    draft.statement = None;
    Some(draft.explains(explains))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    fn titles(stores: &[&str]) -> Vec<String> {
        let texts: Vec<String> = stores
            .iter()
            .map(|store| format!("Num_cop_tasks: 9\nCop_proc_avg: 0.01\nCop_proc_max: 2\nCop_proc_addr: {store}"))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        testing::findings(&RULE, &testing::entries(&texts)).iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn five_entries_and_sixty_percent() {
        assert_eq!(titles(&["a:1", "a:1", "a:1", "b:1", "c:1"]), ["a:1 is the slowest place in 3 of 5 queries"]);
        assert!(titles(&["a:1", "a:1", "a:1", "a:1"]).is_empty());
        assert!(titles(&["a:1", "a:1", "a:1", "b:1", "c:1", "d:1"]).is_empty());
        assert!(titles(&["store1"; 6]).is_empty());
    }
}
