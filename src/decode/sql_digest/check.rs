//! Whether a digest belongs to a statement.

use super::normalise::{Release, Style, normalise};
use super::{digest, normalised_already};
use crate::model::DigestCheck;

/// The digests that releases have given and give one statement, those of today first. Each is computed when it is first
/// asked for: nearly always the first one is right, and a statement that was slow once is slow again.
pub struct Digests {
    /// Without arguments and redaction marks.
    sql: String,
    /// Normalised texts, and the digest of each.
    known: Vec<(String, String)>,
    /// Families not tried yet.
    families: std::slice::Iter<'static, Style>,
    /// What it means when a digest is none of these.
    otherwise: DigestCheck,
}

impl Digests {
    /// Those of a slow-log entry's statement; none where the log cut it.
    pub fn of(sql: &str) -> Self {
        let sql = statement(sql);
        let mut digests = Self {
            sql: sql.replace(['‹', '›'], ""),
            known: Vec::new(),
            families: STYLES.iter(),
            otherwise: DigestCheck::Differs,
        };
        let redacted = normalised_already(sql);
        if sql.is_empty() || is_cut(sql) || redacted.is_some() {
            (digests.families, digests.otherwise) = ([].iter(), DigestCheck::Unknown);
        }
        if let Some(text) = redacted.filter(|_| !is_cut(sql)) {
            // Redacted by the log: already the text that was hashed.
            digests.known.push((text.to_owned(), digest(text)));
        }
        digests
    }

    /// Compares them with the digest of an entry: `Verified` when any release family gives this digest, `Unknown` when
    /// the statement was cut or redacted by the log or a keyword list decides, `Differs` otherwise.
    pub fn check(&mut self, expected: &str) -> DigestCheck {
        let expected = expected.trim();
        if expected.len() != 64 {
            return DigestCheck::Unknown;
        }
        let mut at = 0;
        while let Some(digest) = self.get(at) {
            if digest.eq_ignore_ascii_case(expected) {
                return DigestCheck::Verified;
            }
            at += 1;
        }
        self.otherwise
    }

    /// The digest that releases of today give the statement.
    pub fn now(&mut self) -> Option<&str> {
        self.get(0)
    }

    fn get(&mut self, at: usize) -> Option<&str> {
        while at >= self.known.len() {
            let style = *self.families.next()?;
            // What differs only in what this statement does not have.
            let young = self.otherwise == DigestCheck::Unknown;
            if style == NO_YOUNG && !young || !style.drop_semicolon && !self.sql.ends_with(';') {
                continue;
            }
            let (text, has_young) = normalise(&self.sql, style);
            if has_young {
                self.otherwise = DigestCheck::Unknown;
            }
            if !self.known.iter().any(|(known, _)| *known == text) {
                let digest = digest(&text);
                self.known.push((text, digest));
            }
        }
        self.known.get(at).map(|(_, digest)| digest.as_str())
    }
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
