//! Go data races (docs/spec/go-reports.md §1, §5).

use super::{Frame, Span, Text};
use serde::{Deserialize, Serialize};

/// Races with one fingerprint: the unordered pair of culprit functions (level L2 of docs/spec/go-reports.md §5.4).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RaceGroup {
    /// Short hash of the key: the same race has the same id in every log.
    pub id: Text,
    pub title: Text,
    /// All reports of the group, also those not kept in `reports`.
    pub count: u64,
    /// `read/write`, `write/write`: access kinds seen, sorted.
    pub kinds: Vec<Text>,
    /// Ids of related groups (one shared function, or the same receiver type; level L3).
    pub family: Vec<Text>,
    /// Ids of groups with a report in the same process that touches the same 64 bytes (level LA): possibly the same object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_object: Vec<Text>,
    /// Why these reports are one group, in words.
    #[serde(default)]
    pub why: Text,
    pub hints: Vec<Hint>,
    /// Different races within the pair of functions: other lines and other objects (spec §5.6). One entry when all are
    /// the same.
    #[serde(default)]
    pub sites: Vec<Site>,
    pub reports: Vec<RaceReport>,
}

/// One pair of culprit lines within a group (level L1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// `session.go:1400 ↔ executor.go:271`.
    pub title: Text,
    pub count: u64,
    /// Distinct pairs of whole stacks that lead here (level L0).
    pub paths: u64,
    /// Indices into `RaceGroup::reports`.
    pub reports: Vec<u32>,
}

/// What may be behind a race; always worded "may be" (rules H1 to H25 of docs/spec/go-reports.md §4).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hint {
    pub rule: Text,
    pub text: Text,
    /// `high`, `medium` or `low`.
    pub confidence: Text,
    /// The frames that triggered it, as printed.
    pub evidence: Vec<Text>,
}

/// One `WARNING: DATA RACE` with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RaceReport {
    pub span: Span,
    /// Nothing is missing: both accesses, all frames with file and line, a creation for every goroutine but main.
    pub complete: bool,
    /// What is missing, in words; also remarks such as "missing opening banner" that leave it complete.
    pub missing: Vec<Text>,
    pub accesses: Vec<Access>,
    /// Creations of the goroutines of the accesses.
    pub goroutines: Vec<Creation>,
    /// Any further creation blocks (GORACE=print_full_thread_history=1).
    pub ancestors: Vec<Creation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// The test both stacks come from, after removal of ghost frames; see `reported_in`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Text>,
    /// The test that was running when the report was printed, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_in: Option<Text>,
    /// `heap`, `package variable` or `foreign memory`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_class: Option<Text>,
    /// `≈ 1.21`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toolchain: Option<Text>,
    /// Which of the processes of its source printed it: addresses of others cannot be compared with its own.
    #[serde(skip)]
    pub process: u64,
    /// Lines that stood inside the report and do not belong to it.
    #[serde(default)]
    pub foreign_lines: u64,
    /// What was repaired to read it, in words.
    #[serde(default)]
    pub damage: Vec<Text>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessKind {
    Read,
    Write,
}

/// One side of a race.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Access {
    pub kind: AccessKind,
    pub previous: bool,
    /// As printed; Go before 1.7 prints none.
    pub address: Option<Text>,
    /// `main` or the detector's own number (not the runtime's goroutine id); None while it is not known.
    pub goroutine: Option<Text>,
    pub frames: Vec<Frame>,
    /// False for `[failed to restore the stack]`.
    pub restored: bool,
    /// Index into `frames`, or into the creation's frames where `culprit_from` says so.
    pub culprit: Option<u32>,
    /// `access` or `creation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub culprit_from: Option<Text>,
}

/// Where a goroutine was started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Creation {
    pub goroutine: Text,
    /// `running` or `finished`.
    pub state: Text,
    pub frames: Vec<Frame>,
}

/// How the two goroutines stand to each other (docs/spec/go-reports.md §5.7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// `parent`, `siblings` or `none`.
    pub kind: Text,
    /// `216448 created 217396`.
    pub text: Text,
    /// Goroutine numbers; for `parent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<Text>,
    /// Frames at the root of both access stacks that are equal by function, and how many of these also by line.
    pub shared_root_functions: u32,
    pub shared_root_lines: u32,
    /// Longest common run of functions elsewhere: start in either access stack and length; length 0 where there is none.
    pub common_run: CommonRun,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CommonRun {
    pub first_start: u32,
    pub second_start: u32,
    pub length: u32,
    /// How many of these frames are also equal by line.
    pub same_lines: u32,
}
