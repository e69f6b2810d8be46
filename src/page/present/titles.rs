//! Titles of cards where the record's own text is too long for one, or where it has none.

use super::figures::plural;
use crate::model::{Assertion, TestResult, TestStatus, Text, Timing};

/// `Received unexpected error: send msg timeout`, `Not equal: expected 3, got 4`.
pub fn assertion(assertion: &Assertion) -> String {
    let head = assertion.head();
    let short = |text: &Option<Text>| {
        text.as_deref().map(str::trim).filter(|text| text.len() <= 40 && !text.contains('\n')).map(str::to_owned)
    };
    match (short(&assertion.expected), short(&assertion.actual)) {
        (Some(expected), Some(actual)) => format!("{head} expected {expected}, got {actual}"),
        _ => head.to_owned(),
    }
}

/// Coprocessor lines: `[TIME_COP_WAIT] region 2 on store1`; others have a message of their own.
pub fn timing(timing: &Timing) -> String {
    let field = |name: &str| timing.fields.get(name).filter(|text| !text.is_empty());
    match (timing.message.split_once("] "), field("region_id"), field("store_addr")) {
        (Some((kind, _)), Some(region), Some(store)) if kind.starts_with("[TIME_COP") => {
            format!("{kind}] region {region} on {store}")
        }
        _ => timing.message.to_string(),
    }
}

/// The test or its package; of those that were only counted how many: `3 passed tests`.
pub fn test(test: &TestResult) -> String {
    if let Some(name) = test.name.as_deref().or(test.package.as_deref()) {
        return name.to_owned();
    }
    let what = match test.status {
        TestStatus::Fail => "failed test",
        TestStatus::Pass => "passed test",
        TestStatus::Skip => "skipped test",
    };
    plural(test.count.unwrap_or(1), what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        let mut it = Assertion { error: "Not equal:\nexpected: 3\nactual  : 4".into(), ..Assertion::default() };
        (it.expected, it.actual) = (Some("3".into()), Some("4".into()));
        assert_eq!(assertion(&it), "Not equal: expected 3, got 4");
        let mut line = Timing { message: "[TIME_COP_WAIT] resp_time:51.6s region_id:2".into(), ..Timing::default() };
        assert_eq!(timing(&line), "[TIME_COP_WAIT] resp_time:51.6s region_id:2");
        line.fields.push("region_id", "2");
        line.fields.push("store_addr", "store1");
        assert_eq!(timing(&line), "[TIME_COP_WAIT] region 2 on store1");
    }

    #[test]
    fn tests_that_were_only_counted() {
        let counted = TestResult { status: TestStatus::Skip, count: Some(3), ..TestResult::default() };
        assert_eq!(test(&counted), "3 skipped tests");
        assert_eq!(test(&TestResult { package: Some("a/b".into()), ..counted.clone() }), "a/b");
        assert_eq!(test(&TestResult { name: Some("TestA".into()), package: Some("a/b".into()), ..counted }), "TestA");
    }
}
