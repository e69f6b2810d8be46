//! What was not understood, repaired or cut.

use super::{Span, Text};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// `not_read` (a part of the source, or all of it, was not read at all), `empty` (it holds no bytes), `archive` (its members),
    /// `cut`, `repaired`, `not_understood`, `limit`; `race` where testing says something of one.
    pub kind: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    pub text: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near_miss: Option<NearMiss>,
}

/// The format a piece of text resembles, and why it was not taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NearMiss {
    pub format: Text,
    pub reason: Text,
    /// Whether it plainly is of that format: something the log tells is then missing from the report. Otherwise it may be
    /// somebody else's text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plain: bool,
}
