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
        let sizes = [
            entry.write_keys.map(|keys| say::plural(keys, "key")),
            entry.write_bytes.map(say::bytes),
            entry.prewrite_regions.map(|regions| say::plural(regions, "region")),
        ];
        let title = format!("Large transaction: {}", sizes.into_iter().flatten().collect::<Vec<_>>().join(", "));
        found.push(
            RULE.found_in(entry, title.clone(), title + ".")
                .explains(entry.commit_group())
                .figure("keys", entry.write_keys.map(say::count).unwrap_or_default())
                .figure("size", entry.write_bytes.map(say::bytes).unwrap_or_default())
                .figure("bytes", entry.write_bytes.map(|bytes| bytes.to_string()).unwrap_or_default())
                .figure("regions", entry.prewrite_regions.map(say::count).unwrap_or_default()),
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
                ("Write_keys: 100001", "Low: Large transaction: 100,001 keys"),
                ("Write_size: 104857601", "Low: Large transaction: 100.0 MiB"),
                ("Prewrite_region: 101", "Low: Large transaction: 101 regions"),
                ("Write_keys: 100000\nWrite_size: 104857600\nPrewrite_region: 100", "-"),
            ],
        );
    }
}
