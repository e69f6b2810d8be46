//! S8: TIME_COP_WAIT is a name.

use crate::findings::Facts;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "S8",
    title: "TIME_COP_WAIT is a name, not a measurement",
    says: "A line is called TIME_COP_WAIT instead of TIME_COP_PROCESS when the store reported at most 100 ms of processing; \
           nothing was measured that is called waiting (docs/spec/tidb-logs.md §2.1).",
    why: "It never is: both names come from one line of TiDB's code.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut lines = facts.measures.iter().filter(|measure| measure.kind == "cop_wait").peekable();
    if lines.peek().is_none() {
        return Vec::new();
    }
    let draft = RULE
        .found(
            "TIME_COP_WAIT is a name, not a measurement",
            "TIME_COP_WAIT is a name, not a measurement: the store reported ≤ 100 ms of processing. It does not say that the \
             store queued the request.",
        )
        .confidence(Confidence::Certain)
        .figure("processing", "≤ 100 ms");
    vec![lines.take(20).fold(draft, Draft::measure)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::Report;

    #[test]
    fn only_for_cop_wait() {
        for (kind, expected) in [("cop_wait", 1), ("cop_process", 0)] {
            let mut report = Report::default();
            testing::add_timing(&mut report, kind, "2026-01-01T00:00:00Z", 500, "kv_process_ms=3");
            assert_eq!(testing::findings(&RULE, &report).len(), expected, "{kind}");
        }
    }
}
