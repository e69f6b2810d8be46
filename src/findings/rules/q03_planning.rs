//! Q3: planning took long.

use crate::findings::facts::Entry;
use crate::findings::limit::{Limit, Source};
use crate::findings::rule::{Draft, Rule};
use crate::findings::{Facts, say};
use crate::model::Severity;

const COMPILE: Limit = Limit::seconds("Q3.compile", 0.1, Source::Choice);
const SHARE: Limit = Limit::percent("Q3.share", 20.0, Source::Choice);
const OPTIMIZE: Limit = Limit::seconds("Q3.optimize", 1.0, Source::Choice);
const HIGH: Limit = Limit::seconds("Q3.high", 1.0, Source::Choice);
/// `tidb_stats_load_sync_wait`: how long planning waits for statistics.
const STATS_WAIT: Limit = Limit::seconds("Q3.statistics_wait", 0.1, Source::Code);

pub static RULE: Rule = Rule {
    id: "Q3",
    title: "Planning took long",
    says: "Compile_time is above its limit and a noticeable share of Query_time, or Optimize_time alone is above a second. \
           A time near 0.1 s is the wait for statistics.",
    why: "Planning also takes long when the process gets no CPU; then other parts of the same time are long as well.",
    severity: Severity::Medium,
    limits: &[&COMPILE, &SHARE, &OPTIMIZE, &HIGH, &STATS_WAIT],
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Draft> {
    let limits = facts.limits;
    let mut found = Vec::new();
    for (entry, query) in facts.timed() {
        let optimize = entry.optimize.unwrap_or_default();
        let Some(compile) = entry.compile.or(entry.optimize) else { continue };
        let long = compile > limits.nanos(&COMPILE) && compile as f64 > limits.share(&SHARE) * query as f64;
        // A sub-query that ran while planning for half of the statement has its own rule (Q4).
        let subquery = entry
            .preproc
            .is_some_and(|preproc| preproc.saturating_mul(2) > compile && preproc.saturating_mul(2) >= query);
        if subquery || !(long || optimize > limits.nanos(&OPTIMIZE)) {
            continue;
        }
        let high = compile > limits.nanos(&HIGH) || optimize > limits.nanos(&OPTIMIZE);
        let severity = if high { Severity::High } else { Severity::Medium };
        let (text, part) = describe(entry, compile, query, limits.nanos(&STATS_WAIT));
        let title = format!("Planning took {} of {}", say::time(compile), say::time(query));
        let mut draft =
            RULE.found_in(entry, title, text).severity_in(severity, entry).part_of_query("compile", compile, query);
        if let Some((name, nanos)) = part {
            draft = draft.figure("part", name).figure("part time", say::exact(nanos));
        }
        if let Some(failed) = entry.sync_stats_failed {
            draft = draft.figure("statistics load failed", if failed { "true" } else { "false" });
        }
        found.push(draft);
    }
    found
}

/// The sentences, and the largest named part of planning.
fn describe<'a>(entry: &Entry<'a>, compile: i64, query: i64, wait: i64) -> (String, Option<(&'a str, i64)>) {
    let mut text =
        format!("Planning took {} of {} ({})", say::time(compile), say::time(query), say::share(compile, query));
    let named = entry.optimize_parts.iter().copied().max_by_key(|(_, nanos)| *nanos);
    let part = named.or_else(|| {
        // The time of sub-queries lies within that of rewriting: of two that are equal the last one counts.
        [("Optimize_time", entry.optimize), ("Rewrite_time", entry.rewrite), ("Preproc_subqueries_time", entry.preproc)]
            .into_iter()
            .filter_map(|(name, nanos)| Some((name, nanos?)))
            .max_by_key(|(_, nanos)| *nanos)
    });
    if let Some((name, nanos)) = part {
        text += &format!(", {} of it ({}) in {name}", say::time(nanos), say::share(nanos, compile));
    }
    let stats_wait = entry
        .optimize_parts
        .iter()
        .find(|(name, _)| *name == "Opt_stats_sync_wait")
        .map(|(_, nanos)| *nanos)
        .filter(|nanos| *nanos >= wait * 9 / 10);
    if let Some(nanos) = stats_wait {
        text += &format!("; waited {} for statistics (limit {} ms)", say::time(nanos), wait / 1_000_000);
    } else if (wait * 9 / 10..wait * 13 / 10).contains(&compile) {
        text += &format!("; near {}: waiting for statistics (limit {} ms)", say::time(wait), wait / 1_000_000);
    }
    text += match entry.sync_stats_failed {
        Some(true) => "; the statistics could not be loaded in time (IsSyncStatsFailed: true)",
        Some(false) if stats_wait.is_none() && entry.preproc.is_none() => {
            "; no sub-query, no statistics sync failure (IsSyncStatsFailed: false)"
        }
        _ => "",
    };
    text += ".";
    if entry.stats.len() == 1 && compile > 1_000_000_000 {
        text += " For a statement with one table a healthy server needs less than 10 ms.";
    }
    (text, part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing;

    #[test]
    fn a_tenth_of_a_second_and_a_fifth_of_the_query() {
        testing::check(
            &RULE,
            &[
                ("Query_time: 0.612\nCompile_time: 0.214", "Medium: Planning took 0.214 s of 0.612 s"),
                (
                    "Query_time: 3.214\nCompile_time: 2.934\nOptimize_time: 2.93",
                    "High: Planning took 2.934 s of 3.214 s",
                ),
                (
                    "Query_time: 54.6\nCompile_time: 2.93\nOptimize_time: 2.93",
                    "High: Planning took 2.930 s of 54.600 s",
                ),
                ("Query_time: 0.9\nCompile_time: 0.121", "-"),
                // Half of the statement in sub-queries is Q4's.
                (
                    "Query_time: 10\nCompile_time: 4\nRewrite_time: 3\nPreproc_subqueries_time: 3",
                    "High: Planning took 4.000 s of 10.000 s",
                ),
                ("Query_time: 10\nCompile_time: 6\nRewrite_time: 5\nPreproc_subqueries_time: 5", "-"),
                ("Query_time: 0.2\nCompile_time: 0.1", "-"),
                ("Query_time: 9\nCompile_time: 1.0\nOptimize_time: 1.0", "-"),
                ("Query_time: 0.5\nOptimize_time: 0.6\nCompile_time: 0.01", "-"),
                ("Query_time: 1\nCompile_time: 0.5\nIs_internal: true", "Low: Planning took 0.500 s of 1.000 s"),
            ],
        );
    }
}
