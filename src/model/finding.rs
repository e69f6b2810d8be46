//! What the rules say (docs/spec/tidb-logs.md §5).

use super::{Span, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    #[default]
    Note,
    Low,
    Medium,
    High,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: Text,
    pub severity: Severity,
    pub title: Text,
    pub text: Text,
    /// Named figures as shown, with their units: `"unexplained": "12.4 s"`.
    pub figures: BTreeMap<Text, Text>,
    pub may_be_wrong: Text,
    pub evidence: Vec<Evidence>,
    /// Rules of symptoms this finding explains.
    pub absorbed: Vec<Text>,
    /// Steps in causal order.
    pub chain: Vec<Text>,
    /// The manual's page about the rule: `docs/rules/Q3.md`.
    #[serde(default)]
    pub page: Text,
    /// Where another finding leads: the rule of that finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Text>,
    /// How it stands to its cause.
    #[serde(default)]
    pub part: Part,
}

/// What a finding is within the account of one cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Stands for itself, or leads the others.
    #[default]
    Leading,
    /// Says how the figures of the cause are to be read.
    Reading,
    /// Explained by the cause.
    Symptom,
    /// Follows from the cause.
    Consequence,
    /// A remark on the same records.
    Remark,
}

impl Severity {
    /// One step lower; a note stays a note.
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Severity::High => Severity::Medium,
            Severity::Medium => Severity::Low,
            Severity::Low | Severity::Note => Severity::Note,
        }
    }
}

/// What a finding points at: a record by its index in the report's list of that kind, or a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub kind: EvidenceKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    Race,
    Failure,
    Assertion,
    SlowQuery,
    Timing,
    #[default]
    Line,
}
