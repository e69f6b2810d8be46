//! Q18: waiting for a local latch.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const WAIT: Limit = Limit::seconds("Q18.wait", 0.1, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q18",
    title: "Waited for a local latch",
    says: "Local_latch_wait_time is above its limit: transactions of this server wrote the same keys at the same time.",
    why: "Local latches are off by default since 4.0; the field may be left over from a changed configuration.",
    severity: Severity::Low,
    limits: &[&WAIT],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let Some(latch) = entry.local_latch.filter(|latch| *latch > facts.limits.nanos(&WAIT)) else { continue };
        let title = format!("Waited {} for a local latch", say::time(latch));
        let text = format!("{title}: other transactions of this server wrote the same keys.");
        let query = entry.query.unwrap_or(latch);
        found.push(RULE.found_in(entry, title, text).part_of_query("latch", latch, query));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn a_tenth_of_a_second() {
        testing::check(
            &RULE,
            &[
                ("Local_latch_wait_time: 0.2", "Low: Waited 0.200 s for a local latch"),
                ("Local_latch_wait_time: 0.1", "-"),
            ],
        );
    }
}
