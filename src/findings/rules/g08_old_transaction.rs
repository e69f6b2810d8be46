//! G8: the transaction was open for long before this statement.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::{Facts, clocks, say};
use crate::model::Severity;

const OPEN: Limit = Limit::seconds("G8.open", 60.0, Source::Choice);
/// `tidb_gc_life_time`; versions older than this may be gone.
const GC: Limit = Limit::seconds("G8.gc_life_time", 600.0, Source::Code);

pub static RULE: Rule = Rule {
    id: "G8",
    title: "Transaction open for long",
    says: "In an explicit transaction, the start timestamp is more than 60 s older than the start of the statement.",
    why: "The client may have been at work between its statements; a stale read has an old timestamp on purpose.",
    severity: Severity::Medium,
    limits: &[&OPEN, &GC],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let gc = facts.limits.nanos(&GC);
    let mut found = Vec::new();
    for entry in facts.entries.iter().filter(|entry| entry.explicit_txn == Some(true)) {
        let (Some(tso), Some(end), Some(query)) = (entry.txn_start, entry.end, entry.query) else { continue };
        let open = end.nanos - query - tso.nanos;
        // A clock that is known to be off, or a zone, would be told as the age of a transaction.
        let off = facts.clocks.is_off(clocks::of_entry(entry));
        if end.offset_minutes.is_none() || off || open <= facts.limits.nanos(&OPEN) {
            continue;
        }
        let minutes = open / 60_000_000_000;
        let title = format!("Transaction open for {} before this statement", say::long(open));
        let mut text = format!("Transaction open for {minutes} min ({}) before this statement", say::time(open));
        if open > gc {
            text += &format!(
                "; longer than the garbage-collection life time of {} min: reads may fail",
                gc / 60_000_000_000
            );
        }
        text += ".";
        found.push(
            RULE.found_in(entry, title, text)
                .confidence(Confidence::Certain)
                .explains(query)
                .figure("open", say::time(open))
                .figure("gc life time", say::time(gc))
                .figure("transaction start", tso.to_string()),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn explicit_and_a_minute_old() {
        // The timestamp is 2023-01-29T07:51:15.568Z.
        let entry = |end, explicit| {
            format!(
                "time: 2023-01-29T{end}Z\nTxn_start_ts: 439085609928097792\nQuery_time: 1\nIsExplicitTxn: {explicit}"
            )
        };
        testing::check(
            &RULE,
            &[
                (&entry("08:05:17.686", "true"), "Medium: Transaction open for 14 min 1 s before this statement"),
                (&entry("08:05:17.686", "false"), "-"),
                (&entry("07:52:16.568", "true"), "-"),
                (&entry("07:52:16.569", "true"), "Medium: Transaction open for 1 min before this statement"),
            ],
        );
    }
}
