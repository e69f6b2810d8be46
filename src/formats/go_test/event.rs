//! Events of `go test -json` that carry no output (cmd/test2json).

use crate::model::TestStatus;
use crate::text::bytes;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Event {
    #[serde(rename = "Action")]
    pub action: String,
    #[serde(rename = "Package")]
    pub package: Option<String>,
    #[serde(rename = "Test")]
    pub test: Option<String>,
    /// Seconds.
    #[serde(rename = "Elapsed")]
    pub elapsed: Option<f64>,
    #[serde(rename = "Output")]
    output: Option<String>,
}

impl Event {
    pub fn status(&self) -> Option<TestStatus> {
        match self.action.as_str() {
            "fail" => Some(TestStatus::Fail),
            "pass" => Some(TestStatus::Pass),
            "skip" => Some(TestStatus::Skip),
            _ => None,
        }
    }
}

/// Reads an event. Those with output are none: the output is read as text.
pub fn read(line: &[u8]) -> Option<Event> {
    let line = line.trim_ascii();
    if !line.starts_with(b"{") || !bytes::contains(line, b"\"Action\":") {
        return None;
    }
    let event: Event = serde_json::from_slice(line).ok()?;
    (event.output.is_none() && (event.package.is_some() || event.test.is_some())).then_some(event)
}
