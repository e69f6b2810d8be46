//! Q14: waiting before retries.

use crate::text::order::Order;

use crate::findings::facts::Entry;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q14.share", 20.0, Source::Documentation);
const TIME: Limit = Limit::seconds("Q14.time", 0.5, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q14",
    title: "Waited before retries",
    says: "Back-off is at least a fifth of Query_time, or above 0.5 s; the kind says what was retried.",
    why: "Back-off times are sums over parallel requests: beside a large Cop_time they need not delay the statement.",
    severity: Severity::Medium,
    limits: &[&SHARE, &TIME],
    check,
};

/// What a kind of back-off means; empty for kinds nothing is known of.
pub fn meaning(kind: &str) -> &'static str {
    match kind {
        "regionMiss" | "updateLeader" | "staleCommand" | "regionScheduling" => {
            "stale region cache, normal after splits"
        }
        "txnLock" | "txnLockFast" => "locks of other transactions",
        "tikvServerBusy" | "serverBusy" => "store overloaded",
        "tiflashServerBusy" => "TiFlash overloaded",
        "tikvRPC" | "rpcTiKV" | "tiflashRPC" => "store unreachable",
        "pdRPC" | "rpcPD" => "PD",
        "tikvDiskFull" => "disk full",
        "maxTsNotReady" => "new leader not ready",
        _ => "",
    }
}

/// Back-off before commits is a list of kinds without times.
fn kinds(entry: &Entry<'_>) -> String {
    let mut text = String::new();
    let mut by_time = entry.backoffs.clone();
    by_time.order_by_key(|backoff| std::cmp::Reverse(backoff.total));
    for backoff in by_time.iter().filter(|backoff| backoff.total > 0) {
        let meaning = meaning(backoff.kind);
        text += if text.is_empty() { ": " } else { ", " };
        text += &format!("{} {}", backoff.kind, say::time(backoff.total));
        if !meaning.is_empty() {
            text += &format!(" ({meaning})");
        }
    }
    text
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let by_kind: i64 = entry.backoffs.iter().map(|backoff| backoff.total).sum();
        let backoff =
            [entry.backoff, entry.backoff_total, Some(by_kind)].into_iter().flatten().max().unwrap_or_default();
        if backoff == 0
            || (backoff as f64) < facts.limits.share(&SHARE) * query as f64 && backoff <= facts.limits.nanos(&TIME)
        {
            continue;
        }
        let main = entry.backoffs.iter().max_by_key(|backoff| backoff.total).copied().unwrap_or_default();
        let title = if main.kind.is_empty() {
            format!("{} waiting before retries", say::time(backoff))
        } else {
            format!("{} waiting before retries, mostly {}", say::time(backoff), main.kind)
        };
        // Sums over parallel requests are no share of the query once they exceed it.
        let (waited, took) = (say::time(backoff), say::time(query));
        let amount = if backoff <= query {
            format!("{waited} of {took} ({}) waiting before retries", say::share(backoff, query))
        } else {
            format!("{waited} waiting before retries, summed over parallel requests of a statement of {took}")
        };
        let text = format!("{amount}{}.", kinds(entry));
        let full = entry.backoffs.iter().any(|backoff| backoff.kind == "tikvDiskFull" && backoff.total > 0);
        let severity = if full { Severity::High } else { Severity::Medium };
        let mut draft = RULE
            .found_in(entry, title, text)
            .severity_in(severity, entry)
            .explains(backoff.min(query))
            .figure("back-off", say::exact(backoff))
            .figure("query", say::exact(query))
            .figure("share", if backoff <= query { say::share(backoff, query) } else { "parallel".to_owned() });
        for kind in &entry.backoffs {
            draft = draft.figure(kind.kind, say::exact(kind.total));
        }
        if !main.kind.is_empty() {
            draft = draft.figure("main kind", main.kind).figure("times", main.times.to_string());
        }
        if !main.addr.is_empty() {
            draft = draft.figure("store", main.addr);
        }
        found.push(draft);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    /// pingcap/tidb#27895: back-off is summed over parallel requests.
    #[test]
    fn more_than_the_whole_statement_is_no_part_of_it() {
        let report = testing::entries(&["Query_time: 25.6\nBackoff_total: 100.1"]);
        assert_eq!(
            &*testing::findings(&RULE, &report)[0].text,
            "100.100 s waiting before retries, summed over parallel requests of a statement of 25.600 s."
        );
    }

    #[test]
    fn a_fifth_or_half_a_second() {
        let kind = |kind, total| format!("Query_time: 20\nCop_backoff_{kind}_total_time: {total}");
        testing::check(
            &RULE,
            &[
                ("Query_time: 1\nBackoff_time: 0.2", "Medium: 0.200 s waiting before retries"),
                ("Query_time: 1\nBackoff_time: 0.199", "-"),
                (&kind("txnLock", "0.501"), "Medium: 0.501 s waiting before retries, mostly txnLock"),
                (&kind("txnLock", "0.5"), "-"),
                (&kind("tikvDiskFull", "4"), "High: 4.000 s waiting before retries, mostly tikvDiskFull"),
                ("Query_time: 1\nBackoff_total: 0", "-"),
            ],
        );
    }
}
