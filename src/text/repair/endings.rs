//! What makes a line break in a page or in Markdown and was left at the end of every line: `<br>`, a backslash.

/// Lines that must end so.
const MIN_LINES: usize = 4;

const ENDINGS: [&[u8]; 4] = [b"<br>", b"<br/>", b"<br />", b"\\"];

/// What at least half of the lines end with, if anything.
pub fn of(lines: &[&[u8]]) -> Option<&'static [u8]> {
    ENDINGS.into_iter().find(|ending| {
        let count = lines.iter().filter(|line| line.ends_with(ending)).count();
        count >= MIN_LINES && count * 2 >= lines.iter().filter(|line| !line.trim_ascii().is_empty()).count()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_most_lines() {
        let check = |text: &str, expected: Option<&str>| {
            let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
            assert_eq!(of(&lines), expected.map(str::as_bytes), "{text}");
        };
        check("a<br>\nb<br>\n<br>\nc<br>\n", Some("<br>"));
        check("a\\\n\\\nb\\\nc\\\n", Some("\\"));
        check("tiup bench tpcc \\\n  -H x \\\n  -P 4000\n", None);
    }
}
