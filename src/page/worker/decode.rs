//! Says what a pasted text is, and what it means.

use crate::decode::binary_plan::read_binary_plan;
use crate::decode::detect::{Pasted, detect};
use crate::decode::key::read_key;
use crate::decode::plan::{Numbers, read_plan};
use crate::decode::sql_digest::{Style, digest, normalise};
use crate::decode::tso;
use crate::model::{Numbering, Plan, Text};
use crate::page::protocol::Decoded;

pub fn decode(text: &str) -> Decoded {
    const DETECT: Numbers = Numbers::Detect { otherwise: Numbering::Current };
    let text = text.trim();
    match detect(text) {
        Some(Pasted::Plan) => {
            let plan = read_plan(text.as_bytes(), DETECT);
            let old = plan.numbering == Numbering::V3;
            shown("Execution plan", plan, old.then_some("Operator numbers of releases 3.0 and 3.1"))
        }
        Some(Pasted::BinaryPlan) => shown("Binary execution plan", read_binary_plan(text.as_bytes()), None),
        Some(Pasted::Tso) => row("Timestamp (TSO)", "Physical time, UTC", tso::describe(text, None)),
        Some(Pasted::Key) => row("Key of TiKV", "Says", read_key(text).map(|key| key.to_string())),
        Some(Pasted::Sql) => {
            let normalised = normalise(text, Style::CURRENT);
            let old = normalise(text, Style::BEFORE_5_0);
            Decoded {
                what: "SQL statement".into(),
                rows: vec![
                    ("Digest".into(), digest(&normalised).into()),
                    ("Normalised".into(), normalised.into()),
                    ("Digest before 5.0".into(), digest(&old).into()),
                    ("Normalised before 5.0".into(), old.into()),
                ],
                ..Decoded::default()
            }
        }
        Some(Pasted::Digest) => row(
            "Digest",
            "Says",
            Some(
                "A digest is a hash and cannot be decoded. Open the slow log that holds it to see its statement."
                    .into(),
            ),
        ),
        None => Decoded {
            error: Some("Nothing known: paste a plan, a TSO, a key, a digest or a statement.".into()),
            ..Decoded::default()
        },
    }
}

fn row(what: &str, name: &str, value: Option<String>) -> Decoded {
    let rows = value.map(|value| (Text::from(name), Text::from(value))).into_iter().collect();
    Decoded { what: what.into(), rows, ..Decoded::default() }
}

fn shown(what: &str, plan: Plan, remark: Option<&str>) -> Decoded {
    let remarks = remark.map(Text::from).into_iter().chain(plan.notes);
    Decoded {
        what: what.into(),
        rows: remarks.map(|remark| ("Note".into(), remark)).collect(),
        text: Some(plan.text.trim_matches('\n').into()),
        error: plan.error,
    }
}
