//! Q26: the client was slow to take the result.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SHARE: Limit = Limit::percent("Q26.share", 30.0, Source::Choice);
const TIME: Limit = Limit::seconds("Q26.time", 0.3, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q26",
    title: "Client or network slow to take the result",
    says: "Write_sql_response_total is at least 30 % of Query_time and above 0.3 s.",
    why: "A result may simply be large; see Result_rows.",
    severity: Severity::Medium,
    limits: &[&SHARE, &TIME],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let Some(sent) = entry.write_response else { continue };
        if (sent as f64) < facts.limits.share(&SHARE) * query as f64 || sent <= facts.limits.nanos(&TIME) {
            continue;
        }
        let title = format!("Sending the result took {} of {}", say::time(sent), say::time(query));
        let rows = entry.result_rows.map_or_else(String::new, |rows| format!(" for {} rows", say::count(rows)));
        let text = format!(
            "Sending the result took {} of {} ({}){rows}: client or network slow to take the result.",
            say::time(sent),
            say::time(query),
            say::share(sent, query)
        );
        found.push(
            RULE.found_in(entry, title, text)
                .part_of_query("write response", sent, query)
                .figure("rows", entry.result_rows.map(say::count).unwrap_or_default()),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn thirty_percent_and_three_tenths_of_a_second() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 4\nWrite_sql_response_total: 3.5", "Medium: Sending the result took 3.500 s of 4.000 s"),
                ("Query_time: 2\nWrite_sql_response_total: 0.6", "Medium: Sending the result took 0.600 s of 2.000 s"),
                ("Query_time: 2\nWrite_sql_response_total: 0.599", "-"),
                ("Query_time: 0.4\nWrite_sql_response_total: 0.3", "-"),
            ],
        );
    }
}
