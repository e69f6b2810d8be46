//! Q12: many versions for few rows.

use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const RATIO: Limit = Limit::times("Q12.ratio", 10.0, Source::Choice);
const TOTAL: Limit = Limit::count("Q12.total", 100_000.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q12",
    title: "Read old versions",
    says: "Total_keys is more than ten times Process_keys, and large: the store read versions that the statement does not \
           see. Many skipped deletions mean tombstones: garbage collection or compaction is behind.",
    why: "A statement that reads few visible rows of a large range by design looks the same.",
    severity: Severity::Medium,
    limits: &[&RATIO, &TOTAL],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let many = |total: i64, seen: i64| {
        total as f64 > facts.limits.get(&TOTAL) && total as f64 > facts.limits.get(&RATIO) * seen as f64
    };
    let draft = |total: i64, seen: i64, deleted: Option<i64>| {
        let title = format!("Read {} versions for {} rows", say::count(total), say::count(seen));
        let mut text = format!("{title}: old versions.");
        if let Some(deleted) = deleted.filter(|deleted| deleted.saturating_mul(2) > total) {
            text += &format!(
                " {} deletions were skipped: tombstones; garbage collection or compaction is behind.",
                say::count(deleted)
            );
        }
        RULE.found(title, text)
            .figure("versions", say::count(total))
            .figure("rows", say::count(seen))
            .figure("ratio", say::times(total as f64 / seen.max(1) as f64))
            .figure("skipped deletions", deleted.map(say::count).unwrap_or_default())
    };
    let mut found = Vec::new();
    for entry in &facts.entries {
        if let (Some(total), Some(seen)) = (entry.total_keys, entry.process_keys)
            && many(total, seen)
        {
            let draft = draft(total, seen, entry.delete_skipped);
            found
                .push(draft.severity_in(RULE.severity, entry).entry(entry).explains(entry.process.unwrap_or_default()));
        }
    }
    for measure in &facts.measures {
        if let (Some(total), Some(seen)) = (measure.total_versions, measure.processed_versions)
            && many(total, seen)
        {
            found.push(draft(total, seen, None).measure(measure).explains(measure.process.unwrap_or_default()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn ten_versions_a_row_and_many() {
        testing::check(
            &RULE,
            &[
                ("Total_keys: 2200000\nProcess_keys: 100000", "Medium: Read 2,200,000 versions for 100,000 rows"),
                ("Total_keys: 1000000\nProcess_keys: 100000", "-"),
                ("Total_keys: 100000\nProcess_keys: 1", "-"),
                ("Total_keys: 100001\nProcess_keys: 0", "Medium: Read 100,001 versions for 0 rows"),
                ("Total_keys: 204112\nProcess_keys: 204118", "-"),
            ],
        );
    }
}
