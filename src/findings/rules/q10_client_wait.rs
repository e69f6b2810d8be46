//! Q10: the client waited, the store did not work.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q10.share", 50.0, Source::Choice);
const TIME: Limit = Limit::seconds("Q10.time", 0.3, Source::Code);

pub static RULE: Rule = Rule {
    id: "Q10",
    title: "The client waited, the store did not work",
    says: "Of one coprocessor request, the time less processing and waiting in the store is more than half and above 0.3 s.",
    why: "Stores before 6.x report less of their time; a suspended request was not counted (tikv/tikv#18119).",
    severity: Severity::Medium,
    limits: &[&SHARE, &TIME],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for measure in facts.measures.iter().filter(|measure| measure.is_cop()) {
        let (Some(total), Some(outside)) = (measure.nanos, measure.outside_store()) else { continue };
        if outside as f64 <= facts.limits.share(&SHARE) * total as f64 || outside <= facts.limits.nanos(&TIME) {
            continue;
        }
        let store = total - outside;
        let where_ = if measure.is_mock() {
            "the mock store runs in the same process, so there is no network: the TiDB process itself"
        } else {
            "network, gRPC queue, or the TiDB process itself"
        };
        let title = format!("The client waited {}, the store accounts for {}", say::time(total), say::time(store));
        let text = format!(
            "{title}: {where_}. {} of {} ({}) passed outside the store.",
            say::time(outside),
            say::time(total),
            say::share(outside, total)
        );
        found.push(
            RULE.found(title, text)
                .measure(measure)
                .explains(outside)
                .figure("response", say::exact(total))
                .figure("in the store", say::exact(store))
                .figure("process", say::exact(measure.process.unwrap_or_default()))
                .figure("wait", measure.wait.map(say::exact).unwrap_or_default())
                .figure("outside", say::exact(outside))
                .figure("share", say::share(outside, total))
                .figure("region", measure.region)
                .figure("store", measure.store),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;
    use crate::model::Report;

    fn titles(millis: i64, fields: &str) -> Vec<String> {
        let mut report = Report::default();
        testing::add_timing(&mut report, "cop_wait", "2024-01-01T00:00:10Z", millis, fields);
        testing::findings(&RULE, &report).iter().map(|finding| finding.title.to_string()).collect()
    }

    #[test]
    fn more_than_half_and_three_tenths_of_a_second() {
        let title = "The client waited 6.600 s, the store accounts for 0.100 s";
        assert_eq!(titles(6600, "store_addr=t:1 kv_process_ms=80 kv_wait_ms=20"), [title]);
        assert!(titles(600, "store_addr=t:1 kv_process_ms=300 kv_wait_ms=0").is_empty());
        assert!(titles(310, "store_addr=t:1 kv_process_ms=10 kv_wait_ms=0").is_empty());
        assert!(titles(6600, "store_addr=t:1").is_empty());
    }
}
