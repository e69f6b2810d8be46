//! What makes a line break in a page or in Markdown and was left at the end of every line: `<br>`, a backslash.

/// Lines that must end so.
const MIN_LINES: usize = 4;

const ENDINGS: [&[u8]; 4] = [b"<br>", b"<br/>", b"<br />", b"\\"];

/// What at least half of the lines end with, from the first such line to the last, if anything.
pub fn of(lines: &[&[u8]]) -> Option<&'static [u8]> {
    ENDINGS.into_iter().find(|ending| {
        let ends = |line: &&[u8]| line.ends_with(ending);
        let (Some(first), Some(last)) = (lines.iter().position(ends), lines.iter().rposition(ends)) else {
            return false;
        };
        let part = lines.get(first..=last).unwrap_or_default();
        let count = part.iter().filter(|line| ends(line)).count();
        count >= MIN_LINES && count * 2 >= part.iter().filter(|line| !line.trim_ascii().is_empty()).count()
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
        check("prose\nprose\nprose\na<br/>\nb<br/>\n<br/>\nc<br/>\nprose\n", Some("<br/>"));
        check("a\\\n\nb\nc\nd\\\ne\nf\ng\\\nh\ni\nj\\\n", None);
        check("tiup bench tpcc \\\n  -H x \\\n  -P 4000\n", None);
    }
}
