//! The account of what happened: three to six sentences in causal order, the certain told apart from the inferred.

use super::Facts;
use crate::model::Finding;
use crate::model::report::Sentence;

/// The story of a report, empty where there is nothing to tell.
pub fn tell(_facts: &Facts<'_>, _findings: &[Finding]) -> Vec<Sentence> {
    Vec::new()
}
