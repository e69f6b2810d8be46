//! S5: the store inside the process.

use crate::findings::Facts;
use crate::findings::facts::is_mock_store;
use crate::findings::rule::{Confidence, Draft, Rule};
use crate::model::{EvidenceKind, Severity};
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    id: "S5",
    title: "Mock store: wait and read times are not measured",
    says: "A store name without a port (storeN) is TiDB's built-in mock store, a part of the test process: it measures the \
           wall time of its handler only, wait and read times are always 0.",
    why: "A real store could be named like this by a private name service.",
    severity: Severity::Note,
    limits: &[],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut drafts: BTreeMap<&str, Draft> = BTreeMap::new();
    let draft = |store: &str| {
        let text = format!(
            "Do not read kv_wait_ms:0 as \"no queueing\": {store} is TiDB's built-in mock store, which runs inside the test \
             process and never fills wait and read time; there is no network and no remote queue."
        );
        RULE.found(format!("{store} is a mock store: wait and read times are not measured"), text)
            .figure("store", store)
            .confidence(Confidence::Certain)
    };
    for measure in facts.measures.iter().filter(|measure| measure.is_mock()) {
        drafts.entry(measure.store).or_insert_with(|| draft(measure.store)).add(EvidenceKind::Timing, measure.index);
    }
    for entry in &facts.entries {
        if let Some(store) = [entry.proc.addr, entry.waited.addr].into_iter().find(|addr| is_mock_store(addr)) {
            let draft = drafts.entry(store).or_insert_with(|| draft(store));
            *draft = std::mem::take(draft).entry(entry);
        }
    }
    drafts.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn only_names_without_a_port() {
        let title = "Note: store1 is a mock store: wait and read times are not measured";
        testing::check(
            &RULE,
            &[("Cop_proc_addr: store1", title), ("Cop_proc_addr: store1:20160", "-"), ("Cop_proc_addr: tikv-1", "-")],
        );
    }
}
