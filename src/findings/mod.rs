//! What the records mean: anomaly rules, joins, the story. One file per rule, one table.

use crate::model::Report;

/// Adds findings and story to a report that holds all records.
pub fn add(_report: &mut Report) {}
