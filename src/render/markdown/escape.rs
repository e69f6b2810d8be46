//! Text in Markdown: nothing of a log becomes markup, HTML, a link, a mention or a picture (CommonMark, and what GitHub adds
//! to it). What acts on a terminal or an editor is made visible first.
//!
//! Addresses of a log stay text: `https://` and `www.` are no links here, since whoever reads a report did not choose them.
//! An empty comment, `<!-- -->`, parts what GitHub looks for in the finished page, where a backslash would not help.

use crate::render::safe::visible;
use std::fmt::Write;

const APART: &str = "<!-- -->";

/// One line of text. Pairs of backticks stay what they are here, code.
pub fn escaped(text: &str) -> String {
    let text = visible(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain(&text);
    }
    let parts = parts.into_iter().enumerate();
    let mut out = String::with_capacity(text.len());
    for (at, part) in parts {
        match at {
            at if at % 2 == 1 && !part.is_empty() => out.push_str(&span(part)),
            0 => out.push_str(&plain(part)),
            _ => push_plain(&mut out, part),
        }
    }
    out
}

/// A code span whose quotes are longer than any in the text.
pub fn code(value: &str) -> String {
    span(&visible(value))
}

/// A code block whose fence is longer than any in the text.
pub fn fenced<'a>(text: &mut String, language: &str, lines: impl Iterator<Item = &'a str> + Clone) {
    let longest = lines.clone().map(|line| longest_run(line, '`')).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(text, "{fence}{language}");
    for line in lines {
        text.push_str(&visible(line));
        text.push('\n');
    }
    let _ = writeln!(text, "{fence}");
}

fn span(value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    let quotes = "`".repeat(longest_run(value, '`') + 1);
    let blank = if value.starts_with('`') || value.ends_with('`') { " " } else { "" };
    format!("{quotes}{blank}{}{blank}{quotes}", value.replace('\n', " "))
}

fn longest_run(text: &str, letter: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for other in text.chars() {
        run = if other == letter { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Text at the start of a line, where some letters mean a list, a heading or a rule.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let ends = |at: usize| text.get(at..).is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']));
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        Some(b'-' | b'+') if digits == 0 && ends(1) => plain.push('\\'),
        Some(b'-' | b'=') if digits == 0 && (text.starts_with("--") || text.starts_with('=')) => plain.push('\\'),
        Some(b'.' | b')') if (1..=9).contains(&digits) && ends(digits + 1) => {
            let (number, rest) = text.split_at_checked(digits).unwrap_or((text, ""));
            plain.push_str(number);
            plain.push('\\');
            push_plain(&mut plain, rest);
            return plain;
        }
        _ => {}
    }
    push_plain(&mut plain, text);
    plain
}

fn push_plain(plain: &mut String, text: &str) {
    for (at, letter) in text.char_indices() {
        let rest = || text.get(at + 1..).unwrap_or_default();
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' => plain.extend(['\\', letter]),
            // `&lt;` would become a sign.
            '&' if rest().starts_with(|next: char| next == '#' || next.is_ascii_alphabetic()) => plain.push_str("\\&"),
            // `#12` would link an issue, `@name` call somebody.
            '#' | '@' => {
                plain.push(letter);
                plain.push_str(APART);
            }
            ':' if rest().starts_with("//") || is_picture(rest()) => {
                plain.push(letter);
                plain.push_str(APART);
            }
            '.' if ends_with_word(text.get(..at), "www") => {
                plain.push_str(APART);
                plain.push(letter);
            }
            '-' if ends_with_word(text.get(..at), "gh") && rest().starts_with(|next: char| next.is_ascii_digit()) => {
                plain.push(letter);
                plain.push_str(APART);
            }
            '\n' => plain.push(' '),
            _ => plain.push(letter),
        }
    }
}

fn ends_with_word(text: Option<&str>, word: &str) -> bool {
    let text = text.unwrap_or_default();
    let start = text.len().checked_sub(word.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Whether `name:` follows, which GitHub may show as a picture. Of numbers it knows `:100:` and `:1234:` alone, and a place
/// like `x.go:12:3` is none.
fn is_picture(rest: &str) -> bool {
    let end = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(byte)).count();
    let name = rest.get(..end).unwrap_or_default();
    let number = name.bytes().all(|byte| byte.is_ascii_digit());
    !name.is_empty() && rest.as_bytes().get(end) == Some(&b':') && (!number || matches!(name, "100" | "1234"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escaped("(*T).a_b <c>"), "(\\*T).a\\_b \\<c\\>");
        assert_eq!(escaped("see #12, `a_b` and `"), "see #<!-- -->12, \\`a\\_b\\` and \\`");
        assert_eq!(escaped("see `a_b` by @x"), "see `a_b` by @<!-- -->x");
        assert_eq!(escaped("![a](b)"), "!\\[a\\](b)");
        assert_eq!(escaped("&lt;b> a & b &#60;"), "\\&lt;b\\> a & b \\&#<!-- -->60;");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(code(""), "");
        let mut text = String::new();
        fenced(&mut text, "sql", ["a ``` b"].into_iter());
        assert_eq!(text, "````sql\na ``` b\n````\n");
    }

    #[test]
    fn addresses_stay_text() {
        assert_eq!(escaped("at https://e.example/x"), "at https:<!-- -->//e.example/x");
        assert_eq!(escaped("at WWW.e.example, a@b.c"), "at WWW<!-- -->.e.example, a@<!-- -->b.c");
        assert_eq!(escaped("GH-12, x.go:100: y, x.go:12:3: y"), "GH-<!-- -->12, x.go:<!-- -->100: y, x.go:12:3: y");
    }

    #[test]
    fn the_start_of_a_line_is_no_list_and_no_rule() {
        let starts = [
            ("- a", "\\- a"),
            ("---", "\\---"),
            ("===", "\\==="),
            ("12. a", "12\\. a"),
            ("1.5 s", "1.5 s"),
            ("-5", "-5"),
        ];
        for (text, expected) in starts {
            assert_eq!(escaped(text), expected);
        }
    }

    #[test]
    fn what_acts_is_seen_in_text_and_in_code() {
        assert_eq!(escaped("a\u{1b}[2J\rb"), "a\\\\u{1b}\\[2J\\\\u{d}b");
        assert_eq!(escaped("`a\u{202e}b`"), "`a\\u{202e}b`");
        assert_eq!(code("a\u{9b}b"), "`a\\u{9b}b`");
        let mut text = String::new();
        fenced(&mut text, "", ["a\u{7}b"].into_iter());
        assert_eq!(text, "```\na\\u{7}b\n```\n");
    }
}
