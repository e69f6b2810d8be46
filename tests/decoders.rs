//! The small decoders over the labelled cases, and over damaged and arbitrary input.

use proptest::prelude::*;
use racecard::decode::binary_plan::read_binary_plan;
use racecard::decode::detect::detect;
use racecard::decode::execution_info::read_execution_info;
use racecard::decode::key::read_key;
use racecard::decode::plan::{Numbers, read_plan};
use racecard::decode::sql_digest::{Digests, Style, digest, normalise};
use racecard::decode::tso;
use racecard::model::{Numbering, Plan};
use serde_json::Value;
use std::fs;
use std::path::Path;

const DETECT: Numbers = Numbers::Detect { otherwise: Numbering::Current };

fn cases(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases").join(folder);
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let case = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            (path.file_name().unwrap().to_string_lossy().into_owned(), case)
        })
        .collect();
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn read(case: &Value, encoded: &str) -> Plan {
    if case["kind"] == "binary" { read_binary_plan(encoded.as_bytes()) } else { read_plan(encoded.as_bytes(), DETECT) }
}

#[test]
fn plans_are_printed_as_tidb_does() {
    for (name, case) in cases("plans").into_iter().chain(cases("plans-own")) {
        let plan = read(&case, case["encoded"].as_str().unwrap());
        let text = case["decoded_text_v3"].as_str().or(case["decoded_text"].as_str());
        if let Some(text) = text.filter(|_| case["error"].is_null()) {
            assert_eq!((plan.text.as_ref(), &plan.error, plan.cut_after), (text, &None, None), "{name}");
        } else if !case["encoded"].as_str().unwrap().is_empty() {
            assert!(plan.error.is_some(), "{name}");
        }
    }
}

#[test]
fn a_plan_cut_anywhere_gives_the_rows_before_the_cut() {
    for (name, case) in cases("plans").into_iter().chain(cases("plans-own")) {
        let encoded = case["encoded"].as_str().unwrap();
        let whole = read(&case, encoded);
        if case["kind"] == "normalized" || !case["error"].is_null() {
            continue;
        }
        for end in (0..encoded.len()).step_by(7) {
            let cut = read(&case, &encoded[..end]);
            assert!(cut.nodes.len() <= whole.nodes.len(), "{name} at {end}");
            // Rows of a text plan are right as far as they go. The tree above a cut binary plan has only names.
            if case["kind"] == "plan" {
                for (ours, theirs) in cut.nodes.iter().zip(&whole.nodes) {
                    assert_eq!(
                        (&ours.operator_info, &ours.est_rows),
                        (&theirs.operator_info, &theirs.est_rows),
                        "{name}"
                    );
                }
            }
            if end > 0 && cut.nodes.len() < whole.nodes.len() {
                assert!(cut.error.is_some() || cut.cut_after.is_some(), "{name} at {end}: silent");
            }
        }
    }
}

#[test]
fn digests_are_those_of_tidb() {
    for case in cases("digests").iter().flat_map(|(_, file)| file["cases"].as_array().unwrap()) {
        let text = |field: &str| case[field].as_str().unwrap_or_default();
        let style = if case["before_5_0"] == true { Style::BEFORE_5_0 } else { Style::CURRENT };
        let normalised = normalise(text("sql"), style);
        assert_eq!((normalised.as_str(), digest(&normalised).as_str()), (text("normalized"), text("digest")));
    }
}

/// Everything at once: nothing may panic, hang or grow without bound.
fn decode_all(input: &[u8]) {
    for plan in [read_plan(input, DETECT), read_plan(input, Numbers::Use(Numbering::V3)), read_binary_plan(input)] {
        for node in &plan.nodes {
            read_execution_info(node.execution_info.as_deref().unwrap_or_default());
        }
    }
    let text = String::from_utf8_lossy(input);
    detect(&text);
    read_key(&text).map(|key| key.to_string());
    tso::describe(&text, Some(60));
    read_execution_info(&text);
    let normalised = normalise(&text, Style::CURRENT);
    Digests::of(&text).check(&digest(&normalised));
}

/// `input` in the outer coding, so that the readers behind it see it.
fn encoded(input: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let packed = snap::raw::Encoder::new().compress_vec(input).unwrap();
    base64::prelude::BASE64_STANDARD.encode(packed).into_bytes()
}

/// `[12]` repeated until it is as deep as a plan may never be.
fn nested_operators(levels: usize) -> Vec<u8> {
    let mut message = vec![0x0a, 1, b'x'];
    for _ in 0..levels {
        let mut outer = vec![0x12];
        let mut length = message.len();
        while length > 0x7f {
            outer.push(length as u8 | 0x80);
            length >>= 7;
        }
        outer.push(length as u8);
        outer.extend(&message);
        message = outer;
    }
    let mut plan = vec![0x0a];
    let mut length = message.len();
    while length > 0x7f {
        plan.push(length as u8 | 0x80);
        length >>= 7;
    }
    plan.push(length as u8);
    plan.extend(message);
    plan
}

#[test]
fn deep_nesting_ends_in_words() {
    let plan = read_binary_plan(&encoded(&nested_operators(5_000)));
    let why = plan.error.iter().chain(&plan.notes).map(ToString::to_string).collect::<Vec<_>>();
    assert!(why.iter().any(|why| why.contains("more or deeper operators")), "{why:?}");
    decode_all("{".repeat(100_000).as_bytes());
    decode_all("(".repeat(100_000).as_bytes());
    let rows = (0..3_000).map(|depth| format!("{depth}\t1_1\t0\t1\tx\n")).collect::<Vec<_>>().concat();
    assert!(read_plan(&encoded(rows.as_bytes()), DETECT).error.is_some());
}

#[test]
fn many_wide_rows_are_not_padded_beyond_bounds() {
    let mut rows = format!("0\t1_1\t0\t1\t{}\tx\n", "w".repeat(1 << 20));
    rows.push_str(&"0\t1_1\t0\t1\tx\tx\n".repeat(10_000));
    let plan = read_plan(&encoded(rows.as_bytes()), DETECT);
    assert_eq!(plan.nodes.len(), 10_001);
    assert!(plan.text.len() < 4 << 20);
}

proptest! {
    #[test]
    fn arbitrary_bytes(input in prop::collection::vec(any::<u8>(), 0..400)) {
        decode_all(&input);
        decode_all(&encoded(&input));
    }

    #[test]
    fn texts_like_ours(input in "[0-9a-z\t\n_(){}'\"`:,.*/@#;<>=! -]{0,200}") {
        decode_all(input.as_bytes());
        decode_all(&encoded(input.as_bytes()));
    }

    #[test]
    fn rows_of_any_shape(rows in prop::collection::vec((0_u32..9, 0_i64..70, "[01](_[0-3])?", "[a-z:,\t ]{0,12}"), 0..30)) {
        let row = |(depth, id, task, info): &(u32, i64, String, String)| format!("{depth}\t{id}_1\t{task}\t1\t{info}\n");
        let text = rows.iter().map(row).collect::<Vec<_>>().concat();
        let plan = read_plan(&encoded(text.as_bytes()), DETECT);
        prop_assert_eq!(plan.nodes.len(), rows.len());
        let lines = plan.text.split('\n').count();
        prop_assert!(rows.is_empty() || lines == rows.len() + 1);
    }

    #[test]
    fn damaged_plans(at in any::<prop::sample::Index>(), byte in any::<u8>(), which in any::<prop::sample::Index>()) {
        let cases = cases("plans");
        let (_, case) = &cases[which.index(cases.len())];
        let mut encoded = case["encoded"].as_str().unwrap().as_bytes().to_vec();
        if !encoded.is_empty() {
            let at = at.index(encoded.len());
            encoded[at] = byte;
        }
        decode_all(&encoded);
    }
}
