//! Q15: prewrite took long.

use crate::findings::facts::Entry;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;
use crate::text::order::Order;

use super::q14_backoff::meaning;

/// Kinds of back-off that are named; releases know about fifteen.
const MAX_KINDS: usize = 20;

const SHARE: Limit = Limit::percent("Q15.share", 50.0, Source::Choice);
const TIME: Limit = Limit::seconds("Q15.time", 0.3, Source::Choice);
/// Below this share of Prewrite_time the slowest request does not explain it: the time went between the tries.
const SLOWEST: Limit = Limit::percent("Q15.slowest_request", 50.0, Source::Issue);

pub static RULE: Rule = Rule {
    id: "Q15",
    title: "Prewrite took long",
    says: "Prewrite_time is at least half of Query_time and above 0.3 s. Resolve_lock_time, Commit_backoff_time and the \
           slowest request say whether locks, retries or the store took it.",
    why: "Before release 6.3 the slowest request is not printed, and back-off may be counted in part only \
          (pingcap/tidb#45691).",
    severity: Severity::Medium,
    limits: &[&SHARE, &TIME, &SLOWEST],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(prewrite) = entry.prewrite.filter(|prewrite| *prewrite <= query) else { continue };
        if (prewrite as f64) < facts.limits.share(&SHARE) * query as f64 || prewrite <= facts.limits.nanos(&TIME) {
            continue;
        }
        let title = format!("Prewrite {} of {}", say::time(prewrite), say::time(query));
        let text = describe(entry, prewrite, query, facts.limits.share(&SLOWEST));
        let mut draft = RULE.found_in(entry, title, text).part_of_query("prewrite", prewrite, query);
        for (name, nanos) in [
            ("slowest request", entry.slowest_prewrite),
            ("back-off", entry.commit_backoff),
            ("resolve lock", entry.resolve_lock),
        ] {
            if let Some(nanos) = nanos {
                draft = draft.figure(name, say::exact(nanos));
            }
        }
        if let (Some(_), Some(backoff)) = (entry.slowest_prewrite, entry.commit_backoff) {
            draft = draft.figure("not counted", say::exact((prewrite - backoff).max(0)));
        }
        if !entry.slowest_prewrite_store.is_empty() {
            draft = draft.figure("store", entry.slowest_prewrite_store);
        }
        if let Some(regions) = entry.prewrite_regions {
            draft = draft.figure("regions", say::count(regions));
        }
        found.push(draft);
    }
    found
}

/// The kinds of back-off in `[tikvRPC regionMiss regionMiss]`, the most frequent first: times are not printed with them.
fn kinds(list: &str) -> String {
    let mut counts: Vec<(&str, u32)> = Vec::new();
    // In a list that was cut, the last word may be half a kind.
    let whole = match list.strip_suffix(']') {
        Some(whole) => whole,
        None => list.rsplit_once(' ').map_or("", |(whole, _)| whole),
    };
    for kind in whole.trim_start_matches('[').split_ascii_whitespace() {
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == kind) {
            *count += 1;
        } else if counts.len() < MAX_KINDS {
            counts.push((kind, 1));
        }
    }
    counts.order_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut text = String::new();
    for (kind, count) in counts {
        text += if text.is_empty() { "; back-off: " } else { ", " };
        text += &format!("{count} × {kind}");
        if !meaning(kind).is_empty() {
            text += &format!(" ({})", meaning(kind));
        }
    }
    text
}

fn describe(entry: &Entry<'_>, prewrite: i64, query: i64, explained: f64) -> String {
    let mut text =
        format!("Prewrite {} of {} ({})", say::time(prewrite), say::time(query), say::share(prewrite, query));
    let backoff = entry.commit_backoff.unwrap_or_default();
    if let Some(slowest) = entry.slowest_prewrite {
        if (slowest as f64) < explained * prewrite as f64 {
            text += &format!(
                "; the slowest single request took {}, so the time is retries: {} counted as back-off, {} not counted",
                say::time(slowest),
                say::time(backoff),
                say::time((prewrite - backoff).max(0))
            );
        } else {
            text += &format!("; the slowest single request took {} of it", say::time(slowest));
            if !entry.slowest_prewrite_store.is_empty() {
                text += &format!(", on {}", entry.slowest_prewrite_store);
            }
        }
    } else if backoff > prewrite {
        text += &format!("; {} counted as back-off, summed over parallel requests", say::time(backoff));
    } else if backoff > 0 {
        text += &format!("; {} of it counted as back-off", say::time(backoff));
    }
    text += &kinds(entry.backoff_types);
    if let Some(resolve) = entry.resolve_lock.filter(|resolve| resolve.saturating_mul(5) >= prewrite) {
        text += &format!("; {} resolving locks of other transactions", say::time(resolve));
    }
    text + "."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn half_of_the_query_and_three_tenths_of_a_second() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 25\nPrewrite_time: 24.8", "Medium: Prewrite 24.800 s of 25.000 s"),
                ("Query_time: 1\nPrewrite_time: 0.5", "Medium: Prewrite 0.500 s of 1.000 s"),
                ("Query_time: 1\nPrewrite_time: 0.499", "-"),
                ("Query_time: 0.3\nPrewrite_time: 0.3", "-"),
            ],
        );
    }

    /// tikv/client-go#1001: the kinds say what was retried.
    #[test]
    fn back_off_is_named_by_kind() {
        let report = testing::entries(&[
            "Query_time: 1.1\nPrewrite_time: 1\nCommit_backoff_time: 0.9\nPrewrite_Backoff_types: [regionMiss tikvServerBusy tikvServerBusy newKind tikvS",
        ]);
        assert_eq!(
            &*testing::findings(&RULE, &report)[0].text,
            "Prewrite 1.000 s of 1.100 s (90.9 %); 0.900 s of it counted as back-off; back-off: 2 × tikvServerBusy (store \
             overloaded), 1 × regionMiss (stale region cache, normal after splits), 1 × newKind."
        );
    }

    /// The wait was between the tries.
    #[test]
    fn tidb_45691() {
        let report = testing::entries(&[
            "Query_time: 24.9\nPrewrite_time: 24.8\nCommit_backoff_time: 6.086\nSlowest_prewrite_rpc_detail: {total:0.002s, region_id: 3}",
        ]);
        assert_eq!(
            &*testing::findings(&RULE, &report)[0].text,
            "Prewrite 24.800 s of 24.900 s (99.6 %); the slowest single request took 2.000 ms, so the time is retries: \
             6.086 s counted as back-off, 18.714 s not counted."
        );
    }
}
