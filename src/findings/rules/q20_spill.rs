//! Q20: spilled to disk.

use crate::findings::rule::{Confidence, Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

pub static RULE: Rule = Rule {
    id: "Q20",
    title: "Spilled to disk",
    says: "Disk_max is above 0: the statement reached its memory limit and wrote intermediate rows to disk.",
    why: "Spilling is what keeps such a statement alive; it need not be what makes it slow.",
    severity: Severity::Medium,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        let Some(disk) = entry.disk_max.filter(|disk| *disk > 0) else { continue };
        let title = format!("Spilled {} to disk", say::bytes(disk));
        let memory =
            entry.mem_max.map_or_else(String::new, |memory| format!(", with {} in memory", say::bytes(memory)));
        let text = format!(
            "Spilled {} ({} bytes) to disk{memory}: memory limit of the statement.",
            say::bytes(disk),
            say::count(disk)
        );
        found.push(
            RULE.found_in(entry, title, text)
                .confidence(Confidence::Certain)
                .explains(entry.query.unwrap_or_default() / 2)
                .figure("disk", say::bytes(disk))
                .figure("disk bytes", disk.to_string())
                .figure("disk MB", format!("{:.0} MB", disk as f64 / 1e6))
                .figure("memory", entry.mem_max.map(say::bytes).unwrap_or_default())
                .figure("memory bytes", entry.mem_max.map(|memory| memory.to_string()).unwrap_or_default()),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn any_byte() {
        testing::check(
            &RULE,
            &[
                ("Disk_max: 229638144", "Medium: Spilled 219.0 MiB to disk"),
                ("Disk_max: 1", "Medium: Spilled 1 byte to disk"),
                ("Disk_max: 0", "-"),
                ("Mem_max: 99", "-"),
            ],
        );
    }
}
