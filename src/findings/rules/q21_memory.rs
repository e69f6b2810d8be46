//! Q21: much memory.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const MEMORY: Limit = Limit::mebibytes("Q21.memory", 1024.0, Source::Code);

pub static RULE: Rule = Rule {
    id: "Q21",
    title: "Much memory",
    says: "Mem_max is above the default quota of one statement (1 GiB), or the statement waited for memory            (Mem_arbitration).",
    why: "A larger quota may have been set on purpose.",
    severity: Severity::Medium,
    limits: &[&MEMORY],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let memory = entry.mem_max.unwrap_or_default();
        let waited = entry.mem_arbitration.unwrap_or_default();
        let title = if waited > 0 {
            format!("Waited {} for memory", say::time(waited))
        } else if memory > facts.limits.bytes(&MEMORY) {
            format!("Used {} of memory", say::bytes(memory))
        } else {
            continue;
        };
        let mut text = format!("Used {} of memory ({} bytes)", say::bytes(memory), say::count(memory));
        if waited > 0 {
            text += &format!("; waited {} for its quota", say::time(waited));
        }
        text += ".";
        found.push(
            RULE.found_in(entry, title, text)
                .explains(waited)
                .figure("memory", say::bytes(memory))
                .figure("memory bytes", memory.to_string())
                .figure("quota", say::bytes(facts.limits.bytes(&MEMORY)))
                .figure("arbitration", say::exact(waited)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn a_gibibyte_or_any_wait() {
        testing::check(
            &RULE,
            &[
                ("Mem_max: 1073741825", "Medium: Used 1.0 GiB of memory"),
                ("Mem_max: 1073741824", "-"),
                ("Mem_max: 5\nMem_arbitration: 0.4", "Medium: Waited 0.400 s for memory"),
                ("Mem_arbitration: 0", "-"),
            ],
        );
    }
}
