//! Q28: bytes between zones.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q28.share", 50.0, Source::Choice);
const SIZE: Limit = Limit::mebibytes("Q28.size", 10.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q28",
    title: "Most bytes crossed zones",
    says: "More than half of the bytes to and from the stores, and more than 10 MiB, crossed zones: slower and, in clouds, \
           paid for.",
    why: "With a leader in another zone this cannot be otherwise.",
    severity: Severity::Low,
    limits: &[&SHARE, &SIZE],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let (cross, total) = (entry.bytes_cross_zone, entry.bytes_total);
        // A part of the bytes is not more than all of them.
        if cross > total
            || cross <= facts.limits.bytes(&SIZE)
            || cross as f64 <= facts.limits.share(&SHARE) * total as f64
        {
            continue;
        }
        let title = format!("{} of {} crossed zones", say::bytes(cross), say::bytes(total));
        let text = format!("{title} ({}).", say::share(cross, total));
        found.push(
            RULE.found_in(entry, title, text)
                .figure("cross zone", say::bytes(cross))
                .figure("cross zone bytes", cross.to_string())
                .figure("total", say::bytes(total))
                .figure("total bytes", total.to_string())
                .figure("share", say::share(cross, total)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn half_of_the_bytes_and_ten_mebibytes() {
        let entry = |cross: i64, total: i64| {
            format!("Unpacked_bytes_received_tikv_total: {total}\nUnpacked_bytes_received_tikv_cross_zone: {cross}")
        };
        testing::check(
            &RULE,
            &[
                (&entry(20_971_520, 31_457_280), "Low: 20.0 MiB of 30.0 MiB crossed zones"),
                (&entry(20_971_520, 41_943_040), "-"),
                (&entry(20_971_520, 10_485_760), "-"),
                (&entry(10_485_760, 10_485_760), "-"),
            ],
        );
    }
}
