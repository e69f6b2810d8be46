//! Q22: planned with no, old or unloaded statistics.

use crate::findings::facts::stats::TableStats;
use crate::findings::facts::{Entry, tables};
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const SMALL: Limit = Limit::count("Q22.small_table", 10_000.0, Source::Documentation);
const MODIFIED: Limit = Limit::percent("Q22.modified", 20.0, Source::Choice);

pub static RULE: Rule = Rule {
    id: "Q22",
    title: "Planned without good statistics",
    says: "A user table was planned with pseudo statistics, with statistics of which more than a fifth of the rows changed \
           since, or with columns or indexes whose statistics were not in memory. Suppressed (a note) for system tables \
           and internal statements.",
    why: "A plan can be right without statistics; compare estimated and actual rows before anything else.",
    severity: Severity::Medium,
    limits: &[&SMALL, &MODIFIED],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    for entry in &facts.entries {
        for stats in &entry.stats {
            found.extend(judge(facts, entry, stats));
        }
    }
    found
}

/// The size that TiDB assumes of a table without statistics.
const PSEUDO_ROWS: i64 = 10_000;

fn judge(facts: &Facts<'_>, entry: &Entry<'_>, stats: &TableStats<'_>) -> Option<Draft> {
    // Without statistics 10,000 is no count but what TiDB assumes.
    let rows = stats.rows.filter(|rows| !stats.pseudo || *rows != PSEUDO_ROWS);
    let of_rows = rows.map_or_else(String::new, |rows| format!(" ({} rows)", say::count(rows)));
    let table = tables::bare(stats.table);
    let modified = stats.modified.unwrap_or_default();
    let (why, text) = if stats.pseudo {
        ("pseudo", format!("Planned without statistics for {table}{of_rows}.{}", pseudo_estimate(entry)))
    } else if let Some(rows) = rows.filter(|rows| modified as f64 > facts.limits.share(&MODIFIED) * *rows as f64) {
        let share = say::share(modified, rows);
        (
            "old",
            format!(
                "Statistics of {table} are old: {} of {} rows modified ({share}).",
                say::count(modified),
                say::count(rows)
            ),
        )
    } else if !stats.columns.is_empty() || !stats.indexes.is_empty() {
        ("not in memory", format!("Statistics not in memory: {} of {table}.", names(stats)))
    } else {
        return None;
    };
    let small = rows.is_some_and(|rows| (rows as f64) < facts.limits.get(&SMALL));
    let mut draft = RULE.found(format!("{table}: statistics {}", if why == "pseudo" { "missing" } else { why }), text);
    if entry.is_system() || entry.internal {
        let text = format!("{} Suppressed: a system table, for which this is normal.", draft.finding.text);
        draft.finding.text = text.into();
        draft = draft.severity(Severity::Note);
    } else if small {
        draft = draft.severity(Severity::Low);
    }
    let severity = draft.finding.severity;
    draft = draft.entry(entry).severity(severity).explains(entry.query.unwrap_or_default() / 10);
    draft = draft.figure("table", table).figure("why", why);
    if let Some(rows) = rows {
        draft = draft.figure("rows", say::count(rows));
    }
    if why == "old" {
        draft = draft
            .figure("modified", say::count(modified))
            .figure("share", say::share(modified, rows.unwrap_or_default()));
    }
    if why == "not in memory" {
        draft = draft.figure("not loaded", names(stats));
    }
    Some(draft)
}

/// Where an estimate of the plan is nothing but the pseudo figures: a table of 10000 rows, a third of it in a range.
fn pseudo_estimate(entry: &Entry<'_>) -> String {
    let Some(plan) = entry.plan else { return String::new() };
    let third = |node: &&crate::model::PlanNode| {
        let rows = node.est_rows.as_deref().and_then(|rows| rows.parse::<f64>().ok());
        rows.is_some_and(|rows| (3300.0..3340.0).contains(&rows))
    };
    let Some(node) = plan.nodes.iter().find(third) else { return String::new() };
    format!(
        " Estimated {} rows ≈ 10000 (pseudo table size) ÷ 3 (pseudo range rate), actual {}.",
        node.est_rows.as_deref().unwrap_or_default(),
        node.act_rows.as_deref().unwrap_or("unknown")
    )
}

fn names(stats: &TableStats<'_>) -> String {
    let names: Vec<&str> = stats.columns.iter().chain(&stats.indexes).map(|(name, _)| *name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn missing_old_and_not_in_memory() {
        testing::check(
            &RULE,
            &[
                ("Stats: t:pseudo", "Medium: t: statistics missing"),
                ("Stats: t:pseudo[9999;0]", "Low: t: statistics missing"),
                ("Stats: t:pseudo[10000;0]", "Medium: t: statistics missing"),
                ("Stats: t:pseudo\nIs_internal: true", "Note: t: statistics missing"),
                ("Stats: t:pseudo\nDB: mysql", "Note: t: statistics missing"),
                ("Stats: t:446733647149268993[100000;20001]", "Medium: t: statistics old"),
                ("Stats: t:446733647149268993[100000;20000]", "-"),
                (
                    "Stats: t:446733647149268993[100000;0][c:allEvicted][i:missing]",
                    "Medium: t: statistics not in memory",
                ),
                ("Stats: t:446733647149268993[100000;12]", "-"),
            ],
        );
    }
}
