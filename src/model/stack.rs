//! Stack frames.

use super::Text;
use serde::{Deserialize, Serialize};

/// One frame as printed (docs/spec/go-reports.md §1.5).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Frame {
    /// As printed, without the trailing `()` or argument list.
    pub function: Text,
    /// As printed; empty where the location is missing (cut off or swallowed by a sanitiser).
    pub file: Text,
    pub line: Option<u32>,
    /// `0x324` of `+0x324`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<Text>,
    pub role: Role,
    /// Left over from a recovered panic (golang/go#46095, docs/spec/go-reports.md §5.7).
    #[serde(default)]
    pub ghost: bool,
}

/// Whose code a frame is (docs/spec/go-reports.md §5.2), the application's first and what is furthest from it last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    #[default]
    App,
    Dependency,
    Helper,
    Std,
    Harness,
}
