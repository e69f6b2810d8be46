//! What a pasted text is, among what this module decodes.

use super::key;
use super::outer;
use super::tso;
use crate::model::Tso;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    Plan,
    BinaryPlan,
    Tso,
    Key,
    /// A SQL or plan digest: nothing to decode, it can only be looked up.
    Digest,
    Sql,
}

/// By what the text shows; None where it is none of these.
pub fn detect(text: &str) -> Option<Pasted> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if text.contains("tidb_decode_binary_plan") {
        return Some(Pasted::BinaryPlan);
    }
    if text.contains("tidb_decode_plan") || super::plan::is_inner_text(bytes) {
        return Some(Pasted::Plan);
    }
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let number = tso::read(text);
    if number.is_some_and(|number| number.time(None).is_some() || matches!(number, Tso(0 | u64::MAX))) {
        return Some(Pasted::Tso);
    }
    if hex.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Some(Pasted::Key);
    }
    if number.is_some() {
        return None;
    }
    let is_hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace());
    if (is_hex || text.contains('\\')) && key::read_key(text).is_some_and(|key| key.what != key::What::Unknown) {
        return Some(Pasted::Key);
    }
    if is_hex && text.len() == 64 {
        return Some(Pasted::Digest);
    }
    if starts_a_statement(text) {
        return Some(Pasted::Sql);
    }
    let content = outer::unfold(bytes.trim_ascii()).bytes;
    if super::plan::is_inner_text(&content) {
        Some(Pasted::Plan)
    } else if content.first() == Some(&0x0a) {
        Some(Pasted::BinaryPlan)
    } else {
        None
    }
}

/// The value of a field that was copied with its name: `# Txn_start_ts: 4390…`, `txnStartTS:4390…`, `[key=74…]`; the text
/// itself where it is none.
pub fn value_of(text: &str) -> &str {
    let text =
        text.trim().trim_start_matches(['#', '[', '(', ' ', '"']).trim_end_matches([']', ')', ',', ';', ' ', '"']);
    let name =
        text.find(|letter: char| !letter.is_ascii_alphanumeric() && !"_-.".contains(letter)).unwrap_or(text.len());
    let Some((name, rest)) = text.split_at_checked(name) else { return text };
    match rest.strip_prefix([':', '=']).map(str::trim_start) {
        Some(value) if !name.is_empty() && !value.is_empty() => value.trim_matches('"'),
        _ => text,
    }
}

/// Both ends of `Some(start: 7480… end: 7480…)`, as lines of TiKV name a range.
pub fn ends_of_range(text: &str) -> Option<[&str; 2]> {
    let word = |name| text.split_once(name)?.1.split([' ', ')', '"', ']']).next();
    Some([word("start: ")?, word("end: ")?])
}

/// Whether the first word, comments skipped, begins a statement.
fn starts_a_statement(text: &str) -> bool {
    const WORDS: [&str; 37] = [
        "admin",
        "alter",
        "analyze",
        "begin",
        "call",
        "commit",
        "create",
        "deallocate",
        "delete",
        "desc",
        "describe",
        "do",
        "drop",
        "execute",
        "explain",
        "flush",
        "grant",
        "import",
        "insert",
        "kill",
        "load",
        "lock",
        "prepare",
        "recover",
        "rename",
        "replace",
        "revoke",
        "rollback",
        "select",
        "set",
        "show",
        "split",
        "start",
        "table",
        "truncate",
        "update",
        "use",
    ];
    let mut text = text.trim_start_matches(['(', ' ']);
    let after_comment = |text: &'_ str| match text.strip_prefix("/*") {
        Some(comment) => comment.split_once("*/").map(|(head, _)| head.len() + 4),
        None => text.strip_prefix("-- ").and_then(|remark| remark.find('\n')).map(|end| end + 4),
    };
    while let Some(rest) = after_comment(text).and_then(|length| text.get(length..)) {
        text = rest.trim_start_matches(['(', ' ', '\n', '\r', '\t']);
    }
    let end = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
    let Some((word, rest)) = text.split_at_checked(end) else { return false };
    let word = word.to_ascii_lowercase();
    let is_word = WORDS.contains(&word.as_str()) || word == "with";
    is_word && (rest.is_empty() || rest.starts_with([' ', '\n', '\r', '\t', ';', '(', '`', '*', '/', '@', '"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_with_their_names() {
        let check = |text: &str, expected: &str| assert_eq!(value_of(text), expected, "{text}");
        check("# Txn_start_ts: 439085609928097792\n", "439085609928097792");
        check("txnStartTS:439085609928097792", "439085609928097792");
        check("[txn_start_ts=439085609928097792]", "439085609928097792");
        check("[\"start key\"=\"74\"]", "start key\"=\"74");
        check("439085609928097792,", "439085609928097792");
        check("hello", "hello");
        let range = "scan.range.first=\"Some(start: 7480 end: 74FF)\"";
        assert_eq!(ends_of_range(range), Some(["7480", "74FF"]));
        assert_eq!(ends_of_range("start: 7480"), None);
    }

    #[test]
    fn every_kind() {
        let check = |text: &str, expected| assert_eq!(detect(text), expected, "{text}");
        check("tidb_decode_plan('x", Some(Pasted::Plan));
        check("DzgwCTMxXzFfMgkwCTEJYQo=", Some(Pasted::Plan));
        check("0\t25\t0\trows:?\n", Some(Pasted::Plan));
        check("select tidb_decode_binary_plan('x')", Some(Pasted::BinaryPlan));
        check(
            "VUgKUQoNVGFibGVSZWFkZXJfNykABQEc8D84AUABcP8RAQQBeBEKFP8BggELVBkzSIoBDmRhdGE6U2VsZWN0aW9uGAE=",
            Some(Pasted::BinaryPlan),
        );
        check(" 439085609928097792\n", Some(Pasted::Tso));
        check("7480000000000000FF3B5F728000000000FF1DE3F10000000000FA", Some(Pasted::Key));
        check("9505cacb7c710ed17125fcc6cb3669e8ddca6c8cd8af6a31f6b3cd64604c3098", Some(Pasted::Digest));
        check("SELECT 1", Some(Pasted::Sql));
        check("/* a */ (select 1)", Some(Pasted::Sql));
        check("-- a remark\nselect 1", Some(Pasted::Sql));
        check("commit", Some(Pasted::Sql));
        check("18446744073709551615", Some(Pasted::Tso));
        check("0", Some(Pasted::Tso));
        check("0x617f2092dc00000", Some(Pasted::Tso));
        check("0x7480000000000000135F72", Some(Pasted::Key));
        check("0x12", Some(Pasted::Key));
        check("0x", None);
        check("12", None);
        check("selected works", None);
        check("", None);
        check("hello world", None);
    }
}
