//! G7: the clock of this log and that of the timestamps differ.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::statistics::median_nanos;
use crate::findings::{Facts, say};
use crate::model::{EvidenceKind, Severity};

const SKEW: Limit = Limit::seconds("G7.skew", 1.0, Source::Choice);
const RECORDS: Limit = Limit::count("G7.records", 5.0, Source::Choice);
/// A start timestamp this much older than its statement belongs to a transaction, not to a clock.
const OLD: Limit = Limit::seconds("G7.old_transaction", 60.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "G7",
    title: "Clocks differ",
    says: "Log time less duration less the time of the start timestamp: its median over at least five records lies beyond \
           1 s, or one record's timestamp is later than its log time by more than 1 s, or the log says that a clock \
           jumped.",
    why: "Statements of longer transactions and stale reads have older timestamps although the clocks agree.",
    severity: Severity::Medium,
    limits: &[&SKEW, &RECORDS, &OLD],
    check,
};

struct Pair {
    /// Start by the log's clock less the start timestamp.
    difference: i64,
    /// End by the log's clock less the start timestamp.
    end: i64,
    evidence: (EvidenceKind, u32),
}

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let skew = facts.limits.nanos(&SKEW);
    let pairs = pairs(facts);
    let differences: Vec<i64> = pairs.iter().map(|pair| pair.difference).collect();
    let jumps: Vec<_> =
        facts.measures.iter().filter(|line| matches!(line.kind, "clock_jump" | "clock_offset")).collect();
    let median = median_nanos(&differences).filter(|_| differences.len() as f64 >= facts.limits.get(&RECORDS));
    let mut draft = if let Some(median) = median.filter(|median| median.abs() > skew) {
        let (word, size) = if median > 0 { ("behind", median) } else { ("ahead of", -median) };
        let title = format!("Timestamps are {} {word} this log's clock", say::seconds(size, 1));
        let text = format!(
            "Timestamps are {} {word} this log's clock (median over {} records; {} at most). Times of other sources are \
             shown as printed, not moved.",
            say::seconds(size, 1),
            pairs.len(),
            say::time(differences.iter().map(|one| one.abs()).max().unwrap_or_default())
        );
        RULE.found(title, text)
            .figure("skew", say::exact(median))
            .figure("direction", if median > 0 { "behind" } else { "ahead" })
            .figure("records", pairs.len().to_string())
    } else if let Some(pair) = pairs.iter().filter(|pair| pair.end < -skew).min_by_key(|pair| pair.end) {
        let ahead = say::seconds(-pair.end, 1);
        let title = format!("A timestamp is {ahead} ahead of this log's clock");
        let text = format!(
            "A timestamp is {ahead} ahead of this log's clock: it is later than the line that reports it, so the clocks \
             differ by at least that much."
        );
        RULE.found(title, text)
            .figure("skew", say::exact(pair.end))
            .figure("records", "1")
            .at(pair.evidence.0, pair.evidence.1)
    } else if let Some(jump) = jumps.iter().find(|line| line.kind == "clock_jump") {
        RULE.found(
            "A clock was set back",
            format!("{}: times before and after this line cannot be compared.", jump.record.message),
        )
    } else {
        return Vec::new();
    };
    if median.is_some_and(|median| median.abs() > skew) {
        for pair in pairs.iter().take(20) {
            draft = draft.at(pair.evidence.0, pair.evidence.1);
        }
    }
    for line in jumps.iter().take(20) {
        draft = draft.measure(line).confidence(Confidence::Certain);
    }
    if !jumps.is_empty() {
        let text = format!(
            "{} The log says so too: {} of a clock that jumped or lagged.",
            draft.finding.text,
            say::plural(jumps.len() as i64, "line")
        );
        draft.finding.text = text.into();
        draft = draft.figure("clock lines", jumps.len().to_string());
        if let Some(offset) = jumps.iter().filter_map(|line| line.nanos).max() {
            draft = draft.figure("clock offset", say::exact(offset));
        }
    }
    vec![draft]
}

/// Records whose start can be compared: no explicit transactions, no old ones.
fn pairs(facts: &Facts<'_>) -> Vec<Pair> {
    let entries = facts.entries.iter().filter(|entry| entry.explicit_txn != Some(true)).filter_map(|entry| {
        let (end, tso) = (entry.end?, entry.txn_start?);
        end.offset_minutes?;
        let planned = entry.parse.unwrap_or_default() + entry.compile.unwrap_or_default();
        let start = end.nanos - entry.query? + planned;
        Some(Pair {
            difference: start - tso.nanos,
            end: end.nanos - tso.nanos,
            evidence: (EvidenceKind::SlowQuery, entry.index),
        })
    });
    let lines = facts.measures.iter().filter(|line| line.is_cop()).filter_map(|line| {
        let (end, tso) = (line.end?, line.txn_start?);
        end.offset_minutes?;
        let entry = facts.joins.entry_of(line.index).and_then(|index| facts.entries.get(index as usize));
        if entry.is_some() {
            return None;
        }
        Some(Pair {
            difference: end.nanos - line.nanos? - tso.nanos,
            end: end.nanos - tso.nanos,
            evidence: (EvidenceKind::Timing, line.index),
        })
    });
    entries.chain(lines).filter(|pair| pair.difference < facts.limits.nanos(&OLD)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    /// Entries whose timestamp, 2023-01-29T07:51:15.568Z, lies `ahead` seconds after their start.
    fn titles(ends: &[&str], more: &str) -> Vec<String> {
        let texts: Vec<String> = ends
            .iter()
            .map(|end| {
                format!("time: 2023-01-29T07:51:{end}Z\nTxn_start_ts: 439085609928097792\nQuery_time: 1\n{more}")
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = testing::findings(&RULE, &testing::entries(&texts));
        found.iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn five_records_beyond_a_second() {
        assert_eq!(titles(&["14.268"; 5], ""), ["Timestamps are 2.3 s ahead of this log's clock"]);
        assert_eq!(titles(&["18.868"; 5], ""), ["Timestamps are 2.3 s behind this log's clock"]);
        assert!(titles(&["17.568"; 5], "").is_empty());
        assert!(titles(&["18.868"; 4], "").is_empty());
        assert!(titles(&["18.868"; 5], "IsExplicitTxn: true").is_empty());
    }

    #[test]
    fn one_record_alone_only_from_the_future() {
        assert_eq!(titles(&["13.268"], ""), ["A timestamp is 2.3 s ahead of this log's clock"]);
        assert!(titles(&["14.568"], "").is_empty());
    }

    #[test]
    fn an_old_transaction_is_no_skew() {
        let texts = ["time: 2023-01-29T08:11:15Z\nTxn_start_ts: 439085609928097792\nQuery_time: 1"; 5];
        assert!(testing::findings(&RULE, &testing::entries(&texts)).is_empty());
    }
}
