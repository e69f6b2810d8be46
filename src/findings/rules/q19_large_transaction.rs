//! Q19: a large transaction.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const KEYS: Limit = Limit::count("Q19.keys", 100_000.0, Source::Choice);
const SIZE: Limit = Limit::mebibytes("Q19.size", 100.0, Source::Choice);
const REGIONS: Limit = Limit::count("Q19.regions", 100.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q19",
    title: "Large transaction",
    says: "Write_keys, Write_size or Prewrite_region is above its limit.",
    why: "An import or a backfill is meant to be large.",
    severity: Severity::Low,
    limits: &[&KEYS, &SIZE, &REGIONS],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let keys = entry.write_keys.unwrap_or_default();
        let bytes = entry.write_bytes.unwrap_or_default();
        let regions = entry.prewrite_regions.unwrap_or_default();
        if keys as f64 <= facts.limits.get(&KEYS)
            && bytes <= facts.limits.bytes(&SIZE)
            && regions as f64 <= facts.limits.get(&REGIONS)
        {
            continue;
        }
        let title = format!(
            "Large transaction: {}, {}, {}",
            say::plural(keys, "key"),
            say::bytes(bytes),
            say::plural(regions, "region")
        );
        found.push(
            RULE.found_in(entry, title.clone(), title + ".")
                .explains(entry.commit_group())
                .figure("keys", say::count(keys))
                .figure("size", say::bytes(bytes))
                .figure("bytes", bytes.to_string())
                .figure("regions", say::count(regions)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn keys_size_or_regions() {
        testing::check(
            &RULE,
            &[
                ("Write_keys: 100001", "Low: Large transaction: 100 001 keys, 0 bytes, 0 regions"),
                ("Write_size: 104857601", "Low: Large transaction: 0 keys, 100.0 MiB, 0 regions"),
                ("Prewrite_region: 101", "Low: Large transaction: 0 keys, 0 bytes, 101 regions"),
                ("Write_keys: 100000\nWrite_size: 104857600\nPrewrite_region: 100", "-"),
            ],
        );
    }
}
