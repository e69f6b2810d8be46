//! S1: a time that is no time.

use crate::findings::Facts;
use crate::findings::rule::{Draft, Rule};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "S1",
    title: "A time is not a time",
    says: "Any time of at least 9.2e9 s, or a negative one, is a missing clock value (pingcap/tidb#12025): it counts \
           nowhere.",
    why: "Only a clock that was set during the statement could give another reason for a negative time.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        for (field, value, nanos) in &entry.impossible {
            let text = if *nanos < 0 {
                format!("{field} {value} s is negative: the clock was set back or the value was missing. Ignored.")
            } else {
                format!(
                    "{field} {value} s is the largest 64-bit nanosecond value: the clock value was missing. Ignored."
                )
            };
            let draft = RULE.found(format!("{field} is not a time"), text).entry(entry);
            found.push(draft.figure("field", *field).figure("value", format!("{value} s")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn largest_value_and_negative_ones() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 9223372036.854776", "Note: Query_time is not a time"),
                ("Query_time: -0.1", "Note: Query_time is not a time"),
                ("Query_time: 9200000000", "Note: Query_time is not a time"),
                ("Query_time: 9199999999", "-"),
                ("Query_time: 0", "-"),
            ],
        );
    }
}
