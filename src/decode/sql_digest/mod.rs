//! SQL digests: SHA-256 of the normalised statement (docs/spec/tidb-logs.md §4.7).
//!
//! ```text
//! select job_id from mysql.tidb_mdl_info where version <= 46
//! select `job_id` from `mysql` . `tidb_mdl_info` where `version` <= ?
//! ```
//! Releases differ: before 5.0 names had no backquotes and NULL stayed a word; lists of lists collapse since 7.1; a `;` at
//! the end does not count since 7.3; and every release knows some more keywords.

mod check;
mod keywords;
mod lexer;
mod lower;
mod normalise;

pub use check::Digests;
pub use normalise::Style;

use sha2::{Digest, Sha256};

/// The normalised text. A text that is normalised already (it holds `...`) stays as it is.
pub fn normalise(sql: &str, style: Style) -> String {
    normalised_already(sql).map_or_else(|| normalise::normalise(sql, style).0, str::to_owned)
}

/// SHA-256 of a normalised text as 64 lower-case hexadecimal digits.
pub fn digest(normalised: &str) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let hash = Sha256::digest(normalised.as_bytes());
    let digit = |byte: u8| DIGITS.get(usize::from(byte)).copied().unwrap_or_default();
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The text without a `;` at its end, where it holds a `...` of its own: logs with redaction on print statements so.
fn normalised_already(sql: &str) -> Option<&str> {
    if !sql.contains("...") {
        return None;
    }
    let mut lexer = lexer::Lexer::new(sql.as_bytes());
    let mut dots = 0;
    let mut end = 0;
    while let Ok(Some(token)) = lexer.next() {
        dots = if token.text == "." && (dots == 0 || token.at == end) { dots + 1 } else { 0 };
        end = token.at + 1;
        if dots == 3 {
            let text = sql.trim_end();
            return Some(text.strip_suffix(';').unwrap_or(text));
        }
    }
    None
}

#[cfg(test)]
mod tests;
