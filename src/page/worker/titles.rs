//! Titles of cards where the record's own text is too long for one.

use crate::model::{Assertion, Text, Timing};

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
}
