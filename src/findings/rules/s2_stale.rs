//! S2: a part that is larger than the whole.

use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "S2",
    title: "A part is larger than the whole query",
    says: "Optimize_time, Rewrite_time or Wait_TS above Query_time is left over from an earlier statement of the session \
           (pingcap/tidb#39711, #22224): it is not used.",
    why: "The part may be right and Query_time wrong; neither is used for the other.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        for (field, nanos) in &entry.stale {
            let text = format!(
                "{field} {} is larger than the whole query ({}): left over from an earlier statement in older releases. \
                 Not used.",
                say::time(*nanos),
                say::time(query)
            );
            let draft = RULE.found(format!("{field} is larger than the whole query"), text).entry(entry);
            found.push(
                draft.figure("field", *field).figure("value", say::exact(*nanos)).figure("query", say::exact(query)),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn only_more_than_the_whole() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 0.5\nOptimize_time: 0.6", "Note: Optimize_time is larger than the whole query"),
                ("Query_time: 0.5\nWait_TS: 0.500000001", "Note: Wait_TS is larger than the whole query"),
                ("Query_time: 0.5\nRewrite_time: 0.5", "-"),
                ("Query_time: 0.5\nCop_time: 0.7\nProcess_time: 3", "-"),
            ],
        );
    }
}
