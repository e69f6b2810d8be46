//! Test results and failed assertions.

use super::{Frame, Span, Text};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestStatus {
    #[default]
    Fail,
    Pass,
    Skip,
}

/// A test, or a package (`name` is None). Passing and skipped ones may be counted instead: `count` is then set and
/// `span` that of the first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TestResult {
    pub name: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Text>,
    pub status: TestStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// `build failed`, `setup failed`, `cached`, `no test files`; of a failed package without such a word how its
    /// process ended; `passed in another run` of a failed test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Text>,
    /// Of a package what the compiler or vet said about it; of a failed test what it logged (`x_test.go:12: message`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub file: Text,
    pub line: Option<u32>,
}

/// A testify block, or another assertion library's failure (docs/spec/go-reports.md §2.3).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assertion {
    /// As the block names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Text>,
    /// The test that was running, where the block names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_in: Option<Text>,
    /// The whole text under the Error label, embedded stack and differences included.
    pub error: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Text>,
    /// The place testing printed before the block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// Innermost first.
    pub trace: Vec<Place>,
    /// The stack embedded in the error (`%+v` of pkg/errors).
    pub stack: Vec<Frame>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diff: Option<Text>,
    pub span: Span,
}

impl Assertion {
    /// The test the block names, otherwise the one that was running.
    pub fn test_name(&self) -> Option<&Text> {
        self.test.as_ref().or(self.reported_in.as_ref())
    }

    /// The error without what is held apart from it: embedded stack, expected, actual, differences.
    pub fn head(&self) -> &str {
        let text = self.error.trim();
        let stack = self.stack.first().and_then(|frame| text.find(frame.function.as_ref()));
        let compared = self.expected.is_some().then_some(["expected:", "expected :", "Diff:"]);
        let compared = compared.into_iter().flatten().filter_map(|word| text.find(word));
        let end = compared.chain(stack).min().unwrap_or(text.len());
        text.get(..end).unwrap_or(text).trim()
    }
}
