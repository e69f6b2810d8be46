//! Q13: the store read from disk.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const HITS: Limit = Limit::percent("Q13.cache_hits", 80.0, Source::Choice);
const READS: Limit = Limit::count("Q13.reads", 1_000.0, Source::Choice);
const READ_TIME: Limit = Limit::percent("Q13.read_time", 30.0, Source::Choice);

const ROUNDING_NANOS: i64 = 1_500_000;

pub static RULE: Rule = Rule {
    id: "Q13",
    title: "Disk reads dominate",
    says: "Fewer than 80 % of the blocks came from the cache, with more than 1,000 block reads; medium when reading took at \
           least 30 % of Process_time.",
    why: "The first run after a restart, or a scan of data nobody else reads, always looks like this.",
    severity: Severity::Low,
    limits: &[&HITS, &READS, &READ_TIME],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let reads = entry.block_reads.unwrap_or_default();
        let hits = entry.cache_hits.unwrap_or_default();
        let all = reads.saturating_add(hits);
        let counted = entry.cache_hits.is_some() && entry.block_reads.is_some();
        let cold = counted
            && reads as f64 > facts.limits.get(&READS)
            && (hits as f64) < facts.limits.share(&HITS) * all as f64;
        let process = entry.process.unwrap_or_default();
        let read_time = entry.block_read_time.unwrap_or_default();
        let slow = process > 0
            && read_time > 0
            // Reading is a part of processing; both are rounded.
            && read_time <= process.saturating_add(ROUNDING_NANOS)
            && read_time as f64 >= facts.limits.share(&READ_TIME) * process as f64
            && read_time >= 100_000_000;
        if !cold && !slow {
            continue;
        }
        let title = if slow {
            format!("Disk reads dominate: {} of {}", say::time(read_time), say::time(process))
        } else {
            format!("Disk reads: {} of {} blocks from the cache", say::share(hits, all), say::count(all))
        };
        let mut said = Vec::new();
        if counted {
            let bytes = entry.block_read_bytes.filter(|bytes| *bytes > 0);
            said.push(format!(
                "{} of {} blocks came from the cache, {} were read{}",
                say::share(hits, all),
                say::count(all),
                say::count(reads),
                bytes.map_or_else(String::new, |bytes| format!(" ({})", say::bytes(bytes)))
            ));
        }
        if slow || read_time > 0 && process >= read_time {
            said.push(format!("reading took {} of {} of processing", say::time(read_time), say::time(process)));
        }
        let mut draft = RULE
            .found_in(entry, title, format!("Disk reads dominate: {}.", said.join("; ")))
            .severity_in(if slow { Severity::Medium } else { Severity::Low }, entry)
            .explains(read_time);
        if counted {
            draft = draft
                .figure("cache hits", say::share(hits, all))
                .figure("hit count", say::count(hits))
                .figure("block reads", say::count(reads));
        }
        if entry.block_read_time.is_some() && process > 0 {
            draft = draft
                .figure("read time", say::exact(read_time))
                .figure("process", say::exact(process))
                .figure("share of processing", say::share(read_time, process));
        }
        found.push(draft);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn cold_cache_or_long_reading() {
        let entry = |hits, reads, time| {
            format!(
                "Process_time: 1\nRocksdb_block_cache_hit_count: {hits}\nRocksdb_block_read_count: {reads}\n\
                 Rocksdb_block_read_time: {time}"
            )
        };
        testing::check(
            &RULE,
            &[
                (&entry(1000, 4000, "0.1"), "Low: Disk reads: 20.0 % of 5,000 blocks from the cache"),
                (&entry(1000, 4000, "0.3"), "Medium: Disk reads dominate: 0.300 s of 1.000 s"),
                // Reading longer than all of the processing is no part of it.
                (&entry(1000, 4000, "1.5"), "Low: Disk reads: 20.0 % of 5,000 blocks from the cache"),
                (&entry(8000, 2000, "1.5"), "-"),
                (&entry(8000, 2000, "0"), "-"),
                (&entry(10, 1000, "0"), "-"),
            ],
        );
    }
}
