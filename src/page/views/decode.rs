//! Decode: says what a pasted text is, and what it means.

use super::{Scene, plan, ui};
use crate::decode::binary_plan::read_binary_plan;
use crate::decode::detect::{Pasted, detect};
use crate::decode::key::read_key;
use crate::decode::plan::{Numbers, read_plan};
use crate::decode::sql_digest::{Style, digest, normalise};
use crate::decode::tso;
use crate::model::{Numbering, Plan, Text};
use crate::page::protocol::{Act, Node, all, el, none, text};

const DIGEST: &str = "A digest is a hash and cannot be decoded. Open the slow log that holds it to see its statement.";

/// The result for the text in the switch `text`.
pub fn view(scene: &Scene<'_>) -> Node {
    let pasted = pasted(scene);
    if pasted.is_empty() {
        return el("p").class("empty").text("What it is and what it says appears here.");
    }
    match detect(pasted) {
        Some(Pasted::Plan) => {
            let plan = text_plan(pasted, scene);
            shown("Execution plan", &plan, plan::numbering(&plan))
        }
        Some(Pasted::BinaryPlan) => shown("Binary execution plan", &read_binary_plan(pasted.as_bytes()), none()),
        Some(Pasted::Tso) => rows("Timestamp (TSO)", &[("Physical time, UTC", &said(tso::describe(pasted, None)))]),
        Some(Pasted::Key) => rows("Key of TiKV", &[("Says", &said(read_key(pasted).map(|key| key.to_string())))]),
        Some(Pasted::Digest) => rows("Digest", &[("Says", DIGEST)]),
        Some(Pasted::Sql) => {
            let (now, before) = (normalise(pasted, Style::CURRENT), normalise(pasted, Style::BEFORE_5_0));
            let (digest_now, digest_before) = (digest(&now), digest(&before));
            let named = [
                ("Digest", digest_now.as_str()),
                ("Normalised", &now),
                ("Digest before 5.0", &digest_before),
                ("Normalised before 5.0", &before),
            ];
            rows("SQL statement", &named)
        }
        None => problem("Nothing known: paste a plan, a TSO, a key, a digest or a statement."),
    }
}

/// The plan as TiDB prints it.
pub fn copied(scene: &Scene<'_>) -> Option<Text> {
    let pasted = pasted(scene);
    let plan = match detect(pasted)? {
        Pasted::Plan => text_plan(pasted, scene),
        Pasted::BinaryPlan => read_binary_plan(pasted.as_bytes()),
        _ => return None,
    };
    Some(plan.text.trim_matches('\n').into())
}

fn pasted<'a>(scene: &Scene<'a>) -> &'a str {
    scene.switches.get("text").unwrap_or_default().trim()
}

fn text_plan(pasted: &str, scene: &Scene<'_>) -> Plan {
    const DETECT: Numbers = Numbers::Detect { otherwise: Numbering::Current };
    read_plan(pasted.as_bytes(), plan::numbers(scene.switches).map_or(DETECT, Numbers::Use))
}

fn said(what: Option<String>) -> String {
    what.unwrap_or_default()
}

fn problem(sentence: &str) -> Node {
    el("p").class("problem").text(sentence)
}

fn rows(what: &str, rows: &[(&str, &str)]) -> Node {
    let rows = rows.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| ui::fact(name, text(value)));
    all([el("h2").text(what), el("dl").class("facts").each(rows)])
}

fn shown(what: &str, plan: &Plan, numbering: Node) -> Node {
    let old = (plan.numbering == Numbering::V3).then_some("Operator numbers of releases 3.0 and 3.1");
    let remarks = old.into_iter().chain(plan.notes.iter().map(|note| &**note));
    let remarks: Vec<Node> = remarks.map(|remark| ui::fact("Note", text(remark))).collect();
    let copy = ui::button("button", &Act::Copy("decoded text".into())).text("Copy");
    let printed = plan.text.trim_matches('\n');
    all([el("h2").text(what)])
        .maybe(plan.error.as_deref().map(problem))
        .when(!remarks.is_empty(), || el("dl").class("facts").each(remarks))
        .when(!numbering.is_empty(), || el("p").class("evidence").add(numbering))
        .when(!printed.is_empty(), || all([el("pre").attr("tabindex", "0").text(printed), copy]))
        .when(!plan.nodes.is_empty(), || ui::fold("Factors and times", plan::table(plan, false)))
}
