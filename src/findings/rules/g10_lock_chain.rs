//! G10: a statement met locks, and another one of the same table was open over that time.

use crate::findings::facts::{Entry, tables};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Covers, Draft, Rule, Scope};
use crate::findings::{Facts, clocks, say};
use crate::model::Severity;

const WAIT: Limit = Limit::seconds("G10.wait", 0.1, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G10",
    title: "Lock chain",
    says: "An entry resolved locks, or backed off for txnLock, or waited for pessimistic locks, and another entry that \
           writes the same table of the same schema was open, from its start timestamp to its end, over that time: the likely \
           holder. Low where the other entry is of another process: nothing says that both are of one cluster.",
    why: "Both may have waited for a third transaction that is not in this log.",
    severity: Severity::Medium,
    limits: &[&WAIT],
    check,
};

/// Entries compared with each waiting one.
const MAX_COMPARED: usize = 5_000;

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let long = |entry| waited(entry).filter(|(_, nanos)| *nanos >= facts.limits.nanos(&WAIT));
    let waiting: Vec<_> = facts.entries.iter().filter_map(|entry| Some((entry, long(entry)?))).take(200).collect();
    if waiting.is_empty() {
        return Vec::new();
    }
    let writers: Vec<_> = facts
        .entries
        .iter()
        .filter(|entry| writes(entry))
        .filter_map(|entry| Some((entry, entry.txn_start?.nanos, entry.end?.nanos, names(entry))))
        .take(MAX_COMPARED)
        .collect();
    let mut found = Vec::new();
    for (entry, (what, nanos)) in waiting {
        let Some((start, end)) = entry.interval() else { continue };
        let (process, clock) = (facts.processes.of_entry(entry), clocks::of_entry(entry));
        let ours = names(entry);
        let holder = writers
            .iter()
            .filter(|(other, from, to, theirs)| {
                other.index != entry.index
                    && (other.db.is_empty() || entry.db.is_empty() || other.db.eq_ignore_ascii_case(entry.db))
                    && facts.clocks.between(clock, clocks::of_entry(other)) == 0
                    && other.start_ts != entry.start_ts
                    && *from <= start
                    // The holder lets go when it ends: at the earliest when the wait is over, but for the line's lag.
                    && (*to >= end - 1_000_000_000 || *to >= start + nanos / 2)
                    && *to > start
                    && theirs.iter().any(|table| ours.iter().any(|our| our.eq_ignore_ascii_case(table)))
            })
            .min_by_key(|(other, _, to, _)| (facts.processes.of_entry(other) != process, (to - end).abs()));
        let Some((holder, from, to, theirs)) = holder else { continue };
        let table = theirs
            .iter()
            .find(|table| ours.iter().any(|our| our.eq_ignore_ascii_case(table)))
            .copied()
            .unwrap_or_default();
        let elsewhere = facts.processes.of_entry(holder) != process;
        let title = format!("Lock chain on {table}: {} {what}", say::time(nanos));
        let text = format!(
            "{title}; another statement on {table} (start_ts {}) was open for {} over that time: {}.",
            holder.start_ts,
            say::time(to - from),
            if elsewhere { "the holder, if both servers are of one cluster" } else { "likely the holder" }
        );
        let severity = if elsewhere { Severity::Low } else { Severity::Medium };
        found.push(
            RULE.found_in(entry, title, text)
                .severity_in(severity, entry)
                .explains(nanos)
                .entry(holder)
                .covers(Covers { scope: Scope::Records, absorbs: &[], symptoms: &["Q14", "Q15", "Q17"] })
                .figure("table", table)
                .figure("wait", say::exact(nanos))
                .figure("holder start_ts", holder.start_ts.to_string())
                .figure("holder open", say::exact(to - from))
                .figure("holder connection", holder.conn)
                .figure("waiting start_ts", entry.start_ts.to_string()),
        );
    }
    found
}

/// The longest wait for locks of an entry, and what it was.
fn waited(entry: &Entry<'_>) -> Option<(&'static str, i64)> {
    let backoff = entry.backoffs.iter().filter(|kind| kind.kind.starts_with("txnLock")).map(|kind| kind.total).sum();
    [
        ("resolving locks", entry.resolve_lock.unwrap_or_default()),
        ("backing off for locks", backoff),
        ("waiting for pessimistic locks", entry.lock_keys.unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, nanos)| *nanos > 0)
    .max_by_key(|(_, nanos)| *nanos)
}

fn writes(entry: &Entry<'_>) -> bool {
    entry.write_keys.unwrap_or_default() > 0
        || {
            let word = entry.sql.trim_start().split([' ', '\n', '\t']).next().unwrap_or_default();
            ["insert", "update", "delete", "replace", "commit", "load"]
                .iter()
                .any(|verb| word.eq_ignore_ascii_case(verb))
        }
        || entry.sql.to_ascii_lowercase().contains("for update")
}

/// Tables of an entry without their schemas: from the statement, else from the statistics and indexes used.
fn names<'a>(entry: &Entry<'a>) -> Vec<&'a str> {
    let mut names: Vec<&'a str> = tables::tables_of(entry.sql).into_iter().map(tables::bare).collect();
    names.extend(entry.stats.iter().map(|stats| stats.table));
    names.extend(
        entry
            .index_names
            .trim_matches(['[', ']'])
            .split(',')
            .filter_map(|name| name.split_once(':'))
            .map(|(table, _)| table),
    );
    if let Some(previous) = entry.record.and_then(|record| record.fields.get("Prev_stmt")) {
        names.extend(tables::tables_of(previous).into_iter().map(tables::bare));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    // 439085609928097792 is 07:51:15.568Z, 439085606952763392 is 07:51:04.218Z.
    const HOLDER: &str = "time: 2023-01-29T07:51:30Z\nTxn_start_ts: 439085606952763392\nQuery_time: 2\nWrite_keys: 3\nsql: update t set a = 1";

    fn titles(waiting: &str, holder: &str) -> Vec<String> {
        let found = testing::findings(&RULE, &testing::entries(&[waiting, holder]));
        found.iter().map(|finding| finding.title.to_string()).collect()
    }

    fn waiting(resolve: &str, table: &str) -> String {
        format!(
            "time: 2023-01-29T07:51:29.9Z\nTxn_start_ts: 439085609928097792\nQuery_time: 14\nResolve_lock_time: {resolve}\nsql: select a from {table}"
        )
    }

    #[test]
    fn same_table_and_open_over_the_wait() {
        assert_eq!(titles(&waiting("13", "t"), HOLDER), ["Lock chain on t: 13.000 s resolving locks"]);
        assert!(titles(&waiting("13", "u"), HOLDER).is_empty());
        assert!(titles(&waiting("0.099", "t"), HOLDER).is_empty());
        let later = HOLDER.replace("439085606952763392", "439085613860257792");
        assert!(titles(&waiting("13", "t"), &later).is_empty());
    }

    /// A table of that name in another schema is another table, and a server of perhaps another cluster holds no lock.
    #[test]
    fn a_holder_elsewhere() {
        let said = |waiting: &str, holder: &str| {
            let found = testing::findings(&RULE, &testing::entries(&[waiting, holder]));
            found.iter().map(|finding| format!("{:?}", finding.severity)).collect::<Vec<_>>()
        };
        let ours = format!("DB: quay\n{}", waiting("13", "t"));
        assert_eq!(said(&ours, &format!("DB: quay\n{HOLDER}")), ["Medium"]);
        assert!(said(&ours, &format!("DB: shop\n{HOLDER}")).is_empty());
        assert_eq!(said(&ours, &format!("DB: quay\nsource: 1\n{HOLDER}")), ["Low"]);
    }
}
