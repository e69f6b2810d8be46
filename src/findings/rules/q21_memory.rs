//! Q21: much memory.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const MEMORY: Limit = Limit::mebibytes("Q21.memory", 1024.0, Source::Code);

pub static RULE: Rule = Rule {
    id: "Q21",
    title: "Much memory",
    says: "Mem_max is above the default quota of one statement (1 GiB), or the statement waited for memory \
           (Mem_arbitration).",
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
        let mut said = Vec::new();
        if waited > 0 {
            said.push(format!("Waited {} for its quota of memory", say::time(waited)));
        }
        if entry.mem_max.is_some() {
            said.push(format!("Used {} of memory ({} bytes)", say::bytes(memory), say::count(memory)));
        }
        found.push(
            RULE.found_in(entry, title, said.join(". ") + ".")
                .explains(waited)
                .figure("memory", entry.mem_max.map(say::bytes).unwrap_or_default())
                .figure("memory bytes", entry.mem_max.map(|memory| memory.to_string()).unwrap_or_default())
                .figure("quota", say::bytes(facts.limits.bytes(&MEMORY)))
                .figure("arbitration", entry.mem_arbitration.map(say::exact).unwrap_or_default()),
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
