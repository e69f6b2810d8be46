//! What is worked out of an entry's text: plans, whether the digest belongs to the statement. Done for the entries that
//! the report keeps, since decoding is most of the cost of a slow-log file.

use crate::decode::binary_plan::read_binary_plan;
use crate::decode::compare::compare;
use crate::decode::plan::{Numbers, read_plan};
use crate::decode::sql_digest::Digests;
use crate::model::{DigestCheck, Numbering, Plan, SlowQuery, Text};
use std::collections::BTreeMap;

/// Fields that no release with the operator numbers of 3.x writes (docs/spec/tidb-logs.md §4.2).
const NOT_BEFORE_4: &[&str] = &["User@Host", "Rewrite_time", "Cop_time", "Plan_from_cache"];

/// Adds plans and the digest check.
pub fn add_details(queries: &mut [SlowQuery]) {
    let mut digests = BTreeMap::new();
    for query in queries {
        add_plans(query);
        check_digest(query, &mut digests);
    }
}

fn add_plans(query: &mut SlowQuery) {
    let newer = NOT_BEFORE_4.iter().any(|name| query.fields.get(name).is_some());
    let otherwise = if newer { Numbering::Current } else { Numbering::V3 };
    let encoded = |name: &str| query.fields.get(name).filter(|value| !is_empty_call(value));
    query.plan =
        encoded("Plan").map(|value| cut_marked(read_plan(value.as_bytes(), Numbers::Detect { otherwise }), value));
    // A table printed already stays text.
    let binary = encoded("Binary_plan").filter(|value| !value.trim_start().starts_with("| id "));
    query.binary_plan = binary.map(|value| cut_marked(read_binary_plan(value.as_bytes()), value));
    if let (Some(text), Some(binary)) = (&query.plan, &query.binary_plan) {
        query.plan_differences = compare(text, binary);
    }
}

/// `tidb_decode_plan('')`: there was no plan.
fn is_empty_call(value: &str) -> bool {
    value.is_empty() || value.ends_with("('')") || value.ends_with("(\"\")")
}

/// A plan whose call is not closed was cut, even where what is there can be read.
fn cut_marked(mut plan: Plan, value: &str) -> Plan {
    if value.starts_with("tidb_decode_") && !value.ends_with(')') && plan.error.is_none() && plan.cut_after.is_none() {
        plan.cut_after = Some(plan.nodes.len() as u32);
    }
    plan
}

/// Looks whether the digest belongs to the statement; `known` are the digests of statements met before.
fn check_digest(query: &mut SlowQuery, known: &mut BTreeMap<Text, Digests>) {
    let (Some(digest), Some(sql)) = (query.fields.get("Digest"), &query.sql) else { return };
    let digests = known.entry(sql.clone()).or_insert_with(|| Digests::of(sql));
    // A statement whose end is missing, or that somebody shortened, says nothing about its digest.
    let shortened = query.missing.iter().any(|what| what.contains("statement")) || sql.contains("...");
    query.digest_check = match digests.check(digest) {
        DigestCheck::Differs if shortened => DigestCheck::Unknown,
        verdict => verdict,
    };
    if query.digest_check == DigestCheck::Differs {
        query.digest_now = digests.now().map(Text::from);
    }
}
