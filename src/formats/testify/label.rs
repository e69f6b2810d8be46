//! The labelled lines of a testify block, and the lines that continue them.

/// The labels in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    Trace,
    Error,
    Test,
    Messages,
}

const WORDS: [(&[u8], Label); 4] = [
    (b"Error Trace:", Label::Trace),
    (b"Error:", Label::Error),
    (b"Test:", Label::Test),
    (b"Messages:", Label::Messages),
];

/// Blanks of a continuation: `Error Trace:` has twelve letters, labels of old versions had fewer.
const LABEL_BLANKS: usize = 10;

/// Label, colon and blanks of an undamaged line, at least; old versions did not align their labels.
const LABEL_COLUMNS: usize = 12;

/// A line with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labelled<'a> {
    pub label: Label,
    pub content: &'a [u8],
    /// Column of the label.
    pub column: usize,
    /// The tabs of the original stand before and behind the label.
    pub pristine: bool,
}

/// Reads a line that starts with a label.
pub fn read(line: &[u8]) -> Option<Labelled<'_>> {
    let text = line.trim_ascii_start();
    let (label, rest) = WORDS.iter().find_map(|(word, label)| Some((*label, text.strip_prefix(*word)?)))?;
    if rest.first().is_some_and(|byte| !byte.is_ascii_whitespace()) {
        return None;
    }
    let (before, _) = line.split_at_checked(line.len() - text.len())?;
    let after = skip_blanks(rest);
    let width = text.len() - after.len();
    let pristine = before.ends_with(b"\t") && after.starts_with(b"\t") && width >= LABEL_COLUMNS;
    Some(Labelled { label, content: rest.trim_ascii(), column: column(line), pristine })
}

/// The content of an undamaged continuation line: a tab, blanks as long as the longest label, a tab, the content. What
/// stands before is indentation, of subtests or of markdown.
pub fn continuation(line: &[u8]) -> Option<&[u8]> {
    let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mut rest = line;
    loop {
        let start = memchr::memchr(b'\t', rest).filter(|at| line.len() - rest.len() + at < indent)?;
        rest = rest.get(start + 1..)?;
        let after = skip_blanks(rest);
        if rest.len() - after.len() >= LABEL_BLANKS && after.starts_with(b"\t") {
            return after.strip_prefix(b"\t");
        }
    }
}

/// Column of the first character that is not white space; tabs go to the next multiple of eight.
pub fn column(line: &[u8]) -> usize {
    let mut column = 0;
    for byte in line {
        match byte {
            b'\t' => column = (column / 8 + 1) * 8,
            b' ' => column += 1,
            _ => break,
        }
    }
    column
}

/// Without the blanks at the start; tabs stay.
fn skip_blanks(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|byte| **byte == b' ').count();
    text.get(blanks..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(Label, &str, bool)>) {
        let got = read(line.as_bytes());
        let got = got.map(|got| (got.label, std::str::from_utf8(got.content).unwrap(), got.pristine));
        assert_eq!(got, expected, "{line:?}");
    }

    #[test]
    fn labels() {
        check("        \tError Trace:\t/a/x_test.go:50", Some((Label::Trace, "/a/x_test.go:50", true)));
        check("        \tError:      \tNot equal: ", Some((Label::Error, "Not equal:", true)));
        check("Error: Not equal:", Some((Label::Error, "Not equal:", false)));
        check("        Test:       TestX ", Some((Label::Test, "TestX", false)));
        check("Error:oops", None);
        check("An Error: oops", None);
    }

    #[test]
    fn continuations() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(continuation(line.as_bytes()), expected.map(str::as_bytes), "{line:?}");
        };
        check("        \t            \texpected: 3", Some("expected: 3"));
        check("        \t            \t\tx.go:3", Some("\tx.go:3"));
        check("        \t            \t", Some(""));
        check("\tx.go:3", None);
        check("    x.go:3", None);
    }
}
