//! What the records mean: anomaly rules, joins, the story. One file per rule, one table ([`rules::RULES`]).
//!
//! Facts (the records as typed values) → rules → drafts → [`rank`] (a cause takes its symptoms, most important first) →
//! findings → [`story`].

pub mod activity;
pub mod clocks;
pub mod facts;
mod failed;
pub mod hints;
pub mod joins;
pub mod limit;
pub mod manual;
mod rank;
pub mod rule;
pub mod rules;
pub mod say;
pub mod statistics;
pub mod story;
#[cfg(test)]
mod testing;

pub use facts::Facts;
pub use limit::Thresholds;

use crate::model::Report;

/// Adds findings and story to a report that holds all records, with the default thresholds.
pub fn add(report: &mut Report) {
    add_with(report, &Thresholds::default());
}

/// The same with thresholds of the user's. Replaces what an earlier run left.
pub fn add_with(report: &mut Report, limits: &Thresholds) {
    let facts = Facts::new(report, limits);
    let findings = rank::rank(&facts);
    let story = story::tell(&facts, &findings);
    let (joins, clocks) = (facts.joins.all, facts.clocks.offsets);
    report.findings = findings;
    report.story = story;
    report.joins = joins;
    report.clocks = clocks;
}
