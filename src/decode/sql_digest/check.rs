//! Whether a digest belongs to a statement.

use super::normalise::{Release, Style, normalise};
use super::{digest, normalised_already};
use crate::model::DigestCheck;

/// The digests that releases have given and give one statement, those of today first. Each is computed when it is first
/// asked for: nearly always the first one is right, and a statement that was slow once is slow again.
pub struct Digests {
    /// Without arguments and redaction marks; where it is not clear where the arguments begin, each of the ways.
    sql: Vec<String>,
    /// The statement that is tried.
    tried: usize,
    /// Normalised texts, and the digest of each.
    known: Vec<(String, String)>,
    /// Families not tried yet.
    families: std::slice::Iter<'static, Style>,
    /// It holds a word that became a keyword only after 5.0.
    young: bool,
    /// What it means when a digest is none of these.
    otherwise: DigestCheck,
}

impl Digests {
    /// Those of a slow-log entry's statement; none where the log cut it.
    pub fn of(sql: &str) -> Self {
        let (statements, added) = statements(sql);
        let sql = statements.last().map_or("", String::as_str);
        let mut digests = Self {
            sql: statements.clone(),
            tried: 0,
            known: Vec::new(),
            families: STYLES.iter(),
            young: false,
            // What the log adds to a statement may also have taken something from it.
            otherwise: if added { DigestCheck::Unknown } else { DigestCheck::Differs },
        };
        let redacted = normalised_already(sql);
        if let Some(text) = redacted.filter(|_| !is_cut(sql)) {
            // Redacted by the log: already the text that was hashed.
            digests.known.push((text.to_owned(), digest(text)));
        }
        if sql.is_empty() || is_cut(sql) || redacted.is_some() {
            (digests.sql, digests.families, digests.otherwise) = (Vec::new(), [].iter(), DigestCheck::Unknown);
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
            let Some(style) = self.families.next() else {
                self.tried += 1;
                self.sql.get(self.tried)?;
                self.families = STYLES.iter();
                continue;
            };
            let sql = self.sql.get(self.tried)?;
            // What differs only in what this statement does not have.
            if *style == NO_YOUNG && !self.young || !style.drop_semicolon && !sql.ends_with(';') {
                continue;
            }
            let (text, has_young) = normalise(sql, *style);
            if has_young {
                self.young = true;
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

/// The statement alone: without blanks around it, without the arguments that the log prints behind a prepared one and
/// without the marks of redaction; true where there was something of that. A statement may itself hold the words that
/// arguments begin with: the last place comes first.
fn statements(sql: &str) -> (Vec<String>, bool) {
    let unmarked = sql.replace(['‹', '›'], "");
    let sql_marked = unmarked.len() < sql.len();
    let sql = unmarked.trim();
    let whole = sql.strip_suffix(';').unwrap_or(sql).trim_end();
    let places = || whole.rmatch_indices("[arguments").filter(|(at, word)| has_arguments(whole, at + word.len()));
    let mut statements: Vec<String> =
        places().take(MAX_PLACES).filter_map(|(at, _)| Some(whole.get(..at)?.trim_end().to_owned())).collect();
    let added = sql_marked || !statements.is_empty();
    if statements.is_empty() {
        statements.push(sql.to_owned());
    }
    (statements, added)
}

/// Places at which the arguments may begin that are tried.
const MAX_PLACES: usize = 4;

/// Whether `: (1, "b")]` or ` 5]` follows, up to the end.
fn has_arguments(whole: &str, at: usize) -> bool {
    whole.ends_with(']') && whole.get(at..).is_some_and(|rest| rest.starts_with([':', ' ']))
}

/// The log cuts long statements and says so: `…(len:4096)`.
fn is_cut(sql: &str) -> bool {
    let sql = sql.strip_suffix(';').unwrap_or(sql).trim_end();
    sql.strip_suffix(')')
        .and_then(|sql| sql.rsplit_once("(len:"))
        .is_some_and(|(_, length)| !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit()))
}
