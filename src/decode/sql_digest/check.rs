//! Whether a digest belongs to a statement.

use super::normalise::{Release, Style, normalise};
use super::{digest, normalised_already};
use crate::model::DigestCheck;

/// Compares the digest of a slow-log entry with its statement: `Verified` when any release family gives this digest,
/// `Unknown` when the statement was cut by the log or a keyword list decides, `Differs` otherwise.
pub fn digest_matches(sql: &str, expected: &str) -> DigestCheck {
    let sql = statement(sql);
    let expected = expected.trim();
    if expected.len() != 64 || sql.is_empty() || is_cut(sql) {
        return DigestCheck::Unknown;
    }
    let same = |normalised: &str| digest(normalised).eq_ignore_ascii_case(expected);
    if let Some(text) = normalised_already(sql) {
        // Redacted by the log: already the text that was hashed.
        return if same(text) { DigestCheck::Verified } else { DigestCheck::Unknown };
    }
    let unmarked;
    let sql = if sql.contains('‹') {
        unmarked = sql.replace(['‹', '›'], "");
        &unmarked
    } else {
        sql
    };
    let mut young = false;
    let mut tried: Vec<String> = Vec::new();
    for style in STYLES {
        // What differs only in what this statement does not have.
        if style == NO_YOUNG && !young || !style.drop_semicolon && !sql.ends_with(';') {
            continue;
        }
        let (text, has_young) = normalise(sql, style);
        young |= has_young;
        if !tried.contains(&text) {
            if same(&text) {
                return DigestCheck::Verified;
            }
            tried.push(text);
        }
    }
    if young { DigestCheck::Unknown } else { DigestCheck::Differs }
}

/// The digest that releases of today give the statement of a slow-log entry.
pub fn digest_now(sql: &str) -> String {
    digest(&normalise(statement(sql), Style::CURRENT).0)
}

const NO_YOUNG: Style = Style { young_keywords: false, ..Style::CURRENT };

/// Families from the newest to the oldest.
const STYLES: [Style; 6] = [
    Style::CURRENT,
    NO_YOUNG,
    Style { release: Release::V5_0, young_keywords: false, ..Style::CURRENT },
    Style { release: Release::V5_0, young_keywords: false, drop_semicolon: false },
    Style::BEFORE_5_0,
    Style { drop_semicolon: false, ..Style::BEFORE_5_0 },
];

/// The statement alone: without blanks around it and without the arguments that the log prints behind a prepared one.
fn statement(sql: &str) -> &str {
    let sql = sql.trim();
    let whole = sql.strip_suffix(';').unwrap_or(sql).trim_end();
    match whole.rfind("[arguments: ") {
        Some(at) if whole.ends_with(']') => sql.get(..at).unwrap_or(sql).trim_end(),
        _ => sql,
    }
}

/// The log cuts long statements and says so: `…(len:4096)`.
fn is_cut(sql: &str) -> bool {
    let sql = sql.strip_suffix(';').unwrap_or(sql).trim_end();
    sql.strip_suffix(')')
        .and_then(|sql| sql.rsplit_once("(len:"))
        .is_some_and(|(_, length)| !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit()))
}
